import { generateKeyPairSync } from 'node:crypto';
import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { legacyClaimsJson } from './legacy-token.ts';
import { ServiceAccountTokens } from './service-account-tokens.ts';
import { TokenKey } from './token-key.ts';
import { ListedObjects } from './token-objects.test.support.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = new TokenKey(privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
const serviceAccount = {
  kind: 'ServiceAccount',
  metadata: { name: 'sa', namespace: 'ns', uid: 'uid' },
};
const claims = legacyClaimsJson(serviceAccount, 'held');
const token = key.sign(claims);

function secret(text: string, metadata: JsonObject = {}): JsonObject {
  return {
    kind: 'Secret',
    metadata: { name: 'held', namespace: 'ns', ...metadata },
    data: { token: Buffer.from(text).toString('base64') },
  };
}

function authenticate(objects: readonly JsonObject[], text = token) {
  const tokens = new ServiceAccountTokens({
    keys: [key],
    issuer: 'https://kubernetes.default.svc',
    audiences: ['api'],
    objects: new ListedObjects(objects),
    now: () => 0,
  });
  return tokens.authenticate(text, ['api']);
}

describe('tokens that Secrets hold', () => {
  it('stand for their service account', () => {
    expect(authenticate([serviceAccount, secret(token)])).toEqual({
      user: {
        name: 'system:serviceaccount:ns:sa',
        uid: 'uid',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:ns'],
      },
      audiences: ['api'],
    });
  });

  const deleted = { deletionTimestamp: '2026-11-23T00:00:00Z' };
  it.each<[string, JsonObject[]]>([
    ['Token has been invalidated', [serviceAccount]],
    ['Token has been invalidated', [serviceAccount, secret(token, deleted)]],
    ["Token does not match server's copy", [serviceAccount, secret('other')]],
    ['serviceaccounts "sa" not found', [secret(token)]],
    [
      'ServiceAccount ns/sa has been deleted',
      [{ ...serviceAccount, metadata: { ...serviceAccount.metadata, ...deleted } }, secret(token)],
    ],
    [
      'ServiceAccount UID (new) does not match claim (uid)',
      [{ ...serviceAccount, metadata: { ...serviceAccount.metadata, uid: 'new' } }, secret(token)],
    ],
    [
      'the token in secret ns/held for service account ns/sa has been marked invalid.',
      [
        serviceAccount,
        secret(token, { labels: { 'kubernetes.io/legacy-token-invalid-since': '2026-11-23' } }),
      ],
    ],
  ])('do not hold: %s', (message, objects) => {
    expect(() => authenticate(objects)).toThrow(message);
  });

  it.each<[string, JsonObject]>([
    ['sub claim is missing', { sub: '' }],
    ['namespace claim is missing', { 'kubernetes.io/serviceaccount/namespace': '' }],
    ['secretName claim is missing', { 'kubernetes.io/serviceaccount/secret.name': '' }],
    ['sub claim is invalid', { sub: 'system:serviceaccount:ns:other' }],
  ])('do not hold without their claims: %s', (message, change) => {
    expect(() => authenticate([], key.sign({ ...claims, ...change }))).toThrow(message);
  });
});

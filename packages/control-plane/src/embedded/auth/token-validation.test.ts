import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import type { TokenClaims } from './token-claims.ts';
import { ListedObjects } from './token-objects.test.support.ts';
import { validateClaims } from './token-validation.ts';

const nowSeconds = 1514764800;
const now = nowSeconds * 1000;

const serviceAccount = {
  kind: 'ServiceAccount',
  metadata: { name: 'saname', namespace: 'ns', uid: 'sauid' },
};
const secret = {
  kind: 'Secret',
  metadata: { name: 'secretname', namespace: 'ns', uid: 'secretuid' },
};
const pod = { kind: 'Pod', metadata: { name: 'podname', namespace: 'ns', uid: 'poduid' } };
const node = { kind: 'Node', metadata: { name: 'nodename', uid: 'nodeuid' } };

const good: TokenClaims = {
  issuer: 'i',
  audiences: [],
  issuedAt: nowSeconds,
  notBefore: nowSeconds,
  expiresAt: nowSeconds + 100,
  id: 'fixed',
  namespace: 'ns',
  serviceAccount: { name: 'saname', uid: 'sauid' },
};
const secretRef = { name: 'secretname', uid: 'secretuid' };
const podRef = { name: 'podname', uid: 'poduid' };
const nodeRef = { name: 'nodename', uid: 'nodeuid' };

interface Case {
  readonly title: string;
  readonly objects?: readonly JsonObject[];
  readonly claims?: Partial<TokenClaims>;
  readonly error: string;
}

const invalidated = 'service account token has been invalidated';

// From the server's own table (pkg/serviceaccount TestValidatePrivateClaims).
const failures: readonly Case[] = [
  { title: 'expired', claims: { expiresAt: 1 }, error: 'service account token has expired' },
  {
    title: 'not yet valid',
    claims: { notBefore: nowSeconds + 3_600_000 },
    error: 'service account token is not valid yet',
  },
  {
    title: 'issued in the future',
    claims: { issuedAt: nowSeconds + 61 },
    error: 'service account token is issued in the future',
  },
  {
    title: 'missing service account',
    objects: [],
    error: 'serviceaccounts "saname" not found',
  },
  { title: 'missing secret', claims: { secret: secretRef }, error: invalidated },
  { title: 'missing pod', claims: { pod: podRef }, error: invalidated },
  { title: 'missing node', claims: { node: nodeRef }, error: invalidated },
  {
    title: 'other service account',
    claims: { serviceAccount: { name: 'saname', uid: 'sauidold' } },
    error: 'service account UID (sauid) does not match claim (sauidold)',
  },
  {
    title: 'other secret',
    objects: [serviceAccount, secret],
    claims: { secret: { name: 'secretname', uid: 'secretuidold' } },
    error: 'secret UID (secretuid) does not match service account secret ref claim (secretuidold)',
  },
  {
    title: 'other pod',
    objects: [serviceAccount, pod],
    claims: { pod: { name: 'podname', uid: 'poduidold' } },
    error: 'pod UID (poduid) does not match service account pod ref claim (poduidold)',
  },
  {
    title: 'other node',
    objects: [serviceAccount, node],
    claims: { node: { name: 'nodename', uid: 'nodeuidold' } },
    error: 'node UID (nodeuid) does not match service account node ref claim (nodeuidold)',
  },
];

const kinds = [
  { kind: 'ServiceAccount', claims: {}, error: 'service account ns/saname has been deleted' },
  { kind: 'Secret', claims: { secret: secretRef }, error: invalidated },
  { kind: 'Pod', claims: { pod: podRef }, error: invalidated },
  { kind: 'Node', claims: { node: nodeRef }, error: invalidated },
];

describe('validateClaims', () => {
  it('finds the user', () => {
    const objects = new ListedObjects([serviceAccount]);
    expect(validateClaims(good, objects, now)).toEqual({
      name: 'system:serviceaccount:ns:saname',
      uid: 'sauid',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:ns'],
      extra: { 'authentication.kubernetes.io/credential-id': ['JTI=fixed'] },
    });
  });

  it('tells of the pod and its node, without looking at the node', () => {
    const objects = new ListedObjects([serviceAccount, pod]);
    const user = validateClaims({ ...good, pod: podRef, node: nodeRef }, objects, now);
    expect(user.extra).toEqual({
      'authentication.kubernetes.io/credential-id': ['JTI=fixed'],
      'authentication.kubernetes.io/node-name': ['nodename'],
      'authentication.kubernetes.io/node-uid': ['nodeuid'],
      'authentication.kubernetes.io/pod-name': ['podname'],
      'authentication.kubernetes.io/pod-uid': ['poduid'],
    });
  });

  it.each(failures)('refuses: $title', ({ objects = [serviceAccount], claims, error }) => {
    const listed = new ListedObjects(objects);
    expect(() => validateClaims({ ...good, ...claims }, listed, now)).toThrow(error);
  });

  for (const { kind, claims, error } of kinds) {
    const deletedAt = (seconds: number) =>
      new ListedObjects(
        [serviceAccount, secret, pod, node].map((object) =>
          object.kind === kind
            ? {
                ...object,
                metadata: {
                  ...object.metadata,
                  deletionTimestamp: new Date(seconds * 1000).toISOString(),
                },
              }
            : object,
        ),
      );
    it.each([1, 0, -1, -60])(`believes in a ${kind} deleted %d s from now`, (offset) => {
      const objects = deletedAt(nowSeconds + offset);
      expect(validateClaims({ ...good, ...claims }, objects, now).uid).toBe('sauid');
    });
    it(`gives up a ${kind} deleted more than a minute ago`, () => {
      const objects = deletedAt(nowSeconds - 61);
      expect(() => validateClaims({ ...good, ...claims }, objects, now)).toThrow(error);
    });
  }
});

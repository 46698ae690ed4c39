import { generateKeyPairSync } from 'node:crypto';
import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { StatusError } from '../status-error.ts';
import { objectOf, stringOf } from './rbac-binding.ts';
import { TokenKey } from './token-key.ts';
import { ListedObjects } from './token-objects.test.support.ts';
import { TokenIssuer } from './token-request.ts';

const pem = (type: 'ec' | 'rsa'): string => {
  const { privateKey } =
    type === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
};

const now = Date.UTC(2026, 10, 23, 6, 51, 31, 700);
const start = Math.floor(now / 1000);
const issuer = 'https://kubernetes.default.svc';
const objects = new ListedObjects([
  { kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'ns', uid: 'sa-uid' } },
  {
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'ns', uid: 'p-uid' },
    spec: { serviceAccountName: 'default', nodeName: 'n' },
  },
  {
    kind: 'Pod',
    metadata: { name: 'other', namespace: 'ns', uid: 'o-uid' },
    spec: { serviceAccountName: 'other' },
  },
  { kind: 'Secret', metadata: { name: 's', namespace: 'ns', uid: 's-uid' } },
]);
const key = new TokenKey(pem('ec'));
const tokens = new TokenIssuer({
  key,
  issuer,
  audiences: [issuer],
  objects,
  now: () => now,
  newId: () => 'jti',
});
const issue = (request: JsonObject): JsonObject =>
  tokens.issue(request, { namespace: 'ns', name: 'default' });

function payloadOf(answer: JsonObject): unknown {
  const [, payload = ''] = stringOf(objectOf(answer['status'])['token']).split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

function failure(request: JsonObject, name = 'default'): unknown {
  try {
    tokens.issue(request, { namespace: 'ns', name });
  } catch (error) {
    if (error instanceof StatusError) return error.status;
    throw error;
  }
  return undefined;
}

describe('TokenIssuer', () => {
  it('fills in what is not asked for', () => {
    const answer = issue({});
    expect(answer).toEqual({
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: {
        name: 'default',
        namespace: 'ns',
        uid: 'sa-uid',
        creationTimestamp: '2026-11-23T06:51:31Z',
      },
      spec: { audiences: [issuer], expirationSeconds: 3600, boundObjectRef: null },
      status: {
        token: expect.any(String) as string,
        expirationTimestamp: '2026-11-23T07:51:31Z',
      },
    });
    expect(payloadOf(answer)).toEqual({
      aud: [issuer],
      exp: start + 3600,
      iat: start,
      iss: issuer,
      jti: 'jti',
      'kubernetes.io': { namespace: 'ns', serviceaccount: { name: 'default', uid: 'sa-uid' } },
      nbf: start,
      sub: 'system:serviceaccount:ns:default',
    });
  });

  it('writes a header as go-jose does', () => {
    const [header = ''] = stringOf(objectOf(issue({})['status'])['token']).split('.');
    expect(Buffer.from(header, 'base64url').toString()).toBe(`{"alg":"ES256","kid":"${key.id}"}`);
  });

  it('binds to a pod and tells of its node, though that is not there', () => {
    const spec = { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p', uid: 'p-uid' } };
    expect(payloadOf(issue({ spec }))).toMatchObject({
      'kubernetes.io': { pod: { name: 'p', uid: 'p-uid' }, node: { name: 'n' } },
    });
  });

  it('lets the token of a pod live on for a year, with a warning', () => {
    const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'p' };
    const answer = issue({ spec: { expirationSeconds: 3607, boundObjectRef } });
    expect(objectOf(answer['status'])['expirationTimestamp']).toBe('2026-11-23T07:51:38Z');
    expect(payloadOf(answer)).toMatchObject({
      exp: start + 365 * 24 * 3600,
      'kubernetes.io': { warnafter: start + 3607 },
    });
    const other = { expirationSeconds: 3607, boundObjectRef, audiences: ['elsewhere'] };
    expect(payloadOf(issue({ spec: other }))).toMatchObject({ exp: start + 3607 });
  });

  it('binds to a secret', () => {
    const spec = { boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 's' } };
    expect(payloadOf(issue({ spec }))).toMatchObject({
      'kubernetes.io': { secret: { name: 's', uid: 's-uid' } },
    });
  });

  it.each<[string, JsonObject, unknown]>([
    [
      'another name',
      { metadata: { name: 'x' } },
      {
        message:
          'TokenRequest.authentication.k8s.io "default" is invalid: metadata.name: Invalid value: "x": must match the service account name if specified',
        code: 422,
        details: { name: 'default', group: 'authentication.k8s.io', kind: 'TokenRequest' },
      },
    ],
    [
      'another UID',
      { metadata: { uid: 'x' } },
      {
        message:
          'Operation cannot be fulfilled on TokenRequest.authentication.k8s.io "default": the UID in the token request (x) does not match the UID of the service account (sa-uid)',
        reason: 'Conflict',
        details: { name: 'default', group: 'authentication.k8s.io', kind: 'TokenRequest' },
        code: 409,
      },
    ],
    [
      'a time too short',
      { spec: { expirationSeconds: 5 } },
      {
        message:
          'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
      },
    ],
    [
      'a time too long',
      { spec: { expirationSeconds: 5_000_000_000 } },
      {
        message:
          'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 5000000000: may not specify a duration larger than 2^32 seconds',
      },
    ],
    [
      'attestations',
      { spec: { attestations: { a: ['b'] } } },
      {
        message:
          'TokenRequest.authentication.k8s.io "" is invalid: spec.attestations: Invalid value: {"a":["b"]}: attestations may only be specified with a webhook bound object reference',
      },
    ],
    [
      'a webhook without attestations',
      {
        spec: {
          expirationSeconds: 5,
          boundObjectRef: {
            kind: 'ValidatingWebhookConfiguration',
            apiVersion: 'admissionregistration.k8s.io/v1',
          },
        },
      },
      {
        message:
          'TokenRequest.authentication.k8s.io "" is invalid: [spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes, spec.attestations: Invalid value: null: webhook bound requests require exactly one admissionReviewAPIGroups attestation]',
      },
    ],
    [
      'a pod that is not there',
      { spec: { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'gone' } } },
      { message: 'pods "gone" not found', code: 404 },
    ],
    [
      'a node that is not there',
      { spec: { boundObjectRef: { kind: 'Node', apiVersion: 'v1', name: 'gone' } } },
      { message: 'nodes "gone" not found', code: 404 },
    ],
    [
      'a pod of another service account',
      { spec: { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'other' } } },
      {
        message:
          'cannot bind token for serviceaccount "default" to pod running with different serviceaccount name.',
        code: 400,
      },
    ],
    [
      'a kind that tokens cannot be bound to',
      { spec: { boundObjectRef: { kind: 'Foo', apiVersion: 'x/v1', name: 'p' } } },
      { message: 'cannot bind token to object of type x/v1, Kind=Foo', code: 400 },
    ],
    [
      'no version',
      { spec: { boundObjectRef: { kind: 'Foo', name: 'p' } } },
      { message: 'cannot bind token to object of type /, Kind=Foo', code: 400 },
    ],
    [
      'another object of that name',
      { spec: { boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 's', uid: 'x' } } },
      {
        message:
          'Operation cannot be fulfilled on Secret "s": the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated',
        code: 409,
      },
    ],
  ])('refuses %s', (_title, request, status) => {
    expect(failure(request)).toMatchObject(status as object);
  });

  it('knows only service accounts that are there', () => {
    expect(failure({}, 'nope')).toMatchObject({
      message: 'serviceaccounts "nope" not found',
      details: { name: 'nope', kind: 'serviceaccounts' },
      code: 404,
    });
  });
});

describe('TokenKey', () => {
  it.each(['ec', 'rsa'] as const)('proves what it has signed: %s', (type) => {
    const own = new TokenKey(pem(type));
    const [header, payload, signature] = own.sign({ a: 1 }).split('.');
    const bytes = Buffer.from(signature!, 'base64url');
    expect(own.verify(`${header}.${payload}`, bytes)).toBe(true);
    expect(own.verify(`${header}.${payload}x`, bytes)).toBe(false);
    expect(key.verify(`${header}.${payload}`, bytes)).toBe(false);
  });

  it('takes no other curve', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const text = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    expect(() => new TokenKey(text)).toThrow('P-256, P-384 or P-521');
  });
});

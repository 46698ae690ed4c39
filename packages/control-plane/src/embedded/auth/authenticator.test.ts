import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { StatusError } from '../status-error.ts';
import { Authenticator } from './authenticator.ts';
import { jwksDocument, openIdConfiguration } from './openid-documents.ts';
import { objectOf, stringOf } from './rbac-binding.ts';
import { ServiceAccountTokens } from './service-account-tokens.ts';
import { TokenKey } from './token-key.ts';
import { ListedObjects } from './token-objects.test.support.ts';
import { TokenIssuer } from './token-request.ts';
import { reviewSelf, reviewToken } from './token-review.ts';

const newKey = (): TokenKey => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return new TokenKey(privateKey.export({ type: 'sec1', format: 'pem' }) as string);
};

/** Subject: O=a, O="b=c, d/e+f", CN=carol, and the UID carol-uid. */
const carol = `-----BEGIN CERTIFICATE-----
MIIBkzCCATkCFE6/a4fThgnMG0VskaPb0ZzA4uDRMAoGCCqGSM49BAMCMEsxCjAI
BgNVBAoMAWExEzARBgNVBAoMCmI9YywgZC9lK2YxDjAMBgNVBAMMBWNhcm9sMRgw
FgYJKwYBBAGDwlMCDAljYXJvbC11aWQwIBcNMjYxMTIzMDcxNzExWhgPMjEyNjEw
MzAwNzE3MTFaMEsxCjAIBgNVBAoMAWExEzARBgNVBAoMCmI9YywgZC9lK2YxDjAM
BgNVBAMMBWNhcm9sMRgwFgYJKwYBBAGDwlMCDAljYXJvbC11aWQwWTATBgcqhkjO
PQIBBggqhkjOPQMBBwNCAAQQWCPFHEUPikGCHnmQTrP8Hg2AJOtVo5/1oBJe6lFB
o4VRwM/u9h5CA3HMyeK/YPxkX4tdBAzn/lkOOUeMXVYfMAoGCCqGSM49BAMCA0gA
MEUCIB6ZtHGupd04kSr0b++uRvErnXtqCabT3g/3o4hQZMP8AiEA7irJGyC9qDkg
lzTB7Xi8xozUaAnrg6tE9ZBi4/F6peA=
-----END CERTIFICATE-----
`;

const issuer = 'https://kubernetes.default.svc';
const audiences = [issuer];
const now = () => Date.UTC(2026, 10, 23);

function setUp() {
  const objects = new ListedObjects(
    ['default', 'gone'].map((name) => ({
      kind: 'ServiceAccount',
      metadata: { name, namespace: 'default', uid: `${name}-uid` },
    })),
  );
  const key = newKey();
  const options = { key, issuer, audiences, objects, now, newId: () => 'id' };
  const issuing = new TokenIssuer(options);
  const authenticator = new Authenticator({
    tokens: new Map([['alicetoken', { name: 'alice', uid: 'aliceuid', groups: ['devs', 'ops'] }]]),
    serviceAccountTokens: new ServiceAccountTokens({ ...options, keys: [key] }),
    audiences,
  });
  return {
    objects,
    key,
    authenticator,
    token: (name: string, spec = {}) => {
      const answer = issuing.issue({ spec }, { namespace: 'default', name });
      return stringOf(objectOf(answer['status'])['token']);
    },
    review: (token: string, wanted?: string[]) =>
      reviewToken(
        { spec: { token, ...(wanted === undefined ? undefined : { audiences: wanted }) } },
        { authenticator, audiences },
      ),
  };
}

describe('Authenticator', () => {
  const bearer = (token: string) => ({ headers: { authorization: [`Bearer ${token}`] } });

  it('knows static tokens', () => {
    expect(setUp().authenticator.userOf(bearer('alicetoken'))).toEqual({
      name: 'alice',
      uid: 'aliceuid',
      groups: ['devs', 'ops', 'system:authenticated'],
    });
  });

  it('takes those without credentials as anonymous', () => {
    const anonymous = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
    const { authenticator } = setUp();
    expect(authenticator.userOf({ headers: {} })).toEqual(anonymous);
    expect(authenticator.userOf({ headers: { authorization: ['Basic abc'] } })).toEqual(anonymous);
    expect(authenticator.userOf({ headers: { authorization: ['Bearer '] } })).toEqual(anonymous);
  });

  it('takes nobody with bad credentials as anonymous', () => {
    const { authenticator } = setUp();
    const userOf = (credentials: Parameters<typeof authenticator.userOf>[0]) => () =>
      authenticator.userOf(credentials);
    expect(userOf(bearer('bad'))).toThrow(StatusError);
    expect(userOf(bearer('bad'))).toThrow('Unauthorized');
    expect(userOf({ headers: {}, badCertificate: true })).toThrow('Unauthorized');
  });

  it('knows service accounts', () => {
    const { authenticator, token } = setUp();
    expect(authenticator.userOf(bearer(token('default')))).toEqual({
      name: 'system:serviceaccount:default:default',
      uid: 'default-uid',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': ['JTI=id'] },
    });
  });

  it('knows client certificates, before any token', () => {
    const certificate = new X509Certificate(carol);
    expect(setUp().authenticator.userOf({ ...bearer('bad'), certificate })).toEqual({
      name: 'carol',
      uid: 'carol-uid',
      groups: ['a', 'b=c, d/e+f', 'system:authenticated'],
      extra: {
        'authentication.kubernetes.io/credential-id': [
          'X509SHA256=7c20443a92a5b2045255c02644c551029eed25d643895336fa6a6576ed8f5f83',
        ],
      },
    });
  });
});

describe('reviewToken', () => {
  const statusOf = (review: ReturnType<typeof reviewToken>) => review['status'];

  it('asks for a token', () => {
    expect(() => setUp().review('')).toThrow('token is required for TokenReview in authentication');
  });

  it('tells whose token it is', () => {
    expect(setUp().review('alicetoken')).toEqual({
      kind: 'TokenReview',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: {},
      spec: { token: 'alicetoken' },
      status: {
        authenticated: true,
        user: {
          username: 'alice',
          uid: 'aliceuid',
          groups: ['devs', 'ops', 'system:authenticated'],
        },
        audiences: [issuer],
      },
    });
  });

  it('takes blanks for nobody', () => {
    expect(statusOf(setUp().review('   '))).toEqual({
      authenticated: true,
      user: { username: 'system:anonymous', groups: ['system:unauthenticated'] },
      audiences: [issuer],
    });
  });

  it('tells which wanted audiences a token is for', () => {
    const { review, token } = setUp();
    const foreign = token('default', { audiences: ['x', 'y'] });
    expect(statusOf(review(foreign, ['y', 'z']))).toMatchObject({
      authenticated: true,
      audiences: ['y'],
    });
    expect(statusOf(review(foreign))).toEqual({
      user: {},
      error:
        '[invalid bearer token, token audiences ["x" "y"] is invalid for the target audiences ["https://kubernetes.default.svc"]]',
    });
    expect(statusOf(review('alicetoken', ['y']))).toEqual({
      user: {},
      error: 'invalid bearer token',
    });
  });

  it('says why a token does not hold', () => {
    const { objects, review, token } = setUp();
    const good = token('default');
    const errorOf = (text: string) => objectOf(review(text)['status'])['error'];
    expect(errorOf('nope')).toBe('invalid bearer token');
    expect(errorOf('a.b.c')).toBe('invalid bearer token');

    const [header = '', payload = '', signature = ''] = good.split('.');
    expect(errorOf(`${header}.${payload}.${signature.slice(0, -4)}AAAA`)).toBe(
      '[invalid bearer token, go-jose/go-jose: error in cryptographic primitive]',
    );
    const other = Buffer.from('{"alg":"ES256","kid":"zzz"}').toString('base64url');
    expect(errorOf(`${other}.${payload}.${signature}`)).toBe(
      '[invalid bearer token, invalid signature, no keys found]',
    );

    const gone = token('gone');
    objects.objects.pop();
    expect(errorOf(gone)).toBe('[invalid bearer token, serviceaccounts "gone" not found]');
  });
});

describe('reviewSelf', () => {
  it('tells who asks', () => {
    const user = { name: 'u', uid: '7', groups: ['g'], extra: { b: ['2'], a: ['1'] } };
    expect(JSON.stringify(reviewSelf(user, now()))).toBe(
      '{"kind":"SelfSubjectReview","apiVersion":"authentication.k8s.io/v1",' +
        '"metadata":{"creationTimestamp":"2026-11-23T00:00:00Z"},' +
        '"status":{"userInfo":{"username":"u","uid":"7","groups":["g"],"extra":{"a":["1"],"b":["2"]}}}}',
    );
  });
});

describe('the OpenID documents', () => {
  const { key } = setUp();

  it('tell where the keys are', () => {
    const jwksUri = 'https://192.0.2.2:35067/openid/v1/jwks';
    expect(openIdConfiguration({ issuer, jwksUri, keys: [key] })).toBe(
      '{"issuer":"https://kubernetes.default.svc","jwks_uri":"https://192.0.2.2:35067/openid/v1/jwks","response_types_supported":["id_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256"]}',
    );
  });

  it('list the keys', () => {
    expect(jwksDocument([key])).toMatch(
      new RegExp(
        `^\\{"keys":\\[\\{"use":"sig","kty":"EC","kid":"${key.id}","crv":"P-256","alg":"ES256","x":"[\\w-]{43}","y":"[\\w-]{43}"\\}\\]\\}$`,
      ),
    );
  });
});

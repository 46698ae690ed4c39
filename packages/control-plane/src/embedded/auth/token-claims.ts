import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { CredentialError } from './credential-error.ts';
import { stringsOf } from './policy-rule.ts';
import { objectOf, stringOf } from './rbac-binding.ts';
import { serviceAccountUsername } from './service-account-name.ts';

/** An object that a token speaks of. */
export interface TokenReference {
  readonly name: string;
  /** Empty for a node that did not exist when the token was issued. */
  readonly uid: string;
}

/** What a service account token says (pkg/serviceaccount/claims.go). Times are seconds since 1970. */
export interface TokenClaims {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly issuedAt: number;
  readonly notBefore: number;
  readonly expiresAt: number;
  readonly id: string;
  readonly namespace: string;
  readonly serviceAccount: TokenReference;
  readonly pod?: TokenReference | undefined;
  readonly secret?: TokenReference | undefined;
  readonly node?: TokenReference | undefined;
  /** From then on the token should have been renewed. */
  readonly warnAfter?: number | undefined;
}

/** The claims as the payload of a token. */
export function claimsJson(claims: TokenClaims): JsonObject {
  const { namespace, serviceAccount, pod, secret, node, warnAfter } = claims;
  return {
    aud: [...claims.audiences],
    exp: claims.expiresAt,
    iat: claims.issuedAt,
    iss: claims.issuer,
    jti: claims.id,
    'kubernetes.io': {
      namespace,
      ...(node === undefined ? undefined : { node: referenceJson(node) }),
      ...(pod === undefined ? undefined : { pod: referenceJson(pod) }),
      ...(secret === undefined ? undefined : { secret: referenceJson(secret) }),
      serviceaccount: referenceJson(serviceAccount),
      ...(warnAfter === undefined ? undefined : { warnafter: warnAfter }),
    },
    nbf: claims.notBefore,
    sub: serviceAccountUsername({ namespace, name: serviceAccount.name }),
  };
}

/** As errors of the server name it. */
const jwtPackage = 'go-jose/go-jose/jwt';

/**
 * Reads the payload of a token.
 * @throws {CredentialError} when an audience or a time is none
 */
export function parseClaims(payload: JsonObject): TokenClaims {
  const kubernetes = objectOf(payload['kubernetes.io']);
  const warnAfter = kubernetes['warnafter'];
  return {
    issuer: stringOf(payload['iss']),
    audiences: audiencesOf(payload['aud']),
    issuedAt: secondsOf(payload['iat'], 0),
    notBefore: secondsOf(payload['nbf'], 0),
    expiresAt: secondsOf(payload['exp'], Infinity),
    id: stringOf(payload['jti']),
    namespace: stringOf(kubernetes['namespace']),
    serviceAccount: referenceOf(objectOf(kubernetes['serviceaccount'])),
    pod: optionalReference(kubernetes['pod']),
    secret: optionalReference(kubernetes['secret']),
    node: optionalReference(kubernetes['node']),
    warnAfter: warnAfter === undefined ? undefined : secondsOf(warnAfter, 0),
  };
}

function referenceJson({ name, uid }: TokenReference): JsonObject {
  return { ...(name === '' ? undefined : { name }), ...(uid === '' ? undefined : { uid }) };
}

function optionalReference(value: unknown): TokenReference | undefined {
  return isJsonObject(value) ? referenceOf(value) : undefined;
}

function referenceOf(value: JsonObject): TokenReference {
  return { name: stringOf(value['name']), uid: stringOf(value['uid']) };
}

function audiencesOf(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (value === undefined || value === null || Array.isArray(value)) return stringsOf(value);
  throw new CredentialError(
    `${jwtPackage}: expected string or array value to unmarshal to Audience`,
  );
}

function secondsOf(value: JsonValue | undefined, absent: number): number {
  if (value === undefined || value === null) return absent;
  if (typeof value === 'number') return value;
  throw new CredentialError(`${jwtPackage}: expected number value to unmarshal NumericDate`);
}

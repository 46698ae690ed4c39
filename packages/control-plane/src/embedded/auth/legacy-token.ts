import { goQuote, type JsonObject } from '@keelson/schema';
import { CredentialError } from './credential-error.ts';
import { objectOf, stringOf } from './rbac-binding.ts';
import {
  parseServiceAccountUsername,
  serviceAccountGroups,
  serviceAccountUsername,
} from './service-account-name.ts';
import type { TokenObjects } from './token-objects.ts';
import type { UserInfo } from './user.ts';

/** Issuer of the tokens in Secrets of type `kubernetes.io/service-account-token`, which never expire. */
export const legacyIssuer = 'kubernetes/serviceaccount';

const claimPrefix = 'kubernetes.io/serviceaccount/';
const invalidSinceLabel = 'kubernetes.io/legacy-token-invalid-since';

/** Payload of the token that a Secret of a service account holds. */
export function legacyClaimsJson(serviceAccount: JsonObject, secretName: string): JsonObject {
  const metadata = objectOf(serviceAccount['metadata']);
  const namespace = stringOf(metadata['namespace']);
  const name = stringOf(metadata['name']);
  return {
    iss: legacyIssuer,
    [`${claimPrefix}namespace`]: namespace,
    [`${claimPrefix}secret.name`]: secretName,
    [`${claimPrefix}service-account.name`]: name,
    [`${claimPrefix}service-account.uid`]: stringOf(metadata['uid']),
    sub: serviceAccountUsername({ namespace, name }),
  };
}

/**
 * The user of a proven token of {@link legacyIssuer}, while its Secret holds it (pkg/serviceaccount/legacy.go).
 * @throws {CredentialError} when it does not, or the service account is gone
 */
export function validateLegacyClaims(
  token: string,
  payload: JsonObject,
  objects: TokenObjects,
): UserInfo {
  const { namespace, secretName, name, uid } = readClaims(payload);
  const secret = objects.secret(namespace, secretName);
  if (secret === undefined || isDeleted(secret)) {
    throw new CredentialError('Token has been invalidated');
  }
  const held = Buffer.from(stringOf(objectOf(secret['data'])['token']), 'base64').toString();
  if (held !== token) throw new CredentialError("Token does not match server's copy");
  const serviceAccount = objects.serviceAccount(namespace, name);
  if (serviceAccount === undefined) {
    throw new CredentialError(`serviceaccounts ${goQuote(name)} not found`);
  }
  if (isDeleted(serviceAccount)) {
    throw new CredentialError(`ServiceAccount ${namespace}/${name} has been deleted`);
  }
  const live = stringOf(objectOf(serviceAccount['metadata'])['uid']);
  if (live !== uid) {
    throw new CredentialError(`ServiceAccount UID (${live}) does not match claim (${uid})`);
  }
  const labels = objectOf(objectOf(secret['metadata'])['labels']);
  if (stringOf(labels[invalidSinceLabel]) !== '') {
    throw new CredentialError(
      `the token in secret ${namespace}/${secretName} for service account ${namespace}/${name} has been ` +
        'marked invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, ' +
        `or remove the '${invalidSinceLabel}' label from the secret to temporarily allow use of this token`,
    );
  }
  return {
    name: serviceAccountUsername({ namespace, name }),
    uid,
    groups: serviceAccountGroups(namespace),
  };
}

interface LegacyClaims {
  readonly namespace: string;
  readonly secretName: string;
  readonly name: string;
  readonly uid: string;
}

function readClaims(payload: JsonObject): LegacyClaims {
  const subject = stringOf(payload['sub']);
  if (subject === '') throw new CredentialError('sub claim is missing');
  const read = (key: string, title: string): string => {
    const value = stringOf(payload[`${claimPrefix}${key}`]);
    if (value === '') throw new CredentialError(`${title} claim is missing`);
    return value;
  };
  const claims = {
    namespace: read('namespace', 'namespace'),
    secretName: read('secret.name', 'secretName'),
    name: read('service-account.name', 'serviceAccountName'),
    uid: read('service-account.uid', 'serviceAccountUID'),
  };
  const named = parseServiceAccountUsername(subject);
  if (named?.namespace !== claims.namespace || named.name !== claims.name) {
    throw new CredentialError('sub claim is invalid');
  }
  return claims;
}

function isDeleted(object: JsonObject): boolean {
  return stringOf(objectOf(object['metadata'])['deletionTimestamp']) !== '';
}

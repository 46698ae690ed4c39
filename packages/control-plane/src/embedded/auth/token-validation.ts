import { goQuote, type JsonObject } from '@keelson/schema';
import { CredentialError } from './credential-error.ts';
import { objectOf, stringOf } from './rbac-binding.ts';
import { serviceAccountGroups, serviceAccountUsername } from './service-account-name.ts';
import type { TokenClaims, TokenReference } from './token-claims.ts';
import type { TokenObjects } from './token-objects.ts';
import { credentialIdKey, type UserInfo } from './user.ts';

/** A clock may be so much ahead or behind, and a deleted object counts so much longer. */
const leewaySeconds = 60;
const invalidated = 'service account token has been invalidated';

/**
 * The user that a token's claims stand for, when its time has come and has not passed and what it is
 * bound to still lives (pkg/serviceaccount/claims.go Validate). `now` is in milliseconds since 1970.
 * @throws {CredentialError} when the token does not hold
 */
export function validateClaims(claims: TokenClaims, objects: TokenObjects, now: number): UserInfo {
  checkTime(claims, now / 1000);
  const { namespace, serviceAccount, pod, secret, node } = claims;
  const check = new LiveObjects(now);
  check.serviceAccount(claims, objects.serviceAccount(namespace, serviceAccount.name));
  if (secret !== undefined) {
    check.bound(secret, boundKinds.secret, objects.secret(namespace, secret.name));
  }
  if (pod !== undefined) check.bound(pod, boundKinds.pod, objects.pod(namespace, pod.name));
  else if (node !== undefined) check.bound(node, boundKinds.node, objects.node(node.name));
  return {
    name: serviceAccountUsername({ namespace, name: serviceAccount.name }),
    uid: serviceAccount.uid,
    groups: serviceAccountGroups(namespace),
    extra: extraOf(claims),
  };
}

function checkTime({ notBefore, expiresAt, issuedAt }: TokenClaims, now: number): void {
  if (now + leewaySeconds < notBefore) {
    throw new CredentialError('service account token is not valid yet');
  }
  if (now - leewaySeconds > expiresAt) {
    throw new CredentialError('service account token has expired');
  }
  if (now + leewaySeconds < issuedAt) {
    throw new CredentialError('service account token is issued in the future');
  }
}

interface BoundKind {
  readonly title: string;
  readonly claim: string;
}

const boundKinds = {
  secret: { title: 'secret', claim: 'service account secret ref claim' },
  pod: { title: 'pod', claim: 'service account pod ref claim' },
  node: { title: 'node', claim: 'service account node ref claim' },
} as const;

/** What is deleted before the leeway no longer counts. */
class LiveObjects {
  readonly #deletedBefore: number;

  constructor(now: number) {
    this.#deletedBefore = now - leewaySeconds * 1000;
  }

  serviceAccount(
    { namespace, serviceAccount: { name, uid } }: TokenClaims,
    object: JsonObject | undefined,
  ): void {
    if (name === '') throw new CredentialError('resource name may not be empty');
    if (object === undefined) {
      throw new CredentialError(`serviceaccounts ${goQuote(name)} not found`);
    }
    const live = uidOf(object);
    if (live !== uid) {
      throw new CredentialError(`service account UID (${live}) does not match claim (${uid})`);
    }
    if (this.#isGone(object)) {
      throw new CredentialError(`service account ${namespace}/${name} has been deleted`);
    }
  }

  bound(
    { uid }: TokenReference,
    { title, claim }: BoundKind,
    object: JsonObject | undefined,
  ): void {
    if (object === undefined) throw new CredentialError(invalidated);
    const live = uidOf(object);
    if (live !== uid) {
      throw new CredentialError(`${title} UID (${live}) does not match ${claim} (${uid})`);
    }
    if (this.#isGone(object)) throw new CredentialError(invalidated);
  }

  #isGone(object: JsonObject): boolean {
    const deleted = stringOf(objectOf(object['metadata'])['deletionTimestamp']);
    return deleted !== '' && Date.parse(deleted) < this.#deletedBefore;
  }
}

function uidOf(object: JsonObject): string {
  return stringOf(objectOf(object['metadata'])['uid']);
}

function extraOf({ id, pod, node }: TokenClaims): Record<string, string[]> {
  const prefix = 'authentication.kubernetes.io';
  return {
    ...(id === '' ? undefined : { [credentialIdKey]: [`JTI=${id}`] }),
    ...(node === undefined || node.name === ''
      ? undefined
      : { [`${prefix}/node-name`]: [node.name] }),
    ...(node === undefined || node.name === '' || node.uid === ''
      ? undefined
      : { [`${prefix}/node-uid`]: [node.uid] }),
    ...(pod === undefined || pod.name === '' || pod.uid === ''
      ? undefined
      : { [`${prefix}/pod-name`]: [pod.name], [`${prefix}/pod-uid`]: [pod.uid] }),
  };
}

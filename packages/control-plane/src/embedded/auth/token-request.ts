import type { FieldError, JsonObject } from '@keelson/schema';
import { conflict, invalid, notFound } from '../status-error.ts';
import { bindToken } from './bound-object.ts';
import { orderMetadata, timestamp } from './object-metadata.ts';
import { stringsOf } from './policy-rule.ts';
import { objectOf, stringOf } from './rbac-binding.ts';
import type { ServiceAccountName } from './service-account-name.ts';
import { claimsJson } from './token-claims.ts';
import type { TokenKey } from './token-key.ts';
import type { TokenObjects } from './token-objects.ts';
import { validateTokenRequest } from './token-request-validation.ts';

export interface TokenIssuerOptions {
  readonly key: TokenKey;
  /** For example `https://kubernetes.default.svc`. */
  readonly issuer: string;
  /** Of this server: a token without wanted audiences is for these. */
  readonly audiences: readonly string[];
  readonly objects: TokenObjects;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A new UUID, which becomes the token's `jti`. */
  readonly newId: () => string;
}

const groupKind = { group: 'authentication.k8s.io', kind: 'TokenRequest' } as const;
const defaultSeconds = 60 * 60;
/** What kubelets ask for: such tokens of pods live on, so that old clients notice a warning first. */
const extendedSeconds = 60 * 60 + 7;
const extensionSeconds = 365 * 24 * 60 * 60;

/** Answers TokenRequests: the `token` subresource of service accounts (registry/core/serviceaccount/storage/token.go). */
export class TokenIssuer {
  readonly #options: TokenIssuerOptions;

  constructor(options: TokenIssuerOptions) {
    this.#options = options;
  }

  /**
   * The answer to a TokenRequest, whose defaults are set here.
   * @throws {StatusError} when the request is invalid, or names what is not there
   */
  issue(request: JsonObject, target: ServiceAccountName): JsonObject {
    const { objects, now, audiences: ownAudiences } = this.#options;
    const { namespace, name } = target;
    const metadata = objectOf(request['metadata']);
    checkTarget(metadata, target);
    const serviceAccount = objects.serviceAccount(namespace, name);
    if (serviceAccount === undefined) {
      throw notFound({ group: '', resource: 'serviceaccounts' }, name);
    }
    const uid = stringOf(objectOf(serviceAccount['metadata'])['uid']);
    checkUid(stringOf(metadata['uid']), uid, name);

    const wanted = stringsOf(objectOf(request['spec'])['audiences']);
    const audiences = wanted.length === 0 ? ownAudiences : wanted;
    const spec: JsonObject = { ...objectOf(request['spec']), audiences: [...audiences] };
    spec['expirationSeconds'] ??= defaultSeconds;
    const errors = validateTokenRequest({ spec });
    if (errors.length > 0) throw invalid(groupKind, '', errors);

    const issuedAt = now();
    const token = this.#sign({ spec, target, uid, audiences, issuedAt });
    const seconds = Number(spec['expirationSeconds']);
    return {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: orderMetadata({
        ...metadata,
        name,
        namespace,
        uid,
        creationTimestamp: timestamp(issuedAt),
      }),
      spec: orderSpec(spec),
      status: { token, expirationTimestamp: timestamp(issuedAt + seconds * 1000) },
    };
  }

  #sign({ spec, target, uid, audiences, issuedAt }: SignOptions): string {
    const { key, issuer, objects, newId, audiences: ownAudiences } = this.#options;
    const reference = spec['boundObjectRef'];
    const binding =
      reference === undefined || reference === null
        ? {}
        : bindToken(objectOf(reference), target, objects);
    const seconds = Number(spec['expirationSeconds']);
    const isExtended =
      binding.pod !== undefined &&
      seconds === extendedSeconds &&
      audiences.every((audience) => ownAudiences.includes(audience));
    const start = Math.floor(issuedAt / 1000);
    return key.sign(
      claimsJson({
        issuer,
        audiences,
        issuedAt: start,
        notBefore: start,
        expiresAt: start + (isExtended ? extensionSeconds : seconds),
        id: newId(),
        namespace: target.namespace,
        serviceAccount: { name: target.name, uid },
        ...binding,
        warnAfter: isExtended ? start + seconds : undefined,
      }),
    );
  }
}

interface SignOptions {
  readonly spec: JsonObject;
  readonly target: ServiceAccountName;
  readonly uid: string;
  readonly audiences: readonly string[];
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
}

function checkTarget(metadata: JsonObject, { namespace, name }: ServiceAccountName): void {
  for (const [key, expected] of [
    ['name', name],
    ['namespace', namespace],
  ] as const) {
    const value = stringOf(metadata[key]);
    if (value === '' || value === expected) continue;
    const error: FieldError = {
      type: 'FieldValueInvalid',
      field: `metadata.${key}`,
      value,
      detail: `must match the service account ${key} if specified`,
    };
    throw invalid(groupKind, name, [error]);
  }
}

function checkUid(wanted: string, uid: string, name: string): void {
  if (wanted === '' || wanted === uid) return;
  throw conflict(
    { group: groupKind.group, resource: groupKind.kind },
    name,
    `the UID in the token request (${wanted}) does not match the UID of the service account (${uid})`,
  );
}

function orderSpec(spec: JsonObject): JsonObject {
  const { audiences = [], expirationSeconds = null, boundObjectRef, attestations } = spec;
  const reference: JsonObject = {};
  for (const key of ['kind', 'apiVersion', 'name', 'uid']) {
    const value = stringOf(objectOf(boundObjectRef)[key]);
    if (value !== '') reference[key] = value;
  }
  return {
    audiences,
    expirationSeconds,
    boundObjectRef: boundObjectRef === undefined || boundObjectRef === null ? null : reference,
    ...(attestations === undefined ? undefined : { attestations }),
  };
}

import type { TokenKey } from './token-key.ts';

/** How relying parties find this server's keys. */
export interface OpenIdOptions {
  readonly issuer: string;
  /** Where {@link jwksDocument} is served, for example `https://127.0.0.1:6443/openid/v1/jwks`. */
  readonly jwksUri: string;
  readonly keys: readonly TokenKey[];
}

/** Body of `/.well-known/openid-configuration` (content type `application/json`, cached for an hour). */
export function openIdConfiguration({ issuer, jwksUri, keys }: OpenIdOptions): string {
  return JSON.stringify({
    issuer,
    jwks_uri: jwksUri,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [
      ...new Set(keys.map(({ algorithm }) => algorithm)),
    ].toSorted(),
  });
}

/** Body of `/openid/v1/jwks` (content type `application/jwk-set+json`, cached for an hour). */
export function jwksDocument(keys: readonly TokenKey[]): string {
  return JSON.stringify({ keys: keys.map((key) => key.toJwk()) });
}

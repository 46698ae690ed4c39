import type { JsonObject } from '@keelson/schema';
import { parseCompactToken } from './compact-token.ts';
import { CredentialError } from './credential-error.ts';
import { legacyIssuer, validateLegacyClaims } from './legacy-token.ts';
import { quoteList } from './policy-rule.ts';
import { stringOf } from './rbac-binding.ts';
import { parseClaims, type TokenClaims } from './token-claims.ts';
import type { TokenKey } from './token-key.ts';
import type { TokenObjects } from './token-objects.ts';
import { validateClaims } from './token-validation.ts';
import type { UserInfo } from './user.ts';

export interface ServiceAccountTokensOptions {
  /** Keys whose tokens are believed. */
  readonly keys: readonly TokenKey[];
  readonly issuer: string;
  /** Of this server; a token without audiences is for it too. */
  readonly audiences: readonly string[];
  readonly objects: TokenObjects;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A user with a token, and which of the wanted audiences the token is for. */
export interface TokenUser {
  readonly user: UserInfo;
  readonly audiences: readonly string[];
}

/** So many proven tokens are remembered, to prove each signature once. */
const mostRemembered = 1000;

/**
 * Believes the tokens that this server's keys have signed, requested or held by a Secret, as long as the objects behind them live.
 * Unlike the real server, which remembers a token for ten seconds, it looks at them at every request.
 */
export class ServiceAccountTokens {
  readonly #options: ServiceAccountTokensOptions;
  readonly #proven = new Map<string, ProvenClaims>();

  constructor(options: ServiceAccountTokensOptions) {
    this.#options = options;
  }

  /**
   * The user of a token; `undefined` when it is no token of this issuer.
   * @throws {CredentialError} when it is one and does not hold
   */
  authenticate(token: string, audiences: readonly string[]): TokenUser | undefined {
    const claims = this.#proven.get(token) ?? this.#prove(token);
    if (claims === undefined) return undefined;
    const { objects, now } = this.#options;
    const own = claims.audiences.length === 0 ? this.#options.audiences : claims.audiences;
    const shared = audiences.filter((audience) => own.includes(audience));
    if (shared.length === 0 && this.#options.audiences.length > 0) {
      throw new CredentialError(
        `token audiences ${quoteList(own)} is invalid for the target audiences ${quoteList(audiences)}`,
      );
    }
    const user =
      claims.legacy === undefined
        ? validateClaims(claims, objects, now())
        : validateLegacyClaims(token, claims.legacy, objects);
    return { user, audiences: shared };
  }

  #prove(token: string): ProvenClaims | undefined {
    const parts = parseCompactToken(token);
    if (parts === undefined) return undefined;
    const { header, payload, signed, signature } = parts;
    const issuer = stringOf(payload['iss']);
    if (issuer !== this.#options.issuer && issuer !== legacyIssuer) return undefined;
    const kid = stringOf(header['kid']);
    const keys = this.#options.keys.filter(({ id }) => kid === '' || id === kid);
    if (keys.length === 0) throw new CredentialError('invalid signature, no keys found');
    const hasSigned = (key: TokenKey): boolean =>
      key.algorithm === header['alg'] && key.verify(signed, signature);
    if (!keys.some(hasSigned)) {
      throw new CredentialError('go-jose/go-jose: error in cryptographic primitive');
    }
    const claims = {
      ...parseClaims(payload),
      legacy: issuer === this.#options.issuer ? undefined : payload,
    };
    if (this.#proven.size >= mostRemembered) this.#proven.clear();
    this.#proven.set(token, claims);
    return claims;
  }
}

interface ProvenClaims extends TokenClaims {
  /** The payload of a token that a Secret holds. */
  readonly legacy: JsonObject | undefined;
}

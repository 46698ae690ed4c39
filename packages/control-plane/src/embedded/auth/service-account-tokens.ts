import { isJsonObject, type JsonObject } from '@keelson/schema';
import { CredentialError } from './credential-error.ts';
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
 * Believes the tokens that this server's keys have signed, as long as the objects behind them live.
 * Unlike the real server, which remembers a token for ten seconds, it looks at them at every request.
 */
export class ServiceAccountTokens {
  readonly #options: ServiceAccountTokensOptions;
  readonly #proven = new Map<string, TokenClaims>();

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
    const shared = own.filter((audience) => audiences.includes(audience));
    if (shared.length === 0 && this.#options.audiences.length > 0) {
      throw new CredentialError(
        `token audiences ${quoteList(own)} is invalid for the target audiences ${quoteList(audiences)}`,
      );
    }
    return { user: validateClaims(claims, objects, now()), audiences: shared };
  }

  #prove(token: string): TokenClaims | undefined {
    const parts = splitToken(token);
    if (parts === undefined || stringOf(parts.payload['iss']) !== this.#options.issuer) {
      return undefined;
    }
    const kid = stringOf(parts.header['kid']);
    const keys = this.#options.keys.filter(({ id }) => kid === '' || id === kid);
    if (keys.length === 0) throw new CredentialError('invalid signature, no keys found');
    const algorithm = parts.header['alg'];
    if (!keys.some((key) => key.algorithm === algorithm)) {
      throw new CredentialError('go-jose/go-jose: unknown/unsupported algorithm');
    }
    if (
      !keys.some((key) => key.algorithm === algorithm && key.verify(parts.signed, parts.signature))
    ) {
      throw new CredentialError('go-jose/go-jose: error in cryptographic primitive');
    }
    const claims = parseClaims(parts.payload);
    if (this.#proven.size >= mostRemembered) this.#proven.clear();
    this.#proven.set(token, claims);
    return claims;
  }
}

interface TokenParts {
  readonly header: JsonObject;
  readonly payload: JsonObject;
  readonly signed: string;
  readonly signature: Buffer;
}

function splitToken(token: string): TokenParts | undefined {
  const [head, body, tail, ...more] = token.split('.');
  if (head === undefined || body === undefined || tail === undefined || more.length > 0) {
    return undefined;
  }
  const header = decodePart(head);
  const payload = decodePart(body);
  if (header === undefined || payload === undefined || !isBase64url(tail)) return undefined;
  return { header, payload, signed: `${head}.${body}`, signature: Buffer.from(tail, 'base64url') };
}

function decodePart(part: string): JsonObject | undefined {
  if (!isBase64url(part)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isBase64url(text: string): boolean {
  return /^[\w-]*$/.test(text);
}

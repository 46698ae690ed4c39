import type { X509Certificate } from 'node:crypto';
import { unauthorized } from '../status-error.ts';
import { userOfCertificate } from './client-certificate.ts';
import { CredentialError } from './credential-error.ts';
import { firstHeader, type RequestHeaders } from './request-headers.ts';
import type { ServiceAccountTokens } from './service-account-tokens.ts';
import { anonymous, type UserInfo, withAuthenticatedGroup } from './user.ts';

/** With what a client makes itself known. */
export interface Credentials {
  readonly headers: RequestHeaders;
  /** The client certificate, once TLS has proven it against the server's authority. @default none */
  readonly certificate?: X509Certificate | undefined;
  /** A client certificate was presented that did not prove itself. @default false */
  readonly badCertificate?: boolean | undefined;
}

export interface AuthenticatorOptions {
  /** Users by bearer token, as the real server's token file has them. May change at any time. */
  readonly tokens: ReadonlyMap<string, UserInfo>;
  readonly serviceAccountTokens: ServiceAccountTokens;
  /** Of this server. */
  readonly audiences: readonly string[];
  /** Takes requests without credentials as `system:anonymous`. @default true */
  readonly anonymous?: boolean | undefined;
}

/** Who asks, or why that cannot be told. */
export type Authentication =
  | { readonly user: UserInfo; readonly audiences: readonly string[] }
  | { readonly user?: undefined; readonly errors: readonly string[] };

const invalidBearerToken = 'invalid bearer token';

/**
 * Finds out who asks: client certificates first, then bearer tokens (static ones, then those of service
 * accounts), then nobody (pkg/kubeapiserver/authenticator). A credential that fails is no nobody.
 */
export class Authenticator {
  readonly #options: AuthenticatorOptions;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
  }

  /**
   * The user of a request.
   * @throws {StatusError} 401 when a credential does not hold, or there is none and anonymous is off
   */
  userOf(credentials: Credentials): UserInfo {
    const { user } = this.authenticate(credentials, this.#options.audiences);
    if (user === undefined) throw unauthorized();
    return user;
  }

  /** Who asks, for someone else than this server; errors are in the words of a TokenReview. */
  authenticate(credentials: Credentials, audiences: readonly string[]): Authentication {
    const errors: string[] = [];
    const found =
      this.#byCertificate(credentials, errors) ?? this.#byToken(credentials, audiences, errors);
    if (found !== undefined) return { ...found, user: withAuthenticatedGroup(found.user) };
    if (errors.length === 0 && this.#options.anonymous !== false) {
      return { user: anonymous, audiences };
    }
    return { errors };
  }

  #byCertificate(
    { certificate, badCertificate = false }: Credentials,
    errors: string[],
  ): { user: UserInfo; audiences: readonly string[] } | undefined {
    if (badCertificate) errors.push('x509: certificate signed by unknown authority');
    if (certificate === undefined) return undefined;
    try {
      const user = userOfCertificate(certificate);
      return user === undefined ? undefined : { user, audiences: [] };
    } catch (error) {
      if (!(error instanceof CredentialError)) throw error;
      errors.push(error.message);
      return undefined;
    }
  }

  #byToken(
    { headers }: Credentials,
    audiences: readonly string[],
    errors: string[],
  ): { user: UserInfo; audiences: readonly string[] } | undefined {
    const token = bearerToken(firstHeader(headers, 'authorization'));
    if (token === undefined) return undefined;
    const user = this.#options.tokens.get(token);
    const shared = audiences.filter((audience) => this.#options.audiences.includes(audience));
    if (user !== undefined && shared.length > 0) return { user, audiences: shared };
    // The real server asks its own loopback client's token first, which adds this one.
    errors.push(invalidBearerToken);
    try {
      return this.#options.serviceAccountTokens.authenticate(token, audiences);
    } catch (error) {
      if (!(error instanceof CredentialError)) throw error;
      errors.push(error.message);
      return undefined;
    }
  }
}

/** The token of an Authorization header; `undefined` when the header is for another scheme. */
function bearerToken(header: string): string | undefined {
  const [scheme = '', token = ''] = header.trim().split(' ');
  return scheme.toLowerCase() === 'bearer' && token !== '' ? token : undefined;
}

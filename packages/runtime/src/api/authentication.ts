import type { UserInfo } from '@keelson/kubernetes/authentication/v1';
import type { Logger } from '../util/logger.ts';

/** A bearer token that the API server asks about. Semantics: `authentication.k8s.io/v1`, TokenReview. */
export interface TokenQuestion {
  readonly token: string;
  /** Whom it must be for, one of them at least; empty: the API server itself. */
  readonly audiences: readonly string[];
}

/** What a {@link TokenAuthenticator} says of a token. */
export interface TokenVerdict {
  readonly authenticated: boolean;
  /** Who has it, when it is good. */
  readonly user?: UserInfo | undefined;
  /** Those of the asked ones that it is for. @default none is told */
  readonly audiences?: readonly string[] | undefined;
  /** Why it could not be judged. @default none */
  readonly error?: string | undefined;
}

/** What a question comes with. */
export interface AuthenticationContext {
  readonly logger: Logger;
  /** Aborts when the API server does not wait any longer. */
  readonly signal: AbortSignal;
}

/**
 * Judges bearer tokens for an API server that is told to ask
 * (`--authentication-token-webhook-config-file`). Goes with `@AuthenticationWebhook`. What it throws is
 * an error, and the token is no good. Semantics: controller-runtime's `authentication.Handler`.
 */
export interface TokenAuthenticator {
  authenticate(
    question: TokenQuestion,
    context: AuthenticationContext,
  ): TokenVerdict | Promise<TokenVerdict>;
}

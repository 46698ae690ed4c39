import { createHash } from 'node:crypto';
import type { Transport, TransportResponse } from '../client/transport.ts';
import type { Clock } from '../util/clock.ts';

/** What a request to the metrics endpoint may do. */
export type AccessDecision =
  | { readonly verdict: 'allowed' }
  | { readonly verdict: 'unauthenticated' }
  | { readonly verdict: 'denied'; readonly user: string };

/** A request as access is decided on it. */
export interface AccessRequest {
  /** The `authorization` header. */
  readonly authorization: string | undefined;
  readonly method: string;
  readonly path: string;
}

/** Options of {@link TokenAccess}. */
export interface TokenAccessOptions {
  /** To the API server, with the right to create tokenreviews and subjectaccessreviews. */
  readonly transport: Transport;
  readonly clock: Clock;
  /** Uniform in [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
}

interface User {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

interface Remembered<T> {
  readonly value: T;
  /** Monotonic milliseconds. */
  readonly until: number;
}

const tokenTtlMs = 60_000;
const allowTtlMs = 300_000;
const denyTtlMs = 30_000;
const rememberedLimit = 1_024;
const retryDelaysMs = [500, 750, 1_125, 1_687];
const callTimeoutMs = 10_000;

/**
 * Asks the API server who a bearer token is (TokenReview) and whether they may read the path
 * (SubjectAccessReview). Never anonymous; when the API server cannot be asked, nobody gets in.
 * Semantics and cache times: controller-runtime's `filters.WithAuthenticationAndAuthorization`.
 */
export class TokenAccess {
  readonly #options: TokenAccessOptions;
  readonly #users = new Map<string, Remembered<User | undefined>>();
  readonly #decisions = new Map<string, Remembered<boolean>>();

  constructor(options: TokenAccessOptions) {
    this.#options = options;
  }

  /** @throws {Error} when the API server cannot be asked */
  async decide(request: AccessRequest): Promise<AccessDecision> {
    const token = /^Bearer +(\S+)$/i.exec(request.authorization ?? '')?.[1];
    if (token === undefined) return { verdict: 'unauthenticated' };
    const user = await this.#whoIs(token);
    if (user === undefined) return { verdict: 'unauthenticated' };
    return (await this.#mayDo(user, request))
      ? { verdict: 'allowed' }
      : { verdict: 'denied', user: user.username ?? '' };
  }

  async #whoIs(token: string): Promise<User | undefined> {
    const key = createHash('sha256').update(token).digest('base64');
    const known = this.#users.get(key);
    if (known !== undefined && known.until > this.#options.clock.now()) return known.value;
    const review = await this.#create<{ authenticated?: boolean; user?: User }>(
      '/apis/authentication.k8s.io/v1/tokenreviews',
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } },
    );
    const user = review.authenticated === true ? (review.user ?? {}) : undefined;
    remember(this.#users, key, { value: user, until: this.#options.clock.now() + tokenTtlMs });
    return user;
  }

  async #mayDo(user: User, request: AccessRequest): Promise<boolean> {
    const spec = {
      user: user.username,
      uid: user.uid,
      groups: user.groups,
      extra: user.extra,
      nonResourceAttributes: { path: request.path, verb: request.method.toLowerCase() },
    };
    const key = JSON.stringify(spec);
    const known = this.#decisions.get(key);
    if (known !== undefined && known.until > this.#options.clock.now()) return known.value;
    const review = await this.#create<{ allowed?: boolean }>(
      '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec },
    );
    const isAllowed = review.allowed === true;
    const until = this.#options.clock.now() + (isAllowed ? allowTtlMs : denyTtlMs);
    remember(this.#decisions, key, { value: isAllowed, until });
    return isAllowed;
  }

  async #create<Status extends object>(path: string, body: object): Promise<Partial<Status>> {
    const { clock, random = Math.random } = this.#options;
    for (const delay of retryDelaysMs) {
      const answer = await this.#post(path, body).catch(() => undefined);
      if (answer !== undefined && isFinal(answer.status)) return statusOf(path, answer);
      await new Promise<void>((resolve) => {
        clock.setTimer(resolve, delay * (1 + 0.2 * random()));
      });
    }
    return statusOf(path, await this.#post(path, body));
  }

  #post(path: string, body: object): Promise<TransportResponse> {
    return this.#options.transport.send({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      timeoutMs: callTimeoutMs,
    });
  }
}

function isFinal(status: number): boolean {
  return status < 500 && status !== 429;
}

function statusOf<Status>(path: string, { status, body }: TransportResponse): Partial<Status> {
  if (status < 200 || status >= 300) throw new Error(`POST ${path} was answered with ${status}`);
  return (JSON.parse(body) as { status?: Partial<Status> }).status ?? {};
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > rememberedLimit && oldest !== undefined) map.delete(oldest);
}

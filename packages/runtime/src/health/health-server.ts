import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BoundAddress, HttpListener, type ListenAddress } from '../util/http-listener.ts';
import type { Logger } from '../util/logger.ts';
import { type HealthChecks, type HealthVerdict, formatVerdict } from './health-checks.ts';

/** Options of {@link HealthServer}. */
export interface HealthServerOptions {
  readonly address: ListenAddress;
  /** Checks by endpoint: `healthz` and `readyz`. */
  readonly endpoints: ReadonlyMap<string, HealthChecks>;
  readonly logger: Logger;
}

/**
 * Serves health checks to the kubelet over plain HTTP: `/<endpoint>` runs all checks of the endpoint,
 * `/<endpoint>/<check>` one. 200 or 500; `?verbose` lists the checks, `?exclude=<check>` leaves one
 * out. Why a check failed is logged, when it begins to fail, and told only if it is an `UnhealthyError`.
 * Semantics: controller-runtime's `healthz`.
 */
export class HealthServer implements AsyncDisposable {
  readonly #options: HealthServerOptions;
  readonly #listener: HttpListener;
  readonly #failing = new Set<string>();

  constructor(options: HealthServerOptions) {
    this.#options = options;
    this.#listener = new HttpListener({
      address: options.address,
      logger: options.logger,
      handler: (request, response) => this.#answer(request, response),
    });
  }

  /** Seals the checks, starts to listen and gives the real address. */
  async listen(): Promise<BoundAddress> {
    for (const checks of this.#options.endpoints.values()) checks.seal();
    return this.#listener.listen();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener[Symbol.asyncDispose]();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [endpoint = '', only, ...rest] = url.pathname.replace(/^\/|\/$/g, '').split('/');
    const checks = this.#options.endpoints.get(endpoint);
    if (checks === undefined || rest.length > 0 || (only !== undefined && !checks.has(only))) {
      reply(response, 404, 'not found\n');
      return;
    }
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const exclude = new Set(url.searchParams.getAll('exclude'));
    const choice = only === undefined ? { exclude } : { only };
    const verdict = await checks.run(gone.signal, choice);
    this.#log(endpoint, verdict);
    const verbose = url.searchParams.has('verbose');
    reply(response, verdict.ok ? 200 : 500, formatVerdict(verdict, { endpoint, verbose }));
  }

  #log(endpoint: string, verdict: HealthVerdict): void {
    for (const { name, verdict: outcome, error } of verdict.outcomes) {
      const key = `${endpoint}/${name}`;
      if (outcome === 'ok' && this.#failing.delete(key)) {
        this.#options.logger.info('Health check passes again', { check: key });
      }
      if (outcome === 'failed' && !this.#failing.has(key)) {
        this.#failing.add(key);
        this.#options.logger.warn('Health check fails', { check: key, error });
      }
    }
  }
}

function reply(response: ServerResponse, status: number, text: string): void {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  };
  response.writeHead(status, headers).end(text);
}

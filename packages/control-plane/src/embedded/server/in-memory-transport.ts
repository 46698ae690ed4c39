import type { ApiRequest, ApiResponse, ResponseSink } from '../rest/api-exchange.ts';
import type { ApiServer } from './api-server.ts';
import { decodePath } from './wire-request.ts';

/** One exchange; the same shape as a request of an operator's client transport. */
export interface InMemoryRequest {
  readonly method: string;
  /** Escaped. */
  readonly path: string;
  readonly query?: URLSearchParams | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Ignored: an answer in the same process is not waited for. */
  readonly timeoutMs?: number | undefined;
}

/** A complete answer. */
export interface InMemoryResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** An answer whose body arrives over time. */
export interface InMemoryStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Leaving the loop closes the stream. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * A connection to an embedded control plane without a socket: what a client would send over TLS is
 * handed to the same server in the same process, credentials checked as ever. The runtime's client
 * and `Manager` take it as their `transport`.
 */
export class InMemoryTransport implements AsyncDisposable {
  readonly #api: Pick<ApiServer, 'handle'>;
  readonly #token: string;
  readonly #streams = new Set<FrameQueue>();
  #isDisposed = false;

  /** `token`: a bearer token that the server knows. */
  constructor(api: Pick<ApiServer, 'handle'>, token: string) {
    this.#api = api;
    this.#token = token;
  }

  /** Resolves for every HTTP status. */
  async send(request: InMemoryRequest): Promise<InMemoryResponse> {
    const { status, headers, body } = await this.#exchange(request);
    return { status, headers: headers as InMemoryResponse['headers'], body: textOf(body) };
  }

  async stream(request: InMemoryRequest): Promise<InMemoryStream> {
    const response = await this.#exchange(request);
    const queue = new FrameQueue();
    this.#streams.add(queue);
    queue.onClose(() => this.#streams.delete(queue));
    const { signal } = request;
    const abort = (): void => queue.fail(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    queue.onClose(() => signal?.removeEventListener('abort', abort));
    if (response.stream === undefined) {
      queue.write(textOf(response.body));
      queue.end();
    } else {
      response.stream(queue);
    }
    return {
      status: response.status,
      headers: response.headers as InMemoryStream['headers'],
      chunks: queue,
    };
  }

  /** Ends all streams. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    for (const stream of this.#streams) stream.fail(new Error('the transport was disposed'));
    return Promise.resolve();
  }

  async #exchange(request: InMemoryRequest): Promise<ApiResponse> {
    request.signal?.throwIfAborted();
    if (this.#isDisposed) throw new Error('the transport was disposed');
    const { method, path, query, headers, body = '' } = request;
    const received: ApiRequest = {
      method,
      path: decodePath(path),
      query: query ?? new URLSearchParams(),
      headers: { authorization: `Bearer ${this.#token}`, ...lowerCased(headers) },
      body,
    };
    const response = await this.#api.handle(received);
    request.signal?.throwIfAborted();
    return response;
  }
}

function lowerCased(headers: InMemoryRequest['headers'] = {}): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Frames between a watch and its reader. */
class FrameQueue implements ResponseSink, AsyncIterable<Uint8Array> {
  #pending: string[] = [];
  #wake: (() => void) | undefined;
  #isEnded = false;
  #failure: { readonly reason: unknown } | undefined;
  #listeners: (() => void)[] = [];

  write(text: string): void {
    if (this.#isEnded) return;
    this.#pending.push(text);
    this.#wake?.();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.end();
    this.#close();
  }

  onClose(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        if (this.#failure !== undefined) throw this.#failure.reason;
        const frames = this.#pending;
        if (frames.length > 0) {
          this.#pending = [];
          yield Buffer.from(frames.join(''));
        } else if (this.#isEnded) {
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          this.#wake = undefined;
        }
      }
    } finally {
      this.#isEnded = true;
      this.#close();
    }
  }

  #close(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}

/** Of bytes, a character for each, as in a request. */
function textOf(body: string | Buffer): string {
  return typeof body === 'string' ? body : body.toString('latin1');
}

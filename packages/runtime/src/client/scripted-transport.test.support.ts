import type {
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from './transport.ts';

/** What a {@link ScriptedTransport} answers. */
export interface ScriptedAnswer {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: TransportResponse['headers'];
  /** Text as it is, anything else as JSON. @default an empty object */
  readonly body?: unknown;
  /** Of a stream, in place of `body`; an error among them breaks the connection. */
  readonly chunks?: Iterable<string | Uint8Array | Error> | AsyncIterable<string | Uint8Array>;
}

/** Answers from a function, keeps what it was asked, and knows which streams are still open. */
export class ScriptedTransport implements Transport {
  readonly requests: TransportRequest[] = [];
  openStreams = 0;
  readonly #answer: (request: TransportRequest) => ScriptedAnswer;

  constructor(answer: (request: TransportRequest) => ScriptedAnswer = () => ({})) {
    this.#answer = answer;
  }

  /** `GET /path?query` of each request. */
  get lines(): string[] {
    return this.requests.map(({ method, path, query }) => {
      const text = query?.toString() ?? '';
      return `${method} ${path}${text === '' ? '' : `?${text}`}`;
    });
  }

  /** The last request's body, as JSON. */
  get lastBody(): unknown {
    return JSON.parse(this.requests.at(-1)?.body ?? 'null');
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    await Promise.resolve();
    this.requests.push(request);
    const { status = 200, headers = {}, body = {} } = this.#answer(request);
    return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
  }

  async stream(request: TransportRequest): Promise<TransportStream> {
    await Promise.resolve();
    this.requests.push(request);
    const { status = 200, headers = {}, body, chunks } = this.#answer(request);
    const parts = chunks ?? [typeof body === 'string' ? body : JSON.stringify(body)];
    return { status, headers, chunks: this.#open(parts, request.signal) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.resolve();
  }

  async *#open(
    parts: Iterable<string | Uint8Array | Error> | AsyncIterable<string | Uint8Array>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array> {
    this.openStreams += 1;
    try {
      for await (const part of parts) {
        signal?.throwIfAborted();
        if (part instanceof Error) throw part;
        yield typeof part === 'string' ? Buffer.from(part) : part;
      }
      signal?.throwIfAborted();
    } finally {
      this.openStreams -= 1;
    }
  }
}

/** A `Status` as the API server sends it. */
export function statusBody(code: number, reason: string, details: object = {}): object {
  const message = `${reason} says the server`;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    details,
    code,
  };
}

import type { Transport, TransportRequest } from '@keelson/runtime';

/** Passes everything on, and keeps what went over the wire. */
export class RecordingTransport implements Transport {
  readonly requests: TransportRequest[] = [];
  readonly #transport: Transport;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param headers are added to each request, such as `impersonate-user` */
  constructor(transport: Transport, headers: Readonly<Record<string, string>> = {}) {
    this.#transport = transport;
    this.#headers = headers;
  }

  /** `GET /api/v1/pods`; a watch is `WATCH /api/v1/pods`. */
  get lines(): string[] {
    return this.requests.map(({ method, path, query }) =>
      query?.has('watch') ? `WATCH ${path}` : `${method} ${path}`,
    );
  }

  /** Like this one, but as somebody else. */
  as(user: string): RecordingTransport {
    return new RecordingTransport(this.#transport, { 'impersonate-user': user });
  }

  send: Transport['send'] = (request) => this.#transport.send(this.#noted(request));

  stream: Transport['stream'] = (request) => this.#transport.stream(this.#noted(request));

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]();
  }

  #noted(request: TransportRequest): TransportRequest {
    this.requests.push(request);
    return { ...request, headers: { ...request.headers, ...this.#headers } };
  }
}

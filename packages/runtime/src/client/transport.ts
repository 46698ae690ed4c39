/** One HTTP exchange as a value; the pure half of the client makes it, a {@link Transport} sends it. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path, already escaped, for example `/api/v1/namespaces/default/pods`. */
  readonly path: string;
  readonly query?: URLSearchParams | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whole exchange (`send`) or until the response's headers (`stream`). @default 30000 */
  readonly timeoutMs?: number | undefined;
  /**
   * Called right before the bytes of each try are given to a connection: after every wait for
   * credentials, for a connection, or because of Retry-After. What it throws rejects the request, and
   * nothing leaves. A transport that never waits need not call it.
   */
  readonly admit?: (() => void) | undefined;
}

/** A complete response. */
export interface TransportResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A response whose body arrives over time, such as a watch. */
export interface TransportStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Ends at a clean end of the body, throws when the connection breaks. Leaving the loop closes the stream. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Carries requests to an API server: authenticated, pooled, retrying what is safe to retry. */
export interface Transport extends AsyncDisposable {
  /** Resolves for every HTTP status; rejects only when there is no response. */
  send(request: TransportRequest): Promise<TransportResponse>;
  stream(request: TransportRequest): Promise<TransportStream>;
  /**
   * Breaks all connections at once, such that what the kernel has not delivered yet never is; the next
   * request opens new ones. For a process that may not write any more: closed in good order, a
   * connection would go on to send when the network is back, even when the process has ended.
   */
  sever?(): Promise<void>;
}

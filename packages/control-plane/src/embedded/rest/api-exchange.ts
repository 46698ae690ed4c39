/** A request as the handlers see it, whatever carried it. */
export interface ApiRequest {
  /** In capitals. */
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /**
   * Names and values in turns, as they were sent: `headers` joins the values of a repeated name.
   * @default every header was sent once
   */
  readonly rawHeaders?: readonly string[] | undefined;
  /** Text; of a body in protobuf, a character for each byte (`latin1`). */
  readonly body: string;
}

/** Where the frames of a watch go. */
export interface ResponseSink {
  write(text: string): void;
  end(): void;
  /** Calls the listener when the client has gone. */
  onClose(listener: () => void): void;
}

/** An answer: one text, or frames over time. */
export interface ApiResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
  /** Takes over the sink after the headers were sent; `body` is then empty. */
  readonly stream?: ((sink: ResponseSink) => void) | undefined;
}

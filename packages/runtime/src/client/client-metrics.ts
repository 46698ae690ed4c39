/** An exchange with the API server that is over. */
export interface ClientRequestReport {
  readonly method: string;
  /** Host and port of the API server. */
  readonly host: string;
  /** HTTP status in text, or `<error>` when there was no response, as client-go has it. */
  readonly code: string;
  readonly durationMs: number;
}

/** What the transport reports. Names and meaning follow client-go's `rest_client_requests_total`. */
export interface ClientMetrics {
  requested(report: ClientRequestReport): void;
}

/** One try of a request to the API server that is over. */
interface ClientRequestReport {
  readonly method: string;
  /** Host and port of the API server. */
  readonly host: string;
  /** HTTP status in text, or `<error>` when there was no response, as client-go has it. */
  readonly code: string;
  readonly durationMs: number;
}

/**
 * What the transport reports. Names and meaning follow client-go's `rest_client_requests_total` and
 * `rest_client_request_retries_total`.
 */
export interface ClientMetrics {
  /** Each try counts; of a stream, until its headers. */
  requested(report: ClientRequestReport): void;
  /** A request is tried again after this outcome. */
  retried(report: Omit<ClientRequestReport, 'durationMs'>): void;
}

/** Records nothing. */
export const noClientMetrics: ClientMetrics = Object.freeze({
  requested() {},
  retried() {},
});

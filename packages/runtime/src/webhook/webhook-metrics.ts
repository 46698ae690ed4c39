/** What the requests to one path report. */
export interface EndpointMetrics {
  started(): void;
  /** `code` is the HTTP status. */
  ended(code: number, durationMs: number): void;
}

/** What webhooks report. */
export interface WebhookMetrics {
  endpoint(path: string): EndpointMetrics;
  /** An admission or authentication webhook threw what only a bug throws. */
  panicked(): void;
  /** A converter did. */
  conversionPanicked(): void;
}

/** Records nothing. */
export const noWebhookMetrics: WebhookMetrics = Object.freeze({
  endpoint: () => ({ started() {}, ended() {} }),
  panicked() {},
  conversionPanicked() {},
});

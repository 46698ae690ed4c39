/** What a span is described by; values as OpenTelemetry takes them. */
export type SpanAttributes = Record<string, string | number | boolean>;

/** The part of OpenTelemetry's `Span` that the framework uses. */
export interface Span {
  setAttributes(attributes: SpanAttributes): unknown;
  /** `code` 2 is an error. */
  setStatus(status: { code: number; message?: string }): unknown;
  recordException(exception: Error): void;
  end(): void;
}

/**
 * The part of OpenTelemetry's `Tracer` that the framework uses: what `trace.getTracer(name)` of
 * `@opentelemetry/api` gives fits, and the framework does not depend on that package.
 */
export interface Tracer {
  /** Calls `work` with a new span, which is the parent of those that begin in it. */
  startActiveSpan<T>(
    name: string,
    options: { kind?: number; attributes?: SpanAttributes },
    work: (span: Span) => T,
  ): T;
}

/** OpenTelemetry's `SpanKind`. */
export const spanKind = Object.freeze({ internal: 0, client: 2 });

const errorStatus = 2;

/** Marks a span as failed. */
export function failSpan(span: Span, error: Error): void {
  span.recordException(error);
  span.setStatus({ code: errorStatus, message: error.message });
}

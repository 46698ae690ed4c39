import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span, SpanAttributes, Tracer } from '../util/tracer.ts';

/** A span that has ended. */
export interface RecordedSpan {
  readonly name: string;
  readonly attributes: SpanAttributes;
  /** Name of the span within which it began. */
  readonly parent: string | undefined;
  /** Message of what was recorded as an exception, or of the status. */
  readonly error: string | undefined;
}

/** A tracer that keeps the spans that have ended, in the order of their ends. */
export class RecordingTracer implements Tracer {
  readonly spans: RecordedSpan[] = [];
  readonly #active = new AsyncLocalStorage<string>();

  startActiveSpan<T>(
    name: string,
    options: { kind?: number; attributes?: SpanAttributes },
    work: (span: Span) => T,
  ): T {
    const attributes = { ...options.attributes };
    const parent = this.#active.getStore();
    let error: string | undefined;
    const span: Span = {
      setAttributes: (more) => Object.assign(attributes, more),
      setStatus: ({ message }) => (error ??= message),
      recordException: (exception) => void (error = exception.message),
      end: () => void this.spans.push({ name, attributes, parent, error }),
    };
    return this.#active.run(name, () => work(span));
  }
}

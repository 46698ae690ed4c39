import { failSpan, spanKind, type SpanAttributes, type Tracer } from '../util/tracer.ts';
import type {
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from './transport.ts';

/**
 * Each exchange of another transport in a span, retries and waits included; streams until their
 * headers. Names and attributes follow OpenTelemetry's conventions for HTTP clients.
 */
export class TracedTransport implements Transport {
  readonly #inner: Transport;
  readonly #tracer: Tracer;

  constructor(inner: Transport, tracer: Tracer) {
    this.#inner = inner;
    this.#tracer = tracer;
  }

  send(request: TransportRequest): Promise<TransportResponse> {
    return this.#trace(request, () => this.#inner.send(request));
  }

  stream(request: TransportRequest): Promise<TransportStream> {
    return this.#trace(request, () => this.#inner.stream(request));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }

  #trace<Response extends { readonly status: number }>(
    { method, path }: TransportRequest,
    exchange: () => Promise<Response>,
  ): Promise<Response> {
    const attributes: SpanAttributes = { 'http.request.method': method, 'url.path': path };
    const name = `${method} ${resourceOf(path)}`;
    const options = { kind: spanKind.client, attributes };
    return this.#tracer.startActiveSpan(name, options, async (span) => {
      try {
        const response = await exchange();
        const { status } = response;
        span.setAttributes({ 'http.response.status_code': status });
        if (status >= 400) span.setStatus({ code: 2, message: `HTTP ${status}` });
        return response;
      } catch (error) {
        failSpan(span, error instanceof Error ? error : new Error(String(error)));
        throw error;
      } finally {
        span.end();
      }
    });
  }
}

/** `deployments.apps/status` of a path to any of them: few names, whatever objects there are. */
function resourceOf(path: string): string {
  const [root, ...rest] = path.split('/').filter((part) => part !== '');
  const group = root === 'apis' ? rest.shift() : undefined;
  if (root !== 'api' && root !== 'apis') return path;
  rest.shift();
  const isOfNamespace = rest.length === 3 && ['status', 'finalize'].includes(rest[2] ?? '');
  const isNamespaced = rest[0] === 'namespaces' && rest.length > 2 && !isOfNamespace;
  const [resource, , subresource] = isNamespaced ? rest.slice(2) : rest;
  if (resource === undefined) return path;
  const name = group === undefined ? resource : `${resource}.${group}`;
  return subresource === undefined ? name : `${name}/${subresource}`;
}

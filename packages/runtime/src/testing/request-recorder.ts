import { writeFile } from 'node:fs/promises';
import type {
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from '../client/transport.ts';

/** A request as it was sent to the API server, without its body. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly uri: string;
}

/**
 * Keeps what is asked of an API server, for `auditRbac` or, as a file, for `operator audit rbac`:
 * `new Manager({ transport: recorder.record(transport) })`.
 */
export class RequestRecorder {
  readonly requests: RecordedRequest[] = [];

  /** The same transport, with each request kept; also those that are refused. */
  record(inner: Transport): Transport {
    const keep = ({ method, path, query }: TransportRequest) => {
      const search = query === undefined || query.size === 0 ? '' : `?${query.toString()}`;
      this.requests.push({ method, uri: `${path}${search}` });
    };
    return {
      send(request: TransportRequest): Promise<TransportResponse> {
        keep(request);
        return inner.send(request);
      },
      stream(request: TransportRequest): Promise<TransportStream> {
        keep(request);
        return inner.stream(request);
      },
      async sever(): Promise<void> {
        await inner.sever?.();
      },
      async [Symbol.asyncDispose](): Promise<void> {
        await inner[Symbol.asyncDispose]();
      },
    };
  }

  /** Writes one JSON object per line. */
  async save(file: string): Promise<void> {
    await writeFile(file, this.requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
  }
}

import type { Logger } from '../util/logger.ts';
import { ApiError } from './api-error.ts';
import type {
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from './transport.ts';
import { WarningLog } from './warning-log.ts';

/** Options of {@link Exchange}. */
export interface ExchangeOptions {
  readonly transport: Transport;
  /** Gets the API server's warnings. @default they are dropped */
  readonly logger?: Logger | undefined;
}

/** A transport on which failures are errors, and warnings are logged. */
export class Exchange {
  readonly #transport: Transport;
  readonly #warnings: WarningLog | undefined;

  constructor({ transport, logger }: ExchangeOptions) {
    this.#transport = transport;
    this.#warnings = logger && new WarningLog(logger);
  }

  /** @throws {ApiError} for every status but 2xx */
  async send(request: TransportRequest): Promise<TransportResponse> {
    const response = await this.#transport.send(request);
    this.#warnings?.add(response.headers['warning']);
    if (!isSuccess(response.status)) throw ApiError.from(response, nameOf(request));
    return response;
  }

  /** {@link send}, and the body as the caller knows it; `onBytes` is told about how long it was. */
  async json<T>(request: TransportRequest, onBytes?: (bytes: number) => void): Promise<T> {
    const { body, headers } = await this.send(request);
    onBytes?.(body.length);
    try {
      return JSON.parse(body) as T;
    } catch {
      const { 'content-type': type = 'no content type' } = headers;
      throw new ApiError(
        `${nameOf(request)} was answered with something that is not JSON (${String(type)}): is this an API server?`,
        { code: 500 },
      );
    }
  }

  /** @throws {ApiError} for every status but 2xx */
  async stream(request: TransportRequest): Promise<TransportStream> {
    const stream = await this.#transport.stream(request);
    this.#warnings?.add(stream.headers['warning']);
    if (isSuccess(stream.status)) return stream;
    const { status, headers } = stream;
    throw ApiError.from({ status, headers, body: await textOf(stream.chunks) }, nameOf(request));
  }
}

/** An error's body is a Status; nothing longer is read. */
const longestError = 1024 * 1024;

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > longestError) break;
  }
  return Buffer.concat(parts).toString('utf8');
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function nameOf({ method, path }: TransportRequest): string {
  return `${method} ${path}`;
}

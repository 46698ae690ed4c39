import type { Readable } from 'node:stream';

/** A request, ready to be written. */
export interface WireRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

/** A response whose headers are there. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Destroyed when the request's signal is aborted, or when it is not wanted any more. */
  readonly body: Readable;
}

/** Connections of one HTTP version to one server, with one set of TLS material. */
export interface Wire {
  /** Resolves with the response's headers. */
  exchange(request: WireRequest): Promise<WireResponse>;
  /** Lets exchanges that run finish, then closes. */
  close(): void;
  /** Breaks everything now. */
  destroy(): void;
}

/** Where and how to connect. */
export interface WireTarget {
  readonly url: URL;
  readonly connectTimeoutMs: number;
  /** After this long without a byte, TCP asks whether the peer is there. */
  readonly keepAliveMs: number;
}

/** Reads a whole body. */
export function readText(body: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.on('data', (chunk: Buffer) => chunks.push(chunk));
    body.on('end', () =>
      resolve(chunks.length === 1 ? chunks[0]!.toString() : Buffer.concat(chunks).toString()),
    );
    body.on('error', reject);
    body.on('close', () => reject(new Error('the response ended early')));
  });
}

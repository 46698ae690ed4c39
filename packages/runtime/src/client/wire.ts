import type { Readable } from 'node:stream';
import { ConnectionError } from './connection-error.ts';

/**
 * Tells whoever carries a request out that nobody waits for it any more. An AbortSignal and its
 * listeners would cost a small request a twentieth of its processor time: one is made for those who ask.
 */
export interface Cancellation {
  readonly signal: AbortSignal;
  /** Throws the reason when the request was given up. */
  throwIfAborted(): void;
  /** Called once, when the request is given up. Takes the place of the listener before. */
  onAbort(listener: () => void): void;
}

/** A request, ready to be written. */
export interface WireRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | undefined;
  readonly cancellation: Cancellation;
  /** Called right before the request is written; when it throws, nothing is. */
  readonly admit?: (() => void) | undefined;
}

/** A response whose headers are there. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Destroyed when the request is given up, or when it is not wanted any more. */
  readonly body: Readable;
  /** Whether the body, which has ended, ended before it was complete. */
  readonly wasCut: () => boolean;
  /** Drops the body unread; the connection can be used again. */
  readonly discard: () => void;
}

/** Connections of one HTTP version to one server, with one set of TLS material. */
export interface Wire {
  /** Resolves with the response's headers. */
  exchange(request: WireRequest): Promise<WireResponse>;
  /** Takes no more requests; resolves when those that run are over and the connections closed. */
  close(): Promise<void>;
  /** Breaks everything now. */
  destroy(): Promise<void>;
  /** As `destroy`; what has not left the kernel is lost, where that can be done. */
  sever(): Promise<void>;
}

/** Where and how to connect. */
export interface WireTarget {
  readonly url: URL;
  readonly connectTimeoutMs: number;
  /** After this long without a byte, TCP asks whether the peer is there. */
  readonly keepAliveMs: number;
}

/** Reads a whole body. Rejects when it is cut. */
export function readText({ body, wasCut }: WireResponse): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.on('data', (chunk: Buffer) => chunks.push(chunk));
    body.on('end', () => {
      if (wasCut()) reject(cutError());
      else resolve(chunks.length === 1 ? chunks[0]!.toString() : Buffer.concat(chunks).toString());
    });
    body.on('error', reject);
    // An error is expensive to make: only one that is needed is.
    body.on('close', () => {
      if (!body.readableEnded) reject(cutError());
    });
  });
}

/** Gives a body as it arrives. Throws when it is cut. */
export async function* readChunks({ body, wasCut }: WireResponse): AsyncGenerator<Uint8Array> {
  // Leaving the loop destroys the body, which closes the stream on the wire.
  for await (const chunk of body) yield chunk as Uint8Array;
  if (wasCut()) throw cutError();
}

function cutError(): ConnectionError {
  return new ConnectionError('the response was cut', { code: 'ECONNRESET' });
}

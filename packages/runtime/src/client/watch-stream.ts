import type { KubernetesObject } from '@keelson/kubernetes';
import type { Status } from '@keelson/kubernetes/meta/v1';
import { ApiError } from './api-error.ts';
import type { WatchEvent } from './client.ts';

/** One event is never larger: etcd's limit for an object is 1.5 MiB by default. */
const longestLine = 64 * 1024 * 1024;
const newline = 0x0a;

interface WireEvent {
  readonly type: string;
  readonly object: KubernetesObject;
}

/**
 * Cuts the body of a watch into events: one JSON document per line, however the bytes arrive. Lines
 * are cut before they are decoded, so a chunk may end inside a character.
 */
export class WatchDecoder {
  /** The begin of a line whose end has not arrived. */
  #parts: Uint8Array[] = [];
  #partialLength = 0;

  /**
   * The events that these bytes complete, decoded one by one as they are taken.
   * @throws {ApiError} for an ERROR event
   * @throws {SyntaxError} for a line that is no event; the stream cannot be trusted after it
   */
  *push(chunk: Uint8Array): Generator<WatchEvent<KubernetesObject>, void> {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(newline, start);
      if (end === -1) break;
      const line = this.#complete(chunk.subarray(start, end));
      start = end + 1;
      if (line.trim() !== '') yield decodeEvent(line);
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** Call at the end of the body. Gives the last event when only its line end is missing. */
  *end(): Generator<WatchEvent<KubernetesObject>, void> {
    const line = this.#complete(new Uint8Array());
    if (line.trim() === '') return;
    try {
      JSON.parse(line);
    } catch {
      // Not a bad line: the connection ended inside it.
      throw new WatchInterruptedError();
    }
    yield decodeEvent(line);
  }

  #keep(rest: Uint8Array): void {
    this.#parts.push(rest);
    this.#partialLength += rest.length;
    if (this.#partialLength > longestLine) {
      throw new SyntaxError(`the watch sent a line of more than ${longestLine} bytes`);
    }
  }

  #complete(last: Uint8Array): string {
    if (this.#parts.length === 0) return textOf(last);
    const line = Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    this.#partialLength = 0;
    return textOf(line);
  }
}

/** The body of a watch ended in the middle of an event. */
export class WatchInterruptedError extends Error {
  override readonly name = 'WatchInterruptedError';
  readonly code = 'ECONNRESET';

  constructor() {
    super('the watch ended in the middle of an event');
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function decodeEvent(line: string): WatchEvent<KubernetesObject> {
  const { type, object } = parse(line);
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
    case 'BOOKMARK':
      break;
    case 'ERROR':
      throw ApiError.fromStatus(object as unknown as Status);
    default:
      throw new SyntaxError(`the watch sent an event of the unknown type ${JSON.stringify(type)}`);
  }
  if (object.kind === 'Table' && object.apiVersion.startsWith('meta.k8s.io/')) {
    throw new SyntaxError('the watch sent a Table instead of an object');
  }
  if (typeof object.metadata !== 'object') {
    throw new SyntaxError('the watch sent an object without metadata');
  }
  return { type, object };
}

function parse(line: string): WireEvent {
  let event: Partial<WireEvent> | null;
  try {
    event = JSON.parse(line) as Partial<WireEvent> | null;
  } catch (error) {
    throw new SyntaxError(`the watch sent a line of ${line.length} characters that is not JSON`, {
      cause: error,
    });
  }
  if (typeof event?.type !== 'string' || typeof event.object !== 'object' || !event.object) {
    throw new SyntaxError('the watch sent a line that is not an event');
  }
  return event as WireEvent;
}

import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { ConnectionError } from './connection-error.ts';
import type { WireRequest, WireResponse } from './wire.ts';

// Node's defaults let a peer send 64 KiB before it waits for us: a large list would crawl.
const streamWindowBytes = 4 * 1024 * 1024;
const sessionWindowBytes = 16 * 1024 * 1024;
const sessionMemoryMegabytes = 256;

/** How a session finds out that its peer is gone. */
export interface PingOptions {
  /** After this long without a byte received, the peer is pinged. */
  readonly idleMs: number;
  /** It must answer within this time. */
  readonly timeoutMs: number;
}

/**
 * One HTTP/2 connection. A peer that does not answer a ping is given up, with all streams: packets
 * may vanish, and a proxy may freeze while its kernel still acknowledges.
 */
export class Http2Session {
  readonly #session: ClientHttp2Session;
  readonly #socket: TLSSocket;
  readonly #ping: PingOptions;
  readonly #pinger: NodeJS.Timeout;
  #activeStreams = 0;
  #isDraining = false;
  #bytesSeen = 0;

  constructor(socket: TLSSocket, origin: string, ping: PingOptions) {
    this.#socket = socket;
    this.#ping = ping;
    this.#session = connectHttp2(origin, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: streamWindowBytes },
      maxSessionMemory: sessionMemoryMegabytes,
    });
    this.#session.once('connect', () => this.#session.setLocalWindowSize(sessionWindowBytes));
    // Each stream tells its own error; the session's would otherwise be an uncaught one.
    this.#session.on('error', () => this.#drain());
    this.#session.on('goaway', () => this.#drain());
    this.#session.on('close', () => {
      this.#drain();
      clearInterval(this.#pinger);
    });
    this.#pinger = setInterval(() => this.#checkPeer(), ping.idleMs);
    this.#pinger.unref();
    // A connection that nobody uses does not keep the process alive.
    this.#session.unref();
  }

  /** Whether another stream may be opened. */
  get isOpen(): boolean {
    const { maxConcurrentStreams = Number.POSITIVE_INFINITY } = this.#session.remoteSettings ?? {};
    return !this.#isDraining && !this.#session.closed && this.#activeStreams < maxConcurrentStreams;
  }

  get isClosed(): boolean {
    return this.#session.destroyed;
  }

  exchange(request: WireRequest): Promise<WireResponse> {
    const { method, path, headers, body, signal } = request;
    const stream = this.#session.request(
      {
        ...headers,
        [constants.HTTP2_HEADER_METHOD]: method,
        [constants.HTTP2_HEADER_PATH]: path,
      } as OutgoingHttpHeaders,
      { endStream: body === undefined, signal },
    );
    this.#count(stream);
    if (body !== undefined) stream.end(body);
    return new Promise((resolve, reject) => {
      let isAnswered = false;
      stream.on('response', (received) => {
        isAnswered = true;
        resolve({
          status: received[':status'] ?? 0,
          headers: received,
          body: stream,
          // Node ends the body in good order also when the peer resets the stream without an error.
          wasCut: () => stream.rstCode !== constants.NGHTTP2_NO_ERROR,
        });
      });
      stream.on('error', reject);
      stream.on('close', () => {
        if (!isAnswered) reject(this.#closedUnanswered(stream));
      });
    });
  }

  /** Takes no new streams; those that run go on. */
  close(): void {
    this.#drain();
    this.#session.close();
  }

  destroy(): void {
    this.#session.destroy();
  }

  #count(stream: ClientHttp2Stream): void {
    if (this.#activeStreams === 0) this.#session.ref();
    this.#activeStreams += 1;
    stream.on('close', () => {
      this.#activeStreams -= 1;
      if (this.#activeStreams === 0 && !this.#session.destroyed) this.#session.unref();
    });
  }

  #drain(): void {
    this.#isDraining = true;
  }

  #checkPeer(): void {
    const { bytesRead } = this.#socket;
    const isQuiet = bytesRead === this.#bytesSeen;
    this.#bytesSeen = bytesRead;
    if (!isQuiet || this.#session.destroyed || this.#session.closed) return;
    const deadline = setTimeout(() => this.#giveUp(), this.#ping.timeoutMs);
    deadline.unref();
    this.#session.ping(() => clearTimeout(deadline));
  }

  #giveUp(): void {
    this.#session.destroy(
      new ConnectionError(`the peer did not answer a ping within ${this.#ping.timeoutMs} ms`, {
        code: 'ETIMEDOUT',
      }),
    );
  }

  #closedUnanswered(stream: ClientHttp2Stream): ConnectionError {
    const isRefused = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
    return new ConnectionError('the stream was closed before the response', {
      code: 'ECONNRESET',
      isUnprocessed: isRefused,
    });
  }
}

import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ConnectionError } from './connection-error.ts';
import { PeerCheck, type PingOptions } from './peer-check.ts';
import type { WireRequest, WireResponse } from './wire.ts';

// Node's defaults let a peer send 64 KiB before it waits for us: a large list would crawl.
const streamWindowBytes = 4 * 1024 * 1024;
const sessionWindowBytes = 16 * 1024 * 1024;
const sessionMemoryMegabytes = 256;

/** Options of {@link Http2Session}. */
export interface Http2SessionOptions {
  /** Connected, and agreed on HTTP/2. */
  readonly socket: TLSSocket;
  /** What is below it. */
  readonly tcp: Socket;
  readonly origin: string;
  readonly ping: PingOptions;
  /** Called each time the last stream has ended. */
  readonly onIdle: (session: Http2Session) => void;
}

/**
 * One HTTP/2 connection. A peer that does not answer a ping is given up, with all streams: packets
 * may vanish, and a proxy may freeze while its kernel still acknowledges.
 */
export class Http2Session {
  readonly #options: Http2SessionOptions;
  readonly #session: ClientHttp2Session;
  readonly #closed: Promise<void>;
  #activeStreams = 0;
  #isDraining = false;

  constructor(options: Http2SessionOptions) {
    const { socket, origin, ping } = options;
    this.#options = options;
    this.#session = connectHttp2(origin, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: streamWindowBytes },
      maxSessionMemory: sessionMemoryMegabytes,
    });
    this.#session.once('connect', () => this.#session.setLocalWindowSize(sessionWindowBytes));
    // Each stream tells its own error; the session's would otherwise be an uncaught one.
    this.#session.on('error', () => this.#drain());
    this.#session.on('goaway', () => this.#drain());
    const check = new PeerCheck(ping);
    const checking = setInterval(() => this.#act(check.tick(socket.bytesRead)), check.tickMs);
    checking.unref();
    this.#closed = new Promise((resolve) => {
      this.#session.on('close', () => {
        this.#drain();
        clearInterval(checking);
        resolve();
      });
    });
    // A connection that nobody uses does not keep the process alive.
    this.#session.unref();
  }

  /** Whether another stream may be opened. */
  get isOpen(): boolean {
    const { maxConcurrentStreams = Number.POSITIVE_INFINITY } = this.#session.remoteSettings ?? {};
    const { closed, destroyed } = this.#session;
    const isUsable = !this.#isDraining && !closed && !destroyed;
    return isUsable && this.#activeStreams < maxConcurrentStreams;
  }

  get isClosed(): boolean {
    return this.#session.destroyed;
  }

  /**
   * Resolves when the server has said how many streams it takes: those above wait in Node, unseen,
   * until others end, and watches do not end.
   */
  ready(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#session.destroy();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#session.once('remoteSettings', () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      this.#session.once('close', () => {
        signal.removeEventListener('abort', onAbort);
        reject(closedError('the connection was closed before its first request', true));
      });
    });
  }

  async exchange(request: WireRequest): Promise<WireResponse> {
    const { method, path, headers, body, cancellation, admit } = request;
    admit?.();
    const stream = this.#session.request(
      {
        ...headers,
        [constants.HTTP2_HEADER_METHOD]: method,
        [constants.HTTP2_HEADER_PATH]: path,
      } as OutgoingHttpHeaders,
      { endStream: body === undefined },
    );
    this.#count(stream);
    cancellation.onAbort(() => {
      stream.close(constants.NGHTTP2_CANCEL);
      stream.destroy(new ConnectionError('the request was given up', { code: 'ECONNABORTED' }));
    });
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
          discard: () => void stream.destroy(),
        });
      });
      // A stream without a number was never written.
      stream.on('error', (error) =>
        reject(stream.id === undefined ? closedError(error.message, true) : error),
      );
      stream.on('close', () => {
        const isRefused = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
        const isUnsent = isRefused || stream.id === undefined;
        if (!isAnswered) reject(closedError('the stream was closed before the response', isUnsent));
      });
    });
  }

  /** Takes no new streams; resolves when those that run have ended. */
  async close(): Promise<void> {
    this.#drain();
    this.#session.close();
    await this.#closed;
  }

  /** As {@link destroy}; the kernel forgets what it has not sent yet, or would send again. */
  async sever(): Promise<void> {
    if (!this.#session.destroyed) this.#options.tcp.resetAndDestroy();
    // Whatever was under way may have been carried out.
    this.#session.destroy(closedError('the connection was severed', false));
    await this.#closed;
  }

  async destroy(): Promise<void> {
    // Without an error, streams would seem to have ended in good order.
    this.#session.destroy(ConnectionError.closed());
    await this.#closed;
  }

  #count(stream: ClientHttp2Stream): void {
    if (this.#activeStreams === 0) this.#session.ref();
    this.#activeStreams += 1;
    stream.on('close', () => {
      this.#activeStreams -= 1;
      if (this.#activeStreams > 0 || this.#session.destroyed) return;
      this.#session.unref();
      this.#options.onIdle(this);
    });
  }

  #drain(): void {
    this.#isDraining = true;
  }

  #act(verdict: ReturnType<PeerCheck['tick']>): void {
    if (verdict === 'alive' || this.#session.destroyed) return;
    if (verdict === 'ask') {
      this.#session.ping(() => {});
      return;
    }
    const { timeoutMs } = this.#options.ping;
    this.#session.destroy(
      new ConnectionError(`the peer did not answer a ping within ${timeoutMs} ms`, {
        code: 'ETIMEDOUT',
      }),
    );
  }
}

function closedError(message: string, isUnprocessed: boolean): ConnectionError {
  return new ConnectionError(message, { code: 'ECONNRESET', isUnprocessed });
}

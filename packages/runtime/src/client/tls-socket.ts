import { type Socket, connect as connectTcp, isIP } from 'node:net';
import { type TLSSocket, connect as connectTls } from 'node:tls';
import type { TlsMaterial } from './config/cluster-config.ts';
import { tlsOptions } from './tls-options.ts';

/** Options of {@link openTlsSocket}. */
export interface TlsSocketOptions {
  readonly url: URL;
  readonly tls: TlsMaterial;
  /** Silence before TCP asks whether the peer is there. */
  readonly keepAliveMs: number;
  /** Ends the attempt; without effect on a socket that is connected. */
  readonly signal: AbortSignal;
}

/** A connection, and what is below it: only TCP can be reset. */
export interface OpenSocket {
  readonly socket: TLSSocket;
  readonly tcp: Socket;
}

/** Connects, offering HTTP/2 and HTTP/1.1. Rejects with the signal's reason, or the socket's error. */
export function openTlsSocket(options: TlsSocketOptions): Promise<OpenSocket> {
  const { url, tls, keepAliveMs, signal } = options;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const tcp = connectTcp({ host, port: url.port === '' ? 443 : Number(url.port) });
    const onAbort = (): void => {
      tcp.destroy();
      reject(signal.reason as Error);
    };
    // Stays: until HTTP/2 has taken the socket over, an error would be an uncaught one.
    const onError = (error: Error): void => {
      signal.removeEventListener('abort', onAbort);
      reject(error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    tcp.on('error', onError);
    // Not before: of several addresses each try has a handle of its own, and TLS wraps one.
    tcp.once('connect', () => {
      const socket = connectTls({
        socket: tcp,
        // Server names are never addresses (RFC 6066).
        ...(isIP(host) === 0 ? { servername: host } : { host }),
        ...tlsOptions(tls),
        ALPNProtocols: ['h2', 'http/1.1'],
      });
      socket.on('error', onError);
      socket.once('secureConnect', () => {
        signal.removeEventListener('abort', onAbort);
        socket.setNoDelay(true);
        socket.setKeepAlive(true, keepAliveMs);
        resolve({ socket, tcp });
      });
    });
  });
}

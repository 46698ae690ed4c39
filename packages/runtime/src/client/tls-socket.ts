import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
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

/** Connects, offering HTTP/2 and HTTP/1.1. Rejects with the signal's reason, or the socket's error. */
export function openTlsSocket(options: TlsSocketOptions): Promise<TLSSocket> {
  const { url, tls, keepAliveMs, signal } = options;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({
      host,
      port: url.port === '' ? 443 : Number(url.port),
      // Server names are never addresses (RFC 6066).
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...tlsOptions(tls),
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    const onAbort = (): void => {
      socket.destroy();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', onAbort);
      socket.setNoDelay(true);
      socket.setKeepAlive(true, keepAliveMs);
      resolve(socket);
    });
    // Stays: until HTTP/2 has taken the socket over, an error would be an uncaught one.
    socket.on('error', (error) => {
      signal.removeEventListener('abort', onAbort);
      reject(error);
    });
  });
}

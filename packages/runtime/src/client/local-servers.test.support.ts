import { once } from 'node:events';
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type SecureServerOptions,
} from 'node:http2';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Socket,
} from 'node:net';
import type { ClusterConfig } from './config/cluster-config.ts';
import { createHttpTransport, type HttpTransportOptions } from './http-transport.ts';
import { certificate, privateKey } from './localhost-certificate.test.support.ts';
import type { Transport } from './transport.ts';

/** Answers a request of either HTTP version. */
export type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => unknown;

/** Whatever listens. */
export interface Listening {
  address(): AddressInfo | string | null;
}

export function portOf(server: Listening): number {
  return (server.address() as AddressInfo).port;
}

/** Servers on 127.0.0.1 and transports to them, for one test at a time. */
export class LocalServers {
  /** Run at the end of the test, the last first. */
  readonly cleanup: (() => unknown)[] = [];
  /** The server's side of the connections of the server that was started last. */
  sockets: Socket[] = [];

  /** Speaks HTTP/2 and HTTP/1.1 over TLS. */
  readonly serve = async (
    handler: Handler,
    options: SecureServerOptions = {},
  ): Promise<Http2SecureServer> => {
    const server = createSecureServer(
      { cert: certificate, key: privateKey, allowHTTP1: true, ...options },
      (request, response) => void handler(request, response),
    );
    const sockets: Socket[] = [];
    this.sockets = sockets;
    server.on('secureConnection', (socket) => sockets.push(socket.on('error', () => {})));
    server.on('sessionError', () => {});
    await this.#listen(server);
    this.cleanup.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return server;
  };

  /** Plain TCP. */
  readonly serveTcp = async (onSocket: (socket: Socket) => void): Promise<Listening> => {
    const sockets: Socket[] = [];
    const server = createTcpServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      onSocket(socket);
    });
    await this.#listen(server);
    this.cleanup.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return server;
  };

  /** A TCP proxy that can stop to forward while its kernel goes on to acknowledge. */
  readonly freezableProxy = async (
    target: Listening,
  ): Promise<Listening & { freeze(): void; freezeForGood(): void }> => {
    const pairs: Socket[] = [];
    let isFrozen = false;
    const server = await this.serveTcp((near) => {
      if (isFrozen) return;
      const far = connectTcp(portOf(target), '127.0.0.1');
      pairs.push(near, far);
      near.on('error', () => far.destroy()).pipe(far);
      far.on('error', () => near.destroy()).pipe(near);
    });
    this.cleanup.push(() => {
      for (const socket of pairs) socket.destroy();
    });
    const freeze = (): void => {
      for (const socket of pairs) socket.unpipe().pause();
    };
    return {
      address: () => server.address(),
      freeze,
      freezeForGood: () => {
        isFrozen = true;
        freeze();
      },
    };
  };

  readonly connect = (
    server: Listening,
    options: HttpTransportOptions = {},
    tokens: readonly string[] = ['first', 'second'],
  ): Transport => this.transport(configOf(server, tokens), options);

  /** A transport that is disposed of at the end of the test. */
  readonly transport = (config: ClusterConfig, options: HttpTransportOptions = {}): Transport => {
    const transport = createHttpTransport(config, options);
    this.cleanup.push(() => transport[Symbol.asyncDispose]());
    return transport;
  };

  async close(): Promise<void> {
    for (const step of this.cleanup.splice(0).toReversed()) await step();
  }

  async #listen(server: Listening & { listen(port: number, host: string): unknown }) {
    server.listen(0, '127.0.0.1');
    await once(server as never, 'listening');
  }
}

/** A configuration whose token is the next of the list each time that it is invalidated. */
export function configOf(server: Listening, tokens: readonly string[] = ['token']): ClusterConfig {
  let used = 0;
  const tls = { ca: certificate };
  return {
    server: `https://127.0.0.1:${portOf(server)}`,
    namespace: 'default',
    source: 'test',
    tls: () => Promise.resolve(tls),
    authorize: () => Promise.resolve({ authorization: `Bearer ${tokens[used] ?? tokens.at(-1)}` }),
    invalidate: () => (used += 1),
  };
}

/** Waits for real I/O, a turn of the event loop at a time. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { parse } from 'yaml';

/** A network between operator and API server that can fail. */
export class TcpProxy implements AsyncDisposable {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  private constructor(target: URL) {
    this.#target = target;
  }

  /** @returns the proxy, and a kubeconfig in `folder` that leads through it */
  static async inFrontOf(
    kubeconfigPath: string,
    folder: string,
  ): Promise<{ proxy: TcpProxy; kubeconfig: string }> {
    const config = parse(await readFile(kubeconfigPath, 'utf8'));
    const [{ cluster }] = config.clusters;
    const target = new URL(cluster.server);
    const proxy = new TcpProxy(target);
    await proxy.open();
    cluster.server = `https://127.0.0.1:${proxy.#port}`;
    cluster['tls-server-name'] = 'localhost';
    const kubeconfig = path.join(folder, 'proxied.kubeconfig');
    await writeFile(kubeconfig, JSON.stringify(config), { mode: 0o600 });
    return { proxy, kubeconfig };
  }

  /** Takes connections, at the same port as before. */
  async open(): Promise<void> {
    const server = createServer((client) => {
      const upstream = connect(Number(this.#target.port), this.#target.hostname);
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.#sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Cuts every connection and refuses new ones. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

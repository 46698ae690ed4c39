import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** What becomes of bytes on their way; `lose-replies` is of those from the server only. */
export type RelayMode = 'pass' | 'lose' | 'lose-replies' | 'slow';

/** Each piece takes this long when the relay is `slow`. */
const slownessMs = 400;

/** One candidate's way to the API server, of TCP only: it sees no requests, and fakes no answers. */
export class Relay implements AsyncDisposable {
  mode: RelayMode = 'pass';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async before(url: URL): Promise<Relay> {
    const server = createServer();
    const relay = new Relay(server);
    server.on('connection', (near) => {
      const far = connect(Number(url.port), url.hostname);
      relay.#pipe(near, far, () => relay.mode === 'lose');
      relay.#pipe(far, near, () => relay.mode === 'lose' || relay.mode === 'lose-replies');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Passes everything from now on; connections that have lost something cannot go on. */
  heal(): void {
    if (this.mode === 'lose' || this.mode === 'lose-replies') {
      for (const socket of this.#sockets) socket.resetAndDestroy();
    }
    this.mode = 'pass';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #pipe(from: Socket, to: Socket, isLost: () => boolean): void {
    this.#sockets.add(from);
    // Pieces keep their order: each waits for the one before.
    let before = Promise.resolve();
    from.on('data', (chunk) => {
      if (isLost()) return;
      const delayMs = this.mode === 'slow' ? slownessMs : 0;
      const after = before;
      before = new Promise((resolve) => {
        const pass = () => {
          if (!to.destroyed) to.write(chunk);
          resolve();
        };
        if (delayMs === 0) void after.then(pass);
        else setTimeout(() => void after.then(pass), delayMs);
      });
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * TCP in front of a port of this machine: it can stop to forward, reset, refuse and trickle. What it
 * cannot do without root is to make packets vanish: a peer that is frozen here still acknowledges,
 * which is the harder case, as TCP's own keep-alive does not notice it.
 */
export class ConnectionGate implements AsyncDisposable {
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  readonly #frozen = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #isFrozen = false;
  #dripBytes: number | undefined;
  #accepted = 0;

  constructor(targetPort: number) {
    this.#target = targetPort;
  }

  get port(): number {
    return this.#port;
  }

  /** Connections that are open now. */
  get open(): number {
    // Each has two ends.
    return this.#sockets.size / 2;
  }

  /** Connections that there have ever been. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Takes connections, at the same port as before. */
  async listen(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((near) => this.#take(near));
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Stops to forward on the connections that are open; with `isTotal` on new ones too. */
  freeze(isTotal: boolean): void {
    this.#isFrozen = isTotal;
    for (const socket of this.#sockets) {
      this.#frozen.add(socket);
      socket.pause();
    }
  }

  /** Forwards again, what was kept back too. */
  thaw(): void {
    this.#isFrozen = false;
    for (const socket of this.#frozen) socket.resume();
    this.#frozen.clear();
  }

  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Resets what is open, and listens no more. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    this.reset();
    await closed;
  }

  /** Forwards answers so many bytes at a time; `undefined` as they come. */
  drip(bytes: number | undefined): void {
    this.#dripBytes = bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.refuse();
  }

  #take(near: Socket): void {
    this.#accepted += 1;
    const far = connect(this.#target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.resetAndDestroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#frozen.delete(socket);
        other.destroy();
      });
      socket.on('end', () => other.end());
      socket.on('drain', () => this.#frozen.has(other) || other.resume());
    }
    near.on('data', (chunk) => far.write(chunk) || near.pause());
    far.on('data', (chunk: Buffer) => {
      if (this.#dripBytes !== undefined) void this.#trickle(far, near, chunk);
      else if (!near.write(chunk)) far.pause();
    });
    if (!this.#isFrozen) return;
    for (const socket of [near, far]) {
      this.#frozen.add(socket);
      socket.pause();
    }
  }

  async #trickle(from: Socket, to: Socket, chunk: Buffer): Promise<void> {
    from.pause();
    for (let at = 0; at < chunk.length && !to.destroyed;) {
      const end = at + (this.#dripBytes ?? chunk.length);
      to.write(chunk.subarray(at, end));
      at = end;
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (!this.#frozen.has(from)) from.resume();
  }
}

import type {
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from '../client/transport.ts';

/** A transport that is connected at its first use, so that clients can be handed out before. */
export class LazyTransport implements Transport {
  readonly #connect: () => Promise<Transport>;
  #connected: Promise<Transport> | undefined;

  constructor(connect: () => Promise<Transport>) {
    this.#connect = connect;
  }

  /** Connects now, to have the error now. */
  connected(): Promise<Transport> {
    this.#connected ??= this.#connect();
    return this.#connected;
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    return (await this.connected()).send(request);
  }

  async stream(request: TransportRequest): Promise<TransportStream> {
    return (await this.connected()).stream(request);
  }

  async sever(): Promise<void> {
    const transport = await this.#connected?.catch(() => undefined);
    await transport?.sever?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that never connected has nothing to close, and has told its error already.
    const transport = await this.#connected?.catch(() => undefined);
    await transport?.[Symbol.asyncDispose]();
  }
}

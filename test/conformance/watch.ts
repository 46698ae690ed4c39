import type { IncomingMessage } from 'node:http';
import { isObject, type Json, type JsonObject, parseJson } from './exact-json.ts';
import type { Exchange } from './exchange.ts';

/**
 * A watch that was opened. What the case takes from it is recorded, where the watch was opened; what
 * else the server sends is not.
 */
export class Watch {
  readonly status: number;
  readonly #exchange: Exchange;
  readonly #stream: IncomingMessage;
  readonly #patienceMs: number;
  readonly #pending: Json[] = [];
  #rest = '';
  #ended = false;
  #wake: () => void = () => {};

  constructor(exchange: Exchange, stream: IncomingMessage, patienceMs: number) {
    this.status = exchange.status;
    this.#exchange = exchange;
    this.#stream = stream;
    this.#patienceMs = patienceMs;
    this.#ended = stream.readableEnded || stream.destroyed;
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => this.#read(text));
    stream.on('close', () => this.#end());
    stream.on('error', () => this.#end());
  }

  /** The next frames. */
  async take(count: number): Promise<JsonObject[]> {
    const taken: JsonObject[] = [];
    while (taken.length < count) taken.push(await this.#next(`${count - taken.length} frames`));
    return taken;
  }

  /** The next frames, and records nothing: what they hold differs in every run. */
  async peek(count: number): Promise<JsonObject[]> {
    const taken = await this.take(count);
    this.#exchange.frames?.splice(-count);
    return taken;
  }

  /** The next frames, to the first that satisfies the condition; that one is the last of them. */
  async takeUntil(condition: (frame: JsonObject) => boolean): Promise<JsonObject[]> {
    const taken: JsonObject[] = [];
    do taken.push(await this.#next('a frame'));
    while (!condition(taken.at(-1) as JsonObject));
    return taken;
  }

  /** All frames until the server ends the watch. */
  async takeAll(): Promise<JsonObject[]> {
    const taken: JsonObject[] = [];
    while (await this.#arrived('the end of the watch')) taken.push(this.#shift());
    this.#exchange.ended = true;
    return taken;
  }

  /** Ends the watch from this side. */
  close(): void {
    this.#stream.destroy();
  }

  async #next(wanted: string): Promise<JsonObject> {
    if (!(await this.#arrived(wanted))) {
      this.#exchange.ended = true;
      throw new Error(`the watch ended before ${wanted}`);
    }
    return this.#shift();
  }

  #shift(): JsonObject {
    const frame = this.#pending.shift() as Json;
    this.#exchange.frames?.push(frame);
    return isObject(frame) ? frame : {};
  }

  /** Whether there is a frame; false at the end. */
  async #arrived(wanted: string): Promise<boolean> {
    const deadline = Date.now() + this.#patienceMs;
    while (this.#pending.length === 0 && !this.#ended) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`timed out waiting for ${wanted}`);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = setTimeout(resolve, left);
      await promise;
      clearTimeout(timer);
    }
    return this.#pending.length > 0;
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') this.#pending.push(parseJson(line) ?? line);
    this.#wake();
  }

  #end(): void {
    this.#ended = true;
    if (this.#rest.trim() !== '') this.#pending.push(parseJson(this.#rest) ?? this.#rest);
    this.#rest = '';
    this.#wake();
  }
}

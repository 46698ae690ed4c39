/** Where the lines of a watch go. */
export interface LineSink {
  write(text: string | Uint8Array): unknown;
  /** Ends the body in good order. */
  end(): unknown;
  /** Breaks the stream. */
  abort(): void;
}

/** What a {@link WatchRelay} does to the stream from its begin on. */
export interface WatchRelayOptions {
  readonly mark?: 'strip' | 'drop' | undefined;
  /** Breaks the stream after so many events. */
  readonly breakAfter?: number | undefined;
}

interface WatchLine {
  type: string;
  object: { kind: string; metadata: ObjectMeta };
}

interface ObjectMeta {
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  annotations?: Record<string, string>;
}

const endMark = 'k8s.io/initial-events-end';
const newline = 0x0a;

/** Passes the events of one watch on, line by line, and what goes wrong with them. */
export class WatchRelay {
  readonly #sink: LineSink;
  readonly #options: WatchRelayOptions;
  #rest: Buffer = Buffer.alloc(0);
  #held: Buffer[] | undefined;
  #spoil: 'truncate' | 'malform' | undefined;
  #events = 0;
  #isOver = false;

  constructor(sink: LineSink, options: WatchRelayOptions = {}) {
    this.#sink = sink;
    this.#options = options;
  }

  /** Bytes from the server. */
  push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline)) {
      this.#line(bytes.subarray(0, end + 1));
      bytes = bytes.subarray(end + 1);
    }
    this.#rest = bytes;
  }

  /** The server has ended the body. */
  finish(): void {
    this.release(false);
    this.#end(() => this.#sink.end());
  }

  /** The server has broken the stream. */
  abort(): void {
    this.#end(() => this.#sink.abort());
  }

  /** Spoils the next event. */
  spoil(how: 'truncate' | 'malform'): void {
    this.#spoil = how;
  }

  /** Sends an ERROR event of a Status, and ends. */
  fail(status: object): void {
    if (!this.#isOver) this.#sink.write(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
    this.#end(() => this.#sink.end());
  }

  hold(): void {
    this.#held ??= [];
  }

  /** Sends at once what was held; with `isMerged` only the last state of each object. */
  release(isMerged: boolean): void {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined || held.length === 0 || this.#isOver) return;
    this.#sink.write(Buffer.concat(isMerged ? merge(held) : held));
  }

  #line(line: Buffer): void {
    if (this.#isOver) return;
    const marked = this.#options.mark === undefined ? line : this.#unmarked(line);
    if (marked === undefined) return;
    if (this.#held !== undefined) this.#held.push(Buffer.from(marked));
    else this.#send(marked);
  }

  #send(line: Buffer): void {
    const spoil = this.#spoil;
    this.#spoil = undefined;
    const half = line.subarray(0, Math.floor(line.length / 2));
    if (spoil === 'truncate') {
      this.#sink.write(half);
      this.#end(() => this.#sink.end());
      return;
    }
    this.#sink.write(spoil === 'malform' ? Buffer.concat([half, Buffer.of(newline)]) : line);
    this.#events += 1;
    if (this.#events === this.#options.breakAfter) this.abort();
  }

  /** `undefined` for a bookmark that is not to be seen. */
  #unmarked(line: Buffer): Buffer | undefined {
    const event = JSON.parse(line.toString()) as WatchLine;
    if (event.type !== 'BOOKMARK') return line;
    if (this.#options.mark === 'drop') return undefined;
    delete event.object.metadata.annotations?.[endMark];
    return Buffer.from(`${JSON.stringify(event)}\n`);
  }

  #end(how: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    how();
  }
}

/** A change of an object that has not gone out takes the place of the one before it. */
function merge(lines: readonly Buffer[]): Buffer[] {
  const merged: (Buffer | undefined)[] = [];
  const pending = new Map<string, { readonly at: number; readonly type: string }>();
  for (const line of lines) {
    const event = JSON.parse(line.toString()) as WatchLine;
    const { uid } = event.object.metadata;
    const before = uid === undefined ? undefined : pending.get(uid);
    if (uid !== undefined && event.type !== 'DELETED') {
      if (before !== undefined) {
        merged[before.at] = undefined;
        event.type = before.type;
      }
      pending.set(uid, { at: merged.length, type: event.type });
    }
    merged.push(Buffer.from(`${JSON.stringify(event)}\n`));
  }
  return merged.filter((line) => line !== undefined);
}

import type { ResponseSink } from '../rest/api-exchange.ts';

/** What frames are written to: the response of either HTTP version. */
export interface FrameTarget {
  readonly destroyed: boolean;
  readonly writableEnded: boolean;
  readonly writableLength: number;
  write(text: string): boolean;
  end(): void;
  destroy(): void;
  on(event: 'close', listener: () => void): unknown;
}

/** A watch whose client reads nothing is cut off here, as the API server does with slow watchers. */
const longestBacklog = 64 * 1024 * 1024;

/** Writes the frames of one turn of the event loop together. */
export class FrameWriter implements ResponseSink {
  readonly #target: FrameTarget;
  #pending = '';
  #isEnding = false;
  readonly #listeners: (() => void)[] = [];

  constructor(target: FrameTarget) {
    this.#target = target;
    target.on('close', () => {
      for (const listener of this.#listeners) listener();
    });
  }

  write(text: string): void {
    if (this.#pending === '') queueMicrotask(() => this.#flush());
    this.#pending += text;
  }

  end(): void {
    this.#isEnding = true;
    this.#flush();
  }

  onClose(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #flush(): void {
    const text = this.#pending;
    this.#pending = '';
    const target = this.#target;
    if (target.destroyed || target.writableEnded) return;
    if (text !== '') target.write(text);
    if (this.#isEnding) target.end();
    else if (target.writableLength > longestBacklog) target.destroy();
  }
}

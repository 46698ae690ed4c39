import { createRequire } from 'node:module';
import path from 'node:path';
import { ExitError } from '../exit-error.ts';
import { ChildLines } from './child-lines.ts';

/** What the compiler says. */
export interface CompilerEvents {
  /** The source was compiled without an error. */
  readonly onCompiled: () => void;
  /** It was not; each line of what is wrong. */
  readonly onErrors: (lines: readonly string[]) => void;
  readonly onStart: () => void;
}

/** What a line of `tsc --watch` means. */
export type CompilerLine = 'start' | 'compiled' | 'failed' | 'text';

// An editor that saves in several steps makes several compilations: the last one counts. One that
// empties a file first makes errors that nobody wrote.
const compiledAfterMs = 50;
const failedAfterMs = 250;

/** Reads a line of `tsc --watch`. */
export function readCompilerLine(line: string): CompilerLine {
  if (/Starting (?:compilation|incremental compilation)|File change detected/.test(line)) {
    return 'start';
  }
  const found = /Found (\d+) errors?\b/.exec(line);
  if (found === null) return 'text';
  return found[1] === '0' ? 'compiled' : 'failed';
}

/** The project's own TypeScript compiler, watching from the first moment. */
export class Compiler implements AsyncDisposable {
  readonly #tsc: ChildLines;
  #compilations = 0;
  #events: CompilerEvents | undefined;
  /** What there is to tell of the last compilation. */
  #outcome: ((events: CompilerEvents) => void) | undefined;
  #settling: NodeJS.Timeout | undefined;

  /** @throws {ExitError} when it is not installed */
  constructor(directory: string, env: Readonly<Record<string, string | undefined>>) {
    let lines: string[] = [];
    const tsc = compilerOf(directory);
    this.#tsc = new ChildLines({
      args: [tsc, '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
      cwd: directory,
      env,
      onLine: (line) => {
        switch (readCompilerLine(line)) {
          case 'start':
            lines = [];
            return this.#start();
          case 'compiled':
            return this.#settle(compiledAfterMs, (events) => events.onCompiled());
          case 'failed': {
            const errors = lines;
            return this.#settle(failedAfterMs, (events) => events.onErrors(errors));
          }
          case 'text':
            if (line.trim() !== '') lines.push(line);
        }
      },
    });
  }

  /** Resolves when the compiler ends by itself, which it never should. */
  get ended(): Promise<unknown> {
    return this.#tsc.ended;
  }

  /** How many compilations were begun. */
  get compilations(): number {
    return this.#compilations;
  }

  /** Tells of the last compilation, and of all that follow. */
  follow(events: CompilerEvents): void {
    this.#events = events;
    this.#outcome?.(events);
  }

  kill(): void {
    this.#tsc.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#settling);
    this.#events = undefined;
    await this.#tsc.stop();
  }

  #start(): void {
    this.#compilations++;
    clearTimeout(this.#settling);
    this.#outcome = undefined;
    this.#events?.onStart();
  }

  #settle(afterMs: number, outcome: (events: CompilerEvents) => void): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#outcome = outcome;
      if (this.#events !== undefined) outcome(this.#events);
    }, afterMs);
  }
}

function compilerOf(directory: string): string {
  const { resolve } = createRequire(path.join(directory, 'package.json'));
  try {
    return path.join(path.dirname(resolve('typescript/package.json')), 'bin/tsc');
  } catch {
    throw new ExitError('typescript is not installed here: run npm install');
  }
}

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

/** Reads a line of `tsc --watch`. */
export function readCompilerLine(line: string): CompilerLine {
  if (/Starting (?:compilation|incremental compilation)|File change detected/.test(line)) {
    return 'start';
  }
  const found = /Found (\d+) errors?\b/.exec(line);
  if (found === null) return 'text';
  return found[1] === '0' ? 'compiled' : 'failed';
}

/**
 * The project's own TypeScript compiler, watching.
 * @throws {ExitError} when it is not installed
 */
export function watchSource(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
  events: CompilerEvents,
): ChildLines {
  let lines: string[] = [];
  return new ChildLines({
    args: [compilerOf(directory), '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
    cwd: directory,
    env,
    onLine: (line) => {
      switch (readCompilerLine(line)) {
        case 'start':
          lines = [];
          return events.onStart();
        case 'compiled':
          return events.onCompiled();
        case 'failed':
          return events.onErrors(lines);
        case 'text':
          if (line.trim() !== '') lines.push(line);
      }
    },
  });
}

function compilerOf(directory: string): string {
  const { resolve } = createRequire(path.join(directory, 'package.json'));
  try {
    return path.join(path.dirname(resolve('typescript/package.json')), 'bin/tsc');
  } catch {
    throw new ExitError('typescript is not installed here: run npm install');
  }
}

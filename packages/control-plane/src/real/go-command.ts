import { createInterface } from 'node:readline';
import { once } from 'node:events';
import type { Environment } from '../cache-folder.ts';
import type { Guard } from './guard.ts';

const shownLines = 20;

/** Where and for whom `go` works. */
export interface GoCommandOptions {
  readonly guard: Guard;
  readonly cwd: string;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
}

/** Runs `go` in one folder, and counts what it does. */
export class GoCommand {
  /** Modules downloaded so far. */
  downloads = 0;
  /** Packages compiled so far, by `build -v`. */
  packages = 0;
  readonly #options: GoCommandOptions;

  constructor(options: GoCommandOptions) {
    this.#options = options;
  }

  /**
   * @returns what the command printed on its standard output
   * @throws {Error} with the end of what it printed on its standard error, when it fails
   */
  async run(args: readonly string[]): Promise<string> {
    const { guard, cwd, env, signal } = this.#options;
    signal?.throwIfAborted();
    const go = guard.start({ file: 'go', args, cwd, env: goEnvironment(env), output: 'pipe' });
    const abort = (): void => go.kill('SIGKILL');
    signal?.addEventListener('abort', abort, { once: true });
    const complaints: string[] = [];
    let output = '';
    go.stdout!.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    const lines = createInterface({ input: go.stderr! });
    lines.on('line', (line) => {
      if (line.startsWith('go: downloading ')) this.downloads += 1;
      else if (args.includes('-v') && /^[\w.-]+(\/[\w.-]+)*$/.test(line)) this.packages += 1;
      else complaints.push(line);
    });
    try {
      await Promise.all([go.exited, once(go.stdout!, 'close'), once(lines, 'close')]);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    signal?.throwIfAborted();
    if (go.exitReason !== 'code 0') {
      const said = complaints.slice(-shownLines).join('\n');
      throw new Error(`go ${args.slice(0, 2).join(' ')} ended with ${go.exitReason}:\n${said}`);
    }
    return output;
  }
}

/** What the user has set for other work must not change what is built: it is for this machine, from modules alone. */
function goEnvironment(env: Environment): Environment {
  return { ...env, CGO_ENABLED: '0', GOOS: '', GOARCH: '', GOFLAGS: '-mod=mod', GOWORK: 'off' };
}

import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/**
 * Outlives this process by a moment: reads process groups from its standard input, and when that ends
 * without the word "done", because this process was killed, kills the groups and removes the paths.
 * A killed process may still be writing for a moment, so removal is tried again.
 */
const script = `
groups=' '
while read -r word group; do
  case $word in
    done) exit 0 ;;
    group) groups="$groups$group " ;;
    gone) case $groups in
      *" $group "*) groups="\${groups%%" $group "*} \${groups#*" $group "}" ;;
    esac ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
for attempt in 1 2 3 4 5 6 7 8 9 10; do
  rm -rf -- "$@" 2>/dev/null && exit 0
  sleep 0.2
done
`;

/** What a guarded program gets besides its arguments. */
export interface GuardedCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** @default the folder of this process */
  readonly cwd?: string | undefined;
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Where its standard output and error go: a file descriptor, or a pipe to this process. */
  readonly output: number | 'pipe';
}

/** A program in a process group of its own, which nothing of it outlives. */
export interface GuardedProcess {
  /** Also the number of its process group; undefined when it could not be started. */
  readonly pid: number | undefined;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  readonly hasExited: boolean;
  /** `code 1` or `SIGKILL`; meaningful once it has exited. */
  readonly exitReason: string;
  /** Resolves when it has exited, and rejects when it could not be started. */
  readonly exited: Promise<unknown>;
  /** Sends a signal to the whole group. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** Sees to it that no program outlives the process that started it, not even one that was killed. */
export class Guard {
  readonly #child: ChildProcess;

  /** @param paths files and folders to remove when this process dies */
  constructor(paths: readonly string[]) {
    this.#child = spawn('/bin/sh', ['-c', script, 'keelson-guard', ...paths], {
      // A group of its own: what kills ours, such as Ctrl-C in a terminal, must not kill the guard.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#child.unref();
    // A guard that somebody kills leaves us unguarded, but must not take us down.
    this.#child.on('error', () => {});
    this.#child.stdin!.on('error', () => {});
  }

  /** The guard's own process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  start({ file, args, cwd, env, output }: GuardedCommand): GuardedProcess {
    // The shell tells the guard of its group before it becomes the program, and closes the guard's
    // pipe: there is no moment at which this process could die and leave the program behind.
    const child = spawn(
      '/bin/sh',
      ['-c', 'echo "group $$" >&3; exec 3>&-; exec "$@"', 'sh', file, ...args],
      {
        detached: true,
        ...(cwd === undefined ? {} : { cwd }),
        ...(env === undefined ? {} : { env }),
        stdio: ['ignore', output, output, this.#child.stdin] as StdioOptions,
      },
    );
    // The number may be given to another process one day: the guard must not kill that one.
    child.once('exit', () => this.#tell(`gone ${child.pid}`));
    const exited = once(child, 'exit');
    // Without a listener, a program that cannot be started would be an uncaught error.
    exited.catch(() => {});
    return guarded(child, exited);
  }

  /** Everything has ended in order; nothing is left to guard. */
  async release(): Promise<void> {
    if (hasExited(this.#child)) return;
    this.#child.ref();
    const exited = once(this.#child, 'exit');
    this.#child.stdin!.end('done\n');
    await exited;
  }

  #tell(line: string): void {
    const input = this.#child.stdin!;
    if (input.writable) input.write(`${line}\n`);
  }
}

function guarded(child: ChildProcess, exited: Promise<unknown>): GuardedProcess {
  return {
    pid: child.pid,
    stdout: child.stdout,
    stderr: child.stderr,
    exited,
    get hasExited() {
      return hasExited(child);
    },
    get exitReason() {
      return child.signalCode ?? `code ${child.exitCode}`;
    },
    kill(signal) {
      if (child.pid === undefined || hasExited(child)) return;
      try {
        process.kill(-child.pid, signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    },
  };
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

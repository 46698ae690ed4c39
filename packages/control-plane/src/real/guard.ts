import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/**
 * Outlives this process by a moment: reads process groups from its standard input, and when that ends
 * without the word "done", because this process was killed, kills the groups and removes the folder.
 */
const script = `
folder=$1; marker=$2; groups=
while read -r word group; do
  case $word in
    done) exit 0 ;;
    group) groups="$groups $group" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
rm -rf -- "$folder" "$marker"
`;

/** Sees to it that no server outlives the process that started it, not even one that was killed. */
export class Guard {
  readonly #child: ChildProcess;

  /** @param paths what to remove when this process dies: a folder and a file */
  constructor(paths: { readonly folder: string; readonly marker: string }) {
    this.#child = spawn('sh', ['-c', script, 'keelson-guard', paths.folder, paths.marker], {
      // A group of its own: what kills ours, such as Ctrl-C in a terminal, must not kill the guard.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#child.unref();
  }

  /** For children that register themselves before they become a server: `echo "group $$" >&3`. */
  get input(): Writable {
    return this.#child.stdin!;
  }

  /** Everything has ended in order; nothing is left to guard. */
  async release(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.ref();
    const exited = once(this.#child, 'exit');
    this.input.end('done\n');
    await exited;
  }
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { eventually } from '@keelson/runtime/testing';

/** Where the kubelet mounts the files of the service account. */
const accountFolder = 'var/run/secrets/kubernetes.io/serviceaccount';
const nobody = '65532';

/** What a container sees of the machine, and nothing else. */
export interface SandboxOptions {
  /** Copied to `/app`. */
  readonly program: readonly string[];
  /** Name and text of the service account's files. */
  readonly account: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

/** Why there can be no sandbox here; nothing when there can. */
export async function whyNoSandbox(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'mount namespaces are Linux only';
  if (process.getuid?.() !== 0) return 'only root makes mount namespaces and changes its user';
  const script = 'mount --make-rprivate / && command -v chroot setpriv';
  return promisify(execFile)('unshare', ['--mount', 'sh', '-c', script], { env: { PATH } }).then(
    () => undefined,
    (error: Error) => `no mount namespace can be made: ${error.message}`,
  );
}

/** Where root's tools are, whoever's PATH the tests have. */
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * A process as in a container: a root of its own that is read only but for /tmp, as nobody, without
 * capabilities, with the pod's environment. It shares the network of the machine.
 */
export class PodSandbox implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly #root: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | NodeJS.Signals>;

  static async start(command: readonly string[], options: SandboxOptions): Promise<PodSandbox> {
    const root = await mkdtemp(path.join(tmpdir(), 'keelson-root-'));
    await chmod(root, 0o755);
    for (const folder of ['usr', 'lib', 'lib64', 'bin', 'nodejs', 'proc', 'dev', 'tmp', 'app']) {
      await mkdir(path.join(root, folder));
    }
    await mkdir(path.join(root, accountFolder), { recursive: true });
    for (const file of options.program) {
      await copyFile(file, path.join(root, 'app', path.basename(file)));
    }
    for (const [name, text] of Object.entries(options.account)) {
      await writeFile(path.join(root, accountFolder, name), text, { mode: 0o644 });
    }
    return new PodSandbox(root, command, options.env);
  }

  private constructor(root: string, command: readonly string[], env: Record<string, string>) {
    this.#root = root;
    const node = path.dirname(process.execPath);
    const script = [
      'set -e',
      'mount --make-rprivate /',
      `mount --bind ${root} ${root}`,
      ...['usr', 'lib', 'lib64', 'bin'].map((name) => `mount --bind /${name} ${root}/${name}`),
      `mount --bind ${node} ${root}/nodejs`,
      `mount --rbind /proc ${root}/proc`,
      `mount --rbind /dev ${root}/dev`,
      `mount -t tmpfs -o mode=1777,size=64m tmpfs ${root}/tmp`,
      ...['usr', 'lib', 'lib64', 'bin', 'nodejs'].map(
        (name) => `mount -o remount,bind,ro ${root}/${name}`,
      ),
      `mount -o remount,bind,ro ${root}`,
      `exec chroot ${root} setpriv --reuid=${nobody} --regid=${nobody} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"`,
    ].join('\n');
    this.#child = spawn('unshare', ['--mount', 'sh', '-c', script, 'pod', ...command], {
      env: { PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
    this.#exited = once(this.#child, 'close').then(([code, signal]) => code ?? signal);
  }

  /** Waits for a line, and gives what the pattern captures of it. */
  async says(pattern: RegExp, timeoutMs = 15_000): Promise<string> {
    const find = () => this.lines.map((line) => pattern.exec(line)).find((match) => match !== null);
    const what = `${pattern} in the log`;
    const match = await eventually(find, { timeoutMs, what }).catch((error: Error) => {
      throw new Error(`${error.message}; it said:\n${this.lines.slice(-20).join('\n')}`);
    });
    return match[1] ?? match[0];
  }

  /** Sends a signal, if any, and waits for the end. @returns the exit code, or what ended it */
  async ended(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    if (signal !== undefined) this.#child.kill(signal);
    return this.#exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
    await rm(this.#root, { recursive: true });
  }
}

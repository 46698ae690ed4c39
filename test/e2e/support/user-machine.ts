import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

// What a user does outside the workspace: packed packages, and npm.
const repository = path.resolve(import.meta.dirname, '../../..');

/** Packs the workspace's packages: `workspace:` and `catalog:` become versions. */
export async function packPackages(folder: string): Promise<void> {
  const manifest = await readFile(path.join(repository, 'package.json'), 'utf8');
  const { packageManager } = JSON.parse(manifest) as { packageManager: string };
  const args = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  await run('npx', ['-y', packageManager, ...args], repository);
}

/** Runs a command to its end; an error says what it printed. */
export async function run(command: string, args: readonly string[], cwd: string) {
  try {
    return await promisify(execFile)(command, args, { cwd, env: userEnvironment() });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed\n${stdout ?? ''}${stderr ?? ''}`, {
      cause: error,
    });
  }
}

/** Ends a detached command and what it has started, as Ctrl-C does, and waits until all of it is gone. */
export async function interrupt(child: ChildProcess): Promise<number | null> {
  const closed = once(child, 'close') as Promise<[number | null]>;
  process.kill(-child.pid!, 'SIGINT');
  const [code] = await closed;
  return code;
}

/** The machine's npm on our Node, with nothing of the package manager that runs this test. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|pnpm_|VITEST|VITE_|NODE_ENV|TEST$|NODE_OPTIONS|KUBECONFIG)/i.test(name),
  );
  const node = path.dirname(process.execPath);
  const PATH = `${node}${path.delimiter}${process.env['PATH'] ?? ''}`;
  return { ...Object.fromEntries(own), PATH, NO_COLOR: '1', npm_config_prefer_offline: 'true' };
}

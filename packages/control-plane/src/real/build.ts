import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '../cache-folder.ts';
import type { Progress } from '../control-plane.ts';
import {
  binaryFolder,
  defaultVersion,
  isExecutable,
  lockFile,
  programs,
  programsIn,
} from './binaries.ts';
import { withBuildLock } from './build-lock.ts';
import { GoCommand } from './go-command.ts';
import { writeGoModule } from './go-module.ts';
import { Guard } from './guard.ts';

const tickMs = 15_000;

/** Options of {@link buildBinaries}. */
export interface BuildOptions {
  /** @default the version that go.mod pins */
  readonly version?: string | undefined;
  readonly progress?: Progress | undefined;
  /** @default process.env */
  readonly env?: Environment | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Builds etcd, kube-apiserver and kube-controller-manager from their published Go modules into the
 * cache, unless they are there: once per machine, some minutes. Two processes never build at once.
 * @returns the folder of the programs
 * @throws {Error} when there is no Go toolchain, or the build fails
 */
export async function buildBinaries(options: BuildOptions = {}): Promise<string> {
  const { version = defaultVersion, progress, env = process.env, signal } = options;
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    throw new Error(`"${version}" is no Kubernetes version: write it like ${defaultVersion}`);
  }
  const target = binaryFolder(version, env);
  if (await isComplete(target)) return target;
  await requireGo(env, version);
  await withBuildLock(
    lockFile(version, env),
    async () => {
      if (await isComplete(target)) return;
      await build(target, { version, progress, env, signal });
    },
    { progress, signal },
  );
  return target;
}

async function isComplete(folder: string): Promise<boolean> {
  const found = await programsIn(folder, programs);
  return programs.every((program) => found[program] !== undefined);
}

async function build(
  target: string,
  options: BuildOptions & { version: string; env: Environment },
): Promise<void> {
  const { version, progress, env, signal } = options;
  const started = performance.now();
  await removeUnfinished(target);
  const work = await mkdtemp(`${target}-build-`);
  // The compilers would go on for minutes after the death of this process.
  const guard = new Guard([work]);
  const go = new GoCommand({ guard, cwd: work, env, signal });
  progress?.(
    `building Kubernetes ${version} from its Go modules; this happens once and takes some minutes`,
  );
  const ticker = setInterval(() => {
    const { packages, downloads } = go;
    progress?.(
      `still building, ${elapsed(started)}: ${downloads} modules downloaded, ${packages} packages compiled`,
    );
  }, tickMs);
  try {
    await writeGoModule(work, version, go);
    const output = path.join(work, 'bin');
    await mkdir(output);
    await go.run(['build', '-v', '-trimpath', '-ldflags', ldflags(version), '-o', output, 'tool']);
    // The etcd module's main package is called "server".
    await rename(path.join(output, 'server'), path.join(output, 'etcd'));
    for (const program of programs) await chmod(path.join(output, program), 0o755);
    await rm(target, { recursive: true, force: true });
    await rename(output, target);
    progress?.(`built Kubernetes ${version} in ${elapsed(started)}`);
  } finally {
    clearInterval(ticker);
    await rm(work, { recursive: true, force: true, maxRetries: 5 });
    await guard.release();
  }
}

/** Clients refuse a server whose version is that of an unreleased build. */
function ldflags(version: string): string {
  const [major, minor] = version.split('.');
  const values = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor };
  const stamps = Object.entries(values).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  return ['-s', '-w', ...stamps].join(' ');
}

/** What a build left behind whose process and guard were both killed; the lock is ours now. */
async function removeUnfinished(target: string): Promise<void> {
  const parent = path.dirname(target);
  for (const name of await readdir(parent)) {
    if (name.startsWith(`${path.basename(target)}-build-`)) {
      await rm(path.join(parent, name), { recursive: true, force: true });
    }
  }
}

async function requireGo(env: Environment, version: string): Promise<void> {
  if (await isOnPath('go', env)) return;
  throw new Error(
    `there are no Kubernetes ${version} binaries here, and no Go to build them: set KUBEBUILDER_ASSETS to a ` +
      'folder with etcd and kube-apiserver, or install Go 1.21 or later (https://go.dev/dl), ' +
      'or use the backend "existing" with a kubeconfig',
  );
}

async function isOnPath(program: string, env: Environment): Promise<boolean> {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  for (const folder of folders) {
    if (await isExecutable(path.join(folder, program))) return true;
  }
  return false;
}

function elapsed(started: number): string {
  const seconds = Math.round((performance.now() - started) / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

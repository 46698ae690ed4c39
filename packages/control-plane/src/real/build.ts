import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Environment } from '../cache-folder.ts';
import type { Progress } from '../control-plane.ts';
import { binaryFolder, defaultVersion, findBinaries, programs } from './binaries.ts';
import { withBuildLock } from './build-lock.ts';

const moduleFolder = path.resolve(import.meta.dirname, '../..');

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
  await requireGo(env, version);
  return withBuildLock(
    `${target}.lock`,
    async () => {
      const found = await findBinaries(programs, { version, env });
      if (programs.some((program) => found[program] === undefined)) {
        await build(target, { version, progress, env, signal });
      }
      return target;
    },
    { progress, signal },
  );
}

async function build(
  target: string,
  options: BuildOptions & { version: string; env: Environment },
): Promise<void> {
  const { version, progress, env, signal } = options;
  const started = performance.now();
  await mkdir(path.dirname(target), { recursive: true });
  const work = await mkdtemp(`${target}-build-`);
  const go = (args: readonly string[]): Promise<string> =>
    runGo(args, { cwd: work, env, progress, signal });
  try {
    progress?.(
      `building Kubernetes ${version} from its Go modules; this happens once and takes some minutes`,
    );
    await writeModule(work, version, go);
    const [major, minor] = version.split('.');
    const ldflags = [
      '-s',
      '-w',
      ...Object.entries({ gitVersion: `v${version}`, gitMajor: major, gitMinor: minor }).map(
        ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
      ),
    ].join(' ');
    const output = path.join(work, 'bin');
    await mkdir(output);
    const ticker = setInterval(() => progress?.(`still building, ${elapsed(started)}`), 30_000);
    try {
      await go(['build', '-trimpath', '-ldflags', ldflags, '-o', output, 'tool']);
    } finally {
      clearInterval(ticker);
    }
    // The etcd module's main package is called "server".
    await rename(path.join(output, 'server'), path.join(output, 'etcd'));
    for (const program of programs) await chmod(path.join(output, program), 0o755);
    await rm(target, { recursive: true, force: true });
    await rename(output, target);
    progress?.(`built Kubernetes ${version} in ${elapsed(started)}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The shipped module for the version that it pins; for another one, a module made like it. */
async function writeModule(
  work: string,
  version: string,
  go: (args: readonly string[]) => Promise<string>,
): Promise<void> {
  if (version === defaultVersion) {
    for (const file of ['go.mod', 'go.sum'])
      await cp(path.join(moduleFolder, file), path.join(work, file));
    return;
  }
  const downloaded = await go(['mod', 'download', '-json', `k8s.io/kubernetes@v${version}`]);
  const { GoMod } = JSON.parse(downloaded) as { GoMod: string };
  await writeFile(path.join(work, 'go.mod'), goModule(version, await readFile(GoMod, 'utf8')));
  await go(['mod', 'tidy']);
}

/**
 * A go.mod that builds the tools of one Kubernetes version: the staging modules, which Kubernetes
 * replaces by folders of its own, are taken at the version that was published from them.
 */
export function goModule(version: string, kubernetesModule: string): string {
  const staging = [
    ...kubernetesModule.matchAll(/^\s*(?:replace )?(k8s\.io\/\S+) => \.\/staging\//gm),
  ].map(([, name]) => name);
  const etcd = /go\.etcd\.io\/etcd\/client\/v3 (v\S+)/.exec(kubernetesModule)?.[1];
  const go = /^go (\S+)/m.exec(kubernetesModule)?.[1] ?? '1.24.0';
  const published = version.replace(/^1\./, 'v0.');
  return [
    'module keelson.dev/control-plane',
    `go ${go}`,
    `require k8s.io/kubernetes v${version}`,
    ...(etcd === undefined ? [] : [`require go.etcd.io/etcd/server/v3 ${etcd}`]),
    'tool (',
    '\tgo.etcd.io/etcd/server/v3',
    '\tk8s.io/kubernetes/cmd/kube-apiserver',
    '\tk8s.io/kubernetes/cmd/kube-controller-manager',
    ')',
    ...staging.map((name) => `replace ${name} => ${name} ${published}`),
    '',
  ].join('\n');
}

async function requireGo(env: Environment, version: string): Promise<void> {
  try {
    await runGo(['version'], { cwd: moduleFolder, env });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(
      `there are no Kubernetes ${version} binaries here, and no Go to build them: set KUBEBUILDER_ASSETS to a ` +
        'folder with etcd and kube-apiserver, or install Go 1.24 or later, or use the backend "existing" with a kubeconfig',
      { cause: error },
    );
  }
}

interface GoRun {
  readonly cwd: string;
  readonly env: Environment;
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @returns what the command printed on its standard output */
async function runGo(
  args: readonly string[],
  { cwd, env, progress, signal }: GoRun,
): Promise<string> {
  const child = spawn('go', args, {
    cwd,
    env: { ...env, CGO_ENABLED: '0' },
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    complaints.push(line);
    if (line.startsWith('go: downloading') && complaints.length % 50 === 1) progress?.(line);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`go ${args[0]} failed:\n${complaints.slice(-20).join('\n')}`);
  return output;
}

function elapsed(started: number): string {
  const seconds = Math.round((performance.now() - started) / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, type Environment } from '../cache-folder.ts';

/** The Kubernetes version that the package's go.mod pins, and the default everywhere. */
export const defaultVersion = '1.37.2';

/** The programs of a control plane. */
export type Program = 'etcd' | 'kube-apiserver' | 'kube-controller-manager';
export const programs: readonly Program[] = ['etcd', 'kube-apiserver', 'kube-controller-manager'];

/** Paths of programs that can be run. */
export type Binaries = Readonly<Partial<Record<Program, string>>>;

/** What there is for one control plane. */
export interface BinarySet {
  /** Of the programs that are missing; those that are found are of this version too. */
  readonly version: string;
  readonly files: Binaries;
  readonly missing: readonly Program[];
}

/** Options of {@link findBinaries}. */
export interface FindOptions {
  /** @default the version of what KUBEBUILDER_ASSETS holds, else the one that the package pins */
  readonly version?: string | undefined;
  /** @default process.env */
  readonly env?: Environment | undefined;
}

/** Folder of the programs of one version in the cache. */
export function binaryFolder(version: string, env?: Environment): string {
  return path.join(cacheFolder(env), version, 'bin');
}

/** Held by the process that builds one version into the cache. */
export function lockFile(version: string, env?: Environment): string {
  return `${binaryFolder(version, env)}.lock`;
}

/**
 * Looks for programs that are there already: in `KUBEBUILDER_ASSETS`, as controller-runtime's envtest
 * does, then in the cache. What `KUBEBUILDER_ASSETS` lacks (envtest's archives have no controller
 * manager) is looked for in the version that it holds, never mixed with another one.
 * @throws {Error} when KUBEBUILDER_ASSETS names a folder without kube-apiserver
 */
export async function findBinaries(
  wanted: readonly Program[],
  { version, env = process.env }: FindOptions = {},
): Promise<BinarySet> {
  const assets = env['KUBEBUILDER_ASSETS'];
  const given = assets ? await programsIn(assets, programs) : {};
  const apiServer = given['kube-apiserver'];
  if (assets && apiServer === undefined) {
    throw new Error(
      `KUBEBUILDER_ASSETS is "${assets}", which has no kube-apiserver that can be run: ` +
        'correct it, or unset it to use what is in the cache',
    );
  }
  if (apiServer === undefined || (version === undefined && wanted.every((one) => given[one]))) {
    return complete(wanted, version ?? defaultVersion, { given, env });
  }
  const givenVersion = await versionOf(apiServer);
  const usable = version === undefined || version === givenVersion;
  return complete(wanted, version ?? givenVersion, { given: usable ? given : {}, env });
}

/** The wanted programs that are executable files of the folder. */
export async function programsIn(folder: string, wanted: readonly Program[]): Promise<Binaries> {
  const files: Partial<Record<Program, string>> = {};
  for (const program of wanted) {
    const file = path.join(folder, program);
    if (await isExecutable(file)) files[program] = file;
  }
  return files;
}

async function complete(
  wanted: readonly Program[],
  version: string,
  { given, env }: { readonly given: Binaries; readonly env: Environment },
): Promise<BinarySet> {
  const files = { ...(await programsIn(binaryFolder(version, env), wanted)), ...given };
  const missing = wanted.filter((program) => files[program] === undefined);
  return { version, files, missing };
}

async function versionOf(apiServer: string): Promise<string> {
  const { stdout } = await promisify(execFile)(apiServer, ['--version']);
  const version = /v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined)
    throw new Error(`${apiServer} --version printed no version: ${stdout}`);
  return version;
}

/** Whether there is such a file, and this user may run it. */
export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

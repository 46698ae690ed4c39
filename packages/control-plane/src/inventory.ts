import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, type Environment } from './cache-folder.ts';
import { binaryFolder, lockFile, programs, programsIn } from './real/binaries.ts';
import { lockHolder } from './real/build-lock.ts';
import { readRunning, removeDead, type RunningControlPlane } from './real/running.ts';

/** Binaries of one Kubernetes version in the cache. */
export interface InstalledVersion {
  readonly version: string;
  readonly folder: string;
}

/** The versions that are complete in the cache, oldest first. */
export async function listInstalled(env: Environment = process.env): Promise<InstalledVersion[]> {
  const installed: InstalledVersion[] = [];
  for (const version of await versionFolders(env)) {
    const folder = binaryFolder(version, env);
    const found = await programsIn(folder, programs);
    if (programs.every((program) => found[program] !== undefined))
      installed.push({ version, folder });
  }
  return installed;
}

/** What is installed and what runs on this machine, for this user. */
export async function inventory(
  env: Environment = process.env,
): Promise<{ installed: InstalledVersion[]; running: RunningControlPlane[] }> {
  return { installed: await listInstalled(env), running: (await readRunning(env)).alive };
}

/**
 * Removes the binaries in the cache with what unfinished builds left there, and ends and removes what
 * control planes of dead processes left behind.
 * @throws {Error} while a control plane runs, or a build
 */
export async function clean(
  env: Environment = process.env,
): Promise<{ versions: InstalledVersion[]; leftovers: number }> {
  const { alive } = await readRunning(env);
  if (alive[0] !== undefined) {
    throw new Error(
      `a control plane runs at ${alive[0].url} (process ${alive[0].pid}): stop it first`,
    );
  }
  const folders = await versionFolders(env);
  for (const version of folders) {
    const builder = await lockHolder(lockFile(version, env));
    if (builder !== undefined) {
      throw new Error(
        `process ${builder} is building Kubernetes ${version}: wait for it, or end it`,
      );
    }
  }
  const versions = await listInstalled(env);
  for (const version of folders) {
    await rm(path.dirname(binaryFolder(version, env)), { recursive: true, force: true });
  }
  return { versions, leftovers: await removeDead(env) };
}

async function versionFolders(env: Environment): Promise<string[]> {
  const names = await readdir(cacheFolder(env)).catch(() => []);
  const numeric = new Intl.Collator('en', { numeric: true });
  return names.filter((name) => /^\d+\.\d+\.\d+$/.test(name)).toSorted(numeric.compare);
}

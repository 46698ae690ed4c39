import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, type Environment } from './cache-folder.ts';
import { binaryFolder, findBinaries, programs } from './real/binaries.ts';
import { readRunning, removeDead, type RunningControlPlane } from './real/running.ts';

/** Binaries of one Kubernetes version in the cache. */
export interface InstalledVersion {
  readonly version: string;
  readonly folder: string;
}

/** The versions that are complete in the cache, sorted. */
export async function listInstalled(env: Environment = process.env): Promise<InstalledVersion[]> {
  const names = await readdir(cacheFolder(env)).catch(() => []);
  const versions = names.filter((name) => /^\d+\.\d+\.\d+$/.test(name)).toSorted();
  const installed: InstalledVersion[] = [];
  for (const version of versions) {
    const found = await findBinaries(programs, { version, env });
    if (programs.every((program) => found[program] !== undefined)) {
      installed.push({ version, folder: binaryFolder(version, env) });
    }
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
 * Removes the binaries in the cache, and what control planes of dead processes left behind.
 * @throws {Error} while a control plane runs
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
  const versions = await listInstalled(env);
  for (const { folder } of versions)
    await rm(path.dirname(folder), { recursive: true, force: true });
  return { versions, leftovers: await removeDead(env) };
}

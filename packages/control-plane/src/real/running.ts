import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, type Environment } from '../cache-folder.ts';
import { isAlive } from './build-lock.ts';

/** A control plane that some process of this user has started. */
export interface RunningControlPlane {
  readonly url: string;
  readonly version: string;
  readonly kubeconfigPath: string;
  /** Everything that it keeps on disk. */
  readonly folder: string;
  /** The process that started it. */
  readonly pid: number;
  /** RFC 3339. */
  readonly startedAt: string;
}

/** The file that says that a control plane runs, named after the folder of its data. */
export function markerFile(folder: string, env?: Environment): string {
  return path.join(cacheFolder(env), 'running', `${path.basename(folder)}.json`);
}

export async function markRunning(file: string, entry: RunningControlPlane): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(entry));
}

/** What runs, and what was left behind by processes that are gone. */
export async function readRunning(
  env?: Environment,
): Promise<{ alive: RunningControlPlane[]; dead: string[] }> {
  const folder = path.dirname(markerFile('any', env));
  const files = await readdir(folder).catch(() => []);
  const alive: RunningControlPlane[] = [];
  const dead: string[] = [];
  for (const name of files) {
    const file = path.join(folder, name);
    const entry = await readEntry(file);
    if (entry === undefined) continue;
    if (isAlive(entry.pid)) alive.push(entry);
    else dead.push(file);
  }
  return { alive, dead };
}

/** Removes the files of control planes whose processes are gone. @returns how many there were */
export async function removeDead(env?: Environment): Promise<number> {
  const { dead } = await readRunning(env);
  for (const file of dead) {
    const entry = await readEntry(file);
    if (entry !== undefined) await rm(entry.folder, { recursive: true, force: true });
    await rm(file, { force: true });
  }
  return dead.length;
}

/** The entry, unless its control plane stopped meanwhile. */
async function readEntry(file: string): Promise<RunningControlPlane | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as RunningControlPlane;
  } catch {
    return undefined;
  }
}

import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, type Environment } from '../cache-folder.ts';
import { isAlive } from './is-alive.ts';

/** A control plane that some process of this user has started. */
export interface RunningControlPlane {
  readonly url: string;
  /** What the server says that it is: `1.37.2`. */
  readonly version: string;
  readonly kubeconfigPath: string;
  /** Everything that it keeps on disk. */
  readonly folder: string;
  /** The process that started it. */
  readonly pid: number;
  /** Process groups of its servers. */
  readonly servers: readonly number[];
  /** RFC 3339. */
  readonly startedAt: string;
}

/** The file that says that a control plane runs, named after the folder of its data. */
export function markerFile(folder: string, env?: Environment): string {
  return path.join(cacheFolder(env), 'running', `${path.basename(folder)}.json`);
}

export async function markRunning(file: string, entry: RunningControlPlane): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  // Under another name first, so that nobody reads half of it.
  const unfinished = `${file}.new`;
  await writeFile(unfinished, JSON.stringify(entry));
  await rename(unfinished, file);
}

/** What runs, and the marker files that were left behind by processes that are gone. */
export async function readRunning(
  env?: Environment,
): Promise<{ alive: RunningControlPlane[]; dead: string[] }> {
  const folder = path.dirname(markerFile('any', env));
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const alive: RunningControlPlane[] = [];
  const dead: string[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const entry = await readEntry(file);
    if (entry === undefined) continue;
    if (isAlive(entry.pid)) alive.push(entry);
    else dead.push(file);
  }
  return { alive, dead };
}

/**
 * Ends the servers and removes the files of control planes whose processes are gone. Their guard does
 * that too, unless it was killed with them.
 * @returns how many there were
 */
export async function removeDead(env?: Environment): Promise<number> {
  const { dead } = await readRunning(env);
  for (const file of dead) {
    const entry = await readEntry(file);
    if (entry !== undefined) {
      for (const server of entry.servers) await killServer(server, entry.folder);
      await rm(entry.folder, { recursive: true, force: true, maxRetries: 5 });
    }
    await rm(file, { force: true });
  }
  return dead.length;
}

/** The number may belong to another process by now: only one that names the folder is ours. */
async function killServer(pid: number, folder: string): Promise<void> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
    if (stdout.includes(`${folder}${path.sep}`)) process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

/** The entry, unless its control plane stopped meanwhile. */
async function readEntry(file: string): Promise<RunningControlPlane | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as RunningControlPlane;
  } catch {
    return undefined;
  }
}

import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Progress } from '../control-plane.ts';

/** Options of {@link withBuildLock}. */
export interface BuildLockOptions {
  readonly progress?: Progress | undefined;
  /** How often to look whether the holder is done. @default 500 */
  readonly pollMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs `work` while no other process does, judged by a file that names the holder's process. */
export async function withBuildLock<T>(
  file: string,
  work: () => Promise<T>,
  options: BuildLockOptions = {},
): Promise<T> {
  const { progress, pollMs = 500, signal } = options;
  await mkdir(path.dirname(file), { recursive: true });
  let announced = false;
  while (!(await tryLock(file))) {
    const holder = await holderOf(file);
    if (holder === undefined) {
      await rm(file, { force: true });
      continue;
    }
    if (!announced) progress?.(`waiting for process ${holder}, which is building`);
    announced = true;
    await pause(pollMs, undefined, { signal });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** Links a file that already names this process, so that no one ever sees a lock without a holder. */
async function tryLock(file: string): Promise<boolean> {
  const own = `${file}.${process.pid}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** The process that holds the lock, unless it is gone. */
async function holderOf(file: string): Promise<number | undefined> {
  try {
    const pid = Number(await readFile(file, 'utf8'));
    return isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

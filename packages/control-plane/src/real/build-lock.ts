import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Progress } from '../control-plane.ts';
import { isAlive } from './is-alive.ts';

/** The holder touches the file this often; one that has missed several beats is gone. */
const beatMs = 5_000;
const staleMs = 60_000;

/** Options of {@link withBuildLock}. */
export interface BuildLockOptions {
  readonly progress?: Progress | undefined;
  /** How often to look whether the holder is done. @default 500 */
  readonly pollMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Who holds the lock. The host matters: a home folder may be shared between machines. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Differs for each lock, even of the same process. */
  readonly id: string;
}

/** Runs `work` while no other process does, judged by a file that names the holder's process. */
export async function withBuildLock<T>(
  file: string,
  work: () => Promise<T>,
  options: BuildLockOptions = {},
): Promise<T> {
  const { progress, pollMs = 500, signal } = options;
  await mkdir(path.dirname(file), { recursive: true });
  const holder: Holder = { pid: process.pid, host: hostname(), id: randomUUID() };
  let announced = false;
  while (!(await tryLock(file, holder))) {
    signal?.throwIfAborted();
    const other = await readHolder(file);
    if (other === undefined) continue;
    if (await isStale(file, other)) {
      await breakLock(file, other);
      continue;
    }
    if (!announced) progress?.(`waiting for process ${other.pid}, which is building`);
    announced = true;
    // Aborted with the caller's own reason.
    await pause(pollMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, beatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await readHolder(file))?.id === holder.id) await rm(file, { force: true });
  }
}

/** The process that holds the lock, if one does. */
export async function lockHolder(file: string): Promise<number | undefined> {
  const holder = await readHolder(file);
  return holder === undefined || (await isStale(file, holder)) ? undefined : holder.pid;
}

/** Links a file that already names the holder, so that no one ever sees a lock without one. */
async function tryLock(file: string, holder: Holder): Promise<boolean> {
  const own = `${file}.${holder.id}`;
  await writeFile(own, JSON.stringify(holder));
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

/** The holder, or undefined when the lock has just been given back. */
async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // Not ours to read, so not ours to keep: nothing that we write is ever seen half written.
    return { pid: 0, host: '', id: '' };
  }
}

async function isStale(file: string, holder: Holder): Promise<boolean> {
  if (holder.id === '') return true;
  if (holder.host === hostname() && !isAlive(holder.pid)) return true;
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > staleMs;
}

/**
 * Takes the lock of a dead holder away. Between our look and this, somebody else may have done so and
 * taken the lock: what was moved aside is looked at again, and put back when it is not what was meant.
 */
async function breakLock(file: string, dead: Holder): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readHolder(aside))?.id !== dead.id) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
}

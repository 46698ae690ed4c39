import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ExitError } from '../exit-error.ts';

/**
 * Claims the state of a project for this process: two that write it would spoil it. A claim of a
 * process that is gone counts for nothing.
 * @throws {ExitError} when another process has it
 */
export function claimState(folder: string): Disposable {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'dev.pid');
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    while (!claimed(own, file)) {
      const holder = holderOf(file);
      if (holder !== undefined && isAlive(holder)) {
        throw new ExitError(`operator dev runs here already, as process ${holder}`);
      }
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(own);
  }
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

/** A link is made whole or not at all, and never over another. */
function claimed(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Dead, but its parent has not noticed. Linux only. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

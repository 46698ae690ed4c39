import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockHolder, withBuildLock } from './build-lock.ts';

describe('withBuildLock', () => {
  let folder = '';
  let file = '';

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-lock-'));
    file = path.join(folder, 'bin.lock');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('lets one work at a time', async () => {
    let working = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      working += 1;
      most = Math.max(most, working);
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => withBuildLock(file, work, { pollMs: 1 })));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('gives the lock back when the work fails', async () => {
    await expect(withBuildLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(withBuildLock(file, () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('takes over from a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await writeFile(file, lock({ pid: child.pid! }));
    expect(await lockHolder(file)).toBeUndefined();
    await expect(withBuildLock(file, () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('says whom it waits for, and can be given up', async () => {
    await writeFile(file, lock({}));
    expect(await lockHolder(file)).toBe(process.pid);
    const lines: string[] = [];
    const giveUp = new AbortController();
    const waiting = withBuildLock(file, () => Promise.resolve(), {
      pollMs: 1,
      signal: giveUp.signal,
      progress: (line) => {
        lines.push(line);
        giveUp.abort(new Error('enough'));
      },
    });
    await expect(waiting).rejects.toThrow('enough');
    expect(lines).toEqual([`waiting for process ${process.pid}, which is building`]);
  });

  it('takes over from a holder that has stopped beating, wherever it was', async () => {
    await writeFile(file, lock({ host: 'elsewhere' }));
    expect(await lockHolder(file)).toBe(process.pid);
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(file, longAgo, longAgo);
    await expect(withBuildLock(file, () => Promise.resolve('done'))).resolves.toBe('done');
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets one of many take over', async () => {
    await writeFile(file, 'not a lock');
    let working = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      working += 1;
      most = Math.max(most, working);
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withBuildLock(file, work, { pollMs: 1 })));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});

function lock(fields: { pid?: number; host?: string }): string {
  return JSON.stringify({ pid: process.pid, host: hostname(), id: 'another', ...fields });
}

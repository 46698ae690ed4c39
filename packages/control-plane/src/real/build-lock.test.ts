import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, withBuildLock } from './build-lock.ts';

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
    await writeFile(file, String(child.pid));
    await expect(withBuildLock(file, () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('says whom it waits for, and can be given up', async () => {
    await writeFile(file, String(process.pid));
    const lines: string[] = [];
    const giveUp = new AbortController();
    const waiting = withBuildLock(file, () => Promise.resolve(), {
      pollMs: 1,
      signal: giveUp.signal,
      progress: (line) => {
        lines.push(line);
        giveUp.abort();
      },
    });
    await expect(waiting).rejects.toThrow(/abort/i);
    expect(lines).toEqual([`waiting for process ${process.pid}, which is building`]);
  });
});

describe('isAlive', () => {
  it('knows this process', () => {
    expect(isAlive(process.pid)).toBe(true);
  });
});

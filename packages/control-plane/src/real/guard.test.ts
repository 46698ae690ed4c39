import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Guard } from './guard.ts';
import { isAlive } from './is-alive.ts';

const guardModule = path.join(import.meta.dirname, 'guard.ts');

describe('Guard', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-guard-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it(
    'kills what a killed process has started, and removes its files',
    { timeout: 10_000 },
    async () => {
      const data = path.join(folder, 'data');
      await mkdir(path.join(data, 'deep'), { recursive: true });
      // The second one has ended before; the third one has a child and ignores SIGTERM.
      const script = `import { Guard } from ${JSON.stringify(guardModule)};
      const guard = new Guard([${JSON.stringify(data)}]);
      const sleep = (script) => guard.start({ file: 'sh', args: ['-c', script], output: 2 });
      const first = sleep('sleep 60');
      await sleep('exit 3').exited;
      const third = sleep('trap "" TERM; sleep 60 & wait');
      console.log(first.pid, third.pid, guard.pid);
      setInterval(() => {}, 1000);`;
      const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
      const pids = line.split(' ').map(Number);
      expect(pids.map(isAlive)).toEqual([true, true, true]);
      parent.kill('SIGKILL');
      await vi.waitFor(() => expect(pids.map(isAliveGroup)).toEqual([false, false, false]), 5_000);
      await expect(access(data)).rejects.toThrow('ENOENT');
    },
  );

  it('ends when it is released, and leaves the files alone', async () => {
    const guard = new Guard([folder]);
    await guard.release();
    await guard.release();
    expect(isAlive(guard.pid!)).toBe(false);
    await access(folder);
  });

  it('does not take its process down when it is killed', async () => {
    const guard = new Guard([folder]);
    process.kill(guard.pid!, 'SIGKILL');
    await vi.waitFor(() => expect(isAlive(guard.pid!)).toBe(false), 4_000);
    await guard.release();
  });

  it('starts a program with its folder, its environment and nothing of the guard', async () => {
    const guard = new Guard([]);
    const program = guard.start({
      file: 'sh',
      args: ['-c', 'pwd; echo "$COLOUR"; (echo leak >&3) 2>/dev/null || echo closed; exit 7'],
      cwd: '/',
      env: { PATH: process.env['PATH'], COLOUR: 'blue' },
      output: 'pipe',
    });
    const output = await text(program.stdout!);
    await program.exited;
    expect(output).toBe('/\nblue\nclosed\n');
    expect(program.exitReason).toBe('code 7');
    program.kill('SIGTERM');
    await guard.release();
  });
});

/** Whether any process of the group is there; zombies that nobody has reaped yet count as well. */
function isAliveGroup(group: number): boolean {
  return isAlive(-group);
}

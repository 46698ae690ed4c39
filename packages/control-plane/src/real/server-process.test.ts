import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Guard } from './guard.ts';
import { isAlive } from './is-alive.ts';
import { ServerProcess } from './server-process.ts';

const never = (): Promise<boolean> => Promise.resolve(false);

describe('ServerProcess', () => {
  let folder = '';
  let guard: Guard;
  const started: ServerProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-server-'));
    guard = new Guard([folder]);
  });

  afterEach(async () => {
    for (const server of started.splice(0)) await server.stop(0);
    await guard.release();
    await rm(folder, { recursive: true });
  });

  async function run(script: string): Promise<ServerProcess> {
    const logFile = path.join(folder, 'log');
    const args = ['-c', script];
    const server = await ServerProcess.start({ name: 'srv', file: 'sh', args, logFile, guard });
    started.push(server);
    return server;
  }

  it('shows the end of the log when the server exits', async () => {
    const server = await run('for n in $(seq 30); do echo "line $n"; done; echo why >&2; exit 3');
    const failure = await server.untilReady(never, { timeoutMs: 60_000 }).catch(String);
    expect(failure).toContain('srv exited with code 3. The end of its log:\nline 12\nline 13');
    expect(failure).toMatch(/line 30\nwhy$/);
  });

  it('does not take the answer of another server for that of one that is gone', async () => {
    const server = await run('exit 1');
    while (isAlive(server.pid!)) await new Promise((resolve) => setImmediate(resolve));
    const ready = (): Promise<boolean> =>
      new Promise((resolve) => setImmediate(() => resolve(true)));
    await expect(server.untilReady(ready, { timeoutMs: 60_000 })).rejects.toThrow('exited');
  });

  it('says when the server takes too long', async () => {
    const server = await run('echo starting; sleep 60');
    await expect(server.untilReady(never, { timeoutMs: 50 })).rejects.toThrow(
      'srv was not ready within 0.05 s. The end of its log:',
    );
  });

  it('can be given up', async () => {
    const server = await run('sleep 60');
    const waiting = server.untilReady(never, {
      timeoutMs: 60_000,
      signal: AbortSignal.timeout(20),
    });
    await expect(waiting).rejects.toThrow();
  });

  it('kills a group that ignores SIGTERM, at the deadline', async () => {
    const server = await run('trap "" TERM; echo on; sleep 60 & wait; sleep 60');
    await server.untilReady(() => Promise.resolve(true), { timeoutMs: 1_000 });
    await server.stop(50);
    await server.stop(50);
    expect(isAlive(server.pid!)).toBe(false);
  });
});

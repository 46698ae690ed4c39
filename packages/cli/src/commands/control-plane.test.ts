import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../testing/test-io.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keelson-cache-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('operator control-plane on a new machine', () => {
  const env = () => ({ HOME: folder, XDG_CACHE_HOME: folder, PATH: '/nowhere' });

  it('has nothing to show and nothing to remove', async () => {
    expect(await runCli(['control-plane', 'status'], { env: env() })).toEqual({
      exitCode: 0,
      stdout: 'nothing installed: run operator control-plane install\nnone runs\n',
      stderr: '',
    });
    expect(await runCli(['control-plane', 'clean'], { env: env() })).toMatchObject({
      stdout: 'removed 0 left behind\n',
    });
  });

  it('says in one line what it needs', async () => {
    const { exitCode, stderr } = await runCli(['control-plane', 'install'], { env: env() });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Error: .*\bGo\b.*\n$/);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { constantFrom, integer, sample, tuple } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTree } from './testing/read-tree.ts';
import { runCli } from './testing/test-io.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keelson-interrupted-'));
});

afterEach(() => rm(folder, { recursive: true }));

const init = ['init', '--domain', 'example.com', '--project-name', 'ship', '--no-fetch-deps'];
const api = ['--group', 'crew', '--version', 'v1', '--kind', 'Captain', '--make=false'];
const createApi = ['create', 'api', ...api];

/** Runs the command as a process of its own, and sends it a signal. */
async function interrupt(
  cwd: string,
  args: readonly string[],
  [signal, delayMs]: readonly [NodeJS.Signals, number],
): Promise<number | null> {
  const bin = path.join(import.meta.dirname, 'bin.ts');
  const child = spawn(process.execPath, ['--conditions=keelson-source', bin, ...args], {
    cwd,
    stdio: 'ignore',
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  setTimeout(() => child.kill(signal), delayMs).unref();
  return (await closed)[0];
}

describe('a command that is interrupted', () => {
  it('leaves nothing or all, and can be run again', { timeout: 120_000 }, async () => {
    const whole = path.join(folder, 'whole');
    await mkdir(whole);
    await runCli(init, { cwd: whole });
    const initialized = await readTree(whole);
    await runCli(createApi, { cwd: whole });
    const extended = await readTree(whole);

    const signals = constantFrom<NodeJS.Signals>('SIGINT', 'SIGTERM', 'SIGKILL');
    const moments = sample(tuple(signals, integer({ min: 150, max: 900 })), {
      numRuns: 8,
      seed: 3,
    });
    for (const [index, moment] of moments.entries()) {
      const cwd = path.join(folder, `${index}`);
      await mkdir(cwd);
      if ((await interrupt(cwd, init, moment)) === 0)
        expect(await readTree(cwd)).toEqual(initialized);
      const again = await runCli(init, { cwd });
      expect(again.stderr).toMatch(/^(Error: project is already initialized\n)?$/);
      expect(await readTree(cwd)).toEqual(initialized);

      await interrupt(cwd, createApi, moment);
      const second = await runCli(createApi, { cwd });
      expect(second.stderr).toMatch(/^(Error: API .* already exists: .*\n)?$/);
      expect(await readTree(cwd)).toEqual(extended);
    }
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { crashDelay, OperatorRunner } from './operator-runner.ts';

const patience = 5_000;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'keelson-operator-'));
  await mkdir(path.join(directory, 'dist'));
});

afterEach(() => rm(directory, { recursive: true }));

/** A runner of a program, and what it told. */
async function runnerOf(program: string) {
  await writeFile(path.join(directory, 'dist/main.js'), program);
  const lines: string[] = [];
  const onRetry = vi.fn<() => void>();
  const onCrash = (how: string, delayMs: number): void => void lines.push(`${how}, ${delayMs}`);
  const onLine = (line: string): void => void lines.push(line);
  const options = { directory, env: process.env, onLine, onCrash, onRetry };
  return { runner: new OperatorRunner(options), lines, onRetry };
}

describe('crashDelay', () => {
  it('grows, and stays below a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 100].map(crashDelay)).toEqual([
      1_000, 2_000, 5_000, 10_000, 30_000, 30_000, 30_000,
    ]);
  });
});

describe('OperatorRunner', { timeout: 20_000 }, () => {
  it('hands the operator its kubeconfig and reads its metrics', async () => {
    const program = `const { createServer } = require('node:http');
      const flag = (name) => process.argv[process.argv.indexOf(name) + 1];
      const [host, port] = flag('--metrics-bind-address').split(':');
      createServer((request, response) => response.end('of ' + request.url)).listen(port, host, () => {
        console.log(flag('--kubeconfig') + ' ' + flag('--health-probe-bind-address'));
      });`;
    const { runner, lines } = await runnerOf(program);
    await using _ = runner;
    expect(await runner.metrics(patience)).toBeUndefined();
    await runner.start('/the/kubeconfig');
    await vi.waitFor(() => expect(lines).toEqual(['/the/kubeconfig 0']), patience);
    expect(await runner.metrics(patience)).toBe('of /metrics');
    await runner.stop();
    expect(runner.isRunning).toBe(false);
    expect(lines).toHaveLength(1);
  });

  it('tells of a crash, waits longer each time, and forgives', async () => {
    const { runner, lines, onRetry } = await runnerOf('console.log("gone"); process.exit(3)');
    await using _ = runner;
    const crash = async (...expected: string[]): Promise<void> => {
      await runner.start('none');
      await vi.waitFor(() => expect(lines).toHaveLength(expected.length), patience);
      expect(lines.splice(0)).toEqual(expected);
      expect(runner.isRunning).toBe(false);
    };
    await crash('gone', 'exit code 3, 1000');
    await vi.waitFor(() => expect(onRetry).toHaveBeenCalledTimes(1), patience);
    await crash('gone', 'exit code 3, 2000');
    runner.forgiveCrashes();
    await crash('gone', 'exit code 3, 1000');
  });

  it('ends what drains at once when it is told to', async () => {
    const { runner, lines } = await runnerOf(
      'process.on("SIGTERM", () => console.log("draining")); console.log("up"); setInterval(() => {}, 1000)',
    );
    await runner.start('none');
    await vi.waitFor(() => expect(lines).toEqual(['up']), patience);
    const stopped = runner.stop();
    await vi.waitFor(() => expect(lines).toEqual(['up', 'draining']), patience);
    runner.kill();
    await stopped;
    expect(lines).toEqual(['up', 'draining']);
  });
});

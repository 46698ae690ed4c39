import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { startControlPlane } from '@keelson/control-plane';
import { eventually } from '@keelson/runtime/testing';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { hasKubectl } from '../conformance/kubectl.ts';
import { commandsOf, snippetsOf } from './documentation.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
let cleanup = new AsyncDisposableStack();

afterEach(async () => {
  await cleanup.disposeAsync();
  cleanup = new AsyncDisposableStack();
});

/** Lines that start something which stays: each test does that itself. */
const stays = /^(?:npm start|npx -y pnpm@\S+ demo --keep)$/;

describe.runIf(await hasKubectl())('the READMEs of the examples', { timeout: 120_000 }, () => {
  it('healthcheckpolicy: a tutorial on the demo that stays up', async () => {
    const demo = await start('healthcheckpolicy', ['demo/main.ts', '--keep'], {});
    const line = await demo.says(/^export KUBECONFIG=(.*)$/);
    expect(await follow('healthcheckpolicy', { KUBECONFIG: line })).toBe(6);
  });

  it('session: operator dev, as its README says', async () => {
    const bin = path.join(repository, 'packages/cli/dist/bin.js');
    const dev = await start('session', [bin, 'dev', '--samples'], {});
    expect(await dev.says(/applied (Session session-sample)/)).toBe('Session session-sample');
  });

  it.each(['session', 'webapp'])('%s: on a cluster', async (example) => {
    const controlPlane = cleanup.use(await startControlPlane({ backend: inject('backend') }));
    const env = { KUBECONFIG: controlPlane.kubeconfigPath };
    const checked = await follow(example, env, async () => {
      const off = ['--health-probe-bind-address', '0', '--webhook-bind-address', '0'];
      const operator = await start(example, ['dist/main.js', ...off], env);
      await operator.says(/(Starting workers)/);
    });
    expect(checked).toBeGreaterThan(0);
  });
});

/**
 * Does what a page says, in its order, until each command prints what the page says that it prints.
 * @returns how many outputs the page shows
 */
async function follow(
  example: string,
  env: Record<string, string>,
  startOperator?: () => Promise<void>,
): Promise<number> {
  const cwd = path.join(repository, 'examples', example);
  const options = {
    cwd,
    env: { ...process.env, ...env, PATH: `${cwd}/node_modules/.bin:${process.env['PATH']}` },
  };
  const shell = async (command: string): Promise<string> => {
    const { stdout, stderr } = await run('bash', ['-c', command], options).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
    return stdout + stderr;
  };
  let last: string | undefined;
  let checked = 0;
  for (const { language, source } of await snippetsOf(`examples/${example}/README.md`)) {
    if (language === 'text') {
      checked += 1;
      const command = last ?? '';
      await eventually(
        async () => expect(plain(await shell(command))).toContain(plain(source)) ?? true,
        {
          timeoutMs: 20_000,
          what: command,
        },
      );
    }
    if (language !== 'sh') continue;
    const commands = commandsOf(source);
    for (const [index, command] of commands.entries()) {
      last = command;
      const isShown = index === commands.length - 1;
      if (stays.test(command)) await startOperator?.();
      else if (!isShown || !/^kubectl (?:get|patch)/.test(command)) {
        await run('bash', ['-c', command], options);
      }
    }
  }
  return checked;
}

/** Without what differs from run to run: ages, and how wide columns are. */
function plain(text: string): string {
  return text
    .replace(/\b\d+m?\d*s\b/g, '<age>')
    .replace(/[ \t]+/g, ' ')
    .trim();
}

/** Starts a program of an example, and gives what tells when it has said something. */
async function start(
  example: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ says(pattern: RegExp): Promise<string> }> {
  const cwd = path.join(repository, 'examples', example);
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
  cleanup.defer(() => end(child));
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  return {
    says: (pattern) =>
      eventually(() => lines.map((line) => pattern.exec(line)?.[1]).find(Boolean), {
        timeoutMs: 60_000,
        what: String(pattern),
      }),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

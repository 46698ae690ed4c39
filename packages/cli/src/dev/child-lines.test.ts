import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, vi } from 'vitest';
import { ChildLines } from './child-lines.ts';

const module = path.join(import.meta.dirname, 'child-lines.ts');

function start(script: string) {
  const lines: string[] = [];
  const child = new ChildLines({
    args: ['-e', script],
    cwd: import.meta.dirname,
    env: process.env,
    onLine: (line) => lines.push(line),
  });
  return { child, lines };
}

describe('ChildLines', { timeout: 20_000 }, () => {
  it('reads both streams to their end, the last line too', async () => {
    const { child, lines } = start(
      'console.log("one"); console.error("two"); process.stdout.write("three"); process.exitCode = 7',
    );
    expect(await child.ended).toEqual({ code: 7, signal: null });
    expect(lines.toSorted()).toEqual(['one', 'three', 'two']);
  });

  it('lets the program drain when it is stopped', async () => {
    const { child, lines } = start(
      `process.on("SIGTERM", () => { console.log("drained"); process.exit(0); });
      console.log("up"); setInterval(() => {}, 1000);`,
    );
    await vi.waitFor(() => expect(lines).toEqual(['up']), 5_000);
    expect(await child.stop()).toEqual({ code: 0, signal: null });
    expect(lines).toEqual(['up', 'drained']);
  });

  it('leaves no program behind when its process is killed', async () => {
    const script = `import { ChildLines } from ${JSON.stringify(module)};
      const spec = { cwd: '.', env: process.env, onLine: (line) => console.log(line) };
      const stubborn = 'process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000)';
      new ChildLines({ ...spec, args: ['-e', stubborn] });`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    expect(isGroupAlive(Number(line))).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isGroupAlive(Number(line))).toBe(false), 5_000);
  });
});

function isGroupAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';

const example = path.resolve(import.meta.dirname, '../../examples/healthcheckpolicy');

describe('the demo', { timeout: 90_000 }, () => {
  it('shows the operator at work and ends by itself', async () => {
    const { lines, child } = startDemo();
    const [code] = (await once(child, 'close')) as [number | null];
    const output = lines.join('\n');
    expect(code, output).toBe(0);
    expect(output).toContain('status    2 of 4 pods fail their health check');
    expect(output).toContain('pod       bare now has label health-check-missing=true');
    expect(output).toContain('status    3 of 4 pods fail their health check');
    expect(output).toMatch(
      /pod {7}half now has annotation health-check-missing="Missing: container app: readiness"/,
    );
    expect(output).toContain('event     Killing on Pod failing');
    expect(output).toMatch(/NAME +LABEL +ACTION +FAILED +PASSED +COMPLIANT +LAST CHECKED +AGE/);
    expect(output).toMatch(/example +health-check-missing +kill +0 +1 +True/);
    expect(output).toContain('operator  stopped with exit code 0');
  });

  it('stays up with --keep, says how to reach it, and cleans up on Ctrl-C', async () => {
    const { lines, child, sawLine } = startDemo('--keep');
    await sawLine(/^export KUBECONFIG=/);
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code, lines.join('\n')).toBe(130);
    expect(lines.at(-1)).toContain('everything is stopped and removed');
  });
});

interface RunningDemo {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  readonly sawLine: (pattern: RegExp) => Promise<void>;
}

function startDemo(...flags: string[]): RunningDemo {
  const child = spawn(process.execPath, ['demo/main.ts', ...flags], {
    cwd: example,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  const endedEarly = rejectOnClose(child, lines);
  // Only who waits for a line cares.
  endedEarly.catch(() => {});
  return {
    child,
    lines,
    sawLine: async (pattern) => {
      while (!lines.some((line) => pattern.test(line))) {
        await Promise.race([once(reader, 'line'), endedEarly]);
      }
    },
  };
}

async function rejectOnClose(child: ChildProcess, lines: readonly string[]): Promise<never> {
  await once(child, 'close');
  throw new Error(`the demo ended early:\n${lines.join('\n')}`);
}

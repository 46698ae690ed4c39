import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Exchange } from './exchange.ts';
import { normalise } from './normalise.ts';
import { TargetClient } from './session.ts';
import type { Target } from './target.ts';

/** One call: arguments as one types them, without quotes, and what is on the standard input. */
export interface KubectlStep {
  readonly args: string;
  /** YAML; `ID` is replaced as in the arguments. */
  readonly input?: string | undefined;
  /** Tries again until it succeeds: what kubectl reads to know the kinds comes a little later. */
  readonly insist?: boolean | undefined;
  /** Which lines of the output to keep. @default all */
  readonly keep?: RegExp | undefined;
}

/** Whether there is a kubectl on this machine. */
export async function hasKubectl(): Promise<boolean> {
  const { status } = await run(['version', '--client'], '', {});
  return status === 0;
}

/** Runs the steps in a namespace of their own, and gives what kubectl printed, without what is new in each run. */
export async function runKubectl(
  target: Target,
  steps: readonly KubectlStep[],
): Promise<readonly string[]> {
  const id = randomId();
  const namespace = `case-${id}`;
  const folder = await mkdtemp(path.join(tmpdir(), 'keelson-kubectl-'));
  try {
    const kubeconfig = path.join(folder, 'kubeconfig');
    await writeFile(kubeconfig, target.controlPlane.kubeconfig);
    const shared = new TargetClient(target);
    await shared.makeNamespace(namespace);
    shared.client.close();
    const exchanges: Exchange[] = [];
    for (const { args, input = '', insist = false, keep } of steps) {
      const words = args.replaceAll('ID', id).split(' ');
      const flags = ['--kubeconfig', kubeconfig, '--cache-dir', folder, '--namespace', namespace];
      const call = () => run([...flags, ...words], input.replaceAll('ID', id), { HOME: folder });
      const deadline = Date.now() + (insist ? target.patienceMs : 0);
      let result = await call();
      while (result.status !== 0 && Date.now() < deadline) {
        await rm(path.join(folder, 'discovery'), { recursive: true, force: true });
        result = await call();
      }
      const { status, output } = result;
      const lines = output.split('\n').filter((line) => line !== '' && (keep?.test(line) ?? true));
      exchanges.push({
        request: `kubectl ${args.replaceAll('ID', id)}`,
        status,
        headers: {},
        body: lines.map((line) => readable(line).replaceAll(folder, '<folder>')),
      });
    }
    return normalise(exchanges, { id, now: Date.now(), unrecorded: [] });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Columns are as wide as ages are long. */
function readable(line: string): string {
  return line
    .replace(/\b\d+(\.\d+)?(ms|s|m\d+s|m|h)\b/g, '<age>')
    .replace(/\b([rR]esource ?[vV]ersion:\s+"?)\d+/g, '$1<rv>')
    .replace(/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<date>')
    .replace(/(\S) {2,}/g, '$1  ')
    .trimEnd();
}

function run(
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string>>,
): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env, KUBECTL_KUBERC: 'false' }, timeout: 60_000 };
    const child = execFile('kubectl', args, options, (error, stdout, stderr) => {
      const status = error === null ? 0 : Number(error.code ?? 1);
      resolve({ status: Number.isNaN(status) ? -1 : status, output: stdout + stderr });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function randomId(): string {
  const letters = 'bcdfghjkmnpqrstvwxz';
  return Array.from(randomBytes(8), (byte) => letters[byte % letters.length]).join('');
}

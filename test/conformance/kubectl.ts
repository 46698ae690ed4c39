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
  /** What is done when it has printed something: it goes on until that is over, or seen. */
  readonly meanwhile?: readonly KubectlStep[] | undefined;
  /** Ends it when it has printed so many lines: a watch has no end. */
  readonly lines?: number | undefined;
}

/** What client-go logs beside the output depends on how fast the machine is. */
const logLine = /^[EIW]\d{4} \d\d:\d\d:\d\d/;

/** Whether there is a kubectl on this machine. */
export async function hasKubectl(): Promise<boolean> {
  const { status } = await run(['version', '--client']);
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
    const perform = async (step: KubectlStep): Promise<void> => {
      const { args, input = '', insist = false, keep, meanwhile = [], lines } = step;
      const words = args.replaceAll('ID', id).split(' ');
      const flags = ['--kubeconfig', kubeconfig, '--cache-dir', folder, '--namespace', namespace];
      const call = () =>
        run([...flags, ...words], {
          input: input.replaceAll('ID', id),
          env: { HOME: folder },
          lines,
          whenPrinting: async () => {
            for (const other of meanwhile) await perform(other);
          },
        });
      const deadline = Date.now() + (insist ? target.patienceMs : 0);
      let result = await call();
      while (result.status !== 0 && Date.now() < deadline) {
        await rm(path.join(folder, 'discovery'), { recursive: true, force: true });
        result = await call();
      }
      const { status, output } = result;
      const kept = output
        .split('\n')
        .filter((line) => line !== '' && !logLine.test(line) && (keep?.test(line) ?? true));
      exchanges.push({
        request: `kubectl ${args.replaceAll('ID', id)}`,
        status,
        headers: {},
        body: kept.map((line) => readable(line).replaceAll(folder, '<folder>')),
      });
    };
    for (const step of steps) await perform(step);
    return normalise(exchanges, { id, now: Date.now(), unrecorded: [] });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Columns are as wide as ages are long. */
function readable(line: string): string {
  return line
    .replace(/\b\d+(\.\d+)?(ms|s|m\d+s|m|h)\b/g, '<age>')
    .replace(/\b([rR]esource ?[vV]ersion"?:\s+"?)\d+/g, '$1<rv>')
    .replace(/^(---|\+\+\+) (\S+)\t.*/, '$1 $2')
    .replace(/\S+\/(LIVE|MERGED)-\d+/g, '<$1>')
    .replace(/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<date>')
    .replace(/(\S) {2,}/g, '$1  ')
    .trimEnd();
}

interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly lines?: number | undefined;
  readonly whenPrinting?: () => Promise<void>;
}

/** What ends by a signal has -1 as its status, where it does not say another one. */
async function run(
  args: readonly string[],
  { input = '', env, lines = Number.POSITIVE_INFINITY, whenPrinting }: RunOptions = {},
): Promise<{ status: number; output: string }> {
  let others: Promise<void> | undefined;
  const result = await new Promise<{ status: number; output: string }>((resolve) => {
    const options = { env: { ...process.env, ...env, KUBECTL_KUBERC: 'false' }, timeout: 60_000 };
    const child = execFile('kubectl', args, options, (error, stdout, stderr) => {
      const status = error === null ? 0 : Number(error.code ?? -1);
      resolve({ status: Number.isNaN(status) ? -1 : status, output: stdout + stderr });
    });
    let printed = 0;
    child.stdout?.on('data', (text: string) => {
      others ??= whenPrinting?.();
      printed += text.split('\n').length - 1;
      if (printed >= lines) child.kill();
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
  await others;
  return result;
}

function randomId(): string {
  const letters = 'bcdfghjkmnpqrstvwxz';
  return Array.from(randomBytes(8), (byte) => letters[byte % letters.length]).join('');
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type CliIo, notice } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { ExitError } from '../exit-error.ts';
import { runProcess } from '../run-process.ts';

const entry = 'dist/main.js';
const nodeFlags = ['--enable-source-maps'];

export const run = defineCommand({
  name: 'run',
  summary: 'Build the operator of the current folder and run it on this machine, as npm start does',
  flags: {
    kubeconfig: {
      type: 'string',
      describe: 'Kubeconfig file (default: $KUBECONFIG, in-cluster, ~/.kube/config)',
    },
    namespace: {
      type: 'string',
      describe: 'Namespaces to watch, separated by commas (default: $WATCH_NAMESPACE, else all)',
    },
    'operator-flags': {
      type: 'string',
      describe: 'More flags of the operator in one word, separated by spaces (default: none)',
    },
    build: {
      type: 'boolean',
      default: true,
      describe: 'Run npm run build first; --no-build runs what is there',
    },
    watch: {
      type: 'boolean',
      default: false,
      describe: 'Build and start again after each change of the source',
    },
  },
  takesRest: true,
  examples: [
    ['run --kubeconfig kind.yaml --namespace default', 'one namespace of that cluster'],
    ['run --watch -- --leader-elect', 'passes a flag to the operator'],
  ],
  async run(flags, io, rest) {
    const { readProjectFile } = await import('@keelson/scaffold');
    await readProjectFile(io.cwd);
    if (flags.build) await build(io);
    else if (!existsSync(path.join(io.cwd, entry))) {
      throw new ExitError(`${entry} is not there: run without --no-build`);
    }
    const args = [
      ...(flags.kubeconfig === undefined ? [] : ['--kubeconfig', flags.kubeconfig]),
      ...(flags['operator-flags']?.split(/\s+/).filter((word) => word !== '') ?? []),
      ...rest,
    ];
    const env = flags.namespace === undefined ? {} : { WATCH_NAMESPACE: flags.namespace };
    const exitCode = flags.watch
      ? await runAndWatch(io, args, env)
      : await runProcess(io, {
          command: process.execPath,
          args: [...nodeFlags, entry, ...args],
          env,
        });
    if (exitCode !== 0) throw new ExitError('', exitCode);
  },
});

async function build(io: CliIo): Promise<void> {
  const exitCode = await runProcess(io, { command: 'npm', args: ['run', '--silent', 'build'] });
  if (exitCode !== 0) throw new ExitError('the build failed', exitCode);
}

/** `tsc --watch` beside `node --watch`: when one ends, so does the other. */
async function runAndWatch(
  io: CliIo,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const ended = new AbortController();
  const start = async (command: readonly string[]): Promise<number> => {
    try {
      const spec = { command: process.execPath, args: command, env, signal: ended.signal };
      return await runProcess(io, spec);
    } finally {
      ended.abort();
    }
  };
  notice(io, 'watching src for changes');
  const tsc = [compiler(io.cwd), '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'];
  const [, exitCode] = await Promise.all([
    start(tsc),
    start(['--watch', ...nodeFlags, entry, ...args]),
  ]);
  return exitCode;
}

/** The project's own TypeScript compiler. */
function compiler(directory: string): string {
  const resolve = createRequire(path.join(directory, 'package.json')).resolve;
  try {
    return path.join(path.dirname(resolve('typescript/package.json')), 'bin/tsc');
  } catch {
    throw new ExitError('typescript is not installed here: run npm install');
  }
}

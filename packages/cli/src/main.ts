import { exitCodes } from './exit-code.ts';
import { runProgram } from './program.ts';

const interrupted = new AbortController();
const listeners = new Set<(name: NodeJS.Signals) => void>();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    // Nobody passes it on, and the first was not enough.
    if (interrupted.signal.aborted && listeners.size === 0) process.exit(exitCodes.interrupted);
    interrupted.abort(new Error(`ended by ${name}`));
    for (const listener of listeners) listener(name);
  });
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    // `operator ... | head` has read enough.
    interrupted.abort(new Error('nobody reads the output any more'));
  });
}

process.exitCode = await runProgram(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
  isInteractive: process.stdin.isTTY && process.stdout.isTTY,
  get columns() {
    return process.stdout.columns ?? 100;
  },
  signal: interrupted.signal,
  onSignal(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
});

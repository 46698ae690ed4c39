import { type CliIo, notice, print } from '../cli-io.ts';
import { type Command, defineCommand } from '../command.ts';
import { printTable } from '../table.ts';

const version = {
  type: 'string',
  describe: 'Kubernetes version (default: the one that this release of Keelson is tested with)',
} as const;

const install = defineCommand({
  name: 'control-plane install',
  summary:
    'Build etcd, kube-apiserver and kube-controller-manager once for this machine (needs Go)',
  flags: { version },
  examples: [['control-plane install', 'some minutes the first time, nothing afterwards']],
  async run(flags, io) {
    const { buildBinaries } = await import('@keelson/control-plane');
    const folder = await buildBinaries({
      version: flags.version,
      env: io.env,
      progress: (line) => notice(io, line),
      signal: io.signal,
    });
    print(io, `installed in ${folder}`);
  },
});

const start = defineCommand({
  name: 'control-plane start',
  summary: 'Start a Kubernetes API server and keep it until Ctrl-C; nothing of it stays behind',
  flags: {
    version,
    'controller-manager': {
      type: 'boolean',
      default: false,
      describe: 'Run kube-controller-manager too: garbage collection, namespace deletion',
    },
  },
  examples: [['control-plane start', 'prints the KUBECONFIG to use in another terminal']],
  async run(flags, io) {
    const { startControlPlane } = await import('@keelson/control-plane');
    await using controlPlane = await startControlPlane({
      backend: 'real',
      version: flags.version,
      controllerManager: flags['controller-manager'],
      progress: (line) => notice(io, line),
      signal: io.signal,
    });
    notice(io, `Kubernetes API at ${controlPlane.url} until Ctrl-C. In another terminal:`);
    print(io, `export KUBECONFIG=${controlPlane.kubeconfigPath}`);
    await aborted(io.signal);
    notice(io, 'stopping');
  },
});

const status = defineCommand({
  name: 'control-plane status',
  summary: 'Show which versions are installed, and which API servers run',
  flags: {},
  examples: [['control-plane status', 'what is there']],
  async run(_, io) {
    const { inventory } = await import('@keelson/control-plane');
    const { installed, running } = await inventory(io.env);
    if (installed.length === 0) print(io, 'nothing installed: run operator control-plane install');
    else
      printTable(
        io,
        ['INSTALLED', 'FOLDER'],
        installed.map((one) => [one.version, one.folder]),
      );
    if (running.length === 0) return print(io, 'none runs');
    printTable(
      io,
      ['RUNNING', 'VERSION', 'PROCESS', 'KUBECONFIG'],
      running.map((one) => [one.url, one.version, String(one.pid), one.kubeconfigPath]),
    );
  },
});

const clean = defineCommand({
  name: 'control-plane clean',
  summary: 'Remove the installed versions, and what killed processes have left behind',
  flags: {},
  examples: [['control-plane clean', 'refuses while an API server runs']],
  async run(_, io) {
    const { clean: remove } = await import('@keelson/control-plane');
    const { versions, leftovers } = await remove(io.env);
    for (const one of versions) print(io, `removed ${one.version} (${one.folder})`);
    print(io, `removed ${leftovers} left behind`);
  },
});

/** `operator control-plane ...`. */
export const controlPlaneCommands: readonly Command[] = [install, start, status, clean];

function aborted(signal: CliIo['signal']): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    // A signal alone does not keep the process alive.
    const alive = setInterval(() => undefined, 2 ** 30);
    signal.addEventListener('abort', () => clearInterval(alive), { once: true });
  });
}

import path from 'node:path';
import { type CliIo, print } from '../cli-io.ts';
import { connect, kubeconfigFlags } from '../cluster.ts';
import { defineCommand } from '../command.ts';

const flags = {
  ...kubeconfigFlags,
  crds: {
    type: 'string',
    default: 'config/crd/bases',
    describe: 'Folder of custom resource definitions',
  },
  'timeout-seconds': {
    type: 'number',
    default: 30,
    describe: 'Give up when the cluster has not finished by then',
  },
} as const;

export const install = defineCommand({
  name: 'install',
  summary:
    "Install the project's custom resource definitions into a cluster, and wait until it serves them",
  flags,
  examples: [['install --kubeconfig kind.yaml', 'a second time changes nothing']],
  async run({ crds, 'timeout-seconds': timeoutSeconds, ...clusterFlags }, io) {
    const { installCustomResources } = await import('@keelson/runtime');
    const definitions = await readDefinitions(io, crds);
    await using cluster = await connect(io, clusterFlags);
    const results = await installCustomResources(cluster.client, definitions, {
      signal: io.signal,
      timeoutMs: timeoutSeconds * 1000,
    });
    for (const { name, result } of results) print(io, `${name} ${result}`);
  },
});

export const uninstall = defineCommand({
  name: 'uninstall',
  summary:
    "Delete the project's custom resource definitions from a cluster, and with them all their objects",
  flags,
  examples: [['uninstall --kubeconfig kind.yaml', 'waits until they are gone']],
  async run({ crds, 'timeout-seconds': timeoutSeconds, ...clusterFlags }, io) {
    const { uninstallCustomResources } = await import('@keelson/runtime');
    const definitions = await readDefinitions(io, crds);
    await using cluster = await connect(io, clusterFlags);
    const deleted = await uninstallCustomResources(cluster.client, definitions, {
      signal: io.signal,
      timeoutMs: timeoutSeconds * 1000,
    });
    if (deleted.length === 0) print(io, 'none of them is installed');
    for (const name of deleted) print(io, `${name} deleted`);
  },
});

async function readDefinitions(io: CliIo, folder: string): Promise<object[]> {
  const { readCustomResources } = await import('@keelson/scaffold');
  return readCustomResources(path.resolve(io.cwd, folder));
}

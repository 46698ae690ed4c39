import path from 'node:path';
import { type CliIo, print } from '../cli-io.ts';
import { connect, kubeconfigFlags } from '../cluster.ts';
import { defineCommand } from '../command.ts';

const crds = {
  type: 'string',
  default: 'config/crd/bases',
  describe: 'Folder of custom resource definitions',
} as const;

export const install = defineCommand({
  name: 'install',
  summary:
    "Install the project's custom resource definitions into a cluster, and wait until it serves them",
  flags: { ...kubeconfigFlags, crds },
  examples: [['install --kubeconfig kind.yaml', 'a second time changes nothing']],
  async run(flags, io) {
    const { installCustomResources } = await import('@keelson/runtime');
    const definitions = await read(io, flags.crds);
    await using cluster = await connect(io, flags);
    const results = await installCustomResources(cluster.client, definitions, {
      signal: io.signal,
    });
    void results;
    print(io, '');
  },
});

async function read(io: CliIo, folder: string): Promise<object[]> {
  const { readCustomResources } = await import('@keelson/scaffold');
  return readCustomResources(path.resolve(io.cwd, folder));
}

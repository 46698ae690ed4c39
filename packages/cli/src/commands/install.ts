import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import type { Client } from '@keelson/runtime';
import type { Manifest } from '@keelson/scaffold';
import path from 'node:path';
import { type CliIo, print } from '../cli-io.ts';
import { connect, kubeconfigFlags } from '../cluster.ts';
import { defineCommand } from '../command.ts';
import { applyManifests } from '../deploy/apply-manifests.ts';

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

const dryRun = {
  type: 'boolean',
  default: false,
  describe: 'Change nothing; say what would be changed',
} as const;

export const install = defineCommand({
  name: 'install',
  summary:
    "Install the project's custom resource definitions into a cluster, and wait until it serves them",
  flags: { ...flags, 'dry-run': dryRun },
  examples: [['install --kubeconfig kind.yaml', 'a second time changes nothing']],
  async run({ crds, 'timeout-seconds': timeoutSeconds, 'dry-run': isDryRun, ...clusterFlags }, io) {
    const { installCustomResources } = await import('@keelson/runtime');
    const definitions = await readDefinitions(io, crds);
    await using cluster = await connect(io, clusterFlags);
    if (isDryRun) {
      const { signal } = io;
      for await (const one of applyManifests(cluster.client, definitions, { isDryRun, signal })) {
        print(io, `${one.manifest.metadata.name} ${one.result} (dry run)`);
      }
      return;
    }
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
  flags: { ...flags, 'dry-run': dryRun },
  examples: [['uninstall --kubeconfig kind.yaml', 'waits until they are gone']],
  async run({ crds, 'timeout-seconds': timeoutSeconds, 'dry-run': isDryRun, ...clusterFlags }, io) {
    const { uninstallCustomResources } = await import('@keelson/runtime');
    const definitions = await readDefinitions(io, crds);
    await using cluster = await connect(io, clusterFlags);
    if (isDryRun) {
      const deletable = await namesInCluster(cluster.client, definitions);
      if (deletable.length === 0) print(io, 'none of them is installed');
      for (const name of deletable) print(io, `${name} deleted (dry run)`);
      return;
    }
    const deleted = await uninstallCustomResources(cluster.client, definitions, {
      signal: io.signal,
      timeoutMs: timeoutSeconds * 1000,
    });
    if (deleted.length === 0) print(io, 'none of them is installed');
    for (const name of deleted) print(io, `${name} deleted`);
  },
});

async function readDefinitions(io: CliIo, folder: string): Promise<Manifest[]> {
  const { readCustomResources } = await import('@keelson/scaffold');
  return readCustomResources(path.resolve(io.cwd, folder));
}

async function namesInCluster(
  client: Client,
  definitions: readonly Manifest[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    definitions.map(({ metadata: { name } }) => client.get(CustomResourceDefinition, { name })),
  );
  return found.flatMap((definition) => definition?.metadata.name ?? []);
}

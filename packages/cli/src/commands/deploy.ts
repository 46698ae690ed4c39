import type { Client, DynamicType } from '@keelson/runtime';
import type { Manifest } from '@keelson/scaffold';
import { type CliIo, print } from '../cli-io.ts';
import { type ClusterFlags, connect, kubeconfigFlags } from '../cluster.ts';
import { defineCommand } from '../command.ts';
import { applyManifests } from '../deploy/apply-manifests.ts';
import { untilAvailable } from '../deploy/until-available.ts';

const dryRun = {
  type: 'boolean',
  default: false,
  describe: 'Change nothing; say what would be changed',
} as const;

export const deploy = defineCommand({
  name: 'deploy',
  summary: 'Put the operator into a cluster: apply config/default, and wait until it runs',
  flags: {
    ...kubeconfigFlags,
    image: {
      type: 'string',
      describe: 'Image of the manager (default: the one in config/manager)',
    },
    'dry-run': dryRun,
    wait: { type: 'boolean', default: true, describe: 'Wait until the deployments are available' },
    'timeout-seconds': {
      type: 'number',
      default: 120,
      describe: 'Give up waiting after this long',
    },
  },
  examples: [
    ['deploy --image registry.example.com/ship:v1', 'again, to change it'],
    ['deploy --dry-run', 'what differs from the cluster'],
  ],
  async run({ image, wait, 'dry-run': isDryRun, 'timeout-seconds': seconds, ...flags }, io) {
    const { deploymentManifests } = await import('@keelson/scaffold');
    const manifests = await deploymentManifests({ projectDirectory: io.cwd, image });
    await using cluster = await connect(io, flags);
    const signal = AbortSignal.any([io.signal, AbortSignal.timeout(seconds * 1000)]);
    const { client } = cluster;
    for await (const { manifest, result } of applyManifests(client, manifests, {
      isDryRun,
      signal,
    })) {
      print(io, `${nameOf(manifest)} ${result}${isDryRun ? ' (dry run)' : ''}`);
    }
    if (isDryRun || !wait) return;
    for (const manifest of manifests.filter(({ kind }) => kind === 'Deployment')) {
      await untilAvailable(client, manifest, signal);
      print(io, `${nameOf(manifest)} is available`);
    }
  },
});

export const undeploy = defineCommand({
  name: 'undeploy',
  summary: 'Take the operator out of a cluster, with its definitions and all of their objects',
  flags: { ...kubeconfigFlags, 'dry-run': dryRun },
  examples: [['undeploy --dry-run', 'what would be deleted']],
  async run({ 'dry-run': isDryRun, ...flags }, io) {
    const { deploymentManifests } = await import('@keelson/scaffold');
    const manifests = await deploymentManifests({ projectDirectory: io.cwd });
    await deleteAll(io, flags, { manifests, isDryRun });
  },
});

interface Deletion {
  readonly manifests: readonly Manifest[];
  readonly isDryRun: boolean;
}

/** What came last goes first. */
async function deleteAll(
  io: CliIo,
  flags: ClusterFlags,
  { manifests, isDryRun }: Deletion,
): Promise<void> {
  await using cluster = await connect(io, flags);
  let count = 0;
  for (const manifest of manifests.toReversed()) {
    if (!(await deleteOne(cluster.client, manifest, isDryRun))) continue;
    count += 1;
    print(io, `${nameOf(manifest)} deleted${isDryRun ? ' (dry run)' : ''}`);
  }
  if (count === 0) print(io, 'nothing of it is in the cluster');
}

async function deleteOne(client: Client, manifest: Manifest, isDryRun: boolean): Promise<boolean> {
  const { isNotFound } = await import('@keelson/runtime');
  const { apiVersion, kind, metadata } = manifest;
  const type: DynamicType = { apiVersion, kind };
  try {
    await client.delete(type, metadata, { dryRun: isDryRun });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind.toLowerCase()}/${metadata.name}`;
}

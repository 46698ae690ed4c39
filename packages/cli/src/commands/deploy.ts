import type { Client, DynamicType } from '@keelson/runtime';
import type { Manifest } from '@keelson/scaffold';
import { print } from '../cli-io.ts';
import { connect, kubeconfigFlags } from '../cluster.ts';
import { defineCommand } from '../command.ts';
import { applyManifests } from '../deploy/apply-manifests.ts';
import { DeployedSet, isDefinition } from '../deploy/deployed-set.ts';
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
    'prune-crds': {
      type: 'boolean',
      default: false,
      describe: 'Delete definitions of an earlier deploy that are gone, and with them all objects',
    },
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
    const { deploymentManifests, readProjectFile } = await import('@keelson/scaffold');
    const manifests = await deploymentManifests({ projectDirectory: io.cwd, image });
    const { projectName } = await readProjectFile(io.cwd);
    await using cluster = await connect(io, flags);
    const signal = AbortSignal.any([io.signal, AbortSignal.timeout(seconds * 1000)]);
    const set = await DeployedSet.open(cluster, { projectName, manifests, signal });
    const { client } = cluster;
    const note = isDryRun ? ' (dry run)' : '';
    const applied = applyManifests(client, set.toApply, { isDryRun, signal });
    for await (const { manifest, result, changes } of applied) {
      if (set.isParent(manifest)) continue;
      print(io, `${nameOf(manifest)} ${result}${note}`);
      for (const change of changes) print(io, `  ${change}`);
    }
    if (wait && !isDryRun) {
      for (const manifest of manifests.filter(({ kind }) => kind === 'Deployment')) {
        await untilAvailable(client, manifest, signal);
        print(io, `${nameOf(manifest)} is available`);
      }
    }
    // What goes is not missed before what comes instead is there.
    const { pruned, kept } = set.plan(flags['prune-crds']);
    for (const manifest of pruned) {
      await deleteOne(client, manifest, isDryRun);
      print(io, `${nameOf(manifest)} pruned${note}`);
    }
    for (const manifest of kept) {
      print(io, `${nameOf(manifest)} is no longer deployed, and kept: ${reasonToKeep(manifest)}`);
    }
    if (!isDryRun) await set.close(kept);
  },
});

export const undeploy = defineCommand({
  name: 'undeploy',
  summary: 'Take the operator out of a cluster, with its definitions and all of their objects',
  flags: {
    ...kubeconfigFlags,
    'dry-run': dryRun,
    'keep-crds': {
      type: 'boolean',
      default: false,
      describe: 'Leave the definitions, and with them all objects',
    },
  },
  examples: [
    ['undeploy --dry-run', 'what would be deleted'],
    ['undeploy --keep-crds', 'the operator goes, its objects stay'],
  ],
  async run({ 'dry-run': isDryRun, 'keep-crds': keepsDefinitions, ...flags }, io) {
    const { deploymentManifests, readProjectFile } = await import('@keelson/scaffold');
    const manifests = await deploymentManifests({ projectDirectory: io.cwd });
    const { projectName } = await readProjectFile(io.cwd);
    await using cluster = await connect(io, flags);
    const set = await DeployedSet.open(cluster, { projectName, manifests, signal: io.signal });
    let count = 0;
    for (const manifest of set.toDelete) {
      if (keepsDefinitions && isDefinition(manifest)) continue;
      if (!(await deleteOne(cluster.client, manifest, isDryRun))) continue;
      if (set.isParent(manifest)) continue;
      count += 1;
      print(io, `${nameOf(manifest)} deleted${isDryRun ? ' (dry run)' : ''}`);
    }
    if (count === 0) print(io, 'nothing of it is in the cluster');
  },
});

function reasonToKeep(manifest: Manifest): string {
  return isDefinition(manifest)
    ? 'its objects would go with it (--prune-crds deletes both)'
    : 'everything in it would go with it';
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

import { createRequire } from 'node:module';
import path from 'node:path';
import { type CliIo, print } from '../cli-io.ts';
import { type ClusterFlags, connect, kubeconfigFlags } from '../cluster.ts';
import { defineCommand } from '../command.ts';
import { type Finding, ok, problem, reasonOf } from '../doctor/finding.ts';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary:
    'Look for what is wrong with the machine, the project and the cluster, and say what to do',
  flags: {
    ...kubeconfigFlags,
    client: { type: 'boolean', default: false, describe: 'Do not ask the API server' },
    output: {
      choices: ['text', 'json'] as const,
      default: 'text',
      describe: 'How the findings are written',
    },
  },
  examples: [
    ['doctor', 'exits with 3 when there is something to do'],
    ['doctor --client --output json', 'for a program, without a cluster'],
  ],
  async run(flags, io) {
    const { checkNode, checkProject } = await import('../doctor/project-checks.ts');
    const require = createRequire(import.meta.url);
    const { version } = require('@keelson/cli/package.json') as { version: string };
    const findings = [
      checkNode(process.versions.node),
      ...(await checkProject(io.cwd, version)),
      ...(flags.client ? [] : await checkCluster(io, flags)),
    ];
    if (flags.output === 'json') print(io, JSON.stringify(findings, undefined, 2));
    else for (const finding of findings) printFinding(io, finding);
    if (findings.some(({ level }) => level === 'error'))
      throw new ExitError('', exitCodes.attention);
  },
});

function printFinding(io: CliIo, { check, level, message, remedy }: Finding): void {
  print(io, `${level.padEnd(7)} ${check}: ${message}`);
  if (remedy !== undefined) print(io, `        ${remedy}`);
}

async function checkCluster(io: CliIo, flags: ClusterFlags): Promise<Finding[]> {
  const { Discovery } = await import('@keelson/runtime');
  const { readManifests } = await import('@keelson/scaffold');
  const { checkDefinitions, checkRights } = await import('../doctor/cluster-checks.ts');
  try {
    await using cluster = await connect(io, flags);
    const { gitVersion } = await new Discovery({ transport: cluster.transport }).serverVersion();
    const definitions = await readManifests(path.join(io.cwd, 'config/crd/bases'));
    const roles = await readManifests(path.join(io.cwd, 'config/rbac'));
    const role = roles.find(({ metadata }) => metadata.name === 'manager-role');
    return [
      ok('cluster', `the API server is ${gitVersion}`),
      ...(await checkDefinitions(cluster.client, definitions)),
      ...(role === undefined ? [] : await checkRights(cluster.client, role as never)),
    ];
  } catch (error) {
    const remedy = 'look at --kubeconfig, --context and $KUBECONFIG; operator dev needs no cluster';
    return [problem('cluster', reasonOf(error), remedy)];
  }
}

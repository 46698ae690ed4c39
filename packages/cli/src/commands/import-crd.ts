import type { Manifest } from '@keelson/scaffold';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type CliIo, print } from '../cli-io.ts';
import { type ClusterFlags, connect, kubeconfigFlags } from '../cluster.ts';
import { defineCommand } from '../command.ts';
import { dryRunFlag } from '../dry-run.ts';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';

export const importCrd = defineCommand({
  name: 'import crd',
  summary: "Write the types of another operator's kinds into src/external",
  flags: {
    file: {
      type: 'string',
      array: true,
      describe:
        'File or folder of definitions in YAML or JSON, --file=- is the standard input; may be repeated (default: none)',
    },
    name: {
      type: 'string',
      array: true,
      describe: 'Name of a definition that the cluster has; may be repeated (default: none)',
    },
    'api-version': {
      type: 'string',
      array: true,
      describe: 'Only this version, such as v1; may be repeated (default: all that are served)',
    },
    'dry-run': dryRunFlag,
    ...kubeconfigFlags,
  },
  examples: [
    [
      'import crd --file cert-manager.crds.yaml',
      'src/external/cert-manager.io/v1/certificate.ts, ...',
    ],
    ['import crd --name certificates.cert-manager.io', 'as the cluster has it'],
  ],
  async run(flags, io) {
    const { file: files = [], name: names = [], 'api-version': versions, ...cluster } = flags;
    const dryRun = flags['dry-run'];
    if (files.length + names.length === 0) {
      throw new ExitError('say which definition: --file or --name', exitCodes.usage);
    }
    const { importCrd: write } = await import('@keelson/scaffold');
    const read = await Promise.all(files.map((file) => readObjects(io, file)));
    const objects = [...read.flat(), ...(await fetchDefinitions(io, names, cluster))];
    const source = [...files, ...names].join(', ');
    const written = await write({ directory: io.cwd, objects, source, versions, dryRun });
    for (const each of written.files) print(io, each);
    if (written.files.length === 0) print(io, 'the types are up to date');
  },
});

async function readObjects(io: CliIo, file: string): Promise<Manifest[]> {
  const { parseManifests, readManifests } = await import('@keelson/scaffold');
  if (file === '-') return parseManifests(await text(io.stdin), 'the standard input');
  const target = path.resolve(io.cwd, file);
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) throw new ExitError(`there is no file ${file}`);
  if (found.isDirectory()) return readManifests(target);
  return parseManifests(await readFile(target, 'utf8'), file);
}

async function fetchDefinitions(
  io: CliIo,
  names: readonly string[],
  flags: ClusterFlags,
): Promise<Manifest[]> {
  if (names.length === 0) return [];
  const { CustomResourceDefinition } = await import('@keelson/kubernetes/apiextensions/v1');
  await using cluster = await connect(io, flags);
  const found: Manifest[] = [];
  for (const name of names) {
    const definition = await cluster.client.get(CustomResourceDefinition, { name });
    if (definition === undefined) {
      throw new ExitError(`the cluster has no definition ${name}: its name is <plural>.<group>`);
    }
    found.push({ ...definition });
  }
  return found;
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import { type CliIo, print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { dryRunFlag, printFiles } from '../dry-run.ts';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';
import { confirm, question } from '../prompt.ts';
import { generateHere } from './generate.ts';

export const createApi = defineCommand({
  name: 'create api',
  summary: 'Add an API, its controller, or both to the project in the current folder',
  flags: {
    group: {
      type: 'string',
      describe: "API group without the project's domain (asked for on a terminal)",
    },
    version: {
      type: 'string',
      describe: 'API version, for example v1 or v1beta1 (asked for on a terminal)',
    },
    kind: { type: 'string', describe: 'Kind in camel case (asked for on a terminal)' },
    resource: {
      type: 'boolean',
      describe: 'Write the API under src/api (default: asks on a terminal, else yes)',
    },
    controller: {
      type: 'boolean',
      describe:
        'Write the controller under src/controllers (default: asks on a terminal, else yes)',
    },
    namespaced: {
      type: 'boolean',
      describe: "Objects live in a namespace (default: as the kind's other versions, else yes)",
    },
    plural: {
      type: 'string',
      describe: 'Plural in lower case (default: the regular plural of the kind)',
    },
    'short-names': {
      type: 'string',
      array: true,
      describe: 'Short names for the command line, separated by commas (default: none)',
    },
    'external-api-path': {
      type: 'string',
      describe:
        'With --resource=false: the module of a package, or file of the project, that exports the kind of another operator (default: none)',
    },
    'external-api-domain': {
      type: 'string',
      describe:
        "With --external-api-path: what follows the group in the API group's name (default: nothing)",
    },
    make: {
      type: 'boolean',
      default: true,
      describe: 'Generate the manifests afterwards; --make=false does not',
    },
    'dry-run': dryRunFlag,
    force: {
      type: 'boolean',
      default: false,
      describe: 'Write over an API or controller that is there; the old is kept as .orig',
    },
  },
  examples: [
    ['create api --group crew --version v1 --kind Captain', 'asks what to write'],
    ['create api --group crew --version v1 --kind Captain --resource --controller', 'asks nothing'],
    [
      'create api --group crew --version v1 --kind Captain --resource=false --controller',
      'a controller for an API that is there',
    ],
    [
      'create api --group apps --version v1 --kind Deployment --resource=false --controller',
      'a controller for a kind of Kubernetes',
    ],
  ],
  async run(flags, io) {
    const { createApi: create, readProjectFile } = await import('@keelson/scaffold');
    await readProjectFile(io.cwd);
    const group = await required(io, 'group', flags.group);
    const version = await required(io, 'version', flags.version);
    const kind = await required(io, 'kind', flags.kind);
    const resource = await chosen(io, 'Create Resource under src/api', flags.resource);
    const controller = await chosen(
      io,
      'Create Controller under src/controllers',
      flags.controller,
    );
    const { files, linesForMain } = await create({
      directory: io.cwd,
      group,
      version,
      kind,
      resource,
      controller,
      namespaced: flags.namespaced,
      plural: flags.plural,
      externalApiPath: flags['external-api-path'],
      externalApiDomain: flags['external-api-domain'],
      shortNames: flags['short-names']?.flatMap((names) => names.split(',')),
      force: flags.force,
      dryRun: flags['dry-run'],
    });
    printFiles(io, files, flags['dry-run']);
    if (linesForMain.length > 0) {
      print(io, 'Please add these lines to src/main.ts, it is not certain where they belong:');
      for (const line of linesForMain) print(io, `  ${line}`);
    }
    if (flags.make && !flags['dry-run']) await generateManifests(io);
  },
});

/** A flag that is asked for where there is a terminal. */
export async function required(
  io: CliIo,
  name: string,
  value: string | undefined,
): Promise<string> {
  if (value !== undefined && value !== '') return value;
  if (!io.isInteractive) throw new ExitError(`Must specify --${name}`, exitCodes.usage);
  return question(io, `${name.charAt(0).toUpperCase()}${name.slice(1)}:`);
}

async function chosen(io: CliIo, text: string, flag: boolean | undefined): Promise<boolean> {
  if (flag !== undefined) return flag;
  return io.isInteractive ? confirm(io, text) : true;
}

/** Generates the manifests, where the packages for that are installed. */
export async function generateManifests(io: CliIo): Promise<void> {
  if (!existsSync(path.join(io.cwd, 'node_modules/@keelson/runtime'))) {
    print(io, 'Next: npm install, then npm run generate to write the manifests');
    return;
  }
  print(io, 'Running generate...');
  await generateHere(io);
}

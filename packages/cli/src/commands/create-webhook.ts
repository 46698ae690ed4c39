import { print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { dryRunFlag, printFiles } from '../dry-run.ts';
import { generateManifests, required } from './create-api.ts';

export const createWebhook = defineCommand({
  name: 'create webhook',
  summary: 'Add webhooks of an API to the project in the current folder',
  flags: {
    group: {
      type: 'string',
      describe: "API group without the project's domain (asked for on a terminal)",
    },
    version: {
      type: 'string',
      describe:
        'API version; with --conversion the one that others go through (asked for on a terminal)',
    },
    kind: { type: 'string', describe: 'Kind in camel case (asked for on a terminal)' },
    defaulting: {
      type: 'boolean',
      default: false,
      describe: 'Write a defaulter: fills in what an object leaves out',
    },
    'programmatic-validation': {
      type: 'boolean',
      default: false,
      describe: 'Write a validator: judges what a schema cannot',
    },
    conversion: {
      type: 'boolean',
      default: false,
      describe: 'Write converters between the version and the others of the kind',
    },
    spoke: {
      type: 'string',
      array: true,
      describe: 'Versions to convert to and from, separated by commas (default: all others)',
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
      describe: 'Write over a webhook that is there; the old is kept as .orig',
    },
  },
  examples: [
    [
      'create webhook --group crew --version v1 --kind Captain --defaulting',
      'a class with its test',
    ],
    [
      'create webhook --group crew --version v1 --kind Captain --conversion --spoke v1beta1',
      'v1beta1 is converted through v1',
    ],
  ],
  async run(flags, io) {
    const { createWebhook: create, readProjectFile } = await import('@keelson/scaffold');
    await readProjectFile(io.cwd);
    const { files, linesForMain } = await create({
      directory: io.cwd,
      group: await required(io, 'group', flags.group),
      version: await required(io, 'version', flags.version),
      kind: await required(io, 'kind', flags.kind),
      defaulting: flags.defaulting,
      validation: flags['programmatic-validation'],
      conversion: flags.conversion,
      spokes: flags.spoke?.flatMap((versions) => versions.split(',')),
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

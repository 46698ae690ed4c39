import path from 'node:path';
import { type CliIo, print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';
import { confirm, question } from '../prompt.ts';
import { generateManifests } from './create-api.ts';
import { askForDomain, fetchDependencies, projectFlags } from './init.ts';

export const newCommand = defineCommand({
  name: 'new',
  argument: 'directory',
  summary: 'Make a folder with a new operator project in it, with its first API',
  flags: {
    api: {
      type: 'boolean',
      describe:
        'Create a first API, or not with --no-api (default: with --api-version, else asks on a terminal)',
    },
    'api-version': {
      type: 'string',
      describe:
        'First API as GROUP/VERSION, its group with the domain (default: asks on a terminal, else none)',
    },
    kind: {
      type: 'string',
      describe:
        'Kind of the first API, with --api-version (default: asks on a terminal, else none)',
    },
    ...projectFlags,
  },
  examples: [
    ['new ship-operator', 'asks what is missing'],
    [
      'new ship-operator --api-version crew.example.com/v1 --kind Captain --fetch-deps',
      'asks nothing',
    ],
  ],
  async run(flags, io, [given]) {
    const { newProject } = await import('@keelson/scaffold');
    const target = given ?? (await askForDirectory(io));
    const first = await firstApi(io, flags);
    const directory = path.resolve(io.cwd, target);
    const isDryRun = flags['dry-run'];
    const { files } = await newProject({
      directory,
      domain: flags.domain ?? first?.domain ?? (await askForDomain(io)),
      api: first?.api,
      projectName: flags['project-name'],
      packageName: flags.repo,
      license: flags.license,
      owner: flags.owner,
      namespaced: flags.namespaced,
      packageSource: flags['package-source'],
      dryRun: isDryRun,
    });
    for (const file of files)
      print(io, `${isDryRun ? 'Would create' : 'Create'} ${target}/${file}`);
    if (isDryRun) return;
    const inside = { ...io, cwd: directory };
    await fetchDependencies(inside, flags['fetch-deps']);
    if (first?.api !== undefined) await generateManifests(inside);
    print(io, 'Next:');
    print(io, `$ cd ${quoted(target)}`);
    print(io, first?.api === undefined ? '$ npx operator create api' : '$ npm run dev');
  },
});

interface FirstApi {
  readonly domain: string;
  /** Nothing when the user wants none yet. */
  readonly api?: { readonly group: string; readonly version: string; readonly kind: string };
}

/** What the flags and the user say; nothing when nobody says anything. */
async function firstApi(
  io: CliIo,
  flags: {
    readonly api?: boolean | undefined;
    readonly 'api-version'?: string | undefined;
    readonly kind?: string | undefined;
    readonly domain?: string | undefined;
  },
): Promise<FirstApi | undefined> {
  const { 'api-version': apiVersion, kind } = flags;
  if (apiVersion !== undefined || kind !== undefined) {
    if (flags.api === false || apiVersion === undefined || kind === undefined) {
      throw new ExitError(
        '--api-version and --kind go together, and not with --no-api',
        exitCodes.usage,
      );
    }
    return groupOf(apiVersion, flags.domain, kind);
  }
  if (flags.api === false) return undefined;
  if (!io.isInteractive) {
    if (flags.api !== true) return undefined;
    throw new ExitError('Must specify --api-version and --kind', exitCodes.usage);
  }
  const domain = flags.domain ?? (await askForDomain(io));
  if (flags.api !== true && !(await confirm(io, 'Create a first API'))) return { domain };
  const group = await question(io, `Group (without .${domain}):`);
  const version = await question(io, 'Version (for example v1):');
  return { domain, api: { group, version, kind: await question(io, 'Kind (in camel case):') } };
}

/** `crew.example.com/v1` is group `crew` of domain `example.com`, in version `v1`. */
function groupOf(apiVersion: string, domain: string | undefined, kind: string): FirstApi {
  const [, full = '', version = ''] = /^([^/]+)\/([^/]+)$/.exec(apiVersion) ?? [];
  const ending = domain === undefined ? full.slice(full.indexOf('.')) : `.${domain}`;
  if (version === '' || !full.includes('.') || !full.endsWith(ending)) {
    const example = `crew.${domain ?? 'example.com'}/v1`;
    throw new ExitError(
      `--api-version ${apiVersion}: format must be $GROUP_NAME/$VERSION, for example ${example}`,
      exitCodes.usage,
    );
  }
  const group = full.slice(0, -ending.length);
  return { domain: ending.slice(1), api: { group, version, kind } };
}

async function askForDirectory(io: CliIo): Promise<string> {
  if (!io.isInteractive) {
    throw new ExitError('Must specify the directory: operator new <directory>', exitCodes.usage);
  }
  return question(io, 'Folder of the new project:');
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

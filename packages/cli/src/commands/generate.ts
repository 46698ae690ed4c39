import path from 'node:path';
import { type CliIo, notice, print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { dryRunFlag, printFiles } from '../dry-run.ts';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';
import { judgeSamples } from '../judge-samples.ts';

export const generate = defineCommand({
  name: 'generate',
  summary:
    'Write the CRD and RBAC manifests from the TypeScript source, which is read and never run',
  flags: {
    check: {
      type: 'boolean',
      default: false,
      describe: 'Write nothing; exit 3 when a manifest is out of date',
    },
    'dry-run': dryRunFlag,
    tsconfig: {
      type: 'string',
      default: 'tsconfig.json',
      describe: 'TypeScript configuration of the source',
    },
    'output-dir': {
      type: 'string',
      default: 'config',
      describe: 'Folder of the manifests',
    },
    'header-file': {
      type: 'string',
      describe: 'File with comments to put first in each manifest (default: none)',
    },
    'max-description-length': {
      type: 'number',
      describe: 'Characters of a description, cut after a sentence; 0 for none (default: no limit)',
    },
  },
  examples: [
    ['generate', 'after a change under src/api or of a decorator'],
    ['generate --check', 'in CI'],
  ],
  async run(flags, io) {
    const { generate: write } = await import('@keelson/scaffold');
    const { files, written, outdated, stale, notices } = await write({
      projectDirectory: io.cwd,
      check: flags.check || flags['dry-run'],
      tsconfig: flags.tsconfig,
      outputDirectory: flags['output-dir'],
      headerFile: flags['header-file'],
      maxDescriptionLength: descriptionLength(flags['max-description-length']),
    });
    for (const file of written) print(io, file);
    if (flags['dry-run']) {
      const changed = outdated.map((file) => file.path);
      return changed.length === 0
        ? print(io, 'nothing would change')
        : printFiles(io, changed, true);
    }
    for (const line of notices) notice(io, line);
    for (const line of await judgeSamples(path.resolve(io.cwd, flags['output-dir']))) {
      notice(io, line);
    }
    for (const file of stale) notice(io, `${file} is of nothing in the source: delete it`);
    for (const { path, difference } of outdated) {
      notice(io, `${path} is out of date. Please run npm run generate\n${difference}`);
    }
    if (flags.check && outdated.length + stale.length > 0)
      throw new ExitError('', exitCodes.attention);
    if (written.length === 0) print(io, `${files.length} manifests are up to date`);
  },
});

function descriptionLength(value: number | undefined): number | undefined {
  if (value === undefined || (Number.isInteger(value) && value >= 0)) return value;
  throw new ExitError('--max-description-length is a whole number of characters, 0 for none');
}

/** What `create api` does in the end. */
export function generateHere(io: CliIo): Promise<void> {
  return generate.run(
    { check: false, 'dry-run': false, tsconfig: 'tsconfig.json', 'output-dir': 'config' },
    io,
    [],
  );
}

import { notice, print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { dryRunFlag, printFiles } from '../dry-run.ts';
import { exitCodes } from '../exit-code.ts';
import { ExitError } from '../exit-error.ts';

export const generateDocs = defineCommand({
  name: 'generate docs',
  summary:
    "Write a page in Markdown for each of the project's kinds, for those who write its objects",
  flags: {
    check: {
      type: 'boolean',
      default: false,
      describe: 'Write nothing; exit 3 when a page is out of date',
    },
    tsconfig: {
      type: 'string',
      default: 'tsconfig.json',
      describe: 'TypeScript configuration of the source',
    },
    'output-dir': { type: 'string', default: 'docs/api', describe: 'Folder of the pages' },
    'dry-run': dryRunFlag,
  },
  examples: [
    ['generate docs', 'docs/api/crew.example.com_captains.md, ...'],
    ['generate docs --check', 'in CI'],
  ],
  async run(flags, io) {
    const { generateDocs: write } = await import('@keelson/scaffold');
    const { files, written, outdated, stale } = await write({
      projectDirectory: io.cwd,
      check: flags.check || flags['dry-run'],
      tsconfig: flags.tsconfig,
      outputDirectory: flags['output-dir'],
    });
    const changed = outdated.map((file) => file.path);
    if (flags['dry-run']) return printFiles(io, changed, true);
    for (const file of written) print(io, file);
    for (const file of stale) notice(io, `${file} is of nothing in the source: delete it`);
    for (const { path, difference } of outdated) {
      notice(io, `${path} is out of date. Please run operator generate docs\n${difference}`);
    }
    if (flags.check && outdated.length + stale.length > 0) {
      throw new ExitError('', exitCodes.attention);
    }
    if (written.length === 0) print(io, `${files.length} pages are up to date`);
  },
});

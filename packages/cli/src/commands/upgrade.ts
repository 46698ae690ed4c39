import { print, progress } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { dryRunFlag } from '../dry-run.ts';
import { reportMerge } from '../merge-report.ts';

export const upgrade = defineCommand({
  name: 'upgrade',
  summary: "Merge what is new in this version's scaffold into the project, beside your edits",
  flags: {
    'package-source': {
      type: 'string',
      describe:
        'Folder with packed tarballs of the @keelson packages (default: as when the project was made)',
    },
    'dry-run': dryRunFlag,
  },
  examples: [
    ['upgrade', 'as npx @keelson/cli@latest upgrade; a second time changes nothing'],
    ['upgrade --dry-run', 'what would be written, and where it conflicts'],
  ],
  async run(flags, io) {
    const { upgradeProject } = await import('@keelson/scaffold');
    const isDryRun = flags['dry-run'];
    progress(io, 'Comparing with what was scaffolded...');
    const result = await upgradeProject({
      directory: io.cwd,
      packageSource: flags['package-source'],
      dryRun: isDryRun,
    });
    const { from, to, files } = result;
    print(io, from === to ? `The project is of Keelson ${to}` : `From Keelson ${from} to ${to}`);
    reportMerge(io, result, isDryRun);
    if (files.length > 0 && !isDryRun) print(io, 'Next: npm install, then npm run generate');
  },
});

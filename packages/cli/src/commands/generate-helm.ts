import { notice, print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { dryRunFlag } from '../dry-run.ts';

export const generateHelm = defineCommand({
  name: 'generate helm',
  summary: 'Write a Helm chart of what config/default deploys; edits of the chart stay',
  flags: {
    output: { type: 'string', default: 'dist/chart', describe: 'Folder of the chart' },
    force: {
      type: 'boolean',
      default: false,
      describe: 'Replace files that were edited; each is kept beside, as <name>.orig',
    },
    'dry-run': dryRunFlag,
  },
  examples: [
    [
      'generate helm',
      'then helm install ship dist/chart --namespace ship-system --create-namespace',
    ],
    ['generate helm --output chart', 'into another folder'],
  ],
  async run({ output, force, 'dry-run': dryRun }, io) {
    const { generateHelm: write } = await import('@keelson/scaffold');
    const { written, kept } = await write({ projectDirectory: io.cwd, output, force, dryRun });
    for (const file of written) print(io, file);
    for (const file of kept) {
      notice(io, `${file} is yours: it stays as it is (--force writes it anew)`);
    }
    if (written.length === 0) print(io, 'the chart is up to date');
  },
});

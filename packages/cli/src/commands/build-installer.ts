import { print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { dryRunFlag } from '../dry-run.ts';

export const buildInstaller = defineCommand({
  name: 'build-installer',
  summary:
    'Write everything that the operator needs in a cluster into one file, from config/default',
  flags: {
    image: {
      type: 'string',
      describe: 'Image of the manager (default: the one in config/manager)',
    },
    'dry-run': dryRunFlag,
    output: { type: 'string', default: 'dist/install.yaml', describe: 'File to write' },
  },
  examples: [
    [
      'build-installer --image registry.example.com/ship:v1',
      'then kubectl apply -f dist/install.yaml',
    ],
  ],
  async run({ image, output, 'dry-run': dryRun }, io) {
    const { buildInstaller: write } = await import('@keelson/scaffold');
    print(io, await write({ projectDirectory: io.cwd, image, output, dryRun }));
  },
});

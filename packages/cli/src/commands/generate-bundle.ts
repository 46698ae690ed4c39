import { notice, print } from '../cli-io.ts';
import { defineCommand } from '../command.ts';
import { dryRunFlag } from '../dry-run.ts';

export const generateBundle = defineCommand({
  name: 'generate bundle',
  summary: 'Write a bundle for the Operator Lifecycle Manager of what config/default deploys',
  flags: {
    'bundle-version': {
      type: 'string',
      describe: 'Of the operator, such as 1.2.3 (default: the one of package.json)',
    },
    image: {
      type: 'string',
      describe: 'Image of the manager (default: the one in config/manager)',
    },
    replaces: {
      type: 'string',
      describe: 'Name of the version before, such as ship.v1.2.2 (default: the one of the base)',
    },
    channels: { type: 'string', default: 'alpha', describe: 'Channels, separated by commas' },
    'default-channel': {
      type: 'string',
      describe: 'Channel of a subscription that names none (default: none)',
    },
    force: {
      type: 'boolean',
      default: false,
      describe: 'Replace files that were edited; each is kept beside, as <name>.orig',
    },
    'dry-run': dryRunFlag,
  },
  examples: [
    [
      'generate bundle --bundle-version 1.2.3 --image registry.example.com/ship:v1.2.3',
      'in bundle/',
    ],
    ['generate bundle --channels stable,alpha --replaces ship.v1.2.2', 'an upgrade'],
  ],
  async run(flags, io) {
    const { generateBundle: write } = await import('@keelson/scaffold');
    const { written, kept, left } = await write({
      projectDirectory: io.cwd,
      version: flags['bundle-version'],
      image: flags.image,
      replaces: flags.replaces,
      channels: flags.channels.split(','),
      defaultChannel: flags['default-channel'],
      force: flags.force,
      dryRun: flags['dry-run'],
    });
    for (const file of written) print(io, file);
    for (const file of kept) {
      notice(io, `${file} is yours: it stays as it is (--force writes it anew)`);
    }
    for (const object of left)
      notice(io, `${object} is not in the bundle: OLM does not install it`);
    if (written.length === 0) print(io, 'the bundle is up to date');
  },
});

import path from 'node:path';
import { print } from '../cli-io.ts';
import { connect, kubeconfigFlags } from '../cluster.ts';
import { defineCommand } from '../command.ts';

export const migrateStorage = defineCommand({
  name: 'migrate storage',
  summary: 'Write all objects of a kind in the version that is stored now, and forget the others',
  flags: {
    ...kubeconfigFlags,
    name: {
      type: 'string',
      array: true,
      describe: 'Name of a definition; may be repeated (default: those of config/crd/bases)',
    },
    'dry-run': {
      type: 'boolean',
      default: false,
      describe: 'Change nothing; count what would be written',
    },
  },
  examples: [
    ['migrate storage', 'before a version is taken out of the source'],
    ['migrate storage --name boats.crew.example.com', 'of one kind'],
  ],
  async run({ name, 'dry-run': isDryRun, ...flags }, io) {
    const { readCustomResources } = await import('@keelson/scaffold');
    const { migrateStorage: migrate } = await import('../migrate-storage.ts');
    const folder = path.join(io.cwd, 'config/crd/bases');
    const own = name === undefined ? await readCustomResources(folder) : [];
    const names = name ?? own.map((one) => (one as { metadata: { name: string } }).metadata.name);
    await using cluster = await connect(io, flags);
    const report = (line: string): void => print(io, line);
    for (const each of names) {
      await migrate(cluster.client, each, { signal: io.signal, isDryRun, report });
    }
  },
});

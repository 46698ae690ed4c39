import { type CliIo, print } from './cli-io.ts';

/** The flag of every command that writes files. */
export const dryRunFlag = {
  type: 'boolean',
  default: false,
  describe: 'Write nothing; list the files that would be written',
} as const;

/** Lists the files that a command has written, or would have. */
export function printFiles(io: CliIo, files: readonly string[], isDryRun: boolean): void {
  print(io, isDryRun ? 'Would write:' : 'Writing scaffold for you to edit...');
  for (const file of files) print(io, file);
}

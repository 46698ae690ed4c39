import { type CliIo, notice, print } from './cli-io.ts';
import { printFiles } from './dry-run.ts';
import { exitCodes } from './exit-code.ts';
import { ExitError } from './exit-error.ts';

/** What a merge into the user's files came to. */
export interface MergeReport {
  readonly files: readonly string[];
  readonly conflicts: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Says what a merge has changed, or would.
 * @throws {ExitError} when it left conflicts
 */
export function reportMerge(io: CliIo, report: MergeReport, isDryRun: boolean): void {
  const { files, conflicts, notes } = report;
  if (files.length > 0) printFiles(io, files, isDryRun);
  else print(io, isDryRun ? 'nothing would change' : 'nothing to change');
  for (const note of notes) notice(io, note);
  for (const conflict of conflicts) notice(io, `conflict in ${conflict}`);
  if (conflicts.length === 0) return;
  const count = `${conflicts.length} conflict${conflicts.length === 1 ? '' : 's'}`;
  throw new ExitError(
    `${count}: edit what stands between "<<<<<<<" and ">>>>>>>"; in package.json yours was kept`,
    exitCodes.attention,
  );
}

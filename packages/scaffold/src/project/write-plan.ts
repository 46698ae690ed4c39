import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { FilePlan, PlannedFile } from './file-plan.ts';
import { commitChanges, type FileChange, finishInterrupted } from './file-transaction.ts';
import { findFile, type FoundFile } from './find-file.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { ProjectError } from './project-error.ts';

export interface WritePlanOptions {
  /** Overwrite files that a plan wants to be new; each is kept beside, as `<name>.orig`. @default false */
  readonly force?: boolean | undefined;
  /** Check everything, and write nothing. @default false */
  readonly dryRun?: boolean | undefined;
  /** Files to remove, where they are there. @default none */
  readonly remove?: readonly string[] | undefined;
}

/**
 * Writes a plan below `root`: all of it, or nothing. Everything is checked before the first write, and
 * no link is followed.
 * @returns the paths written and removed, in the plan's order; unchanged and kept files are left out
 * @throws {ProjectError} when a file is in the way, or a path leads out of `root`
 */
export async function writePlan(
  root: string,
  plan: FilePlan,
  { force = false, dryRun = false, remove = [] }: WritePlanOptions = {},
): Promise<string[]> {
  if (!dryRun) await finishInterrupted(root);
  const realRoot = (await realpath(root).catch(ignoreMissing)) ?? path.resolve(root);
  const changes: FileChange[] = [];
  const inTheWay: string[] = [];
  for (const file of plan) {
    const found = await findFile(realRoot, file.path);
    const isInTheWay = found.before !== undefined && file.ifExists === 'refuse';
    if (isInTheWay) inTheWay.push(file.path);
    if (!isChange(file, found)) continue;
    if (isInTheWay) {
      const kept = await freeName(realRoot, `${file.path}.orig`);
      changes.push({ path: kept, before: undefined, contents: found.before });
    }
    changes.push({ path: file.path, contents: file.contents, ...found });
  }
  if (!force && inTheWay.length > 0) {
    throw new ProjectError(
      `${inTheWay.join(', ')} already exists: use --force to overwrite it (the old is kept as .orig)`,
    );
  }
  for (const file of remove) {
    const { before } = await findFile(realRoot, file);
    if (before !== undefined) changes.push({ path: file, before, contents: undefined });
  }
  if (!dryRun && changes.length > 0) await commitChanges(realRoot, changes);
  return changes.map((change) => change.path);
}

function isChange({ contents, ifExists }: PlannedFile, { before }: FoundFile): boolean {
  if (before === undefined) return true;
  return ifExists !== 'keep' && before.toString() !== contents;
}

async function freeName(realRoot: string, wanted: string): Promise<string> {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}.${count}`;
    if ((await findFile(realRoot, name)).before === undefined) return name;
  }
}

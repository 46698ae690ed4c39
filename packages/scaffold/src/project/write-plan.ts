import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readFile, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FilePlan, PlannedFile } from './file-plan.ts';
import { ProjectError } from './project-error.ts';

export interface WritePlanOptions {
  /** Overwrite files that a plan wants to be new. @default false */
  readonly force?: boolean | undefined;
}

interface CheckedFile extends PlannedFile {
  readonly target: string;
  /** `undefined` when there is no such file yet. */
  readonly before: Buffer | undefined;
}

/**
 * Writes a plan below `root`: all of it, or nothing. Everything is checked before the first write;
 * each file is written beside its place (never through an existing name) and renamed; a failure puts
 * back what was there.
 * @returns the paths written, in the plan's order; unchanged and kept files are left out
 * @throws {ProjectError} when a file is in the way, or a path leads out of `root`
 */
export async function writePlan(
  root: string,
  plan: FilePlan,
  { force = false }: WritePlanOptions = {},
): Promise<string[]> {
  await mkdir(root, { recursive: true });
  const files: CheckedFile[] = [];
  for (const file of plan) files.push(await checkFile(root, file));

  const inTheWay = files.filter((file) => file.before !== undefined && file.ifExists === 'refuse');
  if (!force && inTheWay.length > 0) {
    const names = inTheWay.map((file) => file.path).join(', ');
    throw new ProjectError(`${names} already exists: use --force to overwrite it`);
  }
  const changes = files.filter(({ before, contents, ifExists }) =>
    before === undefined ? true : ifExists !== 'keep' && before.toString() !== contents,
  );
  await writeAll(root, changes);
  return changes.map((file) => file.path);
}

async function checkFile(root: string, file: PlannedFile): Promise<CheckedFile> {
  const parts = file.path.split('/');
  if (file.path.includes('\\') || parts.some((part) => ['', '.', '..'].includes(part))) {
    throw new ProjectError(`"${file.path}" is not a path inside the project`);
  }
  // Walked by hand: a link anywhere on the way could lead out of the project.
  const realRoot = await realpath(root);
  let current = realRoot;
  for (const [index, part] of parts.entries()) {
    current = path.join(current, part);
    const found = await lstat(current).catch(ignoreMissing);
    if (found === undefined) break;
    if (found.isSymbolicLink()) {
      throw new ProjectError(
        `${file.path}: ${parts.slice(0, index + 1).join('/')} is a symbolic link`,
      );
    }
    const isLast = index === parts.length - 1;
    if (isLast ? !found.isFile() : !found.isDirectory()) {
      throw new ProjectError(`${file.path}: ${parts.slice(0, index + 1).join('/')} is in the way`);
    }
  }
  const target = path.join(realRoot, ...parts);
  return { ...file, target, before: await readFile(target).catch(ignoreMissing) };
}

async function writeAll(root: string, files: readonly CheckedFile[]): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const file of files) {
      const made = await mkdir(path.dirname(file.target), { recursive: true });
      if (made !== undefined) undo.push(() => removeFolders(made, path.dirname(file.target)));
      const draft = `${file.target}.${randomUUID()}`;
      undo.push(() => rm(draft, { force: true }));
      await writeFile(draft, file.contents, { flag: 'wx' });
      await rename(draft, file.target);
      const { before } = file;
      undo.push(() =>
        before === undefined ? rm(file.target, { force: true }) : writeFile(file.target, before),
      );
    }
  } catch (cause) {
    for (const step of undo.toReversed()) await step();
    throw new ProjectError(`could not write to ${root}, nothing was changed: ${String(cause)}`, {
      cause,
    });
  }
}

/** Removes the empty folders from `last` up to and with `first`. */
async function removeFolders(first: string, last: string): Promise<void> {
  for (let folder = last; folder.startsWith(first); folder = path.dirname(folder)) {
    await rmdir(folder).catch(() => undefined);
  }
}

function ignoreMissing(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw error;
}

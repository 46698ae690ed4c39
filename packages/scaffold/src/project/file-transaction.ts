import { createHash } from 'node:crypto';
import {
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { findFile } from './find-file.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { isAlive } from './is-alive.ts';
import { ProjectError } from './project-error.ts';
import { removeEmptyFolders } from './remove-empty-folders.ts';

/** A file as it is to be; what it was before is known, so that nothing else is overwritten. */
export interface FileChange {
  /** Below the root, with `/`; none of its folders is a link. */
  readonly path: string;
  /** `undefined` when there was no such file. */
  readonly before: Buffer | undefined;
  /** `undefined` removes the file. */
  readonly contents: string | Buffer | undefined;
  /** Permission bits. @default those of a new file */
  readonly mode?: number | undefined;
}

interface JournalEntry {
  readonly path: string;
  /** Digest of what the file was; absent for a new one. */
  readonly before?: string;
  /** The file goes. */
  readonly removed?: true;
}

const stagePrefix = '.keelson-writing-';
const journalName = 'journal.json';

/**
 * Makes all of the changes, or none. The new contents are written into a folder beside; a journal there
 * says that they are complete; only then do they move into place. Who is killed before the journal has
 * changed nothing, and who is killed after it is completed by {@link finishInterrupted}.
 * @throws {ProjectError} when it cannot be done: everything is as it was
 */
export async function commitChanges(root: string, changes: readonly FileChange[]): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const made = await mkdir(root, { recursive: true });
    if (made !== undefined) undo.push(() => removeEmptyFolders(root, made));
    const stage = path.join(root, `${stagePrefix}${process.pid}`);
    await mkdir(stage);
    undo.push(() => rm(stage, { recursive: true, force: true }));
    await refuseOthers(root, stage);
    await stageChanges(stage, changes);
    for (const [index, change] of changes.entries()) {
      undo.push(...(await moveIntoPlace(root, { stage, index, change })));
    }
    await removeStage(stage);
    for (const { path: file, contents } of changes) {
      if (contents === undefined) await removeEmptyFolders(path.join(root, file, '..'), root, true);
    }
  } catch (cause) {
    for (const step of undo.toReversed()) await step();
    if (cause instanceof ProjectError) throw cause;
    throw new ProjectError(`could not write to ${root}, nothing was changed: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

/**
 * Completes what a process that was killed had begun to move into place, and removes what it had only
 * prepared. Does nothing where nothing was interrupted.
 * @throws {ProjectError} when a file was edited since, or another process is writing right now
 */
export async function finishInterrupted(root: string): Promise<void> {
  for (const stage of await stagesOf(root)) {
    refuseIfAlive(stage);
    const realRoot = await realpath(root);
    for (const [index, entry] of (await readJournal(stage)).entries()) {
      await completeEntry(realRoot, { stage, index, entry });
    }
    await removeStage(stage);
  }
}

async function stageChanges(stage: string, changes: readonly FileChange[]): Promise<void> {
  const entries: JournalEntry[] = [];
  for (const [index, { path: file, before, contents, mode }] of changes.entries()) {
    entries.push({
      path: file,
      ...(before !== undefined && { before: digest(before) }),
      ...(contents === undefined && { removed: true }),
    });
    if (contents === undefined) continue;
    await writeFile(path.join(stage, `${index}`), contents, { flag: 'wx', mode });
  }
  const draft = path.join(stage, 'journal.draft');
  await writeFile(draft, JSON.stringify(entries), { flag: 'wx' });
  await rename(draft, path.join(stage, journalName));
}

interface Move {
  readonly stage: string;
  readonly index: number;
  readonly change: FileChange;
}

/** @returns how to undo it */
async function moveIntoPlace(
  root: string,
  { stage, index, change }: Move,
): Promise<(() => Promise<unknown>)[]> {
  const undo: (() => Promise<unknown>)[] = [];
  const target = path.join(root, ...change.path.split('/'));
  const made = await mkdir(path.dirname(target), { recursive: true });
  if (made !== undefined) undo.push(() => removeEmptyFolders(path.dirname(target), made));
  try {
    const old = path.join(stage, `${index}.old`);
    if (change.before !== undefined) await link(target, old).catch(() => copyFile(target, old));
    if (change.contents === undefined) await rm(target);
    else await rename(path.join(stage, `${index}`), target);
    // Renaming takes no room: it works on a full disk, too.
    undo.push(() =>
      change.before === undefined ? rm(target, { force: true }) : rename(old, target),
    );
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
  return undo;
}

/** @throws {ProjectError} when it is not as it was written */
async function readJournal(stage: string): Promise<readonly JournalEntry[]> {
  const text = await readFile(path.join(stage, journalName), 'utf8').catch(ignoreMissing);
  if (text === undefined) return [];
  try {
    return JSON.parse(text) as JournalEntry[];
  } catch (cause) {
    throw new ProjectError(`${path.join(stage, journalName)} is damaged: delete ${stage}`, {
      cause,
    });
  }
}

async function completeEntry(
  realRoot: string,
  {
    stage,
    index,
    entry,
  }: { readonly stage: string; readonly index: number; readonly entry: JournalEntry },
): Promise<void> {
  // Not trusted: it may have come with a project from elsewhere.
  const { before: found } = await findFile(realRoot, entry.path);
  const draft = path.join(stage, `${index}`);
  const target = path.join(realRoot, ...entry.path.split('/'));
  const isPending = (await readdir(stage)).includes(`${index}`) || entry.removed === true;
  if (!isPending || (entry.removed === true && found === undefined)) return;
  if ((found && digest(found)) !== entry.before) {
    throw new ProjectError(
      `a command was killed before it had written ${entry.path}, which has changed since: take what you need from ${draft}, then delete ${stage}`,
    );
  }
  await mkdir(path.dirname(target), { recursive: true });
  if (entry.removed === true) await rm(target);
  else await rename(draft, target);
}

/** The journal goes first: without it the rest is only waste. */
async function removeStage(stage: string): Promise<void> {
  await rm(path.join(stage, journalName), { force: true });
  await rm(stage, { recursive: true, force: true });
}

async function stagesOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(ignoreMissing);
  return (entries ?? [])
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(stagePrefix))
    .map(({ name }) => path.join(root, name));
}

async function refuseOthers(root: string, own: string): Promise<void> {
  for (const stage of await stagesOf(root)) if (stage !== own) refuseIfAlive(stage);
}

function refuseIfAlive(stage: string): void {
  const pid = Number(path.basename(stage).slice(stagePrefix.length));
  // Its own number: that of a process before it, in a container of the same start.
  if (pid === process.pid || !isAlive(pid)) return;
  throw new ProjectError(
    `process ${pid} is writing to this project: wait for it, or delete ${stage} if it is no operator command`,
  );
}

function digest(contents: Buffer): string {
  return createHash('sha256').update(contents).digest('hex');
}

/** `EROFS: read-only file system`, without the names of temporary files. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/, (?:mkdir|open|write|rename|link|copyfile|unlink)\b/)[0] ?? message;
}

import { createHash } from 'node:crypto';
import { type FilePlan, newFile, updatedFile } from './file-plan.ts';
import { ProjectError } from './project-error.ts';
import { readText } from './read-text.ts';

/** Which files of a folder are generated, and as what: hashes by path. */
const recordName = '.generated.json';

/** What is to be written into a folder that belongs to the user as well. */
export interface SharedFolderPlan {
  readonly plan: FilePlan;
  /** Files that the user has changed, made or removed: they stay so. */
  readonly kept: readonly string[];
  /** Untouched files that are no longer generated. */
  readonly remove: readonly string[];
}

/** A folder of generated files that a user may edit. */
export interface SharedFolder {
  /** The project's root. */
  readonly root: string;
  /** Below the root. */
  readonly folder: string;
  /** By path in the folder. */
  readonly files: ReadonlyMap<string, string>;
  /** Replace what the user has changed; it is kept beside, as `.orig`. @default false */
  readonly force?: boolean | undefined;
}

/**
 * Refreshes the files that nobody has touched since they were generated, as a record in the folder
 * tells, and leaves alone those that somebody has changed, removed, or made.
 * @throws {ProjectError} when the record cannot be read
 */
export async function planSharedFolder(shared: SharedFolder): Promise<SharedFolderPlan> {
  const { root, folder, files, force = false } = shared;
  const recordPath = `${folder}/${recordName}`;
  const record = parseRecord(await readText(root, recordPath), recordPath);
  const found = await Promise.all(
    [...files].map(async ([name, contents]) => {
      const path = `${folder}/${name}`;
      const before = await readText(root, path);
      return { name, path, contents, isOurs: force || isOurs(before, contents, record[name]) };
    }),
  );
  const ours = found.filter((file) => file.isOurs);
  const kept = found.filter((file) => !file.isOurs);
  const gone = Object.keys(record).filter((name) => !files.has(name));
  const before = await Promise.all(gone.map((name) => readText(root, `${folder}/${name}`)));
  const remove = gone.filter((name, index) => {
    const text = before[index];
    return text !== undefined && hashOf(text) === record[name];
  });
  const next = {
    ...Object.fromEntries(
      kept.flatMap(({ name }) => (name in record ? [[name, record[name]]] : [])),
    ),
    ...Object.fromEntries(ours.map(({ name, contents }) => [name, hashOf(contents)])),
  };
  const sorted = Object.fromEntries(Object.entries(next).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const write = force ? newFile : updatedFile;
  return {
    plan: [
      ...ours.map(({ path, contents }) => write(path, contents)),
      updatedFile(recordPath, `${JSON.stringify(sorted, undefined, 2)}\n`),
    ],
    kept: kept.map(({ path }) => path),
    remove: remove.map((name) => `${folder}/${name}`),
  };
}

function isOurs(before: string | undefined, contents: string, recorded: string | undefined) {
  if (before === undefined) return recorded === undefined;
  return before === contents || hashOf(before) === recorded;
}

function parseRecord(text: string | undefined, file: string): Readonly<Record<string, string>> {
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    throw new ProjectError(`${file} is not JSON: restore it, or remove it and use --force`);
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

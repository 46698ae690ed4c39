/** One file of a plan. */
export interface PlannedFile {
  /** Below the project's root, with `/`. */
  readonly path: string;
  readonly contents: string;
  /** What to do with a file that is there: refuse (unless forced), keep it, or replace it. */
  readonly ifExists: 'refuse' | 'keep' | 'replace';
}

/** The files that a command wants to write, as a value. */
export type FilePlan = readonly PlannedFile[];

/** A file that must be new. */
export function newFile(path: string, contents: string): PlannedFile {
  return { path, contents, ifExists: 'refuse' };
}

/** A file that the tool keeps up to date: the new contents were made from the old. */
export function updatedFile(path: string, contents: string): PlannedFile {
  return { path, contents, ifExists: 'replace' };
}

import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ignoreMissing } from './ignore-missing.ts';
import { ProjectError } from './project-error.ts';

/** A file below a root as it was found. */
export interface FoundFile {
  /** `undefined` when there is none. */
  readonly before: Buffer | undefined;
  /** Permission bits. */
  readonly mode?: number | undefined;
}

/**
 * Looks at a file that is to be written. `realRoot` holds no link.
 * @throws {ProjectError} when the path leads out of the project, or something else is in the way
 */
export async function findFile(realRoot: string, file: string): Promise<FoundFile> {
  const parts = file.split('/');
  if (/[\\\0]/.test(file) || parts.some((part) => ['', '.', '..'].includes(part))) {
    throw new ProjectError(`"${file}" is not a path inside the project`);
  }
  // Walked by hand: a link anywhere on the way could lead out of the project.
  let current = realRoot;
  for (const [index, part] of parts.entries()) {
    current = path.join(current, part);
    const found = await lstat(current).catch(ignoreMissing);
    if (found === undefined) break;
    const here = parts.slice(0, index + 1).join('/');
    if (found.isSymbolicLink()) throw new ProjectError(`${file}: ${here} is a symbolic link`);
    const isLast = index === parts.length - 1;
    if (isLast ? !found.isFile() : !found.isDirectory()) {
      throw new ProjectError(`${file}: ${here} is in the way`);
    }
    if (isLast) return { before: await readFile(current), mode: found.mode & 0o777 };
  }
  return { before: undefined };
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ignoreMissing } from './ignore-missing.ts';

/** The text of a file below the folder; nothing when there is none. */
export function readText(directory: string, file: string): Promise<string | undefined> {
  return readFile(path.join(directory, file), 'utf8').catch(ignoreMissing);
}

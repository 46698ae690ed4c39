import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The text of a file below the folder; nothing when there is none. */
export async function readText(directory: string, file: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(directory, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

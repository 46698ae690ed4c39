import { rmdir } from 'node:fs/promises';
import path from 'node:path';

/** Removes the empty folders from `last` up to `first`, without `first` itself when that is to stay. */
export async function removeEmptyFolders(
  last: string,
  first: string,
  keepsFirst = false,
): Promise<void> {
  for (let folder = last; folder.startsWith(first); folder = path.dirname(folder)) {
    if (keepsFirst && folder === first) return;
    await rmdir(folder).catch(() => undefined);
  }
}

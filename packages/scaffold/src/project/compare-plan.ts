import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { firstDifference } from '../emit/first-difference.ts';
import type { FilePlan } from './file-plan.ts';

/** A file that is not what the source says. */
export interface OutdatedFile {
  /** Below the project's root, with `/`. */
  readonly path: string;
  /** The first lines that differ, for people. */
  readonly difference: string;
}

/** The files of the plan that are not as it says. */
export async function findOutdated(root: string, plan: FilePlan): Promise<OutdatedFile[]> {
  const found = await Promise.all(
    plan.map(async (file): Promise<OutdatedFile[]> => {
      const before = await readFile(path.join(root, file.path), 'utf8').catch(() => undefined);
      if (before === file.contents || (before !== undefined && file.ifExists === 'keep')) return [];
      const difference =
        before === undefined ? 'does not exist' : firstDifference(before, file.contents);
      return [{ path: file.path, difference }];
    }),
  );
  return found.flat();
}

/** The files of a folder that were generated, by their first line, and that the plan does not have. */
export async function findStale(
  root: string,
  folder: string,
  { plan, mark }: { readonly plan: FilePlan; readonly mark: string },
): Promise<string[]> {
  const planned = new Set(plan.map((file) => file.path));
  const names = await readdir(path.join(root, folder)).catch(() => []);
  const candidates = names
    .map((name) => `${folder}/${name}`)
    .filter((file) => /\.(?:yaml|md)$/.test(file) && !planned.has(file));
  const texts = await Promise.all(
    candidates.map((file) => readFile(path.join(root, file), 'utf8')),
  );
  return candidates.filter((_, index) => texts[index]?.startsWith(mark)).toSorted();
}

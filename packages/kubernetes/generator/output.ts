import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Every place where a generated file can be, to find those that are no longer generated. */
const generatedPatterns = ['schema/*.json', 'src/*/*.ts'];

/** The files of `root` that differ from `files`, are missing, or should no longer be there. */
export function outdatedFiles(root: string, files: ReadonlyMap<string, string>): string[] {
  const changed = [...files].filter(([path, text]) => {
    const target = join(root, path);
    return !existsSync(target) || readFileSync(target, 'utf8') !== text;
  });
  return [...changed.map(([path]) => path), ...leftovers(root, files)].toSorted();
}

/** Makes `root` hold exactly `files` in the places of generated files. */
export function writeFiles(root: string, files: ReadonlyMap<string, string>): void {
  for (const path of leftovers(root, files)) rmSync(join(root, path));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function leftovers(root: string, files: ReadonlyMap<string, string>): string[] {
  return globSync(generatedPatterns, { cwd: root }).filter(
    (path) => !files.has(path) && !path.includes('.test'),
  );
}

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Beside `src` and `dist` alike, so that both find it. */
const templatesFolder = path.resolve(import.meta.dirname, '../../templates');

/** One template: where its file goes, and its text. */
export interface Template {
  readonly path: string;
  readonly text: string;
}

/** All templates of a new project, by path. A leading `dot-` stands for the dot that npm would not pack. */
export async function projectTemplates(): Promise<Template[]> {
  const folder = path.join(templatesFolder, 'project');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
  return Promise.all(
    files.map(async (file) => ({
      path: path.relative(folder, file).replaceAll(path.sep, '/').replace(/^dot-/, '.'),
      text: await readFile(file, 'utf8'),
    })),
  );
}

/** One of the templates of `create webhook`. */
export function webhookTemplate(
  name: `${'defaulter' | 'validator' | 'converter'}${'' | '-test'}`,
): Promise<string> {
  return readFile(path.join(templatesFolder, 'webhook', `${name}.ts`), 'utf8');
}

/** One of the templates of `create api`. None is named `*.test.ts`: those are not packed. */
export function apiTemplate(
  name: 'types.ts' | 'types-test.ts' | `${'' | 'foreign-'}controller${'' | '-test'}.ts`,
): Promise<string> {
  return readFile(path.join(templatesFolder, 'api', name), 'utf8');
}

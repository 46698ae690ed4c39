import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../..');

/** A fenced block of a page. */
export interface Snippet {
  readonly page: string;
  /** The heading that it stands under. */
  readonly heading: string;
  readonly language: string;
  /** From a first line `// path/file.ts`: blocks of one page may import each other. */
  readonly file: string;
  readonly source: string;
}

/** Every page that a reader may take a snippet from, relative to the repository. */
export async function documentationPages(): Promise<string[]> {
  const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];
  for (const folder of ['docs', 'packages', 'examples']) {
    const files = await readdir(path.join(repository, folder), { recursive: true });
    const own = files.filter((file) => /^[^/]*(\/README)?\.md$/.test(file));
    pages.push(...own.map((file) => path.join(folder, file)));
  }
  return pages;
}

export async function snippetsOf(page: string): Promise<Snippet[]> {
  const text = await readFile(path.join(repository, page), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  return blocks.map((block, index) => {
    const [, language = '', source = ''] = block;
    const headings = [...text.slice(0, block.index).matchAll(/^#+ (.*)$/gm)];
    const file = /^\/\/ (\S+\.ts)\n/.exec(source)?.[1] ?? `snippet-${index + 1}.ts`;
    return { page, heading: headings.at(-1)?.[1] ?? '', language, file, source };
  });
}

/** The command lines of a shell block, without comments. */
export function commandsOf(source: string): string[] {
  const lines = source.replaceAll('\\\n', ' ').split('\n');
  return lines
    .map((line) => line.replace(/\s+# .*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

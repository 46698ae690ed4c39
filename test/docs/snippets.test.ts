import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Snippet {
  readonly page: string;
  readonly language: string;
  /** Relative to the page's own folder: snippets of one page may import each other. */
  readonly file: string;
  readonly source: string;
}

const compilerOptions = {
  target: 'es2024',
  module: 'nodenext',
  types: ['node'],
  strict: true,
  noEmit: true,
  experimentalDecorators: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
};

describe('the snippets of the documentation', async () => {
  const pages = await documentationPages();
  const snippets = (await Promise.all(pages.map(snippetsOf))).flat();
  const typescript = snippets.filter(({ language }) => language === 'ts');
  let folder = '';
  let complaints = '';

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-snippets-'));
    await symlink(path.join(repository, 'test/node_modules'), path.join(folder, 'node_modules'));
    await symlink(path.join(repository, 'node_modules/@types'), path.join(folder, '.types'));
    await writeFile(path.join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const typeRoots = [path.join(folder, '.types')];
    await writeFile(
      path.join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, typeRoots }, include: ['**/*.ts'] }),
    );
    for (const { page, file, source } of typescript) {
      const target = path.join(folder, page, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, source);
    }
    const tsc = path.join(repository, 'node_modules/.bin/tsc');
    const result = await run(tsc, ['-p', folder, '--pretty', 'false'], { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    );
    complaints = result.stdout;
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('are found', () => {
    expect(pages).toContain('README.md');
    expect(typescript.length).toBeGreaterThan(0);
  });

  it.each(typescript.map(({ page, file }) => [page, file]))('%s: %s compiles', (page, file) => {
    const about = complaints.split('\n').filter((line) => line.startsWith(path.join(page, file)));
    expect(about.join('\n')).toBe('');
  });

  it('have no error outside of them', () => {
    expect(complaints).toBe('');
  });
});

async function documentationPages(): Promise<string[]> {
  const docs = await readdir(path.join(repository, 'docs'), { recursive: true });
  return [
    ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'],
    ...docs.filter((file) => file.endsWith('.md')).map((file) => path.join('docs', file)),
  ];
}

async function snippetsOf(page: string): Promise<Snippet[]> {
  const text = await readFile(path.join(repository, page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
    ([, language = '', source = ''], index) => ({
      page,
      language,
      file: /^\/\/ (\S+\.ts)$/m.exec(source.split('\n')[0] ?? '')?.[1] ?? `snippet-${index + 1}.ts`,
      source,
    }),
  );
}

import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { snippetsOf } from './documentation.ts';

const repository = path.resolve(import.meta.dirname, '../..');

const compilerOptions = {
  target: 'es2024',
  module: 'nodenext',
  lib: ['es2024', 'esnext.disposable', 'esnext.array'],
  types: ['node'],
  strict: true,
  experimentalDecorators: true,
  rewriteRelativeImportExtensions: true,
  skipLibCheck: true,
  rootDir: 'src',
  outDir: 'dist',
};

/** Writes the TypeScript blocks of a page that name their file as a project, as a reader would. */
export async function writeProject(page: string, folder: string): Promise<void> {
  const named = (await snippetsOf(page)).filter(({ file }) => file.startsWith('src/'));
  for (const { file, source } of named) {
    const target = path.join(folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, source);
  }
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const typeRoots = [path.join(repository, 'node_modules/@types')];
  const tsconfig = { compilerOptions: { ...compilerOptions, typeRoots }, include: ['src'] };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  await symlink(path.join(repository, 'test/node_modules'), path.join(folder, 'node_modules'));
}

export async function compile(folder: string): Promise<void> {
  await promisify(execFile)(path.join(repository, 'node_modules/.bin/tsc'), ['-p', folder]);
}

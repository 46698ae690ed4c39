import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { matrixPage } from './matrix-page.ts';

const file = path.resolve(import.meta.dirname, '../../docs/conformance.md');
if (process.argv.includes('--check')) {
  const written = await readFile(file, 'utf8').catch(() => '');
  if (written !== matrixPage()) {
    console.error('docs/conformance.md is not up to date: run test/conformance/matrix.ts');
    process.exitCode = 1;
  }
} else {
  await writeFile(file, matrixPage());
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { exitCodes } from './exit-code.ts';

it('is what the documentation says', async () => {
  const page = path.resolve(import.meta.dirname, '../../../docs/cli.md');
  const rows = (await readFile(page, 'utf8')).matchAll(/^\| (\d+) +\|/gm);
  const documented = [...rows].map(([, code]) => Number(code));
  expect(documented).toEqual([0, ...Object.values(exitCodes)].toSorted((a, b) => a - b));
});

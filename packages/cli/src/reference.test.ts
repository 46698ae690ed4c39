import path from 'node:path';
import { expect, it } from 'vitest';
import { commands } from './commands/index.ts';
import { referencePage } from './reference-page.test.support.ts';

it('is the page in the documentation', async () => {
  const page = path.resolve(import.meta.dirname, '../../../docs/cli-reference.md');
  await expect(referencePage(commands)).toMatchFileSnapshot(page);
});

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProject } from './read-project.ts';
import { SourceError } from './source-error.ts';

const fixtures = path.join(import.meta.dirname, '../../fixtures/errors');

function problemsOf(folder: string): string {
  try {
    readProject(path.join(fixtures, folder, 'tsconfig.json'));
  } catch (error) {
    if (error instanceof SourceError) return `${error.message}\n`;
    throw error;
  }
  return 'no problem';
}

describe('what cannot become a manifest', { timeout: 10_000 }, () => {
  it.each([
    ['a type, a marker, a name or a right that has no manifest', 'source'],
    ['versions that do not make one definition', 'versions'],
    ['what the compiler refuses', 'compile'],
    ['TypeScript that is no JSON, in disguise', 'hostile'],
    ['rules that the API server would refuse', 'rules'],
    ['a configuration without source', 'empty'],
    ['a configuration that is not there', 'absent'],
  ])('is reported at its place with what to write instead: %s', async (_, folder) => {
    await expect(problemsOf(folder)).toMatchFileSnapshot(
      path.join(fixtures, folder, 'expected.txt'),
    );
  });
});

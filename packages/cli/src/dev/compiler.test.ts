import { describe, expect, it } from 'vitest';
import { readCompilerLine } from './compiler.ts';

describe('readCompilerLine', () => {
  it.each([
    ['8:33:10 AM - Starting compilation in watch mode...', 'start'],
    [
      'build starting at 8:33:10 AM: File change detected. Starting incremental compilation...',
      'start',
    ],
    ['8:33:11 AM - Found 0 errors. Watching for file changes.', 'compiled'],
    ['8:33:11 AM - Found 1 error. Watching for file changes.', 'failed'],
    ['8:33:11 AM - Found 10 errors. Watching for file changes.', 'failed'],
    ["src/main.ts(3,10): error TS2305: Module '\"./a.ts\"' has no exported member 'A'.", 'text'],
    ['', 'text'],
  ])('takes %j for %s', (line, meaning) => {
    expect(readCompilerLine(line)).toBe(meaning);
  });
});

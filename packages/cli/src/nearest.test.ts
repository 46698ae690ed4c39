import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

describe('nearest', () => {
  it.each([
    ['domian', ['domain', 'owner'], 'domain'],
    ['kin', ['kind', 'king-size'], 'kind'],
    ['x', ['domain'], undefined],
    ['ownr', [], undefined],
    ['force', ['force'], 'force'],
  ])('%s among %j', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });
});

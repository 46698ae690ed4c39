import { describe, expect, it } from 'vitest';
import { indexesFault, overlapOf } from './index-intervals.ts';

describe('indexesFault', () => {
  it.each(['', '0', '1,3-5', '0-9', '+1'])('takes %j', (indexes) => {
    expect(indexesFault(indexes, 10)).toBeUndefined();
  });

  it.each([
    [
      '1-2-3',
      `the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by '-'`,
    ],
    ['a', 'cannot convert string to integer for index: "a"'],
    ['1-', 'cannot convert string to integer for index: ""'],
    ['10', 'too large index: "10"'],
    ['5-10', 'too large index: "10"'],
    ['3-3', 'non-increasing order, previous: 3, current: 3'],
    ['1-4,4', 'non-increasing order, previous: 4, current: 4'],
  ])('refuses %j', (indexes, fault) => {
    expect(indexesFault(indexes, 10)).toBe(fault);
  });
});

describe('overlapOf', () => {
  it.each([
    ['1,3-5', '2,6-7', undefined],
    ['1,3-5', '2,4-7', 4],
    ['0-9', '7', 7],
    ['', '7', undefined],
    ['x,7', '1,y,7', 7],
  ])('of %j and %j is %j', (completed, failed, index) => {
    expect(overlapOf(completed, failed, 10)).toBe(index);
  });
});

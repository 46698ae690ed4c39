import { describe, expect, it } from 'vitest';
import { breaches, percentile } from './referee.ts';

describe('breaches()', () => {
  const reigns = [
    { version: 30n, holder: 'b' },
    { version: 10n, holder: 'a' },
    { version: 20n, holder: '' },
  ];
  const write = (version: bigint, writer: string) => breaches(reigns, [{ version, writer }]);

  it('lets the holder write, and nobody else', () => {
    expect(write(11n, 'a')).toEqual([]);
    expect(write(31n, 'b')).toEqual([]);
    expect(write(31n, 'a')).toEqual(['a wrote at 31, when b held the lease (30)']);
    expect(write(21n, 'a')).toEqual(['a wrote at 21, when nobody held the lease (20)']);
    expect(write(9n, 'a')).toHaveLength(1);
  });
});

describe('percentile()', () => {
  it('takes one of the values', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(values, 0.5)).toBe(50);
    expect(percentile(values, 0.99)).toBe(99);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.99)).toBeUndefined();
  });
});

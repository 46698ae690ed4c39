import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareResourceVersions } from './resource-version.ts';

describe('compareResourceVersions', () => {
  it('orders numbers of any length', () => {
    const versions = fc.bigInt({ min: 1n, max: 10n ** 40n });
    fc.assert(
      fc.property(versions, versions, (a, b) => {
        const order = compareResourceVersions(String(a), String(b)) ?? Number.NaN;
        expect(Math.sign(order)).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it.each(['', '0', '01', '-1', '1.5', 'abc', ' 1'])('cannot compare "%s"', (version) => {
    expect(compareResourceVersions(version, '5')).toBeUndefined();
    expect(compareResourceVersions('5', version)).toBeUndefined();
  });
});

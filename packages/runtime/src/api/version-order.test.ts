import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions } from './version-order.ts';

const versions = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom('', 'alpha1', 'beta2', 'beta10'))
    .map(([major, stage]) => `v${major}${stage}`),
  fc.constantFrom('foo1', 'foo10', 'v1gamma1', 'v', 'v1alpha', 'V1', ''),
);

describe('compareVersions', () => {
  it('sorts as the API server does', () => {
    const order = [
      'v10',
      'v2',
      'v1',
      'v11beta2',
      'v10beta3',
      'v3beta1',
      'v12alpha1',
      'v11alpha2',
      'foo1',
      'foo10',
    ];
    expect(order.toReversed().toSorted(compareVersions)).toEqual(order);
    const slide = ['v1alpha1', 'v1alpha2', 'v1beta1', 'v1', 'v2alpha1', 'v2beta1', 'v2'];
    expect(slide.toSorted(compareVersions)).toEqual([
      'v2',
      'v1',
      'v2beta1',
      'v1beta1',
      'v2alpha1',
      'v1alpha2',
      'v1alpha1',
    ]);
  });

  it('is a total order', () => {
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        const sign = (x: string, y: string) => Math.sign(compareVersions(x, y));
        expect(sign(a, b) + sign(b, a)).toBe(0);
        expect(sign(a, b) === 0).toBe(a === b);
        if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

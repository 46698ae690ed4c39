import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatSelector,
  matchesSelector,
  parseSelector,
  type Requirement,
  requirementsOf,
  type Selector,
} from './selector.ts';

const keys = fc.constantFrom('a', 'in', 'notin', 'App.kubernetes_io', 'example.com/tier', 'x1/y-2');
const values = fc.stringMatching(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,8}[A-Za-z0-9])?)?$/);
const requirements: fc.Arbitrary<Requirement> = fc.oneof(
  fc.record({
    key: keys,
    operator: fc.constantFrom('in' as const, 'notin' as const),
    values: fc.uniqueArray(values, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    key: keys,
    operator: fc.constantFrom('exists' as const, 'doesnotexist' as const),
    values: fc.constant([]),
  }),
  fc.record({
    key: keys,
    operator: fc.constantFrom('gt' as const, 'lt' as const),
    values: fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String)),
  }),
);
const selectors: fc.Arbitrary<Selector> = fc.array(requirements, { maxLength: 4 });
const labelSets = fc.dictionary(keys, fc.oneof(values, fc.nat().map(String)));

describe('parseSelector', () => {
  it('reads what formatSelector writes', () => {
    fc.assert(
      fc.property(selectors, (selector) => {
        expect(parseSelector(formatSelector(selector))).toEqual(selector);
      }),
    );
  });

  it.each<[string, Selector]>([
    ['', []],
    ['  ', []],
    ['a=b', [{ key: 'a', operator: 'in', values: ['b'] }]],
    ['a == b', [{ key: 'a', operator: 'in', values: ['b'] }]],
    ['a=', [{ key: 'a', operator: 'in', values: [''] }]],
    ['a!=b', [{ key: 'a', operator: 'notin', values: ['b'] }]],
    ['a in (b, c)', [{ key: 'a', operator: 'in', values: ['b', 'c'] }]],
    ['a in(b,,c)', [{ key: 'a', operator: 'in', values: ['b', '', 'c'] }]],
    ['a notin ()', [{ key: 'a', operator: 'notin', values: [''] }]],
    ['in in (in,notin)', [{ key: 'in', operator: 'in', values: ['in', 'notin'] }]],
    [
      'a, !b ,c>1,d<2',
      [
        { key: 'a', operator: 'exists', values: [] },
        { key: 'b', operator: 'doesnotexist', values: [] },
        { key: 'c', operator: 'gt', values: ['1'] },
        { key: 'd', operator: 'lt', values: ['2'] },
      ],
    ],
  ])('reads "%s"', (text, selector) => {
    expect(parseSelector(text)).toEqual(selector);
  });

  it.each([
    'a=b||c=d',
    'a==b==c',
    '!a=b',
    'a<b',
    'a>-1',
    'a>9223372036854775808',
    'a,',
    ',',
    'a,,b',
    'a in b',
    'a in (b',
    'a in (b c)',
    'a b',
    'a..b/c=d',
    `${'a'.repeat(254)}/b`,
    'a'.repeat(64),
    'a/b/c',
    'Example.com/a',
    '-a',
    'a=-b',
    `a=${'b'.repeat(64)}`,
    '=b',
  ])('refuses "%s"', (text) => {
    expect(() => parseSelector(text)).toThrow('is not a requirement of a label selector: write');
  });
});

describe('matchesSelector', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['', {}, true],
    ['a=1', { a: '1' }, true],
    ['a=1', { a: '2' }, false],
    ['a=1', {}, false],
    ['a=', {}, false],
    ['a=', { a: '' }, true],
    ['a!=1', {}, true],
    ['a!=1', { a: '1' }, false],
    ['a in (1,2)', { a: '2' }, true],
    ['a notin (1,2)', { a: '2' }, false],
    ['a notin (1,2)', {}, true],
    ['a', { a: '' }, true],
    ['!a', { a: '' }, false],
    ['!a', {}, true],
    ['a>9', { a: '10' }, true],
    ['a>9', { a: '9' }, false],
    ['a<9', { a: '10' }, false],
    ['a<9', { a: 'x' }, false],
    ['a>9', {}, false],
    ['a,b', { a: '' }, false],
    ['toString', {}, false],
    ['!constructor', {}, true],
  ])('"%s" of %o is %s', (selector, labels, isMatch) => {
    expect(matchesSelector(selector, labels)).toBe(isMatch);
  });

  it('takes objects without labels', () => {
    expect(matchesSelector('!a', undefined)).toBe(true);
    expect(matchesSelector('a', undefined)).toBe(false);
  });

  it('says the same of a selector and of its text', () => {
    fc.assert(
      fc.property(selectors, labelSets, (selector, labels) => {
        expect(matchesSelector(formatSelector(selector), labels)).toBe(
          matchesSelector(selector, labels),
        );
      }),
    );
  });
});

describe('a LabelSelector', () => {
  const selector = {
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'In', values: ['a', 'b'] },
      { key: 'old', operator: 'DoesNotExist' },
      { key: 'zone', operator: 'NotIn', values: ['x'] },
      { key: 'team', operator: 'Exists' },
    ],
  };

  it('is printed and matched', () => {
    expect(formatSelector(selector)).toBe('app=web,tier in (a,b),!old,zone!=x,team');
    expect(matchesSelector(selector, { app: 'web', tier: 'b', team: '' })).toBe(true);
    expect(matchesSelector(selector, { app: 'web', tier: 'c', team: '' })).toBe(false);
    expect(formatSelector({})).toBe('');
    expect(matchesSelector({}, {})).toBe(true);
  });

  it('cannot smuggle in another requirement', () => {
    expect(() => formatSelector({ matchLabels: { app: 'web,!secret' } })).toThrow(
      '"app in web,!secret" is not a requirement',
    );
    expect(() => formatSelector([{ key: 'a=b,c', operator: 'exists', values: [] }])).toThrow(
      'is not a requirement',
    );
  });

  it.each([
    [{ key: 'a', operator: 'In' }],
    [{ key: 'a', operator: 'NotIn', values: [] }],
    [{ key: 'a', operator: 'Exists', values: ['b'] }],
  ])('is refused with the wrong number of values: %o', (expression) => {
    expect(() => requirementsOf({ matchExpressions: [expression] })).toThrow(
      'is not a requirement',
    );
  });

  it('is refused with an operator that there is not', () => {
    expect(() =>
      matchesSelector({ matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] }, {}),
    ).toThrow(
      '"Gt" is not an operator of a label selector: write In, NotIn, Exists or DoesNotExist',
    );
  });
});

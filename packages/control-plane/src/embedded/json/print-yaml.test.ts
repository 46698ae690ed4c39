import type { JsonValue } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { printYaml } from './print-yaml.ts';

const long = 'some words that are more than a line of eighty characters can hold, all in all';

describe('printYaml', () => {
  it('writes lists below their key, and what is empty in brackets', () => {
    const value = { list: [{ b: [1, [2]], a: {} }, []], n: null, f: 1234567.5, t: true };
    expect(printYaml(value)).toBe(
      'f: 1.2345675e+06\nlist:\n- a: {}\n  b:\n  - 1\n  - - 2\n- []\n"n": null\nt: true\n',
    );
    expect(printYaml([])).toBe('[]\n');
    expect(printYaml(9223372036854775807n)).toBe('9223372036854775807\n');
  });

  // What go-yaml 2.4.4 writes.
  it.each<[JsonValue, string]>([
    ['yes', '"yes"'],
    ['', '""'],
    ['010', '"010"'],
    ['1:30', '"1:30"'],
    ['2020-01-02T03:04:05Z', '"2020-01-02T03:04:05Z"'],
    ['2020-13-02', '2020-13-02'],
    ['10.0.0.1', '10.0.0.1'],
    ['a: b', "'a: b'"],
    ["it's#1", "it's#1"],
    ["it's #1", "'it''s #1'"],
    ["'quoted'", "'''quoted'''"],
    ['a\tb', String.raw`"a\tb"`],
    ['😀', String.raw`"\U0001F600"`],
    ['{}', "'{}'"],
  ])('quotes %j where it has to', (value, text) => {
    expect(printYaml({ a: value })).toBe(`a: ${text}\n`);
  });

  it('folds long texts at a space', () => {
    expect(printYaml({ a: `${long} and on` })).toBe(`a: ${long}\n  and on\n`);
    expect(printYaml({ a: `${long}: and on` })).toBe(`a: '${long}:\n  and on'\n`);
    expect(printYaml({ a: `${long}\t x y` })).toBe(`a: "${long}\\t\n  x y"\n`);
  });

  it('writes several lines as a block, which ends as the text does', () => {
    expect(printYaml({ a: 'x\ny', b: ['x\n', ' x\n\n'] })).toBe(
      'a: |-\n  x\n  y\nb:\n- |\n  x\n- |2+\n   x\n\n',
    );
    expect(printYaml({ a: 'x \ny' })).toBe('a: "x \\ny"\n');
  });

  it('orders keys by numbers, and letters last', () => {
    const keys = ['b', 'a10', 'a2', 'a01', 'ab', 'a.b', 'B', '10', '9'];
    const mapping = Object.fromEntries(keys.map((key) => [key, true]));
    expect(printYaml(mapping).match(/^"?[^:"]+/gm)).toEqual([
      '"9',
      '"10',
      'B',
      'a.b',
      'a01',
      'a2',
      'a10',
      'ab',
      'b',
    ]);
  });

  it('writes a long key in the long way', () => {
    const key = 'k'.repeat(129);
    expect(printYaml({ [key]: { a: 1 } })).toBe(`? ${key}\n: a: 1\n`);
  });
});

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatManifests, generatedMark } from './yaml.ts';

describe('formatManifests', () => {
  it('puts keys in order, lists at the level of their key, and a mark first', () => {
    expect(formatManifests([{ b: [1, 2], a: { d: 1, c: undefined } }])).toBe(
      `${generatedMark}\n---\na:\n  d: 1\nb:\n- 1\n- 2\n`,
    );
  });

  it('separates documents and takes a header over', () => {
    expect(formatManifests([{ a: 1 }, { b: 2 }], { header: '# Licence\n' })).toBe(
      `${generatedMark}\n# Licence\n---\na: 1\n---\nb: 2\n`,
    );
  });

  it('keeps values that occur twice written out, and long lines whole', () => {
    const shared = { text: 'word '.repeat(40).trim() };
    const text = formatManifests([{ a: shared, b: shared }]);
    expect(text).not.toMatch(/[&*]a/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeGreaterThan(200);
  });

  it('quotes the words that YAML 1.1 reads as something else', () => {
    const words = ['on', 'off', 'yes', 'no', 'y', 'n', 'null', '~', '1e3', '012', '12:30', '1_000'];
    const text = formatManifests([{ words }]);
    expect(parse(text, { version: '1.1' })).toEqual({ words });
    expect(parse(text, { version: '1.2' })).toEqual({ words });
  });
});

import { describe, expect, it } from 'vitest';
import { checkFieldLabels } from './field-labels.ts';
import { parseFieldSelector } from './field-selector.ts';

/** As a kube-apiserver 1.37.2 answered. */
const refused: readonly (readonly [string, string])[] = [
  ['foo', "invalid selector: 'foo'; can't understand 'foo'"],
  ['metadata.name=a=b', 'invalid field selector: unescaped character in value: 61'],
  [String.raw`metadata.name=a\x`, String.raw`invalid field selector: invalid escape sequence: \x`],
  ['metadata.name=a\\', 'invalid field selector: invalid escape sequence: \\'],
  [String.raw`,\x`, String.raw`invalid selector: ',\x'; can't understand '\x'`],
  ['metadata.name!=a,b', "invalid selector: 'metadata.name!=a,b'; can't understand 'b'"],
];

describe('parseFieldSelector', () => {
  it.each(refused)('refuses %s', (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(
      expect.objectContaining({ status: { message, reason: 'BadRequest', code: 400 } }),
    );
  });

  it.each([
    ['x=a', 'x', true, 'a'],
    ['x==a', 'x', true, 'a'],
    ['x!=a', 'x', false, 'a'],
    [String.raw`x=a\,b\=c\\`, 'x', true, String.raw`a,b=c` + '\\'],
    ['x=', 'x', true, ''],
    ['=1', '', true, '1'],
  ])('reads %s', (text, ...term) => {
    const [label, isEqual, value] = term;
    expect(parseFieldSelector(text).terms).toEqual([{ label, isEqual, value }]);
  });

  it.each(['', '=', ',', ',,', '!='])('takes %j as everything', (text) => {
    expect(parseFieldSelector(text).isEmpty).toBe(true);
  });

  it('judges by the value of each label', () => {
    const selector = parseFieldSelector('metadata.name=a,status.phase!=Running');
    const valuesOf = (values: Record<string, string>) => (label: string) => values[label] ?? '';
    expect(selector.matches(valuesOf({ 'metadata.name': 'a', 'status.phase': 'x' }))).toBe(true);
    expect(selector.matches(valuesOf({ 'metadata.name': 'a' }))).toBe(true);
    expect(selector.matches(valuesOf({ 'metadata.name': 'b' }))).toBe(false);
    expect(selector.matches(valuesOf({ 'metadata.name': 'a', 'status.phase': 'Running' }))).toBe(
      false,
    );
    expect(selector.exactValueOf('metadata.name')).toBe('a');
    expect(selector.exactValueOf('status.phase')).toBeUndefined();
  });
});

describe('checkFieldLabels', () => {
  const none = { labels: new Set<string>(), isNamespaced: true };

  it.each([
    [
      '',
      'ConfigMap',
      'z=1,foo=1',
      '"foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    ['', 'Pod', 'foo=1', 'field label not supported: foo'],
    ['batch', 'Job', 'foo=1', 'field label "foo" not supported for Job'],
  ])('words the refusal of %s/%s', (group, kind, ...rest) => {
    const [text, message] = rest;
    expect(() => {
      checkFieldLabels(parseFieldSelector(text), { group, kind, ...none });
    }).toThrow(expect.objectContaining({ status: { message, reason: 'BadRequest', code: 400 } }));
  });

  it('knows the labels of every kind, and those that it is given', () => {
    const selector = parseFieldSelector('metadata.name=a,metadata.namespace=b,spec.x=1');
    const options = { group: 'a.example', kind: 'A', isCustomResource: true };
    const labels = new Set(['spec.x']);
    checkFieldLabels(selector, { ...options, isNamespaced: true, labels });
    expect(() => {
      checkFieldLabels(selector, { ...options, isNamespaced: false, labels });
    }).toThrow('field label not supported: metadata.namespace');
  });
});

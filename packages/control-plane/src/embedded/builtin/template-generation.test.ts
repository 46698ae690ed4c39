import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { convertTemplateGeneration, templateGenerationOf } from './template-generation.ts';

const key = 'deprecated.daemonset.template.generation';

function set(value?: string): JsonObject {
  return { metadata: { annotations: value === undefined ? { a: 'b' } : { [key]: value } } };
}

describe('convertTemplateGeneration', () => {
  it('writes the generation even when nobody has set it', () => {
    const bare: JsonObject = {};
    convertTemplateGeneration(bare);
    expect(bare).toEqual({ metadata: { annotations: { [key]: '0' } } });
    const annotated = set();
    convertTemplateGeneration(annotated);
    expect(annotated).toEqual({ metadata: { annotations: { a: 'b', [key]: '0' } } });
  });

  it.each([
    ['7', '7'],
    ['+007', '7'],
    ['-1', '-1'],
  ])('writes %j as %j', (value, written) => {
    const object = set(value);
    convertTemplateGeneration(object);
    expect(object).toEqual(set(written));
    expect(templateGenerationOf(object)).toBe(BigInt(written));
  });

  it.each([
    ['x', 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['', 'strconv.ParseInt: parsing "": invalid syntax'],
    ['9223372036854775808', 'strconv.ParseInt: parsing "9223372036854775808": value out of range'],
  ])('refuses %j', (value, message) => {
    expect(() => convertTemplateGeneration(set(value))).toThrow(message);
  });
});

import { describe, expect, it } from 'vitest';
import { checkSchema, checkValue } from './check-schema.ts';
import type { SchemaNode } from './schema-node.ts';

const text: SchemaNode = { type: 'string' };

describe('checkValue', () => {
  it.each<[SchemaNode, unknown]>([
    [text, 'a'],
    [{ ...text, nullable: true }, null],
    [{ ...text, enum: ['a'] }, 'a'],
    [{ ...text, minLength: 2 }, '😀😀'],
    [{ ...text, pattern: '(?i)a' }, 'A'],
    [{ type: 'integer', minimum: 1, maximum: 1 }, 1],
    [{ type: 'array', items: text }, []],
    [{ type: 'object', properties: { a: { ...text, default: 'x' } }, required: ['a'] }, {}],
    [{ type: 'object', additionalProperties: text }, { any: 'a' }],
    [{ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, { any: 1 }],
    [{ 'x-kubernetes-preserve-unknown-fields': true }, [1]],
    [{ 'x-kubernetes-int-or-string': true }, '50%'],
  ])('finds nothing wrong: %j %j', (schema, value) => {
    expect(checkValue(schema, value)).toEqual([]);
  });

  it.each<[SchemaNode, unknown, string]>([
    [text, 1, 'must be a string, not 1'],
    [text, null, 'must not be null'],
    [{ type: 'integer' }, 1.5, 'must be an integer, not 1.5'],
    [{ type: 'integer', format: 'int32' }, 2 ** 31, 'exceeds 32 bits'],
    [{ ...text, enum: ['a', 'b'] }, 'c', '"c" is not one of "a", "b"'],
    [{ ...text, maxLength: 1 }, 'ab', 'must be at most 1 long'],
    [{ type: 'number', maximum: 1, exclusiveMaximum: true }, 1, '1 is above the maximum 1'],
    [{ type: 'integer', multipleOf: 5 }, 3, '3 is not a multiple of 5'],
    [{ type: 'array', items: text }, ['a', 1], '[1]: must be a string, not 1'],
    [{ type: 'array', maxItems: 1 }, [1, 2], 'must have at most 1 items'],
    [{ type: 'array', 'x-kubernetes-list-type': 'set' }, [1, 1], 'has an item twice, but is a set'],
    [{ type: 'object', properties: { a: text }, required: ['a'] }, {}, '"a" is required'],
    [{ type: 'object', properties: { a: text } }, { b: 1 }, 'b is not a field of it'],
    [
      { type: 'object', properties: { a: { type: 'object' } } },
      { a: { b: 1 } },
      'a.b is not a field',
    ],
    [{ 'x-kubernetes-int-or-string': true }, 1.5, 'must be an integer or a string'],
  ])('says what is wrong: %j %j', (schema, value, message) => {
    expect(checkValue(schema, value)).toEqual([expect.stringContaining(message)]);
  });
});

describe('checkSchema', () => {
  const item: SchemaNode = {
    type: 'object',
    properties: { key: text, list: { type: 'array' }, open: text },
    required: ['key', 'list'],
  };
  const listOf = (type: 'map' | 'set', ...keys: string[]): SchemaNode => ({
    type: 'array',
    items: item,
    'x-kubernetes-list-type': type,
    ...(keys.length > 0 && { 'x-kubernetes-list-map-keys': keys }),
  });

  it.each<[SchemaNode, string]>([
    [{ ...text, enum: [1] }, '@Enum: 1 is not a string'],
    [{ ...text, enum: ['a'], nullable: true }, 'takes no null'],
    [{ type: 'integer', minimum: 2, maximum: 1 }, '@Minimum(2) is above @Maximum(1)'],
    [listOf('map'), 'needs @ListMapKey'],
    [listOf('map', 'open'), 'the field is optional'],
    [listOf('map', 'none'), 'no such field'],
    [listOf('map', 'list'), 'must be text, a number or a boolean'],
    [listOf('set'), "@ListType('set') is for text"],
    [listOf('set', 'key'), "goes with @ListType('map')"],
  ])('refuses %j', (schema, message) => {
    expect(checkSchema(schema)).toEqual([expect.stringContaining(message)]);
  });

  it('accepts a map with a required key, and a set of atoms', () => {
    expect(checkSchema(listOf('map', 'key'))).toEqual([]);
    const atom: SchemaNode = { ...item, 'x-kubernetes-map-type': 'atomic' };
    expect(checkSchema({ ...listOf('set'), items: atom })).toEqual([]);
  });
});

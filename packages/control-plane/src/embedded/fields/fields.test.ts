import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '@keelson/schema';
import type { StructureNode } from '../registry/structure.ts';
import { checkFields } from './check-fields.ts';
import { FieldSet } from './field-set.ts';
import { FieldTypes } from './field-type.ts';
import { fieldsOf } from './fields-of.ts';
import { mergeFields } from './merge-fields.ts';
import { FieldTypeError } from './walk-fields.ts';

const text: StructureNode = { type: 'string' };
const root: StructureNode = {
  type: 'object',
  properties: {
    name: text,
    count: { type: 'integer' },
    isOn: { type: 'boolean' },
    set: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
    ports: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
      items: { type: 'object', properties: { port: { type: 'integer' }, protocol: text } },
    },
    inner: { type: 'object', properties: { name: text } },
  },
};
const type = new FieldTypes(() => root).of(root);

describe('mergeFields', () => {
  it.each<[string, readonly [live: JsonValue[], applied: JsonValue[], merged: JsonValue[]]]>([
    ['keeps what is not applied', [['a', 'b'], ['c'], ['a', 'b', 'c']]],
    [
      'takes the order of what is applied',
      [
        ['a', 'b'],
        ['b', 'a'],
        ['b', 'a'],
      ],
    ],
    [
      'puts live items between',
      [
        ['a', 'b', 'c'],
        ['a', 'c'],
        ['a', 'b', 'c'],
      ],
    ],
    [
      'puts new items where they are applied',
      [
        ['a', 'c'],
        ['a', 'b', 'c'],
        ['a', 'b', 'c'],
      ],
    ],
    ['puts one of duplicates in their place', [['a', 'a', 'b'], ['a'], ['a', 'b']]],
    ['keeps duplicates that are not applied', [['a', 'a', 'b'], ['b'], ['a', 'a', 'b']]],
  ])('%s', (_name, [live, applied, merged]) => {
    expect(mergeFields(type, { set: live }, { set: applied })).toEqual({ set: merged });
  });
});

describe('fieldsOf', () => {
  it('tells items apart by the keys that they have', () => {
    const value = { ports: [{ port: 1 }, { port: 1, protocol: 'TCP' }] };
    expect(fieldsOf(type, value).encode()).toEqual({
      'f:ports': {
        'k:{"port":1}': { '.': {}, 'f:port': {} },
        'k:{"port":1,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:protocol': {} },
      },
    });
  });
});

describe('checkFields', () => {
  it.each<[JsonObject, string]>([
    [{ other: 1 }, '.other: field not declared in schema'],
    [
      { inner: { x: 1 }, other: 1 },
      'errors:\n  .inner.x: field not declared in schema\n  .other: field not declared in schema',
    ],
    [{ inner: [1, 'a'] }, '.inner: expected map, got &{[1 a]}'],
    [{ set: { b: 1, a: [] } }, '.set: expected list, got &{map[a:[] b:1]}'],
    [{ count: '3' }, '.count: expected numeric (int or float), got string'],
    [{ isOn: 'x' }, '.isOn: expected boolean, got &{x}'],
    [
      { name: { b: 1, c: ['x'] } },
      '.name: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"b":1, "c":[]interface {}{"x"}}}',
    ],
    [{ set: ['a', 'a'] }, '.set: duplicate entries for key [="a"]'],
    [{ set: [['a']] }, '.set: element 0: not supported: associative list with lists as elements'],
    [
      { ports: [{}] },
      `.ports: element 0: associative list with keys has an element that omits all key fields ["port" "protocol"] (and doesn't have default values for any key fields)`,
    ],
  ])('refuses %j', (value, message) => {
    expect(() => checkFields(type, value)).toThrow(new FieldTypeError(message));
  });
});

describe('FieldSet.decode', () => {
  it.each<[JsonObject]>([
    [{ spec: {} }],
    [{ f: {} }],
    [{ 'f:a': 'b' }],
    [{ 'k:[]': {} }],
    [{ 'k:{"a":1} x': {} }],
    [{ 'v:': {} }],
    [{ 'i:x': {} }],
  ])('refuses %j', (fields) => {
    expect(FieldSet.decode(fields)).toBeUndefined();
  });

  it('leaves out steps of a kind it does not know', () => {
    expect(FieldSet.decode({ 'x:a': {}, 'f:b': {} })?.encode()).toEqual({ 'f:b': {} });
  });

  it('reads keys in any order', () => {
    expect(FieldSet.decode({ 'k:{"b":1,"a":2}': {} })?.encode()).toEqual({
      'k:{"a":2,"b":1}': {},
    });
  });
});

import type { JsonValue } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import type { StructureNode } from '../registry/structure.ts';
import { FieldTypes } from './field-type.ts';
import { fitsType } from './fits-type.ts';

const text: StructureNode = { type: 'string' };
const structure: StructureNode = {
  type: 'object',
  properties: {
    text,
    number: { type: 'integer' },
    flag: { type: 'boolean' },
    either: { 'x-kubernetes-int-or-string': true },
    set: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
    keyed: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', properties: { name: text } },
    },
    open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};
const type = new FieldTypes(() => structure).of(structure);

describe('fitsType', () => {
  it.each<JsonValue>([
    { text: 'a', number: 1, flag: true },
    { number: 1n },
    { text: null, keyed: null },
    { either: 1 },
    { either: 'a' },
    { set: ['a', 'a'] },
    { keyed: [{ name: 'a' }, { name: 'a' }] },
    { open: { a: [1, { b: null }] } },
  ])('tells the fields of a value apart: %#', (value) => {
    expect(fitsType(type, value)).toBe(true);
  });

  it.each<JsonValue>([
    { text: 1 },
    { number: 'a' },
    { flag: 'true' },
    { text: { a: 1 } },
    { set: 'a' },
    { set: [{ a: 1 }] },
    { keyed: [{}] },
    { unknown: 1 },
    [],
  ])('cannot tell those of another apart: %#', (value) => {
    expect(fitsType(type, value)).toBe(false);
  });
});

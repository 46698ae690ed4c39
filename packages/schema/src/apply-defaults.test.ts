import { describe, expect, it } from 'vitest';
import { applyDefaults, pruneNulls } from './apply-defaults.ts';
import { compileSchema } from './compile-schema.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { StructuralSchema } from './structural-schema.ts';

const withDefault = (value: JsonValue, nullable = false): StructuralSchema => ({
  nullable,
  default: value,
});

function defaulted(schema: StructuralSchema, object: JsonObject): JsonObject {
  applyDefaults(compileSchema(schema), object);
  return object;
}

/** The tables of apiextensions' schema/defaulting tests. */
describe('applyDefaults', () => {
  it('fills what is absent, in lists and maps, too', () => {
    const item: StructuralSchema = { properties: { a: withDefault('A'), b: withDefault('B') } };
    const schema: StructuralSchema = {
      properties: {
        array: { items: item },
        object: item,
        map: { additionalProperties: item },
        foo: withDefault('bar'),
      },
    };
    const object = { array: [{ a: 1 }, { b: 2 }], object: { a: 1 }, map: { x: { a: 1 }, y: {} } };
    expect(defaulted(schema, object)).toStrictEqual({
      array: [
        { a: 1, b: 'B' },
        { b: 2, a: 'A' },
      ],
      object: { a: 1, b: 'B' },
      map: { x: { a: 1, b: 'B' }, y: { a: 'A', b: 'B' } },
      foo: 'bar',
    });
  });

  it('leaves zero values alone', () => {
    const schema: StructuralSchema = {
      properties: { list: { items: { properties: { a: withDefault('A') } } } },
    };
    const list = [{ a: 0 }, { a: '' }, { a: [] }, { a: {} }, { a: false }];
    expect(defaulted(schema, { list: structuredClone(list) })).toStrictEqual({ list });
  });

  it('fills nulls that the schema does not allow', () => {
    const schema: StructuralSchema = {
      properties: {
        a: withDefault('A'),
        b: withDefault('B', true),
        list: { items: withDefault('L') },
        nullable: { items: withDefault('L', true) },
        map: { additionalProperties: withDefault('M') },
      },
    };
    const object = { a: null, b: null, list: [null], nullable: [null], map: { x: null } };
    expect(defaulted(schema, object)).toStrictEqual({
      a: 'A',
      b: null,
      list: ['L'],
      nullable: [null],
      map: { x: 'M' },
    });
  });

  it('fills defaults of defaults, each with a copy of its own', () => {
    const compiled = compileSchema({
      properties: { a: { default: {}, properties: { b: { default: { c: [] } } } } },
    });
    const [one, two]: JsonObject[] = [{}, {}];
    applyDefaults(compiled, one as JsonObject);
    applyDefaults(compiled, two as JsonObject);
    expect(one).toStrictEqual({ a: { b: { c: [] } } });
    expect((one as JsonObject)['a']).not.toBe((two as JsonObject)['a']);
  });

  it('takes a definition that contains itself', () => {
    const node: StructuralSchema = {
      properties: { name: withDefault('n'), next: { $ref: 'node' } },
    };
    const compiled = compileSchema({ $ref: 'node' }, { resolve: () => node });
    const object = { next: { next: {} } };
    applyDefaults(compiled, object);
    expect(object).toStrictEqual({ name: 'n', next: { name: 'n', next: { name: 'n' } } });
  });
});

describe('pruneNulls', () => {
  it('removes the nulls that are neither allowed nor defaulted', () => {
    const item: StructuralSchema = {
      properties: { a: withDefault('A'), b: { nullable: true }, c: withDefault('C', true), d: {} },
    };
    const object = {
      list: [{ a: null }, { b: null }, { c: null }, { d: null }, { e: null }],
      unknown: null,
    };
    pruneNulls(compileSchema({ properties: { list: { items: item } } }), object);
    expect(object).toStrictEqual({
      list: [{ a: null }, { b: null }, { c: null }, {}, { e: null }],
      unknown: null,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { compileSchema } from './compile-schema.ts';
import type { JsonObject } from './json.ts';
import { prune } from './prune.ts';
import type { StructuralSchema } from './structural-schema.ts';

function pruned(schema: StructuralSchema, object: JsonObject, isResourceRoot = false): unknown {
  const unknown = prune(compileSchema(schema), object, { isResourceRoot });
  return { object, unknown };
}

const specified: StructuralSchema = {
  type: 'object',
  properties: { specified: { type: 'object' } },
};
const preserved: StructuralSchema = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
};
const embedded: StructuralSchema = {
  type: 'object',
  'x-kubernetes-embedded-resource': true,
  properties: { spec: { type: 'object' } },
};

/** The table of apiextensions' schema/pruning/algorithm_test.go. */
describe('prune', () => {
  it('removes fields at any depth and names them in order', () => {
    const item: StructuralSchema = { properties: { a: {}, c: {} } };
    const schema: StructuralSchema = { properties: { array: { items: item }, specified: item } };
    const array = [{ a: 1 }, { b: 1 }, { a: 1, b: 2, c: 3 }];
    const object = { array, unspecified: { a: 1 }, specified: { a: 1, b: 2, c: 3 } };
    expect(pruned(schema, object)).toStrictEqual({
      object: { array: [{ a: 1 }, {}, { a: 1, c: 3 }], specified: { a: 1, c: 3 } },
      unknown: ['array[1].b', 'array[2].b', 'specified.b', 'unspecified'],
    });
  });

  it('goes on below preserved fields where the schema specifies them', () => {
    const schema: StructuralSchema = {
      ...preserved,
      properties: {
        pruning: {
          type: 'object',
          properties: { preserving: preserved, pruning: { type: 'object' } },
        },
        preserving: { ...preserved, properties: { pruning: { type: 'object' }, any: preserved } },
        map: { ...preserved, additionalProperties: specified },
        values: { type: 'object', additionalProperties: specified },
      },
    };
    const inner = () => ({ unspecified: 'bar' });
    const object = {
      unspecified: 'bar',
      pruning: { ...inner(), apiVersion: 'unknown', pruning: inner(), preserving: inner() },
      preserving: { ...inner(), pruning: inner(), any: [{ foo: true }] },
      map: { foo: { ...inner(), specified: inner() } },
      values: { foo: { ...inner(), specified: inner() } },
    };
    expect(pruned(schema, object)).toStrictEqual({
      object: {
        unspecified: 'bar',
        pruning: { pruning: {}, preserving: { unspecified: 'bar' } },
        preserving: { unspecified: 'bar', pruning: {}, any: [{ foo: true }] },
        map: { foo: { specified: {} } },
        values: { foo: { specified: {} } },
      },
      unknown: [
        'map.foo.specified.unspecified',
        'map.foo.unspecified',
        'preserving.pruning.unspecified',
        'pruning.apiVersion',
        'pruning.pruning.unspecified',
        'pruning.unspecified',
        'values.foo.specified.unspecified',
        'values.foo.unspecified',
      ],
    });
  });

  it.each([{ type: 'integer' }, false, true] as const)(
    'keeps the keys of additionalProperties %j, not what is in them',
    (additionalProperties) => {
      const schema: StructuralSchema = { properties: { a: {}, c: { additionalProperties } } };
      const object = { a: 1, b: 1, c: { a: 1, b: 2, c: { a: 1, apiVersion: 'unknown' } } };
      expect(pruned(schema, object)).toStrictEqual({
        object: { a: 1, c: { a: 1, b: 2, c: {} } },
        unknown: ['b', 'c.c.a', 'c.c.apiVersion'],
      });
    },
  );

  it('keeps the meta fields of embedded resources and, for a resource, of the root', () => {
    const metadata = { name: 'instance', unspecified: 'bar' };
    const resource = () => ({
      apiVersion: 'foo/v1',
      kind: 'Foo',
      unspecified: 'bar',
      metadata,
      spec: { unspecified: 'bar' },
    });
    const schema: StructuralSchema = { type: 'object', properties: { embedded } };
    const kept = { apiVersion: 'foo/v1', kind: 'Foo', metadata, spec: {} };
    const unknown = ['embedded.spec.unspecified', 'embedded.unspecified', 'spec', 'unspecified'];
    expect(pruned(schema, { ...resource(), embedded: resource() })).toStrictEqual({
      object: { embedded: kept },
      unknown,
    });
    expect(pruned(schema, { ...resource(), embedded: resource() }, true)).toStrictEqual({
      object: { apiVersion: 'foo/v1', kind: 'Foo', metadata, embedded: kept },
      unknown,
    });
  });

  it('can name fields in the order of the object', () => {
    const schema = compileSchema({ properties: { m: { properties: {} } } });
    const object = { z: 1, m: { b: 1, a: 1 }, c: 1 };
    expect(prune(schema, object, { isSorted: false })).toStrictEqual(['z', 'm.b', 'm.a', 'c']);
  });
});

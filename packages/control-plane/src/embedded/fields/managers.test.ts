import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@keelson/schema';
import type { StructureNode } from '../registry/structure.ts';
import { applyObject } from './apply-object.ts';
import { compareFields } from './compare-fields.ts';
import type { FieldContext } from './field-context.ts';
import { FieldSet } from './field-set.ts';
import { deduced } from './field-type.ts';
import { capUpdaters, decodeManagers, encodeManagers, type Managers } from './managers.ts';
import { updateManagers } from './update-managers.ts';

const text: StructureNode = { type: 'string' };

function contextOf(spec: Readonly<Record<string, StructureNode>>): FieldContext {
  const metadata: StructureNode = {
    type: 'object',
    properties: { name: text, labels: { type: 'object', additionalProperties: text } },
  };
  const structure: StructureNode = {
    type: 'object',
    properties: {
      apiVersion: text,
      kind: text,
      metadata,
      spec: { type: 'object', properties: spec },
    },
  };
  return {
    apiVersion: 'a/v1',
    subresource: '',
    structure,
    resolve: () => structure,
    resetFields: [],
    now: new Date('2026-01-01T00:00:00Z'),
    structureOf: () => undefined,
    zero: { metadata: {} },
  };
}

const object = (spec: JsonObject): JsonObject => ({
  apiVersion: 'a/v1',
  kind: 'A',
  metadata: { name: 'x' },
  spec,
});

const context = contextOf({
  a: text,
  b: text,
  list: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
});
const by = (applied: JsonObject, manager: string, force = false) => ({ applied, manager, force });

describe('applyObject', () => {
  it('removes what is applied no more', () => {
    const first = applyObject(undefined, by(object({ a: '1', list: ['x', 'y'] }), 'm'), context);
    const second = applyObject(first, by(object({ list: ['y'] }), 'm'), context);
    expect(second['spec']).toEqual({ list: ['y'] });
  });

  it('keeps what another applier still wants', () => {
    const first = applyObject(undefined, by(object({ a: '1', list: ['x'] }), 'm'), context);
    const both = applyObject(first, by(object({ list: ['x', 'y'] }), 'n'), context);
    expect(applyObject(both, by(object({ a: '1' }), 'm'), context)['spec']).toEqual({
      a: '1',
      list: ['x', 'y'],
    });
  });

  it('refuses to change what another owns, unless forced', () => {
    const first = applyObject(undefined, by(object({ a: '1', b: '1' }), 'm'), context);
    const apply = (force: boolean) =>
      applyObject(first, by(object({ a: '2', b: '2' }), 'n', force), context);
    expect(() => apply(false)).toThrow(
      'Apply failed with 2 conflicts: conflicts with "m":\n- .spec.a\n- .spec.b',
    );
    expect(apply(true)['spec']).toEqual({ a: '2', b: '2' });
    expect(() => applyObject(first, by(object({ a: '2' }), 'n'), context)).toThrow(
      'Apply failed with 1 conflict: conflict with "m": .spec.a',
    );
  });

  it('tells what does not fit the type', () => {
    expect(() => applyObject(undefined, by(object({ x: 1 }), 'm'), context)).toThrow(
      'failed to create typed patch object (/x; a/v1, Kind=A): .spec.x: field not declared in schema',
    );
  });
});

describe('updateManagers', () => {
  it('lets an owner of items own the list that has become atomic', () => {
    const live = object({ list: ['x'] });
    updateManagers(undefined, { next: live, name: 'm' }, context);
    const next = { ...live, metadata: { name: 'x', labels: { a: 'b' } } };
    const atomic = contextOf({ list: { type: 'array', items: text } });
    updateManagers(live, { next: next, name: 'n' }, atomic);
    const managers = decodeManagers((next.metadata as JsonObject)['managedFields']);
    const fields = [...(managers?.values() ?? [])].map((manager) => manager.fields.encode());
    expect(fields).toEqual([
      { 'f:spec': { '.': {}, 'f:list': {} } },
      { 'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } } },
    ]);
  });
});

describe('compareFields', () => {
  it('sees all below go when an object without schema becomes a scalar', () => {
    const { removed, modified } = compareFields(deduced, { a: { b: 1 } }, { a: 1 });
    expect(removed.encode()).toEqual({ 'f:a': { 'f:b': {} } });
    expect(modified.encode()).toEqual({ 'f:a': {} });
  });

  it('sees all below come when a scalar without schema becomes an object', () => {
    const { added, modified } = compareFields(deduced, { a: 1 }, { a: { b: 1 } });
    expect(added.encode()).toEqual({ 'f:a': { 'f:b': {} } });
    expect(modified.encode()).toEqual({ 'f:a': {} });
  });
});

describe('capUpdaters', () => {
  it('puts the oldest of one version together', () => {
    const fields = new FieldSet();
    fields.insert(['f:a']);
    const entries = Array.from({ length: 12 }, (_none, index) => ({
      manager: `m${String(index).padStart(2, '0')}`,
      operation: 'Update',
      apiVersion: 'v1',
      time: `2026-01-01T00:00:${String(index).padStart(2, '0')}Z`,
      fieldsType: 'FieldsV1',
      fieldsV1: fields.encode(),
    }));
    const managers = decodeManagers(entries) as Managers;
    capUpdaters(managers);
    const metadata: JsonObject = {};
    encodeManagers(metadata, managers);
    const written = metadata['managedFields'] as typeof entries;
    expect(written.map(({ manager }) => manager)).toEqual([
      'ancient-changes',
      ...entries.slice(3).map(({ manager }) => manager),
    ]);
    expect(written[0]?.time).toBe('2026-01-01T00:00:02Z');
  });
});

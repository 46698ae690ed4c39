import type { JsonObject, JsonValue } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { managedFieldsAfterScale, managedFieldsOfScale } from './scale-managers.ts';

const paths = new Map([
  ['apps/v1', ['spec', 'replicas']],
  ['a.example/v1', ['spec', 'size']],
  ['a.example/v2', undefined],
]);
const time = '2026-01-01T00:00:00Z';
const replicas = { 'f:spec': { 'f:replicas': {} } };

function entry(manager: string, fieldsV1: JsonObject, more: JsonObject = {}): JsonObject {
  const apiVersion = 'apps/v1';
  const operation = 'Update';
  return { manager, operation, apiVersion, time, fieldsType: 'FieldsV1', fieldsV1, ...more };
}

describe('managedFieldsOfScale', () => {
  it('shows who owns the replicas, and nobody else', () => {
    const owner = entry('one', { 'f:spec': { 'f:paused': {}, 'f:replicas': {} } });
    const other = entry('two', { 'f:spec': { 'f:paused': {} } });
    expect(managedFieldsOfScale([owner, other], paths)).toEqual([
      entry('one', replicas, { apiVersion: 'autoscaling/v1' }),
    ]);
  });

  it('reads each version by its own path', () => {
    const fields = { 'f:spec': { 'f:replicas': {}, 'f:size': {} } };
    const owners = ['a.example/v1', 'a.example/v2', 'a.example/v3'].map((apiVersion) =>
      entry(apiVersion, fields, { apiVersion }),
    );
    expect(managedFieldsOfScale(owners, paths)).toEqual([
      entry('a.example/v1', replicas, { apiVersion: 'autoscaling/v1' }),
    ]);
    expect(managedFieldsOfScale(owners.slice(1), paths)).toBeUndefined();
  });
});

describe('managedFieldsAfterScale', () => {
  const scaler = entry('scaler', replicas, { apiVersion: 'autoscaling/v1', subresource: 'scale' });
  const after = (object: JsonValue, scale: JsonValue | undefined): JsonValue | undefined =>
    managedFieldsAfterScale({ object, scale, paths, apiVersion: 'apps/v1' });

  it('hands the replicas to the scaler, whose time is not kept', () => {
    const owner = entry('one', { 'f:spec': { 'f:paused': {}, 'f:replicas': {} } });
    const { time: _time, ...untimed } = entry('scaler', replicas, { subresource: 'scale' });
    expect(after([owner], [scaler])).toEqual([
      untimed,
      entry('one', { 'f:spec': { 'f:paused': {} } }),
    ]);
  });

  it('forgets who owned nothing else, and versions that are not served', () => {
    const gone = entry('two', { 'f:spec': {} }, { apiVersion: 'apps/v0' });
    expect(after([entry('one', replicas), gone], undefined)).toBeUndefined();
  });

  it('leaves appliers as they are, who are the same in every version', () => {
    const applier = entry('one', replicas, { operation: 'Apply' });
    const inScale = { ...applier, apiVersion: 'autoscaling/v1' };
    expect(after([applier], [inScale])).toEqual([applier]);
  });

  it('splits an updater that writes the replicas it has', () => {
    const owner = entry('one', { 'f:spec': { 'f:paused': {}, 'f:replicas': {} } });
    const { time: _time, ...untimed } = entry('one', replicas);
    expect(after([owner], [entry('one', replicas, { apiVersion: 'autoscaling/v1' })])).toEqual([
      untimed,
      entry('one', { 'f:spec': { 'f:paused': {} } }),
    ]);
  });
});

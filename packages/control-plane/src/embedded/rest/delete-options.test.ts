import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { Workbench } from '../server/workbench.test.support.ts';
import { deleteOptionsOf, readDeleteOptions } from './delete-options.ts';

const ofQuery = (query: string) => deleteOptionsOf(new URLSearchParams(query), undefined);
const ofBody = (body: JsonObject) => deleteOptionsOf(new URLSearchParams('dryRun=All'), body);
const { knownKinds } = new Workbench().services;
const read = (body: string, type = 'application/json') => {
  const headers = { 'content-type': type };
  const query = new URLSearchParams();
  return readDeleteOptions({ method: 'DELETE', path: '/', query, headers, body }, knownKinds);
};

describe('deleteOptionsOf', () => {
  it('reads the query only when there is no body', () => {
    expect(ofQuery('dryRun=All&gracePeriodSeconds=5&propagationPolicy=Orphan')).toMatchObject({
      dryRun: true,
      gracePeriodSeconds: 5,
      propagationPolicy: 'Orphan',
      orphanDependents: undefined,
    });
    expect(ofBody({})).toMatchObject({ dryRun: false, gracePeriodSeconds: undefined });
    expect(ofQuery('orphanDependents=0')).toMatchObject({ orphanDependents: false });
    expect(ofQuery('orphanDependents=')).toMatchObject({ orphanDependents: true });
  });

  it('makes a second of a negative grace period', () => {
    expect(ofBody({ gracePeriodSeconds: -7 }).gracePeriodSeconds).toBe(1);
    expect(ofBody({ gracePeriodSeconds: 0 }).gracePeriodSeconds).toBe(0);
  });

  it.each<[JsonObject, string]>([
    [
      { propagationPolicy: 'Orphan', orphanDependents: true },
      'propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
    ],
    [
      { propagationPolicy: 'No' },
      'propagationPolicy: Unsupported value: "No": supported values: "Foreground", "Background", "Orphan", "nil"',
    ],
    [{ dryRun: ['Some'] }, 'dryRun: Unsupported value: ["Some"]: supported values: "All"'],
  ])('refuses %o', (body, why) => {
    expect(() => ofBody(body)).toThrow(`DeleteOptions.meta.k8s.io "" is invalid: ${why}`);
  });

  it('refuses a grace period that is no number', () => {
    expect(() => ofQuery('gracePeriodSeconds=soon')).toThrow(
      'strconv.ParseInt: parsing "soon": invalid syntax',
    );
  });
});

describe('readDeleteOptions', () => {
  it('reads JSON and YAML, of any group that has options', () => {
    expect(read('{"gracePeriodSeconds":3}')).toEqual({ gracePeriodSeconds: 3 });
    const text = 'apiVersion: apps/v1\nkind: DeleteOptions\npropagationPolicy: Orphan\n';
    expect(read(text, 'application/yaml')).toMatchObject({ propagationPolicy: 'Orphan' });
  });

  it.each([
    [
      '{"kind":"Pod","apiVersion":"v1"}',
      'no kind "Pod" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
    ],
    [
      '{"kind":"DeleteOptions","apiVersion":"v9"}',
      'no kind "DeleteOptions" is registered for version "v9" in scheme "pkg/runtime/scheme.go:111"',
    ],
    [
      '{"gracePeriodSeconds":"3"}',
      'json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
    ],
    [
      '{"preconditions":[]}',
      'json: cannot unmarshal array into Go struct field DeleteOptions.preconditions of type v1.Preconditions',
    ],
  ])('refuses %s', (body, why) => {
    expect(() => read(body)).toThrow(why);
  });
});

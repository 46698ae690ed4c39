import { loadDefinitions } from '@keelson/kubernetes/schema';
import { cloneJson, type JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { bodyStrategy } from '../registry/body-strategy.ts';

const definitions = loadDefinitions();

function read(kind: string, spec: JsonObject): JsonObject {
  const object = { metadata: {}, spec: cloneJson(spec) };
  const strategy = bodyStrategy({ group: '', version: 'v1', kind }, definitions);
  strategy.decode(object);
  const before = cloneJson(object.spec);
  strategy.settle?.(object);
  return { before, after: object.spec };
}

describe('compileSettling', () => {
  it('leaves an empty list to be seen between decoding and settling', () => {
    expect(read('LimitRange', { limits: [] })).toEqual({
      before: { limits: [] },
      after: { limits: null },
    });
    expect(read('LimitRange', {})).toEqual({ before: { limits: null }, after: { limits: null } });
  });

  it('finds such lists below others', () => {
    const volumes = [{ name: 'a', projected: { sources: [] } }];
    const { before, after } = read('Pod', { containers: [], volumes });
    expect(before).toMatchObject({ containers: [], volumes });
    const settled = [{ name: 'a', projected: { sources: null } }];
    expect(after).toMatchObject({ containers: null, volumes: settled });
  });
});

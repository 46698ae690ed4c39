import type { JsonObject, JsonValue } from '@keelson/schema';
import { loadDefinitions, parseReference } from '@keelson/kubernetes/schema';
import { describe, expect, it } from 'vitest';
import type { StructureNode } from '../registry/structure.ts';
import { parsePatch } from './patch-body.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';

const definitions = loadDefinitions();
const type = {
  structure: { $ref: 'apps/v1#Deployment' },
  resolve: (reference: string) =>
    definitions.definitionOf(parseReference(reference)) as StructureNode,
};

const deployment: JsonObject = {
  metadata: { name: 'd', finalizers: ['a/b', 'a/c'], labels: { x: 'y' } },
  spec: {
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } },
    template: {
      spec: {
        containers: [
          {
            name: 'c1',
            image: 'i',
            args: ['a', 'b'],
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
          },
          { name: 'c2', image: 'i2' },
        ],
      },
    },
  },
};

function patched(patch: JsonValue): JsonObject {
  return applyStrategicMergePatch(
    deployment,
    { patch: parsePatch(JSON.stringify(patch)), validation: 'Warn' },
    type,
  ).value as JsonObject;
}

function inPod(spec: JsonValue): JsonValue {
  return { spec: { template: { spec } } };
}

function containersOf(patch: JsonValue): JsonValue[] {
  const { spec } = patched(inPod(patch)) as {
    spec: { template: { spec: { containers: JsonValue[] } } };
  };
  return spec.template.spec.containers;
}

const [first, second] = (deployment['spec'] as { template: { spec: { containers: JsonObject[] } } })
  .template.spec.containers as [JsonObject, JsonObject];

/** What the library of the server leaves: compared with it in thousands of random cases. */
describe('applyStrategicMergePatch', () => {
  it('merges lists by their key, what is new first', () => {
    expect(containersOf({ containers: [{ name: 'c3', image: 'z' }] })).toEqual([
      { name: 'c3', image: 'z' },
      first,
      second,
    ]);
    expect(
      containersOf({
        containers: [
          {
            name: 'c1',
            env: [
              { name: 'B', value: null },
              { name: 'C', value: '3' },
            ],
          },
        ],
      }),
    ).toEqual([
      {
        ...first,
        env: [{ name: 'A', value: '1' }, { name: 'B' }, { name: 'C', value: '3' }],
      },
      second,
    ]);
  });

  it('replaces lists without a key', () => {
    expect(containersOf({ containers: [{ name: 'c1', args: ['c'] }] })).toEqual([
      { ...first, args: ['c'] },
      second,
    ]);
  });

  it('obeys $patch within a list', () => {
    expect(containersOf({ containers: [{ name: 'c1', $patch: 'delete' }] })).toEqual([second]);
    expect(
      containersOf({ containers: [{ $patch: 'replace' }, { name: 'n', image: 'z' }] }),
    ).toEqual([{ name: 'n', image: 'z' }]);
  });

  it('obeys $patch within an object', () => {
    const labels = { $patch: 'replace', q: 'r' };
    expect(patched({ metadata: { labels } })['metadata']).toMatchObject({ labels: { q: 'r' } });
    expect(patched({ spec: { strategy: { $patch: 'delete' } } })['spec']).toMatchObject({
      strategy: {},
    });
    expect(patched({ $patch: 'delete' })).toEqual({});
    expect(patched({ $patch: 'replace', a: 1 })).toEqual({ a: 1 });
  });

  it('orders by $setElementOrder', () => {
    const order = [{ name: 'c2' }, { name: 'c1' }];
    expect(containersOf({ '$setElementOrder/containers': order })).toEqual([second, first]);
  });

  it('leaves no directive in what is new', () => {
    const volumes = [{ name: 'v', items: [{ $patch: 'delete' }, { key: 'k' }] }];
    const order = { '$setElementOrder/volumes': [{ name: 'v' }], volumes };
    for (const spec of [order, { volumes }]) {
      expect(patched(inPod(spec))['spec']).toMatchObject({
        template: { spec: { volumes: [{ name: 'v', items: [{ key: 'k' }] }] } },
      });
    }
  });

  it('merges lists of values, and takes values out of them', () => {
    const finalizersOf = (metadata: JsonObject) =>
      (patched({ metadata })['metadata'] as JsonObject)['finalizers'];
    expect(finalizersOf({ finalizers: ['a/d'] })).toEqual(['a/d', 'a/b', 'a/c']);
    expect(finalizersOf({ '$deleteFromPrimitiveList/finalizers': ['a/b'] })).toEqual(['a/c']);
    expect(finalizersOf({ '$deleteFromPrimitiveList/finalizers': 'a/b' })).toEqual(['a/b', 'a/c']);
    expect(
      finalizersOf({
        '$setElementOrder/finalizers': ['a/c', 'a/d', 'a/b'],
        finalizers: ['a/d'],
      }),
    ).toEqual(['a/c', 'a/d', 'a/b']);
  });

  it('keeps what $retainKeys lists', () => {
    const strategy = { $retainKeys: ['type'], type: 'Recreate' };
    expect(patched({ spec: { strategy } })['spec']).toMatchObject({
      strategy: { type: 'Recreate' },
    });
    expect(
      Object.keys((patched({ spec: { strategy } })['spec'] as { strategy: object }).strategy),
    ).toEqual(['type']);
  });

  it('removes by null and drops nulls of what is new', () => {
    expect(patched({ metadata: { labels: null } })['metadata']).not.toHaveProperty('labels');
    expect(patched({ metadata: { annotations: { a: null, b: 'c' } } })['metadata']).toMatchObject({
      annotations: { b: 'c' },
    });
  });

  // As a kube-apiserver 1.37.2 answered.
  it.each<readonly [JsonValue, string]>([
    [
      inPod({ containers: [{ image: 'z' }] }),
      'map: map[image:z] does not contain declared merge key: name',
    ],
    [
      inPod({ containers: [{ name: 'c1', $patch: 'merge' }] }),
      'merging lists cannot yet be specified in the patch',
    ],
    [
      inPod({ containers: [{ name: 'c1', $patch: 'foo' }] }),
      'unknown patch type: foo in map: map[$patch:foo name:c1]',
    ],
    [
      inPod({ containers: [{ $patch: 'delete' }] }),
      'map: map[$patch:delete] does not contain declared merge key: name',
    ],
    [
      inPod({ containers: ['a'] }),
      'list element types are not identical: [[map[args:[a b] env:[map[name:A value:1] map[name:B value:2]] image:i name:c1] map[image:i2 name:c2]] [a]]',
    ],
    [
      inPod({
        '$setElementOrder/containers': [{ name: 'c2' }, { name: 'c1' }],
        containers: [
          { name: 'c1', image: 'q' },
          { name: 'c2', image: 'q' },
        ],
      }),
      "The order in patch list:\n[map[image:q name:c1] map[image:q name:c2]]\n doesn't match $setElementOrder list:\n[map[name:c2] map[name:c1]]\n",
    ],
    [
      inPod({ '$setElementOrder/containers': 'x' }),
      'expected a []interface {}, but received a string',
    ],
    [
      inPod({ '$setElementOrder/nope': ['x'] }),
      'unable to find api field in struct PodSpec for the json field "nope"',
    ],
    [
      { metadata: { labels: { $patch: 'foo', q: 'r' } } },
      'unknown patch type: foo in map: map[$patch:foo q:r]',
    ],
  ])('fails for %j', (patch, message) => {
    expect(() => patched(patch)).toThrow(
      expect.objectContaining({ status: { message, code: 500 } }),
    );
  });

  it.each<readonly [JsonValue, string]>([
    [inPod({ $setElementOrder: ['x'] }), 'invalid patch format of setElementOrder list'],
    [
      { metadata: { $deleteFromPrimitiveListfinalizers: ['a/b'] } },
      'invalid patch format of primitive list',
    ],
    [{ spec: { strategy: { $retainKeys: 'type' } } }, 'invalid patch format of retainKeys'],
    [
      { spec: { strategy: { $retainKeys: ['type'], rollingUpdate: { maxSurge: 1 } } } },
      'invalid patch format of retainKeys',
    ],
    [[], 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
    [5, 'json: cannot unmarshal number into Go value of type map[string]interface {}'],
  ])('refuses %j', (patch, message) => {
    expect(() => patched(patch)).toThrow(
      expect.objectContaining({ status: { message, reason: 'BadRequest', code: 400 } }),
    );
  });

  it('takes null as no change, and names repeated fields', () => {
    expect(patched(null)).toEqual(deployment);
    const patch = parsePatch('{"spec":{"replicas":1,"replicas":2}}');
    expect(
      applyStrategicMergePatch(deployment, { patch, validation: 'Warn' }, type).strictErrors,
    ).toEqual(['duplicate field "spec.replicas"']);
  });

  it('shows the patch as Go does', () => {
    const patch = parsePatch('{"spec":{"replicas":"x","strategy":{"$retainKeys":["type"]}}}');
    expect(applyStrategicMergePatch(deployment, { patch, validation: 'Warn' }, type).shown()).toBe(
      'map[spec:map[replicas:x strategy:map[]]]',
    );
  });
});

import { type KubernetesObject, resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../api/deep-freeze.ts';
import { createOrPatch } from './create-or-patch.ts';
import { RestClient } from './rest-client.ts';
import { ScriptedTransport, statusBody } from './scripted-transport.test.support.ts';

interface Thing extends KubernetesObject {
  spec?: { size?: number; tags?: string[] };
  status?: { size?: number };
}

const Thing = resourceType<Thing>({
  group: 'example.com',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  scope: 'Namespaced',
});
const key = { namespace: 'ns', name: 'a' };
const path = '/apis/example.com/v1/namespaces/ns/things';
const stored = (parts: object = {}) =>
  deepFreeze({
    apiVersion: 'example.com/v1',
    kind: 'Thing',
    metadata: { ...key, uid: 'u', resourceVersion: '7', creationTimestamp: '' },
    ...parts,
  });

/** Answers reads with `found`, writes with an empty object. */
function clientOf(found?: object) {
  const transport = new ScriptedTransport(({ method }) => {
    if (method !== 'GET') return {};
    if (found !== undefined) return { body: found };
    return { status: 404, body: statusBody(404, 'NotFound', { name: 'a' }) };
  });
  return { transport, client: new RestClient({ transport }) };
}

const writesOf = ({ requests }: ScriptedTransport) =>
  requests
    .filter(({ method }) => method !== 'GET')
    .map((one) => [`${one.method} ${one.path}`, JSON.parse(one.body ?? 'null') as unknown]);

describe('createOrPatch', () => {
  it('creates what is not there, and then its status', async () => {
    const { client, transport } = clientOf();
    const result = await createOrPatch(client, Thing, key, (thing) => {
      thing.spec = { size: 1 };
      thing.status = { size: 2 };
    });
    expect(result).toBe('created');
    expect(writesOf(transport)).toEqual([
      [
        `POST ${path}`,
        { apiVersion: 'example.com/v1', kind: 'Thing', metadata: key, spec: { size: 1 } },
      ],
      [`PATCH ${path}/a/status`, { status: { size: 2 } }],
    ]);
  });

  it.each([
    [
      'unchanged',
      (thing: Thing) => {
        thing.spec = { tags: ['a'], size: 1 };
      },
      [],
    ],
    [
      'updated',
      (thing: Thing) => {
        thing.spec = { size: 5 };
      },
      [[`PATCH ${path}/a`, { spec: { size: 5, tags: null } }]],
    ],
    [
      'updatedStatusOnly',
      (thing: Thing) => {
        thing.status = { size: 5 };
      },
      [[`PATCH ${path}/a/status`, { status: { size: 5 } }]],
    ],
    [
      'updatedStatus',
      (thing: Thing) => {
        thing.metadata.labels = { a: 'b' };
        delete thing.status;
      },
      [
        [`PATCH ${path}/a`, { metadata: { labels: { a: 'b' } } }],
        [`PATCH ${path}/a/status`, { status: null }],
      ],
    ],
  ])('patches the difference: %s', async (result, mutate, writes) => {
    const { client, transport } = clientOf(
      stored({ spec: { size: 1, tags: ['a'] }, status: { size: 1 } }),
    );
    expect(await createOrPatch(client, Thing, key, mutate)).toBe(result);
    expect(writesOf(transport)).toEqual(writes);
  });

  it('writes nothing for what a patch cannot say', async () => {
    const { client, transport } = clientOf(stored({ spec: { size: 1 } }));
    const result = await createOrPatch(client, Thing, key, (thing) => {
      Object.assign(thing, { spec: { size: 1, tags: null }, status: undefined });
    });
    expect(result).toBe('unchanged');
    expect(writesOf(transport)).toEqual([]);
  });

  it('refuses a change of the key', async () => {
    const { client, transport } = clientOf(stored());
    const rename = createOrPatch(client, Thing, key, (thing) => {
      thing.metadata.name = 'b';
    });
    await expect(rename).rejects.toThrow('mutate must not change the name or namespace of Thing a');
    expect(writesOf(transport)).toEqual([]);
  });
});

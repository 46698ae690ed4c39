import type { Answer } from '../answer.ts';
import type { Api, PatchType } from '../api.ts';
import { type Case, group } from '../group.ts';
import { configMap, secret } from './objects.ts';

const quiet = { record: false } as const;
const data = { a: '1', b: '2' };

function make(api: Api): Promise<Answer> {
  return api.post(`${api.core}/configmaps`, configMap('a', { data }), quiet);
}

/** Each patch of the list, one after the other, on one ConfigMap. */
const onConfigMap: Readonly<
  Record<string, readonly Readonly<Partial<Record<PatchType, object | string>>>[]>
> = {
  'json: add, replace and remove': [
    {
      json: [
        { op: 'add', path: '/data/c', value: '3' },
        { op: 'replace', path: '/data/a', value: '9' },
        { op: 'remove', path: '/data/b' },
      ],
    },
    { json: [{ op: 'add', path: '/metadata/labels', value: { x: 'y' } }] },
    { json: [{ op: 'add', path: '/metadata/labels/example.com~1b', value: 'z' }] },
  ],
  'json: copy and move': [
    { json: [{ op: 'copy', from: '/data/a', path: '/data/c' }] },
    { json: [{ op: 'move', from: '/data/b', path: '/data/d' }] },
  ],
  'json: a test': [
    {
      json: [
        { op: 'test', path: '/data/a', value: '1' },
        { op: 'replace', path: '/data/a', value: '2' },
      ],
    },
    {
      json: [
        { op: 'test', path: '/data/a', value: '1' },
        { op: 'replace', path: '/data/a', value: '3' },
      ],
    },
    { json: [{ op: 'test', path: '/data/none', value: '1' }] },
    { json: [{ op: 'test', path: '/data/none', value: null }] },
  ],
  'json: a path that is not there': [
    { json: [{ op: 'remove', path: '/data/none' }] },
    { json: [{ op: 'replace', path: '/data/none', value: 'x' }] },
    { json: [{ op: 'add', path: '/none/x', value: 'x' }] },
    { json: [{ op: 'copy', from: '/none', path: '/data/x' }] },
    { json: [{ op: 'move', from: '/data/none', path: '/data/x' }] },
  ],
  'json: operations that are none': [
    { json: [{ op: 'jump', path: '/data/a' }] },
    { json: [{ path: '/data/a' }] },
    { json: [{ op: 'add' }] },
    { json: [{ op: 'add', path: '/data/z' }] },
    { json: [{ op: 'add', path: 'data/z', value: 'x' }] },
    { json: {} },
    { json: '[' },
    { json: 'null' },
    { json: '' },
  ],
  'json: nothing': [{ json: [] }],
  'json: a value of the wrong type': [
    { json: [{ op: 'add', path: '/data/a', value: 1 }] },
    { json: [{ op: 'replace', path: '/data', value: 'x' }] },
    { json: [{ op: 'replace', path: '', value: {} }] },
  ],
  'json: too many operations': [
    { json: Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/data/a', value: '1' })) },
  ],
  'merge: set and remove': [
    { merge: { data: { a: null, c: '3' }, metadata: { labels: { x: 'y' } } } },
    { merge: { data: null } },
  ],
  'merge: nothing': [{ merge: {} }],
  'merge: what is none': [
    { merge: '[]' },
    { merge: '{' },
    { merge: '' },
    { merge: 'null' },
    { merge: '1' },
  ],
  'merge: a value of the wrong type': [{ merge: { data: { a: 1 } } }, { merge: { data: 'x' } }],
  'merge: metadata of the server': [
    { merge: { metadata: { uid: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6' } } },
    { merge: { metadata: { creationTimestamp: null, generation: 7 } } },
    { merge: { metadata: { name: 'b' } } },
    { merge: { metadata: { namespace: 'b' } } },
    { merge: { metadata: { managedFields: null } } },
  ],
  'merge: a version': [
    { merge: { metadata: { resourceVersion: '1' }, data: { c: '1' } } },
    { merge: { metadata: { resourceVersion: '' }, data: { c: '2' } } },
    { merge: { metadata: { resourceVersion: 'x' }, data: { c: '3' } } },
  ],
  'merge: another kind': [
    { merge: { kind: 'Secret' } },
    { merge: { apiVersion: 'v2' } },
    { merge: { kind: 'ConfigMap', apiVersion: 'v1', data: { c: '1' } } },
    { merge: { kind: null, apiVersion: null, data: { c: '2' } } },
  ],
  'merge: what is invalid': [
    { merge: { data: { 'a b': '1' } } },
    { merge: { metadata: { labels: { a: 'b c' } } } },
    { merge: { metadata: { finalizers: ['x'] } } },
  ],
  'strategic: set and remove': [
    { strategic: { data: { a: null, c: '3' } } },
    { strategic: { data: { $patch: 'replace', z: '1' } } },
    { strategic: { data: { $patch: 'delete' } } },
  ],
  'strategic: what is none': [
    { strategic: '[]' },
    { strategic: '{' },
    { strategic: '' },
    { strategic: 'null' },
  ],
  'strategic: a directive that is none': [
    { strategic: { data: { $patch: 'explode' } } },
    { strategic: { $retainKeys: 'x' } },
    { strategic: { metadata: { '$setElementOrder/finalizers': 'x' } } },
  ],
  'strategic: finalizers are merged': [
    { strategic: { metadata: { finalizers: ['example.com/a'] } } },
    { strategic: { metadata: { finalizers: ['example.com/b', 'example.com/a'] } } },
    { strategic: { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/a'] } } },
    {
      strategic: {
        metadata: {
          '$setElementOrder/finalizers': ['example.com/c', 'example.com/b'],
          finalizers: ['example.com/c'],
        },
      },
    },
    { strategic: { metadata: { finalizers: null } } },
  ],
  'strategic: a version': [{ strategic: { metadata: { resourceVersion: '1' }, data: { c: '1' } } }],
};

const configMapCases = Object.entries(onConfigMap).map(([title, patches]): [string, Case] => [
  title,
  async (api) => {
    await make(api);
    for (const patch of patches) await api.patch(`${api.core}/configmaps/a`, patch);
  },
]);

export const patchCases = group('patches', {
  ...Object.fromEntries(configMapCases),
  'what is not there': async (api) => {
    for (const type of ['json', 'merge', 'strategic'] as const) {
      await api.patch(`${api.core}/configmaps/a`, { [type]: type === 'json' ? [] : {} });
    }
    const cr = await api.installCustomResource();
    await api.patch(`${cr.path}/a`, { merge: {} });
  },
  'a media type that is none': async (api) => {
    await make(api);
    for (const type of [
      'application/json',
      'application/yaml',
      'text/plain',
      'application/json-patch+json; charset=utf-8',
      'application/merge-patch+json;x=y',
      'application/strategic-merge-patch+yaml',
      '',
    ]) {
      const headers = { 'Content-Type': type };
      await api.patch(`${api.core}/configmaps/a`, { merge: '{}' }, { headers });
    }
  },
  'a strategic patch of a custom resource': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a'), quiet);
    await api.patch(`${cr.path}/a`, { strategic: { spec: { a: 1 } } });
  },
  'a merge patch of a custom resource': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a', { spec: { a: 1, list: [1, 2] } }), quiet);
    await api.patch(`${cr.path}/a`, {
      merge: { spec: { a: null, b: { c: null, d: 1 }, list: [3] } },
    });
    await api.patch(`${cr.path}/a`, { merge: { spec: null } });
    await api.patch(`${cr.path}/a`, { merge: { metadata: { labels: { a: 1 } } } });
    await api.patch(`${cr.path}/a`, { merge: { metadata: { name: 'b' } } });
    await api.patch(`${cr.path}/a`, { merge: { kind: 'Gadget' } });
  },
  'a JSON patch of a custom resource': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a', { spec: { list: [1, 2, 3] } }), quiet);
    await api.patch(`${cr.path}/a`, {
      json: [
        { op: 'add', path: '/spec/list/1', value: 9 },
        { op: 'add', path: '/spec/list/-', value: 8 },
        { op: 'remove', path: '/spec/list/0' },
      ],
    });
    await api.patch(`${cr.path}/a`, { json: [{ op: 'add', path: '/spec/list/9', value: 1 }] });
    await api.patch(`${cr.path}/a`, { json: [{ op: 'remove', path: '/spec/list/-1' }] });
    await api.patch(`${cr.path}/a`, { json: [{ op: 'replace', path: '/spec/list/x', value: 1 }] });
  },
  'int64 is exact': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a', { spec: { large: 9_007_199_254_740_993n } }), quiet);
    await api.patch(`${cr.path}/a`, { merge: { spec: { other: 9_007_199_254_740_995n } } });
    await api.patch(`${cr.path}/a`, {
      json: [{ op: 'add', path: '/spec/third', value: 9_007_199_254_740_997n }],
    });
  },
  'what changes nothing keeps the version': async (api) => {
    await make(api);
    await api.get(`${api.core}/configmaps/a`);
    await api.patch(`${api.core}/configmaps/a`, { merge: { data } });
    await api.patch(`${api.core}/configmaps/a`, { strategic: { data } });
    await api.patch(`${api.core}/configmaps/a`, {
      json: [{ op: 'replace', path: '/data/a', value: '1' }],
    });
  },
  'a dry run': async (api) => {
    await make(api);
    await api.patch(`${api.core}/configmaps/a?dryRun=All`, { merge: { data: { c: '3' } } });
    await api.get(`${api.core}/configmaps/a`);
  },
  'the version that was read': async (api) => {
    const { metadata } = await make(api);
    const { resourceVersion } = metadata;
    await api.patch(`${api.core}/configmaps/a`, {
      merge: { metadata: { resourceVersion }, data: { a: '2' } },
    });
    await api.patch(`${api.core}/configmaps/a`, {
      merge: { metadata: { resourceVersion }, data: { a: '3' } },
    });
    const test = { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion };
    await api.patch(`${api.core}/configmaps/a`, { json: [test] });
  },
  'a field manager': async (api) => {
    await make(api);
    await api.patch(`${api.core}/configmaps/a?fieldManager=me`, { merge: { data: { a: '2' } } });
    await api.patch(`${api.core}/configmaps/a?fieldManager=${'m'.repeat(129)}`, { merge: {} });
  },
  'force is for apply': async (api) => {
    await make(api);
    await api.patch(`${api.core}/configmaps/a?force=true`, { merge: {} });
    await api.patch(`${api.core}/configmaps/a?force=x`, { merge: {} });
  },
  'a patch of a Secret writes stringData': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a', { data: { a: 'AAEC' } }), quiet);
    await api.patch(`${api.core}/secrets/a`, { merge: { stringData: { b: 'two' } } });
    await api.patch(`${api.core}/secrets/a`, { strategic: { data: { a: null } } });
  },
});

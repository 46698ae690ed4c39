import type { Api } from '../api.ts';
import { type Case, group } from '../group.ts';
import { configMap, secret } from './objects.ts';

const quiet = { record: false } as const;
const uid = '01234567-89ab-4def-8123-456789abcdef';
const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid };

/** Secrets of such metadata, in dry runs. */
function tried(...all: readonly object[]): Case {
  return async (api) => {
    for (const metadata of all) {
      await api.post(
        `${api.core}/secrets?dryRun=All`,
        secret('', { metadata: { name: 'a', ...metadata } }),
      );
    }
  };
}

function owners(...all: readonly object[]): Case {
  return tried(...all.map((reference) => ({ ownerReferences: [reference] })));
}

async function merged(api: Api, ...all: readonly object[]): Promise<void> {
  await api.post(`${api.core}/secrets`, secret('a'), quiet);
  for (const metadata of all) await api.patch(`${api.core}/secrets/a`, { merge: { metadata } });
}

export const metadataCases = group('metadata', {
  'owners: what a reference must say': owners(
    {},
    { ...owner, name: '' },
    { ...owner, uid: '' },
    { ...owner, kind: '' },
    { ...owner, apiVersion: '' },
  ),
  'owners: versions that are none': owners(
    { ...owner, apiVersion: 'a/b/c' },
    { ...owner, apiVersion: '/' },
    { ...owner, apiVersion: 'v1/' },
  ),
  'owners: events may not own': owners(
    { ...owner, kind: 'Event' },
    { ...owner, apiVersion: 'events.k8s.io/v1', kind: 'Event' },
  ),
  'owners: two that control': tried({
    ownerReferences: [
      { ...owner, controller: true },
      { ...owner, uid: 'x', name: 'p', controller: true },
    ],
  }),
  'owners: one twice': tried({ ownerReferences: [owner, owner] }),
  'owners: the same uid with other names': tried({
    ownerReferences: [owner, { ...owner, name: 'p' }],
  }),
  'owners: of a kind that is not known': owners({
    apiVersion: 'none.example.com/v1',
    kind: 'None',
    name: 'n',
    uid,
    blockOwnerDeletion: true,
  }),
  'owners: patches merge by uid': async (api) => {
    const made = await api.post(`${api.core}/configmaps`, configMap('o'), quiet);
    const own = { ...owner, uid: made.metadata.uid };
    const metadata = { name: 'a', ownerReferences: [own] };
    await api.post(`${api.core}/secrets`, secret('', { metadata }), quiet);
    const path = `${api.core}/secrets/a?dryRun=All`;
    const controlled = { metadata: { ownerReferences: [{ uid: own.uid, controller: true }] } };
    const removed = { metadata: { ownerReferences: [{ $patch: 'delete', uid: own.uid }] } };
    await api.patch(path, { strategic: controlled });
    await api.patch(path, { strategic: removed });
    await api.patch(path, { merge: controlled });
  },
  'finalizers: names': tried(
    { finalizers: ['example.com/x', 'example.com/y'] },
    { finalizers: ['x'] },
    { finalizers: [''] },
    { finalizers: ['example.com/a b'] },
    { finalizers: ['orphan'] },
    { finalizers: ['foregroundDeletion', 'orphan'] },
    { finalizers: ['kubernetes'] },
  ),
  'finalizers: twice': tried({ finalizers: ['example.com/x', 'example.com/x'] }),
  'finalizers: on an update': (api) =>
    merged(api, { finalizers: ['x y'] }, { finalizers: ['example.com/x'] }, { finalizers: [] }),
  'finalizers of a custom resource': async (api) => {
    const cr = await api.installCustomResource();
    for (const finalizers of [
      ['x'],
      ['x y'],
      ['example.com/x'],
      ['foregroundDeletion', 'orphan'],
    ]) {
      await api.post(
        `${cr.path}?dryRun=All`,
        cr.object('', { metadata: { name: 'a', finalizers } }),
      );
    }
  },
  'annotations: names': tried(
    { annotations: { 'a b': '' } },
    { annotations: { 'Example.com/A': '' } },
    { annotations: { 'example.com/A': 'ü' } },
    { annotations: { '': '' } },
  ),
  'annotations: their size': async (api) => {
    const annotations = { a: 'x'.repeat(262_144) };
    await api.post(
      `${api.core}/secrets?dryRun=All`,
      secret('', { metadata: { name: 'a', annotations } }),
    );
    const most = { a: 'x'.repeat(262_143) };
    await api.post(
      `${api.core}/secrets?dryRun=All`,
      secret('', { metadata: { name: 'a', annotations: most } }),
      { record: ({ kind }) => kind ?? null },
    );
  },
  'annotations: values that are no text': tried(
    { annotations: { a: 1 } },
    { annotations: { a: true } },
    { annotations: { a: null } },
    { annotations: ['a'] },
  ),
  'labels: names and values': tried(
    { labels: { 'a b': '' } },
    { labels: { a: 'b c' } },
    { labels: { a: 'x'.repeat(64) } },
    { labels: { ['x'.repeat(64)]: '' } },
    { labels: { 'example.com/': '' } },
    { labels: { 'a/b/c': '' } },
    { labels: { a: '-' } },
    { labels: { a: 1 } },
  ),
  'labels of a custom resource': async (api) => {
    const cr = await api.installCustomResource();
    for (const labels of [{ 'a b': '' }, { a: 'b c' }, { a: 1 }]) {
      await api.post(`${cr.path}?dryRun=All`, cr.object('', { metadata: { name: 'a', labels } }));
    }
  },
  'what the server says itself: creation': tried({
    uid: 'x',
    creationTimestamp: '2020-01-01T00:00:00Z',
    deletionTimestamp: '2020-01-01T00:00:00Z',
    deletionGracePeriodSeconds: 5,
    generation: 7,
    selfLink: '/x',
  }),
  'what the server says itself: a resource version at creation': tried(
    { resourceVersion: '5' },
    { resourceVersion: '0' },
    { resourceVersion: 'x' },
  ),
  'what the server says itself: update': (api) =>
    merged(
      api,
      { creationTimestamp: '2020-01-01T00:00:00Z' },
      { deletionTimestamp: '2020-01-01T00:00:00Z' },
      { selfLink: '/x' },
      { generation: 9 },
    ),
  'what does not change': (api) => merged(api, { uid: 'x' }, { name: 'b' }, { namespace: 'other' }),
  'times that are none': tried(
    { creationTimestamp: 'x' },
    { creationTimestamp: 5 },
    { creationTimestamp: '2020-01-01' },
  ),
  'unknown fields': tried({ clusterName: 'x' }, { x: 1 }),
  'several faults': async (api) => {
    const metadata = {
      name: 'A_b',
      labels: { a: 'b c' },
      annotations: { 'x y': '' },
      finalizers: ['z z'],
      ownerReferences: [{ ...owner, name: '' }],
    };
    await api.post(`${api.core}/configmaps`, configMap('', { metadata }));
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('', { metadata }));
  },
  'kinds of names': async (api) => {
    await api.post(`${api.core}/configmaps?dryRun=All`, configMap('a.b-c'));
    await api.post(`${api.core}/services?dryRun=All`, {
      metadata: { name: 'a.b' },
      spec: { ports: [{ port: 80 }] },
    });
    await api.post(`${api.core}/services?dryRun=All`, {
      metadata: { name: '1a' },
      spec: { ports: [{ port: 80 }] },
    });
    const cr = await api.installCustomResource();
    for (const name of ['A', 'a.b', 'a_b', 'x'.repeat(254)])
      await api.post(`${cr.path}?dryRun=All`, cr.object(name));
  },
});

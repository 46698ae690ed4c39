import type { Case } from '../group.ts';
import { group } from '../group.ts';
import { configMap, deployment, pod, secret } from './objects.ts';

/** A metadata that the server refuses, or changes, by the title of its case. */
const metadatas: Readonly<Record<string, object>> = {
  'a name with capitals': { name: 'Abc' },
  'a name with an underscore': { name: 'a_b' },
  'a name that starts with a hyphen': { name: '-a' },
  'a name that ends with a dot': { name: 'a.' },
  'a name with a slash': { name: 'a/b' },
  'a name of a dot': { name: '.' },
  'a name of 254 characters': { name: 'a'.repeat(254) },
  'a name of 253 characters': { name: 'a'.repeat(253) },
  'no name': {},
  'an empty name': { name: '' },
  'a name that is a number': { name: 7 },
  'a label key without a name': { name: 'a', labels: { 'example.com/': 'x' } },
  'a label key with a bad prefix': { name: 'a', labels: { 'Example_/a': 'x' } },
  'a label key of two slashes': { name: 'a', labels: { 'a/b/c': 'x' } },
  'a label key that is too long': { name: 'a', labels: { ['k'.repeat(64)]: 'x' } },
  'a label value with a space': { name: 'a', labels: { a: 'b c' } },
  'a label value that is too long': { name: 'a', labels: { a: 'v'.repeat(64) } },
  'a label value that is a number': { name: 'a', labels: { a: 1 } },
  'all faults are told': { name: 'A', labels: { 'a b': 'c d' }, annotations: { 'a b': '' } },
  'an annotation key with a space': { name: 'a', annotations: { 'a b': 'x' } },
  'an annotation key with capitals': { name: 'a', annotations: { 'Example.com/A': 'x' } },
  'annotations that are too large': { name: 'a', annotations: { a: 'x'.repeat(262_145) } },
  'a finalizer without a prefix': { name: 'a', finalizers: ['cleanup'] },
  'a finalizer with a prefix': { name: 'a', finalizers: ['example.com/cleanup'] },
  'a finalizer that is no name': { name: 'a', finalizers: ['example.com/clean up'] },
  'both deletion finalizers': { name: 'a', finalizers: ['orphan', 'foregroundDeletion'] },
  'an owner without uid and name': {
    name: 'a',
    ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap' }],
  },
  'two owners that control': {
    name: 'a',
    ownerReferences: ['a', 'b'].map((name) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name,
      uid: name,
      controller: true,
    })),
  },
  'an Event as the owner': {
    name: 'a',
    ownerReferences: [{ apiVersion: 'v1', kind: 'Event', name: 'a', uid: 'a' }],
  },
  'fields that the server sets': {
    name: 'a',
    uid: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
    creationTimestamp: '2001-02-03T04:05:06Z',
    deletionTimestamp: '2001-02-03T04:05:06Z',
    deletionGracePeriodSeconds: 3,
    generation: 7,
    selfLink: '/somewhere',
  },
  'managed fields of a client': {
    name: 'a',
    managedFields: [
      {
        manager: 'another',
        operation: 'Update',
        apiVersion: 'v1',
        time: '2001-02-03T04:05:06Z',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:type': {} },
      },
    ],
  },
  'managed fields that are broken': {
    name: 'a',
    managedFields: [{ manager: 'another', operation: 'Guess', apiVersion: 'v1' }],
  },
};

const metadataCases = Object.entries(metadatas).map(([title, metadata]): [string, Case] => [
  `metadata: ${title}`,
  async (api) => {
    await api.post(`${api.core}/secrets`, secret('', { metadata }));
    const cr = await api.installCustomResource({ schema: { type: 'object' } });
    await api.post(cr.path, cr.object('', { metadata }));
  },
]);

export const createCases = group('create', {
  'an object comes back with what the server set': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a', { data: { b: '2', a: '1' } }));
  },
  'a name that exists is refused': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'));
    await api.post(`${api.core}/secrets`, secret('a'));
    await api.post(`${api.in('apps/v1')}/deployments`, deployment('a'));
    await api.post(`${api.in('apps/v1')}/deployments`, deployment('a'));
  },
  'apiVersion and kind may be left out for built-in kinds': async (api) => {
    await api.post(`${api.core}/secrets`, { metadata: { name: 'a' } });
  },
  'a custom resource needs its apiVersion and kind': async (api) => {
    const cr = await api.installCustomResource();
    const metadata = { name: 'a' };
    await api.post(cr.path, { metadata });
    await api.post(cr.path, { apiVersion: cr.apiVersion, metadata });
    await api.post(cr.path, { kind: 'Widget', metadata });
    await api.post(cr.path, { apiVersion: cr.apiVersion, kind: 'Gadget', metadata });
    await api.post(cr.path, { apiVersion: 'other.example.com/v1', kind: 'Widget', metadata });
    await api.post(cr.path, { apiVersion: `${cr.group}/v2`, kind: 'Widget', metadata });
    await api.post(cr.path, { apiVersion: 'a/b/c', kind: 'Widget', metadata });
  },
  'another kind is refused': async (api) => {
    await api.post(`${api.core}/secrets`, configMap('a'));
    await api.post(`${api.core}/secrets`, { apiVersion: 'v1', kind: 'Nothing', metadata: {} });
    await api.post(`${api.core}/secrets`, { kind: 'ConfigMap', metadata: { name: 'a' } });
  },
  'another apiVersion is refused': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a', { apiVersion: 'v2' }));
    await api.post(`${api.core}/secrets`, secret('a', { apiVersion: 'apps/v1' }));
    await api.post(`${api.core}/secrets`, secret('a', { apiVersion: 'a/b/c' }));
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, { ...deployment('a'), apiVersion: 'apps/v1beta1' });
  },
  'another namespace is refused': async (api) => {
    const metadata = { name: 'a', namespace: 'another' };
    await api.post(`${api.core}/secrets`, secret('', { metadata }));
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('', { metadata }));
  },
  'its own namespace may be named': async (api) => {
    const metadata = { name: 'a', namespace: api.namespace };
    await api.post(`${api.core}/secrets`, secret('', { metadata }));
  },
  'a namespace that is not there': async (api) => {
    await api.post(`${api.in('v1', `none-${api.id}`)}/secrets`, secret('a'));
    await api.post(`${api.in('apps/v1', `none-${api.id}`)}/deployments`, deployment('a'));
  },
  'a namespaced kind outside a namespace': async (api) => {
    await api.post('/api/v1/secrets', secret('a'));
  },
  'a cluster kind with a namespace': async (api) => {
    const metadata = { name: `role-${api.id}`, namespace: 'default' };
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    await api.post(path, { metadata });
  },
  'a resourceVersion is refused': async (api) => {
    const metadata = { name: 'a', resourceVersion: '1' };
    await api.post(`${api.core}/secrets`, secret('', { metadata }));
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('', { metadata }));
    await api.post(
      `${api.core}/secrets`,
      secret('', { metadata: { ...metadata, resourceVersion: '0' } }),
    );
    await api.post(
      `${api.core}/secrets`,
      secret('', { metadata: { ...metadata, resourceVersion: 'x' } }),
    );
  },
  'a generated name': async (api) => {
    const metadata = { generateName: 'a-' };
    await api.post(`${api.core}/secrets`, secret('', { metadata }));
    await api.post(`${api.core}/secrets`, secret('', { metadata }));
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('', { metadata }));
  },
  'a generated name of a long base': async (api) => {
    const metadata = { generateName: 'abcdefghij'.repeat(7) };
    await api.post(`${api.core}/secrets`, secret('', { metadata }));
  },
  'a generated name of a bad base': async (api) => {
    await api.post(`${api.core}/secrets`, secret('', { metadata: { generateName: 'A_' } }));
  },
  'a name wins over a base': async (api) => {
    const metadata = { name: 'a', generateName: 'b-' };
    await api.post(`${api.core}/secrets`, secret('', { metadata }));
    await api.post(`${api.core}/secrets`, secret('', { metadata }));
  },
  'a dry run leaves nothing': async (api) => {
    await api.post(`${api.core}/secrets?dryRun=All`, secret('a'));
    await api.get(`${api.core}/secrets/a`);
    await api.post(
      `${api.core}/secrets?dryRun=All`,
      secret('', { metadata: { generateName: 'b-' } }),
    );
    await api.post(`${api.core}/secrets?dryRun=All`, secret('A'));
  },
  'a dry run of a name that exists': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'));
    await api.post(`${api.core}/secrets?dryRun=All`, secret('a'));
  },
  'a dry run of another kind': async (api) => {
    await api.post(`${api.core}/secrets?dryRun=Some`, secret('a'));
    await api.post(`${api.core}/secrets?dryRun=`, secret('b'));
    await api.post(`${api.core}/secrets?dryRun=All&dryRun=All`, secret('c'));
  },
  'a field manager': async (api) => {
    await api.post(`${api.core}/secrets?fieldManager=me`, secret('a'));
    await api.post(`${api.core}/secrets?fieldManager=${'m'.repeat(129)}`, secret('b'));
    await api.post(`${api.core}/secrets?fieldManager=a%0Ab`, secret('c'));
  },
  'a name in the path': async (api) => {
    await api.post(`${api.core}/secrets/a`, secret('a'));
  },
  'an empty body': async (api) => {
    await api.post(`${api.core}/secrets`, '');
    const cr = await api.installCustomResource();
    await api.post(cr.path, '');
  },
  'an empty object': async (api) => {
    await api.post(`${api.core}/secrets`, {});
    await api.post(`${api.core}/pods`, {});
    await api.post(`${api.in('apps/v1')}/deployments`, {});
  },
  'a list in place of an object': async (api) => {
    await api.post(`${api.core}/secrets`, { apiVersion: 'v1', kind: 'SecretList', items: [] });
    await api.post(`${api.core}/secrets`, '[]');
  },
  'what is null is absent': async (api) => {
    const fields = { data: null, immutable: null, type: null };
    await api.post(`${api.core}/secrets`, secret('a', fields));
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a', { spec: { a: null, b: { c: null } }, status: null }));
  },
  'int64 is exact in a custom resource': async (api) => {
    const cr = await api.installCustomResource();
    const spec = {
      large: 9_007_199_254_740_993n,
      negative: -9_223_372_036_854_775_808n,
      half: 0.5,
    };
    await api.post(cr.path, cr.object('a', { spec }));
    await api.get(`${cr.path}/a`);
  },
  'a number with a fraction of nothing': async (api) => {
    const cr = await api.installCustomResource();
    const { apiVersion } = cr;
    const head = `"apiVersion":"${apiVersion}","kind":"Widget","metadata":{"name":"a"}`;
    await api.post(cr.path, `{${head},"spec":{"a":1.0,"b":1e3,"c":1e21,"d":0.1}}`);
  },
  'a status is dropped when it is a subresource': async (api) => {
    const cr = await api.installCustomResource({ version: { subresources: { status: {} } } });
    await api.post(cr.path, cr.object('a', { spec: { a: 1 }, status: { b: 2 } }));
    await api.post(`${api.core}/pods`, { ...pod('a'), status: { phase: 'Running', reason: 'x' } });
  },
  'an owner is not looked for': async (api) => {
    const owner = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'no',
      uid: 'no',
      blockOwnerDeletion: true,
    };
    const metadata = { name: 'a', ownerReferences: [owner] };
    await api.post(`${api.core}/secrets?dryRun=All`, secret('', { metadata }));
  },
  ...Object.fromEntries(metadataCases),
});

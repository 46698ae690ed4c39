import type { Json } from '../exact-json.ts';
import { group } from '../group.ts';
import { deployment, secret } from './objects.ts';
import { accepting, rowsOnly as short, table } from './table-options.ts';

const quiet = { record: false } as const;

const columns = [
  { name: 'Text', type: 'string', jsonPath: '.spec.text', description: 'a text' },
  { name: 'Count', type: 'integer', jsonPath: '.spec.count', format: 'int32' },
  { name: 'Share', type: 'number', jsonPath: '.spec.share' },
  { name: 'On', type: 'boolean', jsonPath: '.spec.on', priority: 1 },
  { name: 'When', type: 'date', jsonPath: '.spec.when' },
  { name: 'First', type: 'string', jsonPath: '.spec.items[0].name' },
  { name: 'All', type: 'string', jsonPath: '.spec.items[*].name' },
  { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  { name: 'Map', type: 'string', jsonPath: '.spec.map' },
  { name: 'Dotted', type: 'string', jsonPath: '.metadata.labels.example\\.com/a' },
];

export const tableCases = group('tables', {
  'a list of secrets': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a', { data: { a: 'AAEC', b: 'AAEC' } }), quiet);
    await api.post(`${api.core}/secrets`, secret('b'), quiet);
    await api.get(`${api.core}/secrets`, table);
  },
  'one object': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'), quiet);
    await api.get(`${api.core}/secrets/a`, table);
    await api.get(`${api.core}/secrets/b`, table);
  },
  'an empty list': (api) => api.get(`${api.core}/secrets`, table),
  'objects: none': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'), quiet);
    await api.get(`${api.core}/secrets?includeObject=None`, table);
  },
  'objects: whole': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'), quiet);
    await api.get(`${api.core}/secrets?includeObject=Object`, table);
  },
  'objects: what is none': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'), quiet);
    await api.get(`${api.core}/secrets?includeObject=X`, table);
  },
  'the first version': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'), quiet);
    await api.get(`${api.core}/secrets`, accepting('Table', 'v1beta1'));
  },
  'kinds that it is not shown as': async (api) => {
    await api.get(`${api.core}/secrets`, {
      headers: { Accept: 'application/json;as=Table;v=v2;g=meta.k8s.io' },
    });
    await api.get(`${api.core}/secrets`, {
      headers: { Accept: 'application/json;as=Chair;v=v1;g=meta.k8s.io' },
    });
    await api.get(`${api.core}/secrets`, {
      headers: { Accept: 'application/json;as=Table;v=v1;g=x' },
    });
    await api.get(`${api.core}/secrets`, accepting('Chair'));
  },
  pages: async (api) => {
    for (const name of ['a', 'b', 'c']) await api.post(`${api.core}/secrets`, secret(name), quiet);
    const { metadata } = await api.get(`${api.core}/secrets?limit=2`, table);
    await api.get(`${api.core}/secrets?limit=2&continue=${metadata.continue}`, table);
  },
  'what was created': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'), table);
    await api.patch(
      `${api.core}/secrets/a`,
      { merge: { data: { a: 'AAEC' } } },
      { headers: table.headers },
    );
    await api.delete(`${api.core}/secrets/a`, undefined, table);
  },
  'custom resources': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a'), quiet);
    await api.get(cr.path, table);
    await api.get(`${cr.path}/a`, table);
  },
  'columns of custom resources': async (api) => {
    const cr = await api.installCustomResource({ version: { additionalPrinterColumns: columns } });
    const metadata = { name: 'a', labels: { 'example.com/a': 'b' } };
    const spec = {
      text: 'x',
      count: 3,
      share: 1.5,
      on: true,
      when: '2020-01-01T00:00:00Z',
      items: [{ name: 'i' }, { name: 'j' }],
      map: { a: 1, b: ['x'] },
    };
    const status = {
      conditions: [
        { type: 'Other', status: 'False' },
        { type: 'Ready', status: 'True' },
      ],
    };
    await api.post(cr.path, cr.object('', { metadata, spec, status }), quiet);
    await api.post(cr.path, cr.object('b'), quiet);
    await api.get(cr.path, {
      ...table,
      record: (body) => {
        const cells = ((body['rows'] ?? []) as { cells: unknown[] }[]).map(({ cells: all }) => {
          // Years since then: not the same for ever.
          return all.map((cell) =>
            /^\d+y\d*d?$/.test(String(cell)) ? '<years>' : (cell as string),
          );
        });
        return { columnDefinitions: body['columnDefinitions'] ?? null, cells };
      },
    });
  },
  'values that are not of the type of their column': async (api) => {
    const cr = await api.installCustomResource({ version: { additionalPrinterColumns: columns } });
    const spec = { text: 1, count: 'x', share: 'x', on: 'x', when: 'x', items: 'x', map: [] };
    await api.post(cr.path, cr.object('a', { spec }), quiet);
    await api.post(
      cr.path,
      cr.object('b', { spec: { text: null, count: 1.5, share: 2, on: null, when: 5, items: [] } }),
      quiet,
    );
    await api.get(cr.path, short);
  },
  'columns of each version': async (api) => {
    const schema = {
      openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    };
    const version = { served: true, schema };
    const cr = await api.installCustomResource({
      versions: [
        { ...version, name: 'v1', storage: true, additionalPrinterColumns: columns.slice(0, 1) },
        { ...version, name: 'v2', storage: false },
      ],
    });
    await api.post(cr.path, cr.object('a', { spec: { text: 'x' } }), quiet);
    await api.get(cr.path, short);
    await api.get(`${api.in(`${cr.group}/v2`)}/${cr.plural}`, short);
  },
  'a watch': async (api) => {
    const { metadata } = await api.post(`${api.core}/secrets`, secret('a'), quiet);
    const watch = await api.watch(
      `${api.core}/secrets?resourceVersion=${metadata.resourceVersion}`,
      { headers: table.headers },
    );
    await api.patch(`${api.core}/secrets/a`, { merge: { data: { a: 'AAEC' } } }, quiet);
    await api.patch(`${api.core}/secrets/a`, { merge: { data: { b: 'AAEC' } } }, quiet);
    await api.delete(`${api.core}/secrets/a`, undefined, quiet);
    await watch.take(1);
    // Only the first frame says which column is an age.
    const later = await watch.peek(2);
    const text = JSON.stringify(later).replaceAll(/"\d+s"/g, '"<age>"');
    api.note('two more frames', JSON.parse(text) as Json);
  },
  'a watch of custom resources': async (api) => {
    const cr = await api.installCustomResource({
      version: { additionalPrinterColumns: columns.slice(0, 2) },
    });
    const { metadata } = await api.post(cr.path, cr.object('a', { spec: { text: 'x' } }), quiet);
    const watch = await api.watch(`${cr.path}?resourceVersion=${metadata.resourceVersion}`, {
      headers: table.headers,
    });
    await api.patch(`${cr.path}/a`, { merge: { spec: { text: 'y' } } }, quiet);
    await api.delete(`${cr.path}/a`, undefined, quiet);
    await watch.take(2);
  },
  'a scale': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, deployment('a', { replicas: 3 }), quiet);
    await api.get(`${path}/a/scale`, table);
    await api.get(`${path}/a/scale?includeObject=Object`, table);
    await api.patch(
      `${path}/a/scale`,
      { merge: { spec: { replicas: 0 } } },
      { headers: table.headers },
    );
    await api.get(`${path}/a/scale`, accepting('PartialObjectMetadata'));
    await api.get(`${path}/a/scale`, {
      headers: { Accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' },
    });
  },
  'a scale of a custom resource': async (api) => {
    const scale = { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' };
    const cr = await api.installCustomResource({ version: { subresources: { scale } } });
    await api.post(cr.path, cr.object('a', { spec: { size: 3 } }), quiet);
    await api.get(`${cr.path}/a/scale`, table);
    await api.patch(
      `${cr.path}/a/scale`,
      { merge: { spec: { replicas: 0 } } },
      { headers: table.headers },
    );
    await api.get(`${cr.path}/a/scale`, accepting('PartialObjectMetadata'));
  },
  'only the metadata': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a', { data: { a: 'AAEC' } }), quiet);
    await api.get(`${api.core}/secrets`, accepting('PartialObjectMetadataList'));
    await api.get(`${api.core}/secrets/a`, accepting('PartialObjectMetadata'));
    await api.get(`${api.core}/secrets/b`, accepting('PartialObjectMetadata'));
  },
  'only the metadata: a list as one': async (api) => {
    await api.get(`${api.core}/secrets`, {
      headers: { Accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' },
    });
    await api.post(`${api.core}/secrets`, secret('a'), quiet);
    await api.get(`${api.core}/secrets/a`, {
      headers: { Accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' },
    });
  },
  'only the metadata of custom resources': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a', { spec: { a: 1 } }), quiet);
    await api.get(cr.path, accepting('PartialObjectMetadataList'));
    await api.get(`${cr.path}/a`, accepting('PartialObjectMetadata'));
    const { metadata } = await api.patch(
      `${cr.path}/a`,
      { merge: { spec: { a: 2 } } },
      { headers: accepting('PartialObjectMetadata').headers },
    );
    const watch = await api.watch(`${cr.path}?resourceVersion=${metadata.resourceVersion}`, {
      headers: accepting('PartialObjectMetadata').headers,
    });
    await api.delete(`${cr.path}/a`, undefined, quiet);
    await watch.take(1);
  },
  'a watch of the metadata': async (api) => {
    const { metadata } = await api.post(`${api.core}/secrets`, secret('a'), quiet);
    const watch = await api.watch(
      `${api.core}/secrets?resourceVersion=${metadata.resourceVersion}`,
      { headers: accepting('PartialObjectMetadata').headers },
    );
    await api.patch(`${api.core}/secrets/a`, { merge: { data: { a: 'AAEC' } } }, quiet);
    await api.delete(`${api.core}/secrets/a`, undefined, quiet);
    await watch.take(2);
  },
});

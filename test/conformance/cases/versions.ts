import type { Api } from '../api.ts';
import { type CustomResource, definitionsPath } from '../custom-resource.ts';
import { group } from '../group.ts';

const quiet = { record: false } as const;

function schema(properties: object): object {
  return {
    openAPIV3Schema: {
      type: 'object',
      properties: { spec: { type: 'object', properties } },
    },
  };
}

const text = { type: 'string' };
const v1 = {
  name: 'v1',
  served: true,
  storage: true,
  schema: schema({ a: text, one: { ...text, default: 'x' } }),
};
const v2 = {
  name: 'v2',
  served: true,
  storage: false,
  schema: schema({ a: text, two: { ...text, default: 'y' } }),
};

async function install(api: Api, versions: readonly object[] = [v1, v2]): Promise<CustomResource> {
  return api.installCustomResource({ versions });
}

function pathOf(api: Api, cr: CustomResource, version: string): string {
  return `${api.in(`${cr.group}/${version}`)}/${cr.plural}`;
}

export const versionCases = group('versions', {
  'written in one, read in the other': async (api) => {
    const cr = await install(api);
    await api.post(cr.path, cr.object('a', { spec: { a: '1', one: '1' } }));
    await api.get(`${pathOf(api, cr, 'v2')}/a`);
    await api.post(pathOf(api, cr, 'v2'), {
      ...cr.object('b', { spec: { a: '1', two: '2' } }),
      apiVersion: `${cr.group}/v2`,
    });
    await api.get(`${cr.path}/b`);
  },
  'fields of the other version are lost': async (api) => {
    const cr = await install(api);
    await api.post(cr.path, cr.object('a', { spec: { one: '1' } }), quiet);
    await api.patch(`${pathOf(api, cr, 'v2')}/a`, { merge: { spec: { a: '2' } } });
    await api.get(`${cr.path}/a`);
  },
  'a body of the other version': async (api) => {
    const cr = await install(api);
    await api.post(pathOf(api, cr, 'v2'), cr.object('a'));
    const { body } = await api.post(cr.path, cr.object('a'), quiet);
    await api.put(`${pathOf(api, cr, 'v2')}/a`, body);
  },
  lists: async (api) => {
    const cr = await install(api);
    await api.post(cr.path, cr.object('a', { spec: { a: '1' } }), quiet);
    await api.post(
      pathOf(api, cr, 'v2'),
      { ...cr.object('b'), apiVersion: `${cr.group}/v2` },
      quiet,
    );
    await api.get(cr.path);
    await api.get(pathOf(api, cr, 'v2'));
  },
  watches: async (api) => {
    const cr = await install(api);
    const { metadata } = await api.post(cr.path, cr.object('a', { spec: { a: '1' } }), quiet);
    const query = `?resourceVersion=${metadata.resourceVersion}`;
    const one = await api.watch(cr.path + query);
    const two = await api.watch(pathOf(api, cr, 'v2') + query);
    await api.patch(`${cr.path}/a`, { merge: { spec: { a: '2' } } }, quiet);
    await api.delete(`${pathOf(api, cr, 'v2')}/a`, undefined, quiet);
    await one.take(2);
    await two.take(2);
  },
  'one resource version for both': async (api) => {
    const cr = await install(api);
    const { body } = await api.post(cr.path, cr.object('a'), quiet);
    await api.patch(`${pathOf(api, cr, 'v2')}/a`, { merge: { spec: { a: '2' } } });
    await api.put(`${cr.path}/a`, body);
  },
  'a version that is not served': async (api) => {
    const cr = await install(api, [v1, { ...v2, served: false }]);
    await api.get(pathOf(api, cr, 'v2'));
    await api.post(pathOf(api, cr, 'v2'), { ...cr.object('a'), apiVersion: `${cr.group}/v2` });
    await api.get(pathOf(api, cr, 'v3'));
  },
  'what is stored is not served': async (api) => {
    const cr = await install(api, [
      { ...v2, name: 'v1' },
      { ...v1, name: 'v2', served: false },
    ]);
    await api.post(cr.path, cr.object('a', { spec: { a: '1', two: '2' } }));
    await api.get(`${cr.path}/a`);
  },
  'another version is stored from now on': async (api) => {
    const cr = await install(api);
    await api.post(cr.path, cr.object('a', { spec: { a: '1', one: '1' } }), quiet);
    const versions = [
      { ...v1, storage: false },
      { ...v2, storage: true },
    ];
    await api.patch(`${definitionsPath}/${cr.name}`, { merge: { spec: { versions } } }, quiet);
    await api.get(`${definitionsPath}/${cr.name}`, {
      record: ({ status }) => (status as { storedVersions?: string[] }).storedVersions ?? null,
    });
    await api.get(`${cr.path}/a`);
    await api.get(`${pathOf(api, cr, 'v2')}/a`);
  },
  'a deprecated version': async (api) => {
    const cr = await install(api, [v1, { ...v2, deprecated: true }]);
    await api.post(cr.path, cr.object('a'));
    await api.get(`${pathOf(api, cr, 'v2')}/a`);
    await api.patch(`${pathOf(api, cr, 'v2')}/a`, { merge: { spec: { a: '2' } } });
    await api.delete(`${pathOf(api, cr, 'v2')}/a`);
  },
  'a deprecated version with a warning of its own': async (api) => {
    const cr = await install(api, [
      v1,
      { ...v2, deprecated: true, deprecationWarning: 'no "v2" any more' },
    ]);
    await api.get(pathOf(api, cr, 'v2'));
    await (await api.watch(`${pathOf(api, cr, 'v2')}?timeoutSeconds=1`)).takeAll();
  },
  'a definition of many versions': async (api) => {
    const names = ['v1alpha1', 'v1', 'v2beta1', 'v10', 'foo'];
    const cr = await install(
      api,
      names.map((name) => ({ ...v2, name, storage: name === 'v1' })),
    );
    await api.await(
      `/apis/${cr.group}`,
      ({ body }) => (body['versions'] as unknown[] | undefined)?.length === 5,
      { record: undefined },
    );
  },
  'generations in both versions': async (api) => {
    const cr = await install(api);
    await api.post(cr.path, cr.object('a', { spec: { a: '1' } }));
    await api.patch(`${pathOf(api, cr, 'v2')}/a`, { merge: { metadata: { labels: { a: 'b' } } } });
    await api.patch(`${pathOf(api, cr, 'v2')}/a`, { merge: { spec: { a: '2' } } });
  },
});

import { group } from '../group.ts';

export const createCases = group('create', {
  'a name that exists is refused': async (api) => {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
    await api.post(`${api.core}/configmaps`, body);
    await api.post(`${api.core}/configmaps`, body);
  },
  'a generated name gets a suffix': async (api) => {
    await api.post(`${api.core}/secrets`, { metadata: { generateName: 'a-' } });
    await api.get(`${api.core}/secrets`);
  },
  watch: async (api) => {
    const watch = await api.watch(`${api.core}/secrets`);
    await api.post(`${api.core}/secrets`, { metadata: { name: 'a' } });
    await watch.take(1);
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('x', { spec: { a: 1 } }));
    await (await api.asUser('jane')).get(cr.path);
  },
});

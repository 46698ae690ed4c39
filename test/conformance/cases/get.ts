import type { Answer } from '../answer.ts';
import { group } from '../group.ts';
import { configMap, deployment, node, pod, secret } from './objects.ts';

export const getCases = group('get', {
  'an object': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a', { data: { a: '1' } }));
    await api.get(`${api.core}/configmaps/a`);
  },
  'a custom resource': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a', { spec: { a: [1, 'x', null, { b: true }] } }));
    await api.get(`${cr.path}/a`);
  },
  'a name that is not there': async (api) => {
    await api.get(`${api.core}/configmaps/a`);
    await api.get(`${api.in('apps/v1')}/deployments/a`);
    await api.get(`/api/v1/nodes/none-${api.id}`);
    await api.get(`/apis/rbac.authorization.k8s.io/v1/clusterroles/none-${api.id}`);
    const cr = await api.installCustomResource();
    await api.get(`${cr.path}/a`);
  },
  'a namespace that is not there': async (api) => {
    await api.get(`${api.in('v1', `none-${api.id}`)}/secrets/a`);
    await api.get(`${api.in('v1', `none-${api.id}`)}/secrets`);
    await api.get(`/api/v1/namespaces/none-${api.id}`);
  },
  'a resource that is not there': async (api) => {
    await api.get(`${api.core}/nothings/a`);
    await api.get(`${api.core}/nothings`);
    await api.get(`${api.in('apps/v1')}/nothings/a`);
    await api.get(`${api.in('apps/v9')}/deployments`);
    await api.get(`${api.in('nothing.example.com/v1')}/nothings`);
    await api.get(`${api.in('v2')}/secrets`);
  },
  'a namespaced kind outside a namespace': async (api) => {
    await api.get('/api/v1/secrets/a');
    await api.get('/apis/apps/v1/deployments/a');
    const cr = await api.installCustomResource();
    await api.get(`/apis/${cr.apiVersion}/widgets/a`);
  },
  'a cluster kind in a namespace': async (api) => {
    await api.get(`${api.core}/nodes/a`);
    await api.get(`${api.core}/nodes`);
    await api.get(`${api.in('rbac.authorization.k8s.io/v1')}/clusterroles/a`);
    const cr = await api.installCustomResource({ scope: 'Cluster' });
    await api.get(`${api.in(cr.apiVersion)}/widgets/a`);
  },
  'resource versions': async (api) => {
    const { metadata } = await api.post(`${api.core}/secrets`, secret('a'));
    const path = `${api.core}/secrets/a`;
    await api.get(`${path}?resourceVersion=${metadata.resourceVersion}`);
    await api.get(`${path}?resourceVersion=999999999`);
    await api.get(`${path}?resourceVersion=x`);
    await api.get(`${path}?resourceVersion=-1`);
  },
  'the old version of what is served from the cache': async (api) => {
    const { metadata } = await api.post(`${api.core}/secrets`, secret('a'));
    const path = `${api.core}/secrets/a`;
    await api.patch(path, { merge: { metadata: { labels: { a: 'b' } } } });
    await api.get(`${path}?resourceVersion=${metadata.resourceVersion}`, {
      record: ({ kind }) => kind ?? null,
    });
  },
  'a name with an escaped slash': async (api) => {
    await api.get(`${api.core}/secrets/a%2Fb`);
    await api.get(`${api.core}/secrets/a%20b`);
    await api.get(`${api.core}/secrets/%C3%A4`);
  },
  'a name that cannot be': async (api) => {
    await api.get(`${api.core}/secrets/A_b`);
    await api.get(`${api.core}/secrets/a%25b`);
  },
  'a path that goes too deep': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'), { record: false });
    await api.get(`${api.core}/secrets/a/nothing`);
    await api.get(`${api.core}/secrets/a/status`);
    await api.get(`${api.core}/secrets/a/b/c`);
    await api.get(`${api.core}/secrets/a/`);
    await api.get(`${api.core}/secrets/`);
  },
  'pretty is for people': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'));
    const record = (_: object, text: string) => text.split('\n').length;
    await api.get(`${api.core}/secrets/a?pretty=true`, { record });
    await api.get(`${api.core}/secrets/a?pretty=false`, { record });
    await api.get(`${api.core}/secrets/a?pretty=1`, { record });
    await api.get(`${api.core}/secrets/b?pretty=true`, { record });
    await api.get(`${api.core}/secrets/a`, { record, headers: { 'User-Agent': 'curl/8.0' } });
    await api.get(`${api.core}/secrets/a`, { record, headers: { 'User-Agent': 'Mozilla/5.0' } });
  },
  'as YAML': async (api) => {
    await api.post(
      `${api.core}/configmaps`,
      configMap('a', { data: { a: 'x\ny\n', b: 'true', c: '' } }),
    );
    const record = (_: object, text: string) => {
      return text
        .split('\n')
        .filter((line) => !/creationTimestamp|uid|resourceVersion|time:/.test(line));
    };
    const headers = { Accept: 'application/yaml' };
    await api.get(`${api.core}/configmaps/a`, { headers, record });
    await api.get(`${api.core}/configmaps/none`, { headers });
  },
  'only metadata': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a', { data: { a: 'AAEC' } }));
    const headers = { Accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' };
    await api.get(`${api.core}/secrets/a`, { headers });
    const list = { Accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' };
    await api.get(`${api.core}/secrets`, { headers: list });
    await api.get(`${api.core}/secrets`, { headers });
    await api.get(`${api.core}/secrets/a`, { headers: list });
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a', { spec: { a: 1 } }));
    await api.get(`${cr.path}/a`, { headers });
    await api.get(cr.path, { headers: list });
  },
  'only metadata of what is written': async (api) => {
    const headers = { Accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' };
    await api.post(`${api.core}/secrets`, secret('a', { data: { a: 'AAEC' } }), { headers });
    await api.patch(
      `${api.core}/secrets/a`,
      { merge: { metadata: { labels: { a: 'b' } } } },
      { headers },
    );
    await api.delete(`${api.core}/secrets/a`, undefined, { headers });
  },
  'zipped, when it is large': async (api) => {
    const data = { a: 'x'.repeat(200_000) };
    await api.post(`${api.core}/configmaps`, configMap('a', { data }), { record: false });
    await api.post(`${api.core}/configmaps`, configMap('b'), { record: false });
    const record = ({ kind }: Answer['body']) => kind ?? null;
    for (const encoding of ['gzip', 'gzip, deflate, br', 'br', 'identity', 'gzip;q=0']) {
      const headers = { 'Accept-Encoding': encoding };
      await api.get(`${api.core}/configmaps/a`, { headers, record });
      await api.get(`${api.core}/configmaps/b`, { headers, record });
    }
  },
  HEAD: async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'));
    await api.request({ method: 'HEAD', path: `${api.core}/secrets/a` });
    await api.request({ method: 'HEAD', path: `${api.core}/secrets/b` });
  },
  'subresources of built-in kinds': async (api) => {
    await api.post(`${api.core}/pods`, pod('a'), { record: false });
    await api.get(`${api.core}/pods/a/status`);
    await api.post(`${api.in('apps/v1')}/deployments`, deployment('a'), { record: false });
    await api.get(`${api.in('apps/v1')}/deployments/a/status`);
    await api.get(`${api.in('apps/v1')}/deployments/a/scale`);
    await api.post('/api/v1/nodes', node(`node-${api.id}`), { record: false });
    await api.get(`/api/v1/nodes/node-${api.id}/status`);
    api.onEnd(() => api.delete(`/api/v1/nodes/node-${api.id}`, undefined, { record: false }));
  },
});

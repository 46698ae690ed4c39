import type { Answer } from '../answer.ts';
import { isObject, type Json, type JsonObject } from '../exact-json.ts';
import { type Case, group } from '../group.ts';

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const aggregatedBeta = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList';

/** The groups that operators know. */
const groupVersions = [
  '/api/v1',
  '/apis/admissionregistration.k8s.io/v1',
  '/apis/apiextensions.k8s.io/v1',
  '/apis/apiregistration.k8s.io/v1',
  '/apis/apps/v1',
  '/apis/authentication.k8s.io/v1',
  '/apis/authorization.k8s.io/v1',
  '/apis/autoscaling/v1',
  '/apis/autoscaling/v2',
  '/apis/batch/v1',
  '/apis/certificates.k8s.io/v1',
  '/apis/coordination.k8s.io/v1',
  '/apis/discovery.k8s.io/v1',
  '/apis/events.k8s.io/v1',
  '/apis/flowcontrol.apiserver.k8s.io/v1',
  '/apis/networking.k8s.io/v1',
  '/apis/node.k8s.io/v1',
  '/apis/policy/v1',
  '/apis/rbac.authorization.k8s.io/v1',
  '/apis/resource.k8s.io/v1',
  '/apis/scheduling.k8s.io/v1',
  '/apis/storage.k8s.io/v1',
];

const documents = groupVersions.map((path): [string, Case] => [
  `resources of ${path}`,
  (api) => api.get(path),
]);

/** Other cases install groups of their own. */
function lasting(list: Json | undefined, name: (item: JsonObject) => Json | undefined): Json {
  if (!Array.isArray(list)) return null;
  return list.filter((item) => {
    const found = isObject(item) ? name(item) : undefined;
    return typeof found !== 'string' || !found.endsWith('example.com');
  });
}

function metadataName({ metadata }: JsonObject): Json | undefined {
  return isObject(metadata) ? metadata['name'] : undefined;
}

function groupsOnly({ groups, items, ...rest }: JsonObject): Json {
  if (items !== undefined) return { ...rest, items: lasting(items, metadataName) };
  return { ...rest, groups: lasting(groups, ({ name }) => name) };
}

/** One group of an aggregated answer. */
function groupNamed(name: string): (body: JsonObject) => Json {
  return ({ items }) => {
    if (!Array.isArray(items)) return null;
    return items.find((item) => isObject(item) && metadataName(item) === name) ?? null;
  };
}

function hasGroup(name: string): (answer: Answer) => boolean {
  return ({ body }) => groupNamed(name)(body) !== null;
}

export const discoveryCases = group('discovery', {
  ...Object.fromEntries(documents),
  'versions of the core group': (api) => api.get('/api'),
  groups: (api) => api.get('/apis', { record: groupsOnly }),
  'one group': async (api) => {
    await api.get('/apis/apps');
    await api.get('/apis/autoscaling');
    await api.get('/apis/apiextensions.k8s.io');
    await api.get('/apis/apiregistration.k8s.io');
  },
  'a group that is not there': async (api) => {
    await api.get('/apis/nothing.example.org');
    await api.get('/apis/nothing.example.org/v1');
    await api.get('/apis/apps/v9');
    await api.get('/api/v2');
  },
  'the core group, aggregated': (api) => api.get('/api', { headers: { Accept: aggregated } }),
  'groups, aggregated': async (api) => {
    const record = ({ items, ...rest }: JsonObject) => {
      const names = (lasting(items, metadataName) as JsonObject[]).map((item) => [
        metadataName(item) ?? null,
        (item['versions'] as JsonObject[]).map(({ version }) => version ?? null),
      ]);
      return { ...rest, names };
    };
    await api.get('/apis', { headers: { Accept: aggregated }, record });
  },
  ...Object.fromEntries(
    [
      'apps',
      'batch',
      'apiextensions.k8s.io',
      'rbac.authorization.k8s.io',
      'coordination.k8s.io',
      'authorization.k8s.io',
      'autoscaling',
      'events.k8s.io',
      'policy',
      'networking.k8s.io',
    ].map((name): [string, Case] => [
      `the group ${name}, aggregated`,
      (api) => api.get('/apis', { headers: { Accept: aggregated }, record: groupNamed(name) }),
    ]),
  ),
  'as kubectl asks': async (api) => {
    const headers = { Accept: `${aggregated},${aggregatedBeta},application/json` };
    const record = ({ kind, apiVersion }: JsonObject) => [kind ?? null, apiVersion ?? null];
    await api.get('/api', { headers, record });
    await api.get('/apis', { headers, record });
    await api.get('/apis/apps', { headers, record });
  },
  'aggregated in a version that is gone': async (api) => {
    const record = ({ kind, apiVersion, message }: JsonObject) => [
      kind ?? null,
      apiVersion ?? null,
      message ?? null,
    ];
    await api.get('/api', { headers: { Accept: aggregatedBeta }, record });
    await api.get('/api', { headers: { Accept: aggregatedBeta.replace('v2beta1', 'v9') }, record });
    await api.get('/api', { headers: { Accept: `${aggregatedBeta},application/json` }, record });
  },
  'aggregated documents have an ETag': async (api) => {
    const { headers } = await api.get('/api', {
      headers: { Accept: aggregated },
      record: () => '...',
    });
    const etag = String(headers['etag']);
    await api.get('/api', {
      headers: { Accept: aggregated, 'If-None-Match': etag },
      record: (_, text) => text,
    });
    await api.get('/api', {
      headers: { Accept: aggregated, 'If-None-Match': '"x"' },
      record: () => '...',
    });
  },
  'a group of custom resources': async (api) => {
    const schema = { openAPIV3Schema: { type: 'object' } };
    const cr = await api.installCustomResource({
      versions: [
        { name: 'v1alpha1', served: true, storage: false, schema },
        {
          name: 'v1',
          served: true,
          storage: true,
          schema,
          subresources: {
            status: {},
            scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
          },
        },
        { name: 'v2beta1', served: true, storage: false, schema, deprecated: true },
        { name: 'v2', served: false, storage: false, schema },
      ],
      spec: {
        names: {
          kind: 'Widget',
          plural: 'widgets',
          singular: 'widget',
          listKind: 'WidgetList',
          shortNames: ['wd', 'wdg'],
          categories: ['all', 'things'],
        },
      },
    });
    const path = `/apis/${cr.group}`;
    await api.await(path, ({ status }) => status === 200, {});
    await api.await(`${path}/v1`, ({ body }) => (body['resources'] as unknown[])?.length === 3, {});
    await api.await(
      `${path}/v1alpha1`,
      ({ body }) => (body['resources'] as unknown[])?.length === 1,
      {},
    );
    await api.get(`${path}/v2`);
    await api.get('/apis', {
      record: ({ groups }) =>
        (groups as JsonObject[]).find(({ name }) => name === cr.group) ?? null,
    });
  },
  'a group of custom resources, aggregated': async (api) => {
    const cr = await api.installCustomResource({ version: { subresources: { status: {} } } });
    const headers = { Accept: aggregated };
    await api.await('/apis', hasGroup(cr.group), { headers, record: groupNamed(cr.group) });
  },
  'a group goes with its last kind': async (api) => {
    const cr = await api.installCustomResource({ scope: 'Cluster' });
    await api.await(`/apis/${cr.group}`, ({ status }) => status === 200, {});
    await api.delete(
      `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${cr.name}`,
      undefined,
      { record: false },
    );
    await api.await(`/apis/${cr.group}`, ({ status }) => status === 404, {});
    await api.await(`/apis/${cr.group}/v1`, ({ status }) => status === 404, {});
  },
  'the version': (api) => api.get('/version'),
  health: async (api) => {
    for (const path of [
      '/healthz',
      '/livez',
      '/readyz',
      '/healthz/ping',
      '/livez/ping',
      '/readyz/ping',
      '/readyz/nothing',
      '/healthz/etcd',
    ]) {
      await api.get(path);
    }
    await api.get('/readyz?exclude=etcd');
  },
  'health in many words': async (api) => {
    const record = (_: object, text: string) => {
      const lines = text.split('\n');
      return [
        lines[0] ?? null,
        lines.find((line) => line.includes('etcd ')) ?? null,
        lines.at(-2) ?? null,
      ];
    };
    await api.get('/readyz?verbose', { record });
    await api.get('/livez?verbose=1', { record });
  },
  'documents are only read': async (api) => {
    await api.post('/api', {});
    await api.post('/apis', {}, { record: groupsOnly });
    await api.post('/apis/apps', {});
    await api.delete('/apis/apps/v1');
    await api.request({ method: 'HEAD', path: '/api' });
  },
  'documents as YAML': async (api) => {
    const headers = { Accept: 'application/yaml' };
    await api.get('/api/v1', { headers, record: (_, text) => text.split('\n').slice(0, 12) });
    await api.get('/apis/policy/v1', { headers });
    await api.get('/version', { headers });
  },
  'media types that are not accepted': async (api) => {
    const headers = { Accept: 'text/plain' };
    await api.get('/api', { headers });
    await api.get('/apis', {
      headers,
      record: (body, text) => (body['kind'] === 'APIGroupList' ? 'APIGroupList' : text),
    });
    await api.get('/apis/apps/v1', {
      headers,
      record: (body, text) => (body['kind'] === 'APIResourceList' ? 'APIResourceList' : text),
    });
    await api.get('/version', { headers });
  },
  'what nobody in particular may read': async (api) => {
    const nobody = api.asAnonymous();
    for (const path of [
      '/version',
      '/healthz',
      '/readyz',
      '/livez',
      '/api',
      '/apis',
      '/apis/apps/v1',
      '/openapi/v3',
      '/api/v1/namespaces',
    ]) {
      await nobody.get(path);
    }
  },
  'what every user may read': async (api) => {
    const user = await api.asUser('jane');
    const record = ({ kind, code }: JsonObject) => [kind ?? null, code ?? null];
    for (const path of [
      '/version',
      '/healthz',
      '/api',
      '/apis',
      '/apis/apps/v1',
      '/openapi/v3',
      '/openapi/v2',
      '/metrics',
      '/api/v1/namespaces',
      '/',
    ]) {
      await user.get(path, { record });
    }
  },
  'the paths that there are': async (api) => {
    const record = ({ paths }: JsonObject) =>
      (paths as string[]).filter(
        (path) => /^\/(apis?|openapi|version|healthz$)/.test(path) && !path.includes('example.com'),
      );
    await api.get('/', { record });
  },
});

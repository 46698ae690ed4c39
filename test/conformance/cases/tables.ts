import type { Answer, RequestOptions } from '../answer.ts';
import type { Api } from '../api.ts';
import type { Json, JsonObject } from '../exact-json.ts';
import { group } from '../group.ts';
import { deployment, job, lease, pod, secret, service } from './objects.ts';

const quiet = { record: false } as const;

function accepting(kind: string, version = 'v1'): RequestOptions {
  return {
    headers: { Accept: `application/json;as=${kind};v=${version};g=meta.k8s.io,application/json` },
  };
}

const table = accepting('Table');
const short: RequestOptions = { ...table, record: rowsOf };

/** What the columns are called and what is in them. */
function rowsOf({ kind, columnDefinitions, rows }: JsonObject): JsonObject {
  const columns = (columnDefinitions ?? []) as JsonObject[];
  return {
    kind: kind ?? null,
    columnDefinitions: columns,
    rows: ((rows ?? []) as JsonObject[]).map(({ cells }) => ({ cells: cells ?? null })),
  };
}

async function ready(api: Api): Promise<string> {
  const path = `${api.core}/pods`;
  await api.post(
    path,
    pod('a', {
      containers: [
        { name: 'a', image: 'a' },
        { name: 'b', image: 'b' },
      ],
      nodeName: 'n',
    }),
    quiet,
  );
  return path;
}

function state(api: Api, path: string, status: object): Promise<Answer> {
  return api.patch(`${path}/a/status`, { merge: { status } }, quiet);
}

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
  'config maps': async (api) => {
    await api.post(
      `${api.core}/configmaps`,
      {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: { name: 'a', labels: { x: 'y' } },
        data: { a: '1' },
        binaryData: { b: 'AAEC' },
      },
      quiet,
    );
    await api.get(`${api.core}/configmaps?labelSelector=x`, short);
  },
  'pods: pending': async (api) => {
    await api.get(await ready(api), short);
  },
  'pods: running': async (api) => {
    const path = await ready(api);
    const running = { running: { startedAt: '2020-01-01T00:00:00Z' } };
    await state(api, path, {
      phase: 'Running',
      podIP: '1.2.3.4',
      podIPs: [{ ip: '1.2.3.4' }],
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [
        { name: 'a', ready: true, restartCount: 2, state: running, image: 'a', imageID: '' },
        { name: 'b', ready: false, restartCount: 1, state: running, image: 'b', imageID: '' },
      ],
    });
    await api.get(path, short);
  },
  'pods: a container waits': async (api) => {
    const path = await ready(api);
    const waiting = { waiting: { reason: 'CrashLoopBackOff' } };
    await state(api, path, {
      phase: 'Running',
      containerStatuses: [
        { name: 'a', ready: false, restartCount: 3, state: waiting, image: 'a', imageID: '' },
      ],
    });
    await api.get(path, short);
  },
  'pods: a container ended': async (api) => {
    const path = await ready(api);
    const base = { name: 'a', ready: false, restartCount: 0, image: 'a', imageID: '' };
    for (const terminated of [
      { exitCode: 1, reason: 'Error' },
      { exitCode: 3 },
      { exitCode: 137, signal: 9 },
    ]) {
      await state(api, path, {
        phase: 'Failed',
        containerStatuses: [{ ...base, state: { terminated } }],
      });
      await api.get(path, short);
    }
  },
  'pods: a reason, and one that goes': async (api) => {
    const path = await ready(api);
    await state(api, path, { phase: 'Failed', reason: 'Evicted' });
    await api.get(path, short);
    await api.delete(`${path}/a`, undefined, quiet);
    await api.get(path, short);
  },
  'pods: init containers': async (api) => {
    const path = `${api.core}/pods`;
    await api.post(
      path,
      pod('a', {
        initContainers: [
          { name: 'i', image: 'i' },
          { name: 'j', image: 'j' },
        ],
      }),
      quiet,
    );
    await state(api, path, {
      phase: 'Pending',
      initContainerStatuses: [
        {
          name: 'i',
          ready: true,
          restartCount: 0,
          image: 'i',
          imageID: '',
          state: { terminated: { exitCode: 0 } },
        },
        {
          name: 'j',
          ready: false,
          restartCount: 0,
          image: 'j',
          imageID: '',
          state: { running: {} },
        },
      ],
    });
    await api.get(path, short);
  },
  deployments: async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, deployment('a', { replicas: 3 }), quiet);
    await api.get(path, short);
    await state(api, path, {
      replicas: 3,
      readyReplicas: 2,
      updatedReplicas: 1,
      availableReplicas: 2,
    });
    await api.get(path, short);
  },
  'stateful sets, daemon sets and replica sets': async (api) => {
    const path = api.in('apps/v1');
    const { spec } = deployment('a') as { spec: object };
    const rest = { apiVersion: 'apps/v1', metadata: { name: 'a' }, spec };
    for (const kind of ['StatefulSet', 'DaemonSet', 'ReplicaSet']) {
      const plural = `${kind.toLowerCase()}s`;
      await api.post(`${path}/${plural}`, { kind, ...rest }, quiet);
      await api.get(`${path}/${plural}`, short);
    }
  },
  services: async (api) => {
    const path = `${api.core}/services`;
    await api.post(
      path,
      service('a', {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 53, protocol: 'UDP' },
        ],
      }),
      quiet,
    );
    await api.post(path, service('b', { clusterIP: 'None' }), quiet);
    await api.post(
      path,
      service('c', {
        type: 'ExternalName',
        externalName: 'example.com',
        ports: undefined,
        selector: undefined,
      }),
      quiet,
    );
    await api.post(path, service('d', { type: 'LoadBalancer', externalIPs: ['1.2.3.4'] }), {
      record: (body) => ({ kind: body['kind'] ?? null }),
    });
    await api.get(`${path}?fieldSelector=metadata.name!%3Dd`, short);
  },
  'jobs and cron jobs': async (api) => {
    const path = api.in('batch/v1');
    await api.post(`${path}/jobs`, job('a', { completions: 2, parallelism: 1 }), quiet);
    await api.get(`${path}/jobs`, short);
    const { spec } = job('a') as { spec: object };
    const object = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'a' },
      spec: { schedule: '* * * * *', jobTemplate: { spec }, timeZone: 'Etc/UTC' },
    };
    await api.post(`${path}/cronjobs`, object, quiet);
    await api.get(`${path}/cronjobs`, short);
  },
  leases: async (api) => {
    const path = `${api.in('coordination.k8s.io/v1')}/leases`;
    await api.post(path, lease('a', { holderIdentity: 'me' }), quiet);
    await api.get(path, short);
  },
  'a namespace': async (api) => {
    await api.get(`${api.core}/secrets`, quiet);
    await api.get(`/api/v1/namespaces/${api.namespace}`, short);
  },
  'a service account': async (api) => {
    await api.get(`${api.core}/serviceaccounts/default`, short);
  },
  'roles and bindings': async (api) => {
    const path = api.in('rbac.authorization.k8s.io/v1');
    const version = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'a' } };
    await api.post(`${path}/roles`, { ...version, kind: 'Role', rules: [] }, quiet);
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' };
    const subjects = [
      { kind: 'User', name: 'u', apiGroup: 'rbac.authorization.k8s.io' },
      { kind: 'Group', name: 'g', apiGroup: 'rbac.authorization.k8s.io' },
      { kind: 'ServiceAccount', name: 's', namespace: 'n' },
    ];
    await api.post(
      `${path}/rolebindings`,
      { ...version, kind: 'RoleBinding', roleRef, subjects },
      quiet,
    );
    await api.get(`${path}/roles`, {
      ...short,
      record: ({ columnDefinitions }) => columnDefinitions ?? null,
    });
    await api.get(`${path}/rolebindings`, short);
  },
  events: async (api) => {
    const involvedObject = { kind: 'Pod', name: 'p', namespace: api.namespace };
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'a' },
      involvedObject,
      reason: 'R',
      message: 'M',
      type: 'Normal',
      count: 3,
    };
    await api.post(`${api.core}/events`, event, quiet);
    await api.get(`${api.core}/events`, short);
  },
  'a definition': async (api) => {
    const { name } = await api.installCustomResource();
    await api.get(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`, short);
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

import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import { group } from '../group.ts';
import { deployment, job, lease, pod, service } from './objects.ts';
import { rowsOnly as short } from './table-options.ts';

const quiet = { record: false } as const;

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

export const tableColumnCases = group('table-columns', {
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
});

import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import { type Case, group } from '../group.ts';
import { deployment, node, pod, service } from './objects.ts';

const quiet = { record: false } as const;

/** Only what patches are about: the rest is told by other cases. */
const specOnly = {
  record: (body: Answer['body']) => {
    const { spec, message, details, reason } = body;
    return spec ?? [message ?? null, details ?? null, reason ?? null];
  },
};

const container = {
  name: 'main',
  image: 'example.com/app:1',
  env: [
    { name: 'A', value: '1' },
    { name: 'B', value: '2' },
  ],
  ports: [{ containerPort: 80, name: 'http' }],
  command: ['a', 'b'],
};

const template = {
  metadata: { labels: { app: 'a' } },
  spec: {
    containers: [container, { name: 'side', image: 'example.com/side:1' }],
    volumes: [
      { name: 'one', emptyDir: {} },
      { name: 'two', configMap: { name: 'x' } },
    ],
    tolerations: [{ key: 'a', operator: 'Exists' }],
  },
};

/** Strategic patches of the pods of a Deployment, one after the other. */
const podPatches: Readonly<Record<string, readonly object[]>> = {
  'a container is found by its name': [
    { containers: [{ name: 'main', image: 'example.com/app:2' }] },
    { containers: [{ name: 'third', image: 'example.com/third:1' }] },
  ],
  'a container is removed': [
    { containers: [{ name: 'side', $patch: 'delete' }] },
    { containers: [{ name: 'none', $patch: 'delete' }] },
  ],
  'all containers are replaced': [
    { containers: [{ $patch: 'replace' }, { name: 'only', image: 'example.com/only:1' }] },
  ],
  'a container without a name': [{ containers: [{ image: 'x' }] }],
  'the variables of a container': [
    {
      containers: [
        {
          name: 'main',
          env: [
            { name: 'B', value: '3' },
            { name: 'C', value: '4' },
          ],
        },
      ],
    },
    { containers: [{ name: 'main', env: [{ name: 'A', $patch: 'delete' }] }] },
    { containers: [{ name: 'main', env: null }] },
  ],
  'a variable changes its source': [
    {
      containers: [
        {
          name: 'main',
          env: [
            { name: 'A', value: null, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          ],
        },
      ],
    },
  ],
  'the ports of a container': [
    { containers: [{ name: 'main', ports: [{ containerPort: 81 }] }] },
    { containers: [{ name: 'main', ports: [{ containerPort: 80, $patch: 'delete' }] }] },
  ],
  'a command is replaced whole': [{ containers: [{ name: 'main', command: ['c'] }] }],
  'the order of containers': [
    {
      '$setElementOrder/containers': [{ name: 'new' }, { name: 'side' }, { name: 'main' }],
      containers: [{ name: 'new', image: 'example.com/new:1' }],
    },
    {
      '$setElementOrder/containers': [{ name: 'main' }],
      containers: [{ name: 'side', image: 'x' }],
    },
  ],
  'a volume keeps the keys that are named': [
    { volumes: [{ name: 'one', $retainKeys: ['name', 'secret'], secret: { secretName: 'y' } }] },
    { volumes: [{ name: 'two', emptyDir: {} }] },
  ],
  'a map that is replaced': [
    { nodeSelector: { a: 'b' } },
    { nodeSelector: { $patch: 'replace', c: 'd' } },
    { nodeSelector: null },
  ],
  'a list that is atomic': [{ tolerations: [{ key: 'b', operator: 'Exists' }] }],
  'a value of the wrong type': [
    { containers: 'x' },
    { containers: [{ name: 'main', image: 7 }] },
    { containers: { name: 'main' } },
    { nodeSelector: ['x'] },
  ],
};

const podCases = Object.entries(podPatches).map(([title, patches]): [string, Case] => [
  `pods of a Deployment: ${title}`,
  async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, deployment('a', { template }), quiet);
    for (const spec of patches) {
      await api.patch(`${path}/a`, { strategic: { spec: { template: { spec } } } }, specOnly);
    }
  },
]);

async function makeService(api: Api): Promise<string> {
  const ports = [
    { name: 'http', port: 80 },
    { name: 'https', port: 443 },
  ];
  await api.post(`${api.core}/services`, service('a', { clusterIP: 'None', ports }), quiet);
  return `${api.core}/services/a`;
}

export const strategicCases = group('strategic-merge-patches', {
  ...Object.fromEntries(podCases),
  'the whole answer': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, deployment('a'), quiet);
    await api.patch(`${path}/a`, {
      strategic: { spec: { replicas: 3 }, metadata: { labels: { a: 'b' } } },
    });
  },
  'a strategy keeps only the keys that are named': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, deployment('a'), quiet);
    const strategy = { $retainKeys: ['type'], type: 'Recreate' };
    await api.patch(`${path}/a`, { strategic: { spec: { strategy } } }, specOnly);
    await api.patch(
      `${path}/a`,
      { strategic: { spec: { strategy: { type: 'RollingUpdate' } } } },
      specOnly,
    );
    const rolling = { rollingUpdate: { maxSurge: 2 } };
    await api.patch(`${path}/a`, { strategic: { spec: { strategy: rolling } } }, specOnly);
    await api.patch(
      `${path}/a`,
      { strategic: { spec: { strategy: { type: 'Recreate' } } } },
      specOnly,
    );
  },
  'the labels of a selector': async (api) => {
    const path = await makeService(api);
    await api.patch(path, { strategic: { spec: { selector: { b: 'c' } } } }, specOnly);
    await api.patch(path, { strategic: { spec: { selector: { app: null } } } }, specOnly);
  },
  'the ports of a Service are found by number': async (api) => {
    const path = await makeService(api);
    await api.patch(
      path,
      { strategic: { spec: { ports: [{ port: 80, name: 'web' }] } } },
      specOnly,
    );
    await api.patch(
      path,
      { strategic: { spec: { ports: [{ port: 81, name: 'other' }] } } },
      specOnly,
    );
    await api.patch(
      path,
      { strategic: { spec: { ports: [{ port: 443, $patch: 'delete' }] } } },
      specOnly,
    );
  },
  'the ports of a Service in a merge patch': async (api) => {
    const path = await makeService(api);
    await api.patch(path, { merge: { spec: { ports: [{ port: 80 }] } } }, specOnly);
  },
  'the conditions of a status': async (api) => {
    await api.post(`${api.core}/pods`, pod('a'), quiet);
    const condition = (type: string, status: string) => ({
      status: { conditions: [{ type, status }] },
    });
    await api.patch(`${api.core}/pods/a/status`, { strategic: condition('Ready', 'False') });
    await api.patch(`${api.core}/pods/a/status`, { strategic: condition('example.com/x', 'True') });
    await api.patch(`${api.core}/pods/a/status`, { strategic: condition('Ready', 'True') });
  },
  'the taints of a Node': async (api) => {
    const name = `node-${api.id}`;
    const taints = [{ key: 'a', effect: 'NoSchedule' }];
    await api.post('/api/v1/nodes', node(name, { spec: { taints } }), quiet);
    api.onEnd(() => api.delete(`/api/v1/nodes/${name}`, undefined, quiet));
    const more = [{ key: 'b', effect: 'NoExecute' }];
    await api.patch(`/api/v1/nodes/${name}`, { strategic: { spec: { taints: more } } }, specOnly);
    await api.patch(
      `/api/v1/nodes/${name}`,
      { strategic: { spec: { unschedulable: true } } },
      specOnly,
    );
  },
  'the addresses of a Node': async (api) => {
    const name = `node-${api.id}`;
    await api.post('/api/v1/nodes', node(name), quiet);
    api.onEnd(() => api.delete(`/api/v1/nodes/${name}`, undefined, quiet));
    const record = ({ status }: Answer['body']) => status ?? null;
    const path = `/api/v1/nodes/${name}/status`;
    const address = (type: string, value: string) => ({
      status: { addresses: [{ type, address: value }] },
    });
    await api.patch(path, { strategic: address('InternalIP', '192.0.2.1') }, { record });
    await api.patch(path, { strategic: address('Hostname', 'a') }, { record });
    await api.patch(path, { strategic: { status: { capacity: { cpu: '4' } } } }, { record });
  },
  'the secrets of a ServiceAccount': async (api) => {
    await api.post(
      `${api.core}/serviceaccounts`,
      { metadata: { name: 'a' }, secrets: [{ name: 'x' }] },
      quiet,
    );
    const path = `${api.core}/serviceaccounts/a`;
    await api.patch(path, {
      strategic: { secrets: [{ name: 'y' }], imagePullSecrets: [{ name: 'z' }] },
    });
    await api.patch(path, { strategic: { secrets: [{ name: 'x', $patch: 'delete' }] } });
  },
  'owners are found by their uid': async (api) => {
    const owner = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'x',
      uid: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
    };
    await api.post(
      `${api.core}/pods?dryRun=All`,
      { ...pod('a'), metadata: { name: 'a', ownerReferences: [owner] } },
      specOnly,
    );
    await api.post(`${api.core}/configmaps`, { metadata: { name: 'x' } }, quiet);
    const { metadata } = await api.get(`${api.core}/configmaps/x`, quiet);
    const real = { ...owner, uid: metadata.uid };
    await api.post(`${api.core}/pods`, pod('a'), quiet);
    const record = {
      record: ({ metadata: meta }: Answer['body']) =>
        (meta as { ownerReferences?: object[] }).ownerReferences as never,
    };
    await api.patch(
      `${api.core}/pods/a`,
      { strategic: { metadata: { ownerReferences: [real] } } },
      record,
    );
    const changed = { uid: metadata.uid, controller: true };
    await api.patch(
      `${api.core}/pods/a`,
      { strategic: { metadata: { ownerReferences: [changed] } } },
      record,
    );
  },
  'the subjects of a RoleBinding': async (api) => {
    const path = `${api.in('rbac.authorization.k8s.io/v1')}/rolebindings`;
    const subjects = [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' }];
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };
    await api.post(path, { metadata: { name: 'a' }, roleRef, subjects }, quiet);
    const other = [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }];
    await api.patch(`${path}/a`, { strategic: { subjects: other } });
  },
});

import { group } from '../group.ts';
import { configMap, lease, secret, service } from './objects.ts';
import { type Sample, sampleCases } from './sample.ts';

const selector = { matchLabels: { app: 'a' } };

const samples: Readonly<Record<string, Sample>> = {
  'ConfigMap: both kinds of data': {
    at: ['v1', 'configmaps'],
    object: configMap('a', { data: { a: '1' }, binaryData: { b: 'AAEC' }, immutable: true }),
  },
  'ConfigMap: a key in both': {
    at: ['v1', 'configmaps'],
    object: configMap('a', { data: { c: 'x' }, binaryData: { c: 'AAEC' } }),
  },
  'ConfigMap: data that is no base64': {
    at: ['v1', 'configmaps'],
    object: configMap('a', { binaryData: { c: '%' } }),
  },
  'ConfigMap: a number for a text': {
    at: ['v1', 'configmaps'],
    object: configMap('a', { data: { a: 1 } }),
  },
  'Secret: stringData': {
    at: ['v1', 'secrets'],
    object: secret('a', { stringData: { a: 'one', b: 'two' }, data: { b: 'AAEC' } }),
  },
  'Secret: a TLS secret without its parts': {
    at: ['v1', 'secrets'],
    object: secret('a', { type: 'kubernetes.io/tls', data: { 'tls.crt': '' } }),
  },
  'Secret: docker config that is no JSON': {
    at: ['v1', 'secrets'],
    object: secret('a', {
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': 'AAEC' },
    }),
  },
  ServiceAccount: {
    at: ['v1', 'serviceaccounts'],
    object: { metadata: { name: 'a' }, imagePullSecrets: [{ name: 'b' }] },
  },
  'Service: defaults': { at: ['v1', 'services'], object: service('a') },
  'Service: headless': { at: ['v1', 'services'], object: service('a', { clusterIP: 'None' }) },
  'Service: a node port': { at: ['v1', 'services'], object: service('a', { type: 'NodePort' }) },
  'Service: a load balancer': {
    at: ['v1', 'services'],
    object: service('a', { type: 'LoadBalancer' }),
  },
  'Service: an external name': {
    at: ['v1', 'services'],
    object: {
      metadata: { name: 'a' },
      spec: { type: 'ExternalName', externalName: 'example.com' },
    },
  },
  'Service: two ports without names': {
    at: ['v1', 'services'],
    object: service('a', { ports: [{ port: 80 }, { port: 80 }] }),
  },
  'Service: no ports': { at: ['v1', 'services'], object: service('a', { ports: [] }) },
  'Service: faults': {
    at: ['v1', 'services'],
    object: service('1a', {
      type: 'X',
      ports: [{ port: 0, protocol: 'Y', targetPort: '-' }],
      sessionAffinity: 'Z',
    }),
  },
  'Ingress: defaults': {
    at: ['networking.k8s.io/v1', 'ingresses'],
    object: {
      metadata: { name: 'a' },
      spec: {
        rules: [
          {
            host: 'a.example.com',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'a', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    },
  },
  'Ingress: faults': {
    at: ['networking.k8s.io/v1', 'ingresses'],
    object: {
      metadata: { name: 'a' },
      spec: { rules: [{ host: '*', http: { paths: [{ path: 'x' }] } }] },
    },
  },
  'NetworkPolicy: defaults': {
    at: ['networking.k8s.io/v1', 'networkpolicies'],
    object: {
      metadata: { name: 'a' },
      spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }], egress: [] },
    },
  },
  PodDisruptionBudget: {
    at: ['policy/v1', 'poddisruptionbudgets'],
    object: { metadata: { name: 'a' }, spec: { selector, minAvailable: '50%' } },
  },
  'HorizontalPodAutoscaler: defaults': {
    at: ['autoscaling/v2', 'horizontalpodautoscalers'],
    object: {
      metadata: { name: 'a' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
        maxReplicas: 3,
      },
    },
  },
  'PersistentVolumeClaim: defaults': {
    at: ['v1', 'persistentvolumeclaims'],
    object: {
      metadata: { name: 'a' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
  },
  ResourceQuota: {
    at: ['v1', 'resourcequotas'],
    object: { metadata: { name: 'a' }, spec: { hard: { pods: '10', 'requests.cpu': '2000m' } } },
  },
  'LimitRange: defaults': {
    at: ['v1', 'limitranges'],
    object: {
      metadata: { name: 'a' },
      spec: { limits: [{ type: 'Container', max: { cpu: '2' }, defaultRequest: { cpu: '100m' } }] },
    },
  },
  'Endpoints: a deprecated kind warns': {
    at: ['v1', 'endpoints'],
    object: {
      metadata: { name: 'a' },
      subsets: [{ addresses: [{ ip: '192.0.2.1' }], ports: [{ port: 80 }] }],
    },
  },
  'EndpointSlice: defaults': {
    at: ['discovery.k8s.io/v1', 'endpointslices'],
    object: {
      metadata: { name: 'a' },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['192.0.2.1'] }],
      ports: [{ port: 80 }],
    },
  },
  Lease: {
    at: ['coordination.k8s.io/v1', 'leases'],
    object: lease('a', {
      holderIdentity: 'x',
      leaseDurationSeconds: 15,
      renewTime: '2001-02-03T04:05:06.000007Z',
    }),
  },
  'Role: rules': {
    at: ['rbac.authorization.k8s.io/v1', 'roles'],
    object: {
      metadata: { name: 'a' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'], resourceNames: ['x'] }],
    },
  },
  'Role: faults': {
    at: ['rbac.authorization.k8s.io/v1', 'roles'],
    object: {
      metadata: { name: 'a' },
      rules: [
        { apiGroups: [''], resources: ['pods'] },
        { verbs: ['get'], nonResourceURLs: ['/x'] },
      ],
    },
  },
  'RoleBinding: defaults': {
    at: ['rbac.authorization.k8s.io/v1', 'rolebindings'],
    object: {
      metadata: { name: 'a' },
      roleRef: { kind: 'ClusterRole', name: 'view' },
      subjects: [
        { kind: 'User', name: 'jane' },
        { kind: 'ServiceAccount', name: 'default' },
      ],
    },
  },
};

export const kindCases = group('kinds', {
  ...sampleCases(samples),
  Namespace: async (api) => {
    const metadata = { name: `other-${api.id}`, labels: { a: 'b' } };
    await api.post('/api/v1/namespaces', { metadata });
    await api.post('/api/v1/namespaces', { metadata: { name: 'A.b' } });
  },
  Node: async (api) => {
    const name = `node-${api.id}`;
    await api.post('/api/v1/nodes', { metadata: { name }, spec: { unschedulable: true } });
    await api.get(`/api/v1/nodes/${name}`);
    api.onEnd(() => api.delete(`/api/v1/nodes/${name}`, undefined, { record: false }));
  },
  ClusterRole: async (api) => {
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    const metadata = { name: `role-${api.id}` };
    await api.post(path, { metadata, rules: [{ nonResourceURLs: ['/x'], verbs: ['get'] }] });
  },
  'PriorityClass: defaults': async (api) => {
    const path = '/apis/scheduling.k8s.io/v1/priorityclasses';
    await api.post(path, { metadata: { name: `p-${api.id}` }, value: 7 });
    await api.post(path, { metadata: { name: `q-${api.id}` }, value: 2_000_000_001 });
  },
  'StorageClass: defaults': async (api) => {
    const path = '/apis/storage.k8s.io/v1/storageclasses';
    await api.post(path, { metadata: { name: `s-${api.id}` }, provisioner: 'example.com/none' });
  },
  'ConfigMap: what is immutable may not change': async (api) => {
    const { body } = await api.post(
      `${api.core}/configmaps`,
      configMap('a', { data: { a: '1' }, immutable: true }),
    );
    await api.put(`${api.core}/configmaps/a`, { ...body, data: { a: '2' } });
    await api.put(`${api.core}/configmaps/a`, { ...body, immutable: false });
    await api.put(`${api.core}/configmaps/a`, {
      ...body,
      metadata: { name: 'a', labels: { a: 'b' } },
    });
  },
  'Secret: the type may not change': async (api) => {
    const { body } = await api.post(`${api.core}/secrets`, secret('a'));
    await api.put(`${api.core}/secrets/a`, { ...body, type: 'example.com/other' });
  },
  'Service: the cluster IP may not change': async (api) => {
    const { body } = await api.post(`${api.core}/services`, service('a'));
    const spec = {
      ...(body['spec'] as object),
      clusterIP: '10.0.0.254',
      clusterIPs: ['10.0.0.254'],
    };
    await api.put(`${api.core}/services/a`, { ...body, spec });
  },
  'Role: a binding may not change its role': async (api) => {
    const path = `${api.in('rbac.authorization.k8s.io/v1')}/rolebindings`;
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };
    const { body } = await api.post(path, { metadata: { name: 'a' }, roleRef });
    await api.put(`${path}/a`, { ...body, roleRef: { ...roleRef, name: 'edit' } });
  },
});

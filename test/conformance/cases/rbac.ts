import { group } from '../group.ts';
import {
  accessReview,
  accessReviews,
  asGranted,
  awaitAccess,
  clusterRbac,
  clusterRole,
  makeCluster,
  quiet,
  rbac,
  role,
  roleBinding,
  user,
} from './access.ts';
import { configMap, secret } from './objects.ts';

const read = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] };
const manageRoles = {
  apiGroups: ['rbac.authorization.k8s.io'],
  resources: ['roles', 'rolebindings'],
  verbs: ['create', 'update', 'patch', 'get', 'delete'],
};
const brief = { record: ({ kind }: { kind?: unknown }) => (kind ?? null) as string };

export const rbacCases = group('rbac', {
  'refused: each verb': async (api) => {
    const jane = api.impersonating({ user: 'jane' });
    const path = `${api.core}/secrets`;
    await jane.get(path);
    await jane.get(`${path}/a`);
    await jane.post(path, secret('a'));
    await jane.put(`${path}/a`, secret('a'));
    await jane.patch(`${path}/a`, { merge: {} });
    await jane.delete(`${path}/a`);
    await jane.delete(path);
    await jane.watch(path);
  },
  'refused: in all namespaces and of the cluster': async (api) => {
    const jane = api.impersonating({ user: 'jane' });
    await jane.get('/api/v1/secrets');
    await jane.get('/api/v1/nodes');
    await jane.get('/api/v1/namespaces/default');
    await jane.post('/api/v1/namespaces', { metadata: { name: 'x' } });
  },
  'refused: groups and custom resources': async (api) => {
    const cr = await api.installCustomResource();
    const jane = api.impersonating({ user: 'jane' });
    await jane.get(cr.path);
    await jane.patch(`${cr.path}/a/status`, { merge: {} });
    await jane.get(`${api.in('apps/v1')}/deployments/a/scale`);
  },
  'refused: subresources': async (api) => {
    const jane = api.impersonating({ user: 'jane' });
    await jane.get(`${api.core}/pods/a/log`);
    await jane.post(`${api.core}/pods/a/eviction`, {});
    await jane.post(`${api.core}/serviceaccounts/default/token`, {});
  },
  'refused: paths': async (api) => {
    const jane = api.impersonating({ user: 'jane' });
    await jane.get('/metrics');
    await jane.post('/x', {});
    await jane.get('/apis/none.example.com/v1');
    await jane.get(`/apis/none.example.com/v1/namespaces/${api.namespace}/things`);
  },
  'refused: an apply needs patch, and create': async (api) => {
    const jane = await asGranted(api, [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['patch'] },
    ]);
    await jane.patch(`${api.core}/configmaps/a?fieldManager=x`, { apply: configMap('a') });
    await api.post(`${api.core}/configmaps`, configMap('a'), quiet);
    await jane.patch(`${api.core}/configmaps/a?fieldManager=x`, { apply: configMap('a') }, brief);
  },
  'a role allows': async (api) => {
    const jane = await asGranted(api, [read]);
    await api.post(`${api.core}/secrets`, secret('a'), quiet);
    await jane.get(`${api.core}/secrets/a`, brief);
    await jane.get(`${api.core}/secrets`, brief);
    await jane.delete(`${api.core}/secrets/a`);
    await jane.get('/api/v1/secrets');
    const other = await api.otherNamespace();
    await jane.get(`${api.in('v1', other)}/secrets`);
  },
  'names of objects': async (api) => {
    const jane = await asGranted(api, [
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['a'],
        verbs: ['get', 'list', 'delete'],
      },
    ]);
    await jane.get(`${api.core}/secrets/a`);
    await jane.get(`${api.core}/secrets/b`);
    await jane.get(`${api.core}/secrets`);
    await jane.get(`${api.core}/secrets?fieldSelector=metadata.name%3Da`, brief);
    await jane.delete(`${api.core}/secrets/a`);
  },
  'a subresource is not its resource': async (api) => {
    const jane = await asGranted(api, [
      { apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['get', 'patch'] },
    ]);
    await jane.get(`${api.in('apps/v1')}/deployments/a/scale`);
    await jane.get(`${api.in('apps/v1')}/deployments/a`);
    await jane.get(`${api.in('apps/v1')}/deployments/a/status`);
  },
  everything: async (api) => {
    const jane = await asGranted(api, [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]);
    await jane.get(`${api.core}/pods/a/status`);
    await jane.delete(`${api.in('apps/v1')}/deployments/a`);
    await jane.get('/api/v1/nodes');
  },
  'a group is bound': async (api) => {
    const path = api.in(rbac);
    await api.post(`${path}/roles`, role('a', [read]), quiet);
    const subject = { kind: 'Group', name: 'ops', apiGroup: 'rbac.authorization.k8s.io' };
    await api.post(`${path}/rolebindings`, roleBinding('a', ['Role', 'a'], [subject]), quiet);
    const resourceAttributes = { verb: 'get', resource: 'secrets', namespace: api.namespace };
    await awaitAccess(api, { user: 'jane', groups: ['ops'], resourceAttributes });
    await api.impersonating({ user: 'jane', groups: ['ops'] }).get(`${api.core}/secrets`, brief);
    await api.impersonating({ user: 'jane', groups: ['dev'] }).get(`${api.core}/secrets`);
  },
  'a service account is bound': async (api) => {
    const path = api.in(rbac);
    await api.post(`${path}/roles`, role('a', [read]), quiet);
    const subject = { kind: 'ServiceAccount', name: 'default', namespace: api.namespace };
    await api.post(`${path}/rolebindings`, roleBinding('a', ['Role', 'a'], [subject]), quiet);
    const name = `system:serviceaccount:${api.namespace}:default`;
    const resourceAttributes = { verb: 'get', resource: 'secrets', namespace: api.namespace };
    await awaitAccess(api, { user: name, resourceAttributes });
    await api.impersonating({ user: name }).get(`${api.core}/secrets`, brief);
    await api.post(
      `${accessReviews}/subjectaccessreviews`,
      accessReview({ user: name, resourceAttributes }),
    );
  },
  'a role that is not there': async (api) => {
    const path = api.in(rbac);
    const name = `jane-${api.id}`;
    await api.post(`${path}/rolebindings`, roleBinding('a', ['Role', 'none'], [user(name)]), quiet);
    const resourceAttributes = { verb: 'get', resource: 'secrets', namespace: api.namespace };
    await api.await(`${path}/rolebindings/a`, ({ status }) => status === 200);
    await api
      .impersonating({ user: name })
      .get(`${api.core}/secrets`, { record: ({ code }) => code ?? null });
    await awaitAccess(api, { user: name, resourceAttributes }, false);
  },
  'a role of the cluster in one namespace': async (api) => {
    const name = `jane-${api.id}`;
    await makeCluster(api, 'clusterroles', clusterRole(`read-${api.id}`, [read]));
    const binding = roleBinding('a', ['ClusterRole', `read-${api.id}`], [user(name)]);
    await api.post(`${api.in(rbac)}/rolebindings`, binding, quiet);
    const resourceAttributes = { verb: 'get', resource: 'secrets', namespace: api.namespace };
    await awaitAccess(api, { user: name, resourceAttributes });
    await api.impersonating({ user: name }).get(`${api.core}/secrets`, brief);
    await api.impersonating({ user: name }).get('/api/v1/secrets');
  },
  'roles of the cluster, and paths': async (api) => {
    const name = `jane-${api.id}`;
    const rules = [read, { nonResourceURLs: ['/metrics', '/x/*'], verbs: ['get'] }];
    await makeCluster(api, 'clusterroles', clusterRole(`read-${api.id}`, rules));
    const binding = roleBinding(`read-${api.id}`, ['ClusterRole', `read-${api.id}`], [user(name)]);
    await makeCluster(api, 'clusterrolebindings', { ...binding, kind: 'ClusterRoleBinding' });
    await awaitAccess(api, {
      user: name,
      nonResourceAttributes: { verb: 'get', path: '/metrics' },
    });
    const jane = api.impersonating({ user: name });
    await jane.get('/api/v1/secrets', brief);
    await jane.get('/x/y', { record: (_, text) => text });
    await jane.get('/x', { record: ({ message }) => message ?? null });
    const path = '/x/y';
    await api.post(
      `${accessReviews}/subjectaccessreviews`,
      accessReview({ user: name, nonResourceAttributes: { verb: 'get', path } }),
    );
  },
  'roles that are none': async (api) => {
    const path = `${api.in(rbac)}/roles`;
    await api.post(path, role('a', [{}]));
    await api.post(path, role('a', [{ verbs: ['get'] }]));
    await api.post(path, role('a', [{ verbs: ['get'], apiGroups: [''] }]));
    await api.post(path, role('a', [{ verbs: [], apiGroups: [''], resources: ['secrets'] }]));
    await api.post(path, role('a', [{ verbs: ['get'], nonResourceURLs: ['/x'] }]));
    await api.post(path, role('a/b', []));
    await api.post(
      `${clusterRbac}/clusterroles?dryRun=All`,
      clusterRole('a', [
        { verbs: ['get'], nonResourceURLs: ['/x'], apiGroups: [''], resources: ['a'] },
      ]),
    );
    await api.post(`${clusterRbac}/clusterroles?dryRun=All`, {
      ...clusterRole('a', []),
      aggregationRule: {},
    });
  },
  'names of roles': async (api) => {
    await api.post(`${api.in(rbac)}/roles`, role('System:Any_thing', [read]));
  },
  'bindings that are none': async (api) => {
    const path = `${api.in(rbac)}/rolebindings`;
    await api.post(path, roleBinding('a', ['Role', ''], []));
    await api.post(path, roleBinding('a', ['Rule', 'x'], []));
    await api.post(path, roleBinding('a', ['Role', 'x'], [{ kind: 'Robot', name: 'x' }]));
    await api.post(path, roleBinding('a', ['Role', 'x'], [{ kind: 'User', name: '' }]));
    await api.post(path, roleBinding('a', ['Role', 'x'], [{ kind: 'ServiceAccount', name: 'x' }]));
    await api.post(
      path,
      roleBinding('a', ['Role', 'x'], [{ kind: 'User', name: 'x', apiGroup: 'y' }]),
    );
    await api.post(path, {
      ...roleBinding('a', ['Role', 'x'], []),
      roleRef: { kind: 'Role', name: 'x', apiGroup: 'y' },
    });
    await api.post(path, { apiVersion: rbac, kind: 'RoleBinding', metadata: { name: 'a' } });
  },
  'the defaults of bindings': async (api) => {
    const path = `${api.in(rbac)}/rolebindings`;
    const subjects = [
      { kind: 'User', name: 'x' },
      { kind: 'ServiceAccount', name: 'y', namespace: 'z' },
    ];
    await api.post(path, {
      apiVersion: rbac,
      kind: 'RoleBinding',
      metadata: { name: 'a' },
      roleRef: { kind: 'Role', name: 'x' },
      subjects,
    });
  },
  'the role of a binding stays': async (api) => {
    const path = `${api.in(rbac)}/rolebindings`;
    await api.post(path, roleBinding('a', ['Role', 'x'], [user('u')]), quiet);
    await api.patch(`${path}/a`, { merge: { roleRef: { name: 'y' } } });
    await api.patch(`${path}/a`, { merge: { subjects: null } });
  },
  'escalation: a role with more': async (api) => {
    const jane = await asGranted(api, [manageRoles, read]);
    const path = `${api.in(rbac)}/roles`;
    await jane.post(path, role('a', [read]), brief);
    await jane.post(path, role('b', [{ ...read, verbs: ['get', 'delete', 'create'] }]));
    await jane.post(
      path,
      role('c', [{ apiGroups: ['', 'apps'], resources: ['secrets', 'pods'], verbs: ['get'] }]),
    );
    await jane.post(path, role('d', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]));
    await jane.patch(`${path}/a`, {
      json: [{ op: 'add', path: '/rules/0/verbs/-', value: 'watch' }],
    });
  },
  'escalation: with the verb for it': async (api) => {
    const jane = await asGranted(api, [
      manageRoles,
      { ...manageRoles, resources: ['roles'], verbs: ['escalate'] },
    ]);
    await jane.post(`${api.in(rbac)}/roles`, role('a', [read]), brief);
  },
  'escalation: a binding to more': async (api) => {
    const jane = await asGranted(api, [manageRoles]);
    const path = api.in(rbac);
    await api.post(`${path}/roles`, role('a', [read]), quiet);
    await jane.post(`${path}/rolebindings`, roleBinding('a', ['Role', 'a'], [user('x')]));
    await jane.post(`${path}/rolebindings`, roleBinding('a', ['Role', 'none'], [user('x')]));
  },
  'escalation: a binding with the verb for it': async (api) => {
    const jane = await asGranted(api, [
      manageRoles,
      { ...manageRoles, resources: ['roles'], resourceNames: ['a'], verbs: ['bind'] },
    ]);
    const path = api.in(rbac);
    await api.post(`${path}/roles`, role('a', [read]), quiet);
    await jane.post(`${path}/rolebindings`, roleBinding('a', ['Role', 'a'], [user('x')]), brief);
    await jane.post(
      `${path}/rolebindings`,
      roleBinding('b', ['Role', 'granted'], [user('x')]),
      brief,
    );
  },
  aggregation: async (api) => {
    const label = `example.com/${api.id}`;
    const part = {
      ...clusterRole(`part-${api.id}`, [read]),
      metadata: { name: `part-${api.id}`, labels: { [label]: 'true' } },
    };
    await makeCluster(api, 'clusterroles', part);
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { [label]: 'true' } }] };
    await makeCluster(api, 'clusterroles', {
      ...clusterRole(`all-${api.id}`, []),
      aggregationRule,
    });
    const path = `${clusterRbac}/clusterroles/all-${api.id}`;
    const rulesAre =
      (count: number) =>
      ({ body }: { body: { rules?: unknown } }) =>
        ((body.rules ?? []) as unknown[]).length === count;
    await api.await(path, rulesAre(1), { record: ({ rules }) => rules ?? null });
    await api.patch(
      `${clusterRbac}/clusterroles/part-${api.id}`,
      { merge: { metadata: { labels: null } } },
      quiet,
    );
    await api.await(path, rulesAre(0), { record: ({ rules }) => rules ?? null });
  },
});

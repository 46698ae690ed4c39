import { group } from '../group.ts';
import { configMap, deployment, lease, secret, service } from './objects.ts';

export const updateCases = group('update', {
  'what was read is written': async (api) => {
    const { body } = await api.post(`${api.core}/configmaps`, configMap('a', { data: { a: '1' } }));
    await api.put(`${api.core}/configmaps/a`, { ...body, data: { b: '2' } });
    await api.get(`${api.core}/configmaps/a`);
  },
  'an old version is refused': async (api) => {
    const { body } = await api.post(`${api.core}/configmaps`, configMap('a'));
    await api.put(`${api.core}/configmaps/a`, { ...body, data: { a: '1' } });
    await api.put(`${api.core}/configmaps/a`, { ...body, data: { a: '2' } });
    const path = `${api.in('apps/v1')}/deployments`;
    const { body: old } = await api.post(path, deployment('a'));
    await api.put(`${path}/a`, { ...old, spec: { ...(old['spec'] as object), replicas: 2 } });
    await api.put(`${path}/a`, { ...old, spec: { ...(old['spec'] as object), replicas: 3 } });
  },
  'an old version of a custom resource is refused': async (api) => {
    const cr = await api.installCustomResource();
    const { body } = await api.post(cr.path, cr.object('a', { spec: { a: 1 } }));
    await api.put(`${cr.path}/a`, { ...body, spec: { a: 2 } });
    await api.put(`${cr.path}/a`, { ...body, spec: { a: 3 } });
  },
  'without a version a built-in kind is written': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a'));
    await api.put(`${api.core}/configmaps/a`, configMap('a', { data: { a: '1' } }));
    await api.post(`${api.core}/services`, service('a'));
    await api.put(`${api.core}/services/a`, service('a', { ports: [{ port: 81 }] }));
  },
  'without a version some built-in kinds are not written': async (api) => {
    const leases = `${api.in('coordination.k8s.io/v1')}/leases`;
    await api.post(leases, lease('a'));
    await api.put(`${leases}/a`, lease('a', { holderIdentity: 'x' }));
    const definition = { minAvailable: 1, selector: { matchLabels: { app: 'a' } } };
    const budgets = `${api.in('policy/v1')}/poddisruptionbudgets`;
    await api.post(budgets, { metadata: { name: 'a' }, spec: definition });
    await api.put(`${budgets}/a`, {
      metadata: { name: 'a' },
      spec: { ...definition, minAvailable: 2 },
    });
  },
  'without a version a custom resource is refused': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a'));
    await api.put(`${cr.path}/a`, cr.object('a', { spec: { a: 1 } }));
  },
  'what is not there': async (api) => {
    await api.put(`${api.core}/configmaps/a`, configMap('a'));
    await api.put(`${api.in('apps/v1')}/deployments/a`, deployment('a'));
    const cr = await api.installCustomResource();
    await api.put(`${cr.path}/a`, cr.object('a'));
  },
  'what is not there, with a version': async (api) => {
    const metadata = { name: 'a', resourceVersion: '7' };
    await api.put(`${api.core}/configmaps/a`, configMap('', { metadata }));
    const cr = await api.installCustomResource();
    await api.put(`${cr.path}/a`, cr.object('', { metadata }));
  },
  'some kinds are made by an update': async (api) => {
    const leases = `${api.in('coordination.k8s.io/v1')}/leases`;
    await api.put(`${leases}/a`, lease('a', { holderIdentity: 'x' }));
    await api.put(`${leases}/b`, lease('b'), { headers: { 'X-Unused': '1' } });
    await api.put(`${api.core}/limitranges/a`, { metadata: { name: 'a' }, spec: { limits: [] } });
  },
  'another name is refused': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a'));
    await api.put(`${api.core}/configmaps/a`, configMap('b'));
    await api.put(`${api.core}/configmaps/a`, { metadata: {} });
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a'));
    await api.put(`${cr.path}/a`, cr.object('b'));
    await api.put(`${cr.path}/a`, cr.object('', { metadata: {} }));
  },
  'another namespace is refused': async (api) => {
    const metadata = { name: 'a', namespace: 'another' };
    await api.post(`${api.core}/configmaps`, configMap('a'));
    await api.put(`${api.core}/configmaps/a`, configMap('a', { metadata }));
  },
  'another uid is refused': async (api) => {
    const { body } = await api.post(`${api.core}/configmaps`, configMap('a'));
    const metadata = { name: 'a', uid: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6' };
    await api.put(`${api.core}/configmaps/a`, { ...body, metadata });
    const cr = await api.installCustomResource();
    const custom = await api.post(cr.path, cr.object('a'));
    const { resourceVersion } = custom.metadata;
    await api.put(`${cr.path}/a`, cr.object('', { metadata: { ...metadata, resourceVersion } }));
  },
  'a version that is none': async (api) => {
    await api.post(`${api.core}/configmaps`, configMap('a'));
    for (const resourceVersion of ['x', '-1', '0', '999999999']) {
      const metadata = { name: 'a', resourceVersion };
      await api.put(`${api.core}/configmaps/a`, configMap('', { metadata, data: { a: 'b' } }));
    }
  },
  'what changes nothing keeps the version': async (api) => {
    const { body } = await api.post(`${api.core}/configmaps`, configMap('a', { data: { a: '1' } }));
    await api.put(`${api.core}/configmaps/a`, body);
    const cr = await api.installCustomResource();
    const custom = await api.post(cr.path, cr.object('a', { spec: { a: 1 } }));
    await api.put(`${cr.path}/a`, custom.body);
  },
  'what the server set stays': async (api) => {
    const { body } = await api.post(`${api.core}/configmaps`, configMap('a'));
    const metadata = {
      ...(body['metadata'] as object),
      creationTimestamp: '2001-02-03T04:05:06Z',
      deletionTimestamp: '2001-02-03T04:05:06Z',
      generation: 9,
      generateName: 'b-',
      selfLink: '/somewhere',
    };
    await api.put(`${api.core}/configmaps/a`, { ...body, metadata });
    const cr = await api.installCustomResource();
    const custom = await api.post(cr.path, cr.object('a'));
    const changed = { ...metadata, ...custom.metadata, generation: 9, creationTimestamp: null };
    await api.put(`${cr.path}/a`, { ...custom.body, metadata: changed });
  },
  'the generation of a custom resource': async (api) => {
    const cr = await api.installCustomResource();
    const { body } = await api.post(cr.path, cr.object('a', { spec: { a: 1 } }));
    const next = await api.put(`${cr.path}/a`, { ...body, spec: { a: 2 } });
    const metadata = { ...next.metadata, labels: { a: 'b' } };
    const last = await api.put(`${cr.path}/a`, { ...next.body, metadata });
    await api.put(`${cr.path}/a`, { ...last.body, status: { a: 1 } });
  },
  'the generation of a custom resource with a status': async (api) => {
    const cr = await api.installCustomResource({ version: { subresources: { status: {} } } });
    const { body } = await api.post(cr.path, cr.object('a', { spec: { a: 1 } }));
    const next = await api.put(`${cr.path}/a`, { ...body, status: { a: 1 } });
    const last = await api.put(`${cr.path}/a/status`, {
      ...next.body,
      status: { a: 1 },
      spec: { a: 9 },
    });
    await api.put(`${cr.path}/a`, { ...last.body, extra: 1, spec: { a: 2 } });
  },
  'the generation of a Deployment': async (api) => {
    const path = `${api.in('apps/v1')}/deployments`;
    const { body } = await api.post(path, deployment('a'));
    const metadata = { ...(body['metadata'] as object), annotations: { a: 'b' } };
    const next = await api.put(`${path}/a`, { ...body, metadata });
    const spec = { ...(next.body['spec'] as object), replicas: 2 };
    await api.put(`${path}/a`, { ...next.body, spec });
    await api.put(`${path}/a`, { ...next.body, metadata: { name: 'a' }, status: { replicas: 7 } });
  },
  'a dry run leaves nothing': async (api) => {
    const { body } = await api.post(`${api.core}/configmaps`, configMap('a'));
    await api.put(`${api.core}/configmaps/a?dryRun=All`, { ...body, data: { a: '1' } });
    await api.get(`${api.core}/configmaps/a`);
  },
  'a field manager owns what it changes': async (api) => {
    const { body } = await api.post(
      `${api.core}/configmaps?fieldManager=a-first`,
      configMap('a', { data: { a: '1', b: '1' } }),
    );
    const data = { a: '1', b: '2', c: '3' };
    const second = await api.put(`${api.core}/configmaps/a?fieldManager=b-second`, {
      ...body,
      data,
    });
    const metadata = { ...second.metadata, managedFields: [] };
    await api.put(`${api.core}/configmaps/a?fieldManager=c-third`, { ...second.body, metadata });
  },
  'managed fields may be reset': async (api) => {
    const { body } = await api.post(`${api.core}/configmaps`, configMap('a', { data: { a: '1' } }));
    const metadata = { ...(body['metadata'] as object), managedFields: [{}] };
    await api.put(`${api.core}/configmaps/a`, { ...body, metadata });
  },
  'bad data is refused': async (api) => {
    await api.post(`${api.core}/secrets`, secret('a'));
    await api.put(`${api.core}/secrets/a`, secret('a', { data: { 'a b': 'AAEC' } }));
    await api.put(
      `${api.core}/secrets/a`,
      secret('', { metadata: { name: 'a', labels: { a: '-' } } }),
    );
  },
  'a collection is not updated': async (api) => {
    await api.put(`${api.core}/secrets`, secret('a'));
    await api.patch(`${api.core}/secrets`, { merge: {} });
  },
});

import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import type { JsonObject } from '../exact-json.ts';
import { group } from '../group.ts';
import { configMap, secret } from './objects.ts';

const quiet = { record: false } as const;

async function makeNamespace(api: Api): Promise<string> {
  await api.get(`${api.core}/secrets`, quiet);
  return `/api/v1/namespaces/${api.namespace}`;
}

function gone({ status }: Answer): boolean {
  return status === 404;
}

/** Conditions by their types, whose order and times are not the same in each run. */
function conditionsOf({ status }: JsonObject): JsonObject {
  const { phase, conditions } = (status ?? {}) as JsonObject;
  const entries = ((conditions ?? []) as JsonObject[]).map(
    ({ type, status: is, reason, message }): [string, JsonObject] => {
      return [
        typeof type === 'string' ? type : '',
        { status: is ?? null, reason: reason ?? null, message: message ?? null },
      ];
    },
  );
  return { phase: phase ?? null, conditions: Object.fromEntries(entries) };
}

function hasCondition(type: string, status: string) {
  return ({ body }: Answer): boolean => {
    const { conditions } = conditionsOf(body) as { conditions: Record<string, JsonObject> };
    return conditions[type]?.['status'] === status;
  };
}

async function makeHeld(api: Api): Promise<string> {
  const path = await makeNamespace(api);
  const metadata = { name: 'held', finalizers: ['example.com/x'] };
  await api.post(`${api.core}/secrets`, secret('', { metadata }), quiet);
  await api.post(`${api.core}/secrets`, secret('free'), quiet);
  await api.delete(path, undefined, quiet);
  return path;
}

async function release(api: Api): Promise<void> {
  await api.patch(`${api.core}/secrets/held`, { merge: { metadata: { finalizers: null } } }, quiet);
}

export const namespaceCases = group('namespaces', {
  'a new one': async (api) => {
    const name = `ns-${api.id}`;
    await api.post('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
    await api.post('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
    await api.delete(`/api/v1/namespaces/${name}`, undefined, quiet);
  },
  names: async (api) => {
    for (const name of ['A', 'a.b', 'x'.repeat(64), '-a']) {
      await api.post('/api/v1/namespaces', { metadata: { name } });
    }
  },
  'its label is its name': async (api) => {
    const path = await makeNamespace(api);
    const labels = { 'kubernetes.io/metadata.name': 'other', x: 'y' };
    await api.patch(path, { merge: { metadata: { labels } } });
    await api.patch(path, { merge: { metadata: { labels: null } } });
  },
  'its finalizers of the spec': async (api) => {
    const path = await makeNamespace(api);
    await api.patch(path, { merge: { spec: { finalizers: [] } } });
    await api.patch(path, { merge: { spec: { finalizers: ['kubernetes', 'x'] } } });
    const name = `ns-${api.id}`;
    await api.post('/api/v1/namespaces?dryRun=All', {
      metadata: { name },
      spec: { finalizers: ['example.com/x'] },
    });
    await api.post('/api/v1/namespaces?dryRun=All', {
      metadata: { name },
      spec: { finalizers: ['x'] },
    });
  },
  'what each has': async (api) => {
    await makeNamespace(api);
    // Which comes first is chance.
    const record = ({ metadata, ...object }: JsonObject) => {
      const { resourceVersion: _, ...rest } = metadata as JsonObject;
      return { ...object, metadata: rest };
    };
    await api.get(`${api.core}/serviceaccounts/default`, { record });
    await api.get(`${api.core}/configmaps/kube-root-ca.crt`, { record });
  },
  'what each has comes back': async (api) => {
    const { metadata } = await api.get(`${api.core}/serviceaccounts/default`, quiet);
    await api.delete(`${api.core}/serviceaccounts/default`);
    await api.await(
      `${api.core}/serviceaccounts/default`,
      ({ status, metadata: now }) => status === 200 && now.uid !== metadata.uid,
      { record: undefined },
    );
    await api.delete(`${api.core}/configmaps/kube-root-ca.crt`, undefined, quiet);
    await api.await(`${api.core}/configmaps/kube-root-ca.crt`, ({ status }) => status === 200);
    await api.patch(
      `${api.core}/configmaps/kube-root-ca.crt`,
      { merge: { data: { 'ca.crt': 'x' } } },
      quiet,
    );
    await api.await(
      `${api.core}/configmaps/kube-root-ca.crt`,
      ({ text }) => text.includes('BEGIN'),
      { record: ({ data }) => data ?? null },
    );
  },
  'the answer of a deletion': async (api) => {
    const path = await makeNamespace(api);
    await api.delete(path);
    await api.await(path, gone, { record: undefined });
  },
  'what it holds goes': async (api) => {
    const path = await makeNamespace(api);
    await api.post(`${api.core}/secrets`, secret('a'), quiet);
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a'), quiet);
    await api.delete(path, undefined, quiet);
    await api.await(path, gone);
    await api.get(`${api.core}/secrets/a`);
    await api.get(`${cr.path}/a`);
    await api.get(`${api.core}/secrets`, { record: ({ items }) => items ?? null });
  },
  'an object with a finalizer holds it': async (api) => {
    const path = await makeHeld(api);
    await api.await(path, hasCondition('NamespaceFinalizersRemaining', 'True'), {
      record: conditionsOf,
    });
    await api.await(`${api.core}/secrets/free`, gone, { record: undefined });
    await api.get(`${api.core}/secrets/held`, {
      record: ({ metadata }) => (metadata as JsonObject)['deletionTimestamp'] ?? null,
    });
    await release(api);
    await api.await(path, gone, { record: undefined });
  },
  'nothing new while it goes': async (api) => {
    const path = await makeHeld(api);
    await api.post(`${api.core}/configmaps`, configMap('b'));
    await api.post(`${api.in('apps/v1')}/deployments`, { metadata: { name: 'b' } });
    await api.patch(`${api.core}/configmaps/c?fieldManager=x`, { apply: configMap('c') });
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('b'));
    await api.patch(
      `${api.core}/secrets/held`,
      { merge: { metadata: { labels: { a: 'b' } } } },
      { record: ({ metadata }) => (metadata as JsonObject)['labels'] ?? null },
    );
    await release(api);
    await api.await(path, gone);
  },
  'deleted again': async (api) => {
    const path = await makeHeld(api);
    await api.await(path, hasCondition('NamespaceFinalizersRemaining', 'True'));
    await api.delete(path, undefined, {
      record: ({ kind, code, reason, message }) => ({
        kind: kind ?? null,
        code: code ?? null,
        reason: reason ?? null,
        message: message ?? null,
      }),
    });
    await release(api);
    await api.await(path, gone);
  },
  'a finalizer of its own': async (api) => {
    const path = await makeNamespace(api);
    const metadata = { finalizers: ['example.com/x'] };
    await api.patch(path, { merge: { metadata } }, quiet);
    await api.delete(path, undefined, quiet);
    await api.await(
      path,
      ({ body }) => ((body['spec'] as JsonObject)['finalizers'] ?? null) === null,
      {
        record: ({ spec, metadata: of }) => ({
          spec: spec ?? null,
          finalizers: (of as JsonObject)['finalizers'] ?? null,
        }),
      },
    );
    await api.patch(path, { merge: { metadata: { finalizers: null } } }, { record: () => null });
    await api.await(path, gone, { record: undefined });
  },
  finalize: async (api) => {
    const name = `ns-${api.id}`;
    const spec = { finalizers: ['kubernetes', 'example.com/x'] };
    const { body } = await api.post('/api/v1/namespaces', { metadata: { name }, spec });
    const path = `/api/v1/namespaces/${name}`;
    await api.delete(path, undefined, quiet);
    await api.await(path, ({ text }) => !text.includes('"kubernetes"'), {
      record: ({ spec: now }) => now ?? null,
    });
    await api.put(`${path}/finalize`, { ...body, spec: { finalizers: [] } });
    const now = await api.get(path, quiet);
    await api.put(
      `${path}/finalize`,
      { ...now.body, spec: { finalizers: [] } },
      { record: () => null },
    );
    await api.await(path, gone, { record: undefined });
  },
  'some cannot be deleted': async (api) => {
    for (const name of ['default', 'kube-system', 'kube-public']) {
      await api.delete(`/api/v1/namespaces/${name}?dryRun=All`);
    }
  },
  'all together': (api) => api.delete('/api/v1/namespaces'),
  'one that is not there': async (api) => {
    const missing = `/api/v1/namespaces/none-${api.id}`;
    await api.get(missing);
    await api.delete(missing);
    await api.get(`${missing}/secrets`, { record: ({ items }) => items ?? null });
    await api.post(`${missing}/secrets`, secret('a'));
    const cr = await api.installCustomResource();
    await api.post(`/apis/${cr.apiVersion}/namespaces/none-${api.id}/${cr.plural}`, cr.object('a'));
  },
  'made again': async (api) => {
    const path = await makeNamespace(api);
    await api.post(`${api.core}/secrets`, secret('a'), quiet);
    await api.delete(path, undefined, quiet);
    await api.await(path, gone);
    await api.post(
      '/api/v1/namespaces',
      { metadata: { name: api.namespace } },
      { record: ({ status }) => status ?? null },
    );
    await api.get(`${api.core}/secrets/a`);
  },
});

import type { Api } from '../api.ts';
import { group } from '../group.ts';
import { pod } from './objects.ts';

const quiet = { record: false } as const;

function binding(name: string, target: object): object {
  return { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target };
}

function eviction(name: string, deleteOptions?: object): object {
  return { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, deleteOptions };
}

const node = { apiVersion: 'v1', kind: 'Node', name: 'somewhere' };

const spent = {
  observedGeneration: 1,
  disruptionsAllowed: 0,
  desiredHealthy: 1,
  currentHealthy: 1,
  expectedPods: 1,
};

function budgetsOf(api: Api): string {
  return `${api.in('policy/v1')}/poddisruptionbudgets`;
}

async function makeBudget(api: Api): Promise<void> {
  const spec = { minAvailable: 1, selector: { matchLabels: { app: 'a' } } };
  const kind = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' };
  await api.post(budgetsOf(api), { ...kind, metadata: { name: 'b' }, spec }, quiet);
}

async function makePod(api: Api, status?: object): Promise<string> {
  const path = `${api.core}/pods/a`;
  const made = { ...pod('a'), metadata: { name: 'a', labels: { app: 'a' } } };
  await api.post(`${api.core}/pods`, made, quiet);
  if (status !== undefined) await api.patch(`${path}/status`, { merge: { status } }, quiet);
  return path;
}

export const podActionCases = group('pod-actions', {
  'a pod is bound to a node': async (api) => {
    const path = await makePod(api);
    await api.post(`${path}/binding`, binding('a', node));
    await api.get(path);
    await api.post(`${path}/binding`, binding('a', node));
  },
  'a binding names a node': async (api) => {
    const path = await makePod(api);
    await api.post(`${path}/binding`, binding('a', { kind: 'Machine', name: 'a' }));
    await api.post(`${path}/binding`, binding('a', {}));
    await api.post(`${api.core}/pods/b/binding`, binding('b', node));
  },
  'a binding may be a dry run': async (api) => {
    const path = await makePod(api);
    await api.post(`${path}/binding?dryRun=All`, binding('a', node));
    await api.get(path);
  },
  'a pod is evicted': async (api) => {
    const path = await makePod(api);
    await api.post(`${path}/eviction?dryRun=All`, eviction('a'));
    await api.post(`${path}/eviction`, eviction('a'));
    await api.get(path);
    await api.post(`${path}/eviction`, eviction('a'));
  },
  'an eviction has the options of a deletion': async (api) => {
    const path = await makePod(api);
    await api.post(`${path}/eviction`, eviction('a', { preconditions: { uid: 'other' } }));
    await api.post(`${path}/eviction`, eviction('a', { dryRun: ['All'] }));
    await api.post(`${path}/eviction`, eviction('a', { gracePeriodSeconds: 0 }));
    await api.get(path);
  },
  'a budget lets go of a pod that is not ready': async (api) => {
    const path = await makePod(api, { phase: 'Running' });
    await makeBudget(api);
    await api.post(`${path}/eviction`, eviction('a'));
    await api.patch(`${budgetsOf(api)}/b/status`, { merge: { status: spent } });
    await api.post(`${path}/eviction`, eviction('a'));
    await api.get(path);
  },
  'an eviction waits for its budget': async (api) => {
    const ready = { type: 'Ready', status: 'True' };
    const path = await makePod(api, { phase: 'Running', conditions: [ready] });
    await makeBudget(api);
    await api.post(`${path}/eviction`, eviction('a'));
    await api.patch(`${budgetsOf(api)}/b/status`, { merge: { status: spent } });
    await api.post(`${path}/eviction`, eviction('a'));
    await api.patch(`${budgetsOf(api)}/b/status`, { merge: { status: { disruptionsAllowed: 1 } } });
    await api.post(`${path}/eviction`, eviction('a'));
    await api.get(`${budgetsOf(api)}/b`);
  },
});

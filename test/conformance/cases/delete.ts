import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import { group } from '../group.ts';
import { deployment, labelled, pod, secret, service } from './objects.ts';

const quiet = { record: false } as const;

function make(api: Api, name: string, metadata: object = {}): Promise<Answer> {
  return api.post(`${api.core}/secrets`, secret('', { metadata: { name, ...metadata } }), quiet);
}

export const deleteCases = group('delete', {
  'an object': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a`);
    await api.get(`${api.core}/secrets/a`);
    await api.delete(`${api.core}/secrets/a`);
  },
  'a custom resource': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a', { spec: { a: 1 } }), quiet);
    await api.delete(`${cr.path}/a`);
    await api.delete(`${cr.path}/a`);
  },
  'what other kinds answer': async (api) => {
    await api.post(`${api.in('apps/v1')}/deployments`, deployment('a'), quiet);
    await api.delete(`${api.in('apps/v1')}/deployments/a`);
    await api.post(`${api.core}/services`, service('a'), quiet);
    await api.delete(`${api.core}/services/a`);
    await api.post(`${api.core}/serviceaccounts`, { metadata: { name: 'a' } }, quiet);
    await api.delete(`${api.core}/serviceaccounts/a`);
    const claims = `${api.core}/persistentvolumeclaims`;
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1' } } };
    await api.post(claims, { metadata: { name: 'a' }, spec }, quiet);
    await api.delete(`${claims}/a`);
  },
  'a pod that no node runs': async (api) => {
    await api.post(`${api.core}/pods`, pod('a'), quiet);
    await api.delete(`${api.core}/pods/a`);
    await api.get(`${api.core}/pods/a`);
  },
  'a pod that a node runs has its time': async (api) => {
    await api.post(
      `${api.core}/pods`,
      pod('a', { nodeName: 'none', terminationGracePeriodSeconds: 7 }),
      quiet,
    );
    await api.delete(`${api.core}/pods/a`);
    await api.delete(`${api.core}/pods/a?gracePeriodSeconds=3`);
    await api.delete(`${api.core}/pods/a?gracePeriodSeconds=5`);
    await api.delete(`${api.core}/pods/a?gracePeriodSeconds=0`);
    await api.get(`${api.core}/pods/a`);
  },
  'a pod with a grace period in the options': async (api) => {
    await api.post(`${api.core}/pods`, pod('a', { nodeName: 'none' }), quiet);
    await api.delete(`${api.core}/pods/a`, { gracePeriodSeconds: 11 });
    await api.delete(`${api.core}/pods/a`, { gracePeriodSeconds: -1 });
    await api.get(`${api.core}/pods/a`);
  },
  'a grace period where there is none': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a?gracePeriodSeconds=30`);
    await make(api, 'b');
    await api.delete(`${api.core}/secrets/b?gracePeriodSeconds=x`);
  },
  'a uid as the precondition': async (api) => {
    const { metadata } = await make(api, 'a');
    const uid = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6';
    await api.delete(`${api.core}/secrets/a`, { preconditions: { uid } });
    await api.delete(`${api.core}/secrets/a`, { preconditions: { uid: metadata.uid } });
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a'), quiet);
    await api.delete(`${cr.path}/a`, { preconditions: { uid } });
  },
  'a version as the precondition': async (api) => {
    const { metadata } = await make(api, 'a');
    await api.get(`${api.core}/secrets/a`);
    await api.delete(`${api.core}/secrets/a`, { preconditions: { resourceVersion: '1' } });
    const { resourceVersion } = metadata;
    await api.delete(`${api.core}/secrets/a`, { preconditions: { resourceVersion } });
  },
  'a wrong precondition of a pod': async (api) => {
    await api.post(`${api.core}/pods`, pod('a', { nodeName: 'none' }), quiet);
    await api.delete(`${api.core}/pods/a`, { preconditions: { uid: 'x' } });
    await api.delete(`${api.core}/pods/a`, { preconditions: { resourceVersion: '1' } });
  },
  'options of a kind': async (api) => {
    for (const name of ['a', 'b', 'c', 'd']) await make(api, name);
    await api.delete(`${api.core}/secrets/a`, { apiVersion: 'v1', kind: 'DeleteOptions' });
    await api.delete(`${api.core}/secrets/b`, {
      apiVersion: 'meta.k8s.io/v1',
      kind: 'DeleteOptions',
    });
    await api.delete(`${api.core}/secrets/c`, { apiVersion: 'v1', kind: 'Secret' });
    await api.delete(`${api.core}/secrets/d`, { apiVersion: 'apps/v1', kind: 'DeleteOptions' });
    await api.get(`${api.core}/secrets`);
  },
  'options that are none': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a`, '{');
    await api.delete(`${api.core}/secrets/a`, { gracePeriodSeconds: 'x' });
    await api.delete(`${api.core}/secrets/a`, { unknown: 1 });
    await make(api, 'b');
    await api.delete(`${api.core}/secrets/b`, '[]');
    await make(api, 'c');
    await api.delete(`${api.core}/secrets/c`, 'null');
  },
  'a propagation policy that is none': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a?propagationPolicy=Sideways`);
    await api.delete(`${api.core}/secrets/a`, { propagationPolicy: 'Sideways' });
    await api.delete(`${api.core}/secrets/a`, {
      propagationPolicy: 'Orphan',
      orphanDependents: true,
    });
    await api.delete(`${api.core}/secrets/a?orphanDependents=x`);
  },
  'both ways to give options': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a?propagationPolicy=Sideways`, {
      propagationPolicy: 'Background',
    });
  },
  'in the background': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a?propagationPolicy=Background`);
  },
  'a dry run leaves all as it is': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a?dryRun=All`);
    await api.delete(`${api.core}/secrets/a`, { dryRun: ['All'] });
    await api.get(`${api.core}/secrets/a`);
    await api.delete(`${api.core}/secrets/b?dryRun=All`);
    await api.delete(`${api.core}/secrets/a`, { dryRun: ['Some'] });
    await api.delete(`${api.core}/secrets/a?dryRun=Some`);
  },
  'a dry run with finalizers': async (api) => {
    await make(api, 'a', { finalizers: ['example.com/x'] });
    await api.delete(`${api.core}/secrets/a?dryRun=All`);
    await api.get(`${api.core}/secrets/a`);
  },
  'a collection': async (api) => {
    await make(api, 'b');
    await make(api, 'a');
    await api.delete(`${api.core}/secrets`);
    await api.get(`${api.core}/secrets`);
    await api.delete(`${api.core}/secrets`);
  },
  'a collection of custom resources': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a'), quiet);
    await api.post(
      cr.path,
      cr.object('b', { metadata: { name: 'b', finalizers: ['example.com/x'] } }),
      quiet,
    );
    await api.delete(cr.path);
    await api.get(cr.path);
    await api.patch(`${cr.path}/b`, { merge: { metadata: { finalizers: null } } });
  },
  'a dry run of a collection': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets?dryRun=All`);
    await api.get(`${api.core}/secrets`);
  },
  'a part of a collection': async (api) => {
    await api.post(`${api.core}/secrets`, labelled('a', { a: 'b' }), quiet);
    await api.post(`${api.core}/secrets`, labelled('b', {}), quiet);
    await api.delete(`${api.core}/secrets?labelSelector=a`);
    await api.delete(`${api.core}/secrets?fieldSelector=metadata.name%3Dnone`);
    await api.delete(`${api.core}/secrets?labelSelector=a%20in`);
    await api.delete(`${api.core}/secrets?limit=1`);
    await api.get(`${api.core}/secrets`);
  },
  'a collection with options': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets`, { preconditions: { uid: 'x' } });
    await api.delete(`${api.core}/secrets`, { propagationPolicy: 'Sideways' });
    await api.delete(`${api.core}/secrets?propagationPolicy=Background`);
    await api.get(`${api.core}/secrets`);
  },
  'collections that are not deleted at once': async (api) => {
    await api.delete(`${api.core}/services`);
    await api.delete('/api/v1/namespaces');
    await api.delete('/api/v1/secrets');
  },
  'a body that the server ignores': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a`, 'a: b', {
      headers: { 'Content-Type': 'application/yaml' },
    });
    await make(api, 'b');
    await api.delete(`${api.core}/secrets/b`, 'x', { headers: { 'Content-Type': 'text/plain' } });
  },
  'all collections again with the same name': async (api) => {
    const first = await make(api, 'a');
    await api.delete(`${api.core}/secrets/a`);
    const second = await api.post(`${api.core}/secrets`, secret('a'));
    await api.delete(`${api.core}/secrets/a`, { preconditions: { uid: first.metadata.uid } });
    await api.delete(`${api.core}/secrets/a`, { preconditions: { uid: second.metadata.uid } });
  },
  'ignoring what cannot be read': async (api) => {
    await make(api, 'a');
    await api.delete(`${api.core}/secrets/a`, {
      ignoreStoreReadErrorWithClusterBreakingPotential: true,
    });
    await api.delete(
      `${api.core}/secrets/a?ignoreStoreReadErrorWithClusterBreakingPotential=true&dryRun=All`,
    );
  },
});

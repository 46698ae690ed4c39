import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import type { JsonObject } from '../exact-json.ts';
import { group } from '../group.ts';
import { configMap, deployment, secret } from './objects.ts';

const quiet = { record: false } as const;

interface OwnerOptions {
  readonly blockOwnerDeletion?: boolean;
  readonly controller?: boolean;
}

function ownedBy(owner: Answer, options: OwnerOptions = {}): object {
  const { apiVersion, kind } = owner.body;
  const { name, uid } = owner.metadata;
  return { apiVersion, kind, name, uid, ...options };
}

async function makeOwner(api: Api, name = 'owner', metadata: object = {}): Promise<Answer> {
  const object = configMap('', { metadata: { name, labels: { app: 'a' }, ...metadata } });
  return api.post(`${api.core}/configmaps`, object, quiet);
}

async function makeDependent(api: Api, metadata: object): Promise<Answer> {
  return api.post(`${api.core}/secrets`, secret('', { metadata }), quiet);
}

function gone({ status }: Answer): boolean {
  return status === 404;
}

function isGoing({ metadata }: Answer): boolean {
  return metadata['deletionTimestamp'] !== undefined;
}

async function awaitGone(api: Api, path: string): Promise<void> {
  await api.await(path, gone, { record: undefined });
}

/** The collector of the real server may learn of a new kind as late as half a minute after it was made. */
async function awaitLearned(api: Api, path: string): Promise<void> {
  await api.await(path, gone).catch(() => undefined);
  await awaitGone(api, path);
}

/** What a collector does to an object, without the fields that tell who wrote it last. */
function ownersAndFinalizers({ metadata }: JsonObject): JsonObject {
  const { ownerReferences, finalizers } = (metadata ?? {}) as JsonObject;
  return { ownerReferences: ownerReferences ?? null, finalizers: finalizers ?? null };
}

const brief = { record: ownersAndFinalizers } as const;

export const garbageCollectionCases = group('garbage-collection', {
  'in the background': async (api) => {
    const owner = await makeOwner(api);
    await makeDependent(api, { name: 'a', ownerReferences: [ownedBy(owner)] });
    await api.delete(`${api.core}/configmaps/owner?propagationPolicy=Background`);
    await api.get(`${api.core}/configmaps/owner`);
    await awaitGone(api, `${api.core}/secrets/a`);
  },
  'without a policy': async (api) => {
    const owner = await makeOwner(api);
    await makeDependent(api, { name: 'a', ownerReferences: [ownedBy(owner)] });
    await api.delete(`${api.core}/configmaps/owner`);
    await awaitGone(api, `${api.core}/secrets/a`);
  },
  'in the foreground': async (api) => {
    const owner = await makeOwner(api);
    await makeDependent(api, {
      name: 'a',
      ownerReferences: [ownedBy(owner, { blockOwnerDeletion: true })],
    });
    await api.delete(`${api.core}/configmaps/owner?propagationPolicy=Foreground`);
    await awaitGone(api, `${api.core}/secrets/a`);
    await awaitGone(api, `${api.core}/configmaps/owner`);
  },
  'in the foreground, a dependent with a finalizer holds its owner': async (api) => {
    const owner = await makeOwner(api);
    const finalizers = ['example.com/x'];
    await makeDependent(api, {
      name: 'a',
      ownerReferences: [ownedBy(owner, { blockOwnerDeletion: true })],
      finalizers,
    });
    await api.delete(`${api.core}/configmaps/owner?propagationPolicy=Foreground`, undefined, quiet);
    await api.await(`${api.core}/secrets/a`, isGoing, brief);
    await api.get(`${api.core}/configmaps/owner`, brief);
    await api.patch(`${api.core}/secrets/a`, { merge: { metadata: { finalizers: null } } }, quiet);
    await awaitGone(api, `${api.core}/configmaps/owner`);
  },
  'in the foreground, a dependent that does not block': async (api) => {
    const owner = await makeOwner(api);
    const finalizers = ['example.com/x'];
    await makeDependent(api, { name: 'a', ownerReferences: [ownedBy(owner)], finalizers });
    await api.delete(`${api.core}/configmaps/owner?propagationPolicy=Foreground`, undefined, quiet);
    await awaitGone(api, `${api.core}/configmaps/owner`);
    await api.await(`${api.core}/secrets/a`, isGoing, brief);
  },
  'in the foreground, without dependents': async (api) => {
    await makeOwner(api);
    await api.delete(`${api.core}/configmaps/owner?propagationPolicy=Foreground`, undefined, quiet);
    await awaitGone(api, `${api.core}/configmaps/owner`);
  },
  orphans: async (api) => {
    const owner = await makeOwner(api);
    await makeDependent(api, { name: 'a', ownerReferences: [ownedBy(owner)] });
    await api.delete(`${api.core}/configmaps/owner?propagationPolicy=Orphan`);
    await awaitGone(api, `${api.core}/configmaps/owner`);
    await api.get(`${api.core}/secrets/a`, brief);
  },
  'orphans of one of two owners': async (api) => {
    const owner = await makeOwner(api);
    const other = await makeOwner(api, 'other');
    await makeDependent(api, { name: 'a', ownerReferences: [ownedBy(owner), ownedBy(other)] });
    await api.delete(`${api.core}/configmaps/owner?propagationPolicy=Orphan`, undefined, quiet);
    await awaitGone(api, `${api.core}/configmaps/owner`);
    await api.get(`${api.core}/secrets/a`, brief);
  },
  'orphans by the old option': async (api) => {
    const owner = await makeOwner(api);
    await makeDependent(api, { name: 'a', ownerReferences: [ownedBy(owner)] });
    await api.delete(`${api.core}/configmaps/owner`, { orphanDependents: true }, quiet);
    await awaitGone(api, `${api.core}/configmaps/owner`);
    await api.get(`${api.core}/secrets/a`, brief);
  },
  'the finalizer of the owner comes first': async (api) => {
    const owner = await makeOwner(api, 'owner', { finalizers: ['example.com/x'] });
    await makeDependent(api, { name: 'a', ownerReferences: [ownedBy(owner)] });
    await api.delete(`${api.core}/configmaps/owner`, undefined, quiet);
    await api.get(`${api.core}/secrets/a`, brief);
    await api.patch(
      `${api.core}/configmaps/owner`,
      { merge: { metadata: { finalizers: null } } },
      quiet,
    );
    await awaitGone(api, `${api.core}/secrets/a`);
  },
  'one of two owners goes': async (api) => {
    const owner = await makeOwner(api);
    const other = await makeOwner(api, 'other');
    await makeDependent(api, { name: 'a', ownerReferences: [ownedBy(owner), ownedBy(other)] });
    await api.delete(`${api.core}/configmaps/owner`, undefined, quiet);
    await api.await(
      `${api.core}/secrets/a`,
      ({ metadata }) => (metadata['ownerReferences'] as unknown[]).length === 1,
      brief,
    );
    await api.delete(`${api.core}/configmaps/other`, undefined, quiet);
    await awaitGone(api, `${api.core}/secrets/a`);
  },
  'an owner that never was': async (api) => {
    const ghost = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'none',
      uid: '01234567-89ab-4def-8123-456789abcdef',
    };
    await makeDependent(api, { name: 'a', ownerReferences: [ghost] });
    await awaitGone(api, `${api.core}/secrets/a`);
  },
  'an owner of that name with another uid': async (api) => {
    const owner = await makeOwner(api);
    const uid = '01234567-89ab-4def-8123-456789abcdef';
    await makeDependent(api, { name: 'a', ownerReferences: [{ ...ownedBy(owner), uid }] });
    await awaitGone(api, `${api.core}/secrets/a`);
    await api.get(`${api.core}/configmaps/owner`, brief);
  },
  'an owner that never was beside one that is': async (api) => {
    const owner = await makeOwner(api);
    const ghost = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'none',
      uid: '01234567-89ab-4def-8123-456789abcdef',
    };
    await makeDependent(api, { name: 'a', ownerReferences: [ghost, ownedBy(owner)] });
    await api.await(
      `${api.core}/secrets/a`,
      ({ metadata }) => (metadata['ownerReferences'] as unknown[]).length === 1,
      brief,
    );
  },
  'an owner in another namespace': async (api) => {
    const other = await api.otherNamespace();
    const owner = await api.post(`${api.in('v1', other)}/configmaps`, configMap('owner'), quiet);
    await makeDependent(api, { name: 'a', ownerReferences: [ownedBy(owner)] });
    await awaitGone(api, `${api.core}/secrets/a`);
  },
  'an owner outside of namespaces': async (api) => {
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    const kind = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' };
    const object = { ...kind, metadata: { name: `owner-${api.id}` }, rules: [] };
    const owner = await api.post(path, object, quiet);
    await makeDependent(api, { name: 'a', ownerReferences: [ownedBy(owner)] });
    await api.delete(`${path}/owner-${api.id}`, undefined, quiet);
    await awaitGone(api, `${api.core}/secrets/a`);
  },
  'a chain': async (api) => {
    const one = await makeOwner(api);
    const two = await makeDependent(api, { name: 'two', ownerReferences: [ownedBy(one)] });
    const three = await makeDependent(api, { name: 'three', ownerReferences: [ownedBy(two)] });
    await makeDependent(api, { name: 'four', ownerReferences: [ownedBy(three)] });
    await api.delete(`${api.core}/configmaps/owner`, undefined, quiet);
    for (const name of ['two', 'three', 'four'])
      await awaitGone(api, `${api.core}/secrets/${name}`);
  },
  'a chain in the foreground': async (api) => {
    const blockOwnerDeletion = true;
    const one = await makeOwner(api);
    const two = await makeDependent(api, {
      name: 'two',
      ownerReferences: [ownedBy(one, { blockOwnerDeletion })],
    });
    const finalizers = ['example.com/x'];
    await makeDependent(api, {
      name: 'three',
      ownerReferences: [ownedBy(two, { blockOwnerDeletion })],
      finalizers,
    });
    await api.delete(`${api.core}/configmaps/owner?propagationPolicy=Foreground`, undefined, quiet);
    await api.await(`${api.core}/secrets/three`, isGoing, brief);
    await api.get(`${api.core}/secrets/two`, brief);
    await api.get(`${api.core}/configmaps/owner`, brief);
    await api.patch(
      `${api.core}/secrets/three`,
      { merge: { metadata: { finalizers: null } } },
      quiet,
    );
    await awaitGone(api, `${api.core}/configmaps/owner`);
  },
  'custom resources own': async (api) => {
    const cr = await api.installCustomResource();
    const owner = await api.post(cr.path, cr.object('owner'), quiet);
    const ownerReferences = [ownedBy(owner, { controller: true, blockOwnerDeletion: true })];
    const path = `${api.in('apps/v1')}/deployments`;
    await api.post(path, { ...deployment('a'), metadata: { name: 'a', ownerReferences } }, quiet);
    await api.delete(`${cr.path}/owner`, undefined, {
      record: ({ kind, status }) => ({ kind: kind ?? null, status: status ?? null }),
    });
    await awaitLearned(api, `${path}/a`);
  },
  'custom resources are owned': async (api) => {
    const cr = await api.installCustomResource();
    const owner = await makeOwner(api);
    await api.post(
      cr.path,
      cr.object('', { metadata: { name: 'a', ownerReferences: [ownedBy(owner)] } }),
      quiet,
    );
    await api.delete(`${api.core}/configmaps/owner`, undefined, quiet);
    await awaitLearned(api, `${cr.path}/a`);
  },
  'a reference that comes later': async (api) => {
    const owner = await makeOwner(api);
    await makeDependent(api, { name: 'a', ownerReferences: [] });
    const ownerReferences = [ownedBy(owner)];
    await api.patch(`${api.core}/secrets/a`, { merge: { metadata: { ownerReferences } } }, quiet);
    await api.delete(`${api.core}/configmaps/owner`, undefined, quiet);
    await awaitGone(api, `${api.core}/secrets/a`);
  },
  'owners that are deleted as a collection': async (api) => {
    const owner = await makeOwner(api);
    await makeDependent(api, { name: 'a', ownerReferences: [ownedBy(owner)] });
    await api.delete(
      `${api.core}/configmaps?labelSelector=app%3Da&propagationPolicy=Background`,
      undefined,
      quiet,
    );
    await awaitGone(api, `${api.core}/secrets/a`);
  },
});

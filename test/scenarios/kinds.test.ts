import { resourceType } from '@keelson/kubernetes';
import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import { APIService } from '@keelson/kubernetes/apiregistration/v1';
import { Deployment } from '@keelson/kubernetes/apps/v1';
import { ConfigMap, Secret } from '@keelson/kubernetes/core/v1';
import { ClusterRole, RoleBinding } from '@keelson/kubernetes/rbac/v1';
import {
  AmbiguousResourceError,
  type ApiError,
  installCustomResources,
  isForbidden,
  Manager,
} from '@keelson/runtime';
import { eventually, RecordingLogger } from '@keelson/runtime/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Cluster, rejection } from './support/cluster.ts';
import { healthCheckPolicies, type Policies } from './support/health-check-policies.ts';

let cluster: Cluster;
let hcp: Policies;
let namespace: string;
let names = 0;
const key = () => ({ namespace, name: `n${(names += 1)}` });
const podLabel = 'health-check-missing';

beforeAll(async () => {
  cluster = await Cluster.connect(inject('kubeconfigPath'));
  hcp = await healthCheckPolicies(`${cluster.id}.kinds.example.com`);
  await installCustomResources(cluster.client, [hcp.manifest]);
  namespace = await cluster.newNamespace();
});

afterAll(async () => {
  await cluster.client.delete(CustomResourceDefinition, { name: hcp.manifest.metadata.name });
  await cluster[Symbol.asyncDispose]();
});

describe('names of kinds', () => {
  it('S21 cost nothing until they are asked for, and then two requests for a hundred', async () => {
    const fresh = cluster.newClient();
    const groups = await cluster.client.discovery.groups();
    const kinds = groups.flatMap(({ versions }) => versions.flatMap(({ resources }) => resources));
    const lines = await cluster.asked(() =>
      Promise.all(
        kinds
          .filter(({ group }) => !group.endsWith('example.com'))
          .slice(0, 50)
          .map(async ({ group, version, kind, plural, scope }) => {
            const apiVersion = group === '' ? version : `${group}/${version}`;
            const found = await fresh.restMapper.mappingFor({ apiVersion, kind });
            expect(found).toMatchObject({ scope });
            await fresh.restMapper.kindFor(`${plural}.${version}.${group}`.replace(/\.$/, ''));
          }),
      ),
    );
    expect(lines.toSorted()).toEqual(['GET /api', 'GET /apis']);
  });

  it('S20 S21 are found when they come later, and are ambiguous when two groups have them', async () => {
    const fresh = cluster.newClient();
    await fresh.restMapper.kindFor('pods');
    const rival = await healthCheckPolicies(`${cluster.id}.rival.example.com`);
    const { apiVersion, kind } = rival.v1beta1;
    await expect(fresh.list({ apiVersion, kind }, { namespace })).rejects.toThrow(
      `no matches for kind "HealthCheckPolicy" in version "${apiVersion}"`,
    );
    await installCustomResources(cluster.client, [rival.manifest]);
    try {
      await eventually(() => fresh.restMapper.mappingFor({ apiVersion, kind }), {
        what: 'the new kind in discovery',
      });
      const error = await rejection(fresh.restMapper.kindFor('healthcheckpolicies'));
      expect(error).toBeInstanceOf(AmbiguousResourceError);
      expect((error as AmbiguousResourceError).candidates).toEqual(
        expect.arrayContaining([
          `healthcheckpolicies.${hcp.group}`,
          `healthcheckpolicies.${rival.group}`,
        ]),
      );
      expect(await fresh.restMapper.kindFor(`hcp.${rival.group}`)).toEqual(rival.v1beta1);
    } finally {
      await cluster.client.delete(CustomResourceDefinition, { name: rival.manifest.metadata.name });
    }
  });

  // The embedded control plane has no aggregation.
  const isReal = inject('backend') === 'real';
  it.skipIf(!isReal)('S21 of other groups are found while one group has no server', async () => {
    const group = `${cluster.id}.broken.example.com`;
    const name = `v1.${group}`;
    await cluster.client.create(APIService, {
      metadata: { name },
      spec: {
        group,
        version: 'v1',
        groupPriorityMinimum: 1,
        versionPriority: 1,
        insecureSkipTLSVerify: true,
        service: { namespace, name: 'nothing' },
      },
    });
    try {
      const broken = await eventually(async () => {
        const groups = await cluster.newClient().discovery.groups();
        return groups.find((one) => one.name === group);
      });
      expect(broken.versions).toMatchObject([{ version: 'v1', isStale: true, resources: [] }]);
      const fresh = cluster.newClient();
      expect(await fresh.restMapper.kindFor(`hcp.${hcp.group}`)).toEqual(hcp.v1beta1);
      expect(await fresh.restMapper.kindFor('deployments')).toEqual(Deployment);
    } finally {
      await cluster.client.delete(APIService, { name });
    }
  });

  it('S9 are checked when the manager starts, and the missing one is named', async () => {
    const manager = new Manager({
      kubeconfig: inject('kubeconfigPath'),
      namespaces: [namespace],
      logger: new RecordingLogger(),
      metrics: { bindAddress: '0' },
      health: { bindAddress: '0' },
    });
    const version = `${cluster.id}.kinds.example.com/v9`;
    const unserved = resourceType({ ...hcp.v1beta1, version: 'v9' });
    manager.addController({ for: unserved }, { reconcile: async () => {} });
    await expect(manager.start(AbortSignal.timeout(5_000))).rejects.toThrow(
      `no matches for kind "HealthCheckPolicy" in version "${version}"`,
    );
  });
});

describe('objects without a type', () => {
  it('S70 are given as the server has them: unknown fields, nulls, times as text', async () => {
    const group = `${cluster.id}.raw.example.com`;
    const name = `things.${group}`;
    const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    await installCustomResources(cluster.client, [
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name },
        spec: {
          group,
          scope: 'Namespaced',
          names: { kind: 'Thing', plural: 'things' },
          versions: [
            { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } },
          ],
        },
      },
    ]);
    try {
      const type = { apiVersion: `${group}/v1`, kind: 'Thing' };
      const spec = { at: '2018-07-29T09:13:07.123456Z', none: null, deep: [{ é: 1.5 }], list: [] };
      const metadata = key();
      await cluster.client.create(type, { metadata, spec });
      const found = await cluster.client.get(type, metadata);
      expect(found?.['spec']).toEqual(spec);
      expect(found?.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const before = found?.metadata.resourceVersion;
      const same = await cluster.client.update(found!);
      expect(same.metadata.resourceVersion).toBe(before);
    } finally {
      await cluster.client.delete(CustomResourceDefinition, { name });
    }
  });
});

describe('subresources', () => {
  it('S73 /scale is the Scale of a Deployment, and changes its replicas', async () => {
    const metadata = key();
    const labels = { app: 'scaled' };
    await cluster.client.create(Deployment, {
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
      },
    });
    const scale = cluster.client.subresource('scale');
    expect(await scale.get(Deployment, metadata)).toMatchObject({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      spec: { replicas: 1 },
      status: { selector: 'app=scaled' },
    });
    const lines = await cluster.asked(() =>
      scale.patch(Deployment, metadata, { type: 'merge', body: { spec: { replicas: 3 } } }),
    );
    expect(lines).toEqual([
      `PATCH /apis/apps/v1/namespaces/${namespace}/deployments/${metadata.name}/scale`,
    ]);
    expect((await cluster.client.get(Deployment, metadata))?.spec?.replicas).toBe(3);
  });

  it('S74 /status alone changes the status, and nothing but the status', async () => {
    const metadata = key();
    const created = await cluster.client.create(hcp.v1beta1, { metadata, spec: { podLabel } });
    const status = { statistics: { pods: { failed: 1, passed: 2 } } };
    const byMain = await cluster.client.patch(hcp.v1beta1, metadata, {
      type: 'merge',
      body: { status },
    });
    expect(byMain.metadata).toMatchObject({
      generation: 1,
      resourceVersion: created.metadata.resourceVersion,
    });
    expect(byMain).not.toHaveProperty('status');
    const body = { metadata: { labels: { a: 'b' } }, spec: { podLabel: 'other' }, status };
    const byStatus = await cluster.client.status.patch(hcp.v1beta1, metadata, {
      type: 'merge',
      body,
    });
    expect(byStatus).toMatchObject({ metadata: { generation: 1 }, spec: { podLabel }, status });
    expect(byStatus.metadata.labels).toBeUndefined();
    const spec = { ...byStatus.spec, podLabel: 'other' };
    const updated = await cluster.client.update({ ...byStatus, spec, status: {} });
    expect(updated).toMatchObject({ metadata: { generation: 2 }, spec, status });
  });

  it('S74 /status needs a right of its own', async () => {
    const metadata = key();
    await cluster.client.create(hcp.v1beta1, { metadata, spec: { podLabel } });
    const name = `user-${cluster.id}`;
    const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name };
    await cluster.client.create(ClusterRole, {
      metadata: { name },
      rules: [
        { apiGroups: [hcp.group], resources: ['healthcheckpolicies'], verbs: ['get', 'patch'] },
      ],
    });
    try {
      await cluster.client.create(RoleBinding, {
        metadata: { namespace, name },
        roleRef: role,
        subjects: [{ kind: 'User', apiGroup: role.apiGroup, name }],
      });
      const user = cluster.newClient(cluster.transport.as(name));
      const body = { metadata: { labels: { mine: 'yes' } } };
      await eventually(() => user.patch(hcp.v1beta1, metadata, { type: 'merge', body }));
      const error = await rejection(
        user.status.patch(hcp.v1beta1, metadata, { type: 'merge', body: { status: {} } }),
      );
      expect(isForbidden(error)).toBe(true);
      expect((error as ApiError).message).toContain(
        `cannot patch resource "healthcheckpolicies/status" in API group "${hcp.group}"`,
      );
    } finally {
      await cluster.client.delete(ClusterRole, { name });
    }
  });
});

describe('the generic client of a manager', () => {
  it('S59 reads from the cache, writes to the server, and reads past the cache', async () => {
    const manager = new Manager({
      kubeconfig: inject('kubeconfigPath'),
      namespaces: [namespace],
      logger: new RecordingLogger(),
      metrics: { bindAddress: '0' },
      health: { bindAddress: '0' },
      name: 'generic',
    });
    const metadata = { ...key(), labels: { test: 'generic' } };
    manager.cache.declare(ConfigMap);
    const stop = new AbortController();
    const done = manager.start(stop.signal);
    try {
      await manager.cache.waitForSync(stop.signal);
      const created = await manager.client.create(ConfigMap, { metadata, data: { a: '1' } });
      expect(await manager.client.get(ConfigMap, metadata)).toMatchObject({ data: { a: '1' } });
      expect(
        (await manager.client.list(ConfigMap, { labelSelector: 'test=generic' })).items,
      ).toHaveLength(1);
      const live = await manager.apiReader.get(ConfigMap, metadata);
      expect(live?.metadata.resourceVersion).toBe(created.metadata.resourceVersion);
      await expect(manager.client.get(Secret, metadata)).rejects.toThrow('Secret');
    } finally {
      stop.abort();
      await done;
    }
  });
});

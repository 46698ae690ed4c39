import { type ResourceType, resourceType } from '@keelson/kubernetes';
import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import { Deployment } from '@keelson/kubernetes/apps/v1';
import { Job } from '@keelson/kubernetes/batch/v1';
import { ConfigMap, Namespace, Node, Pod, Secret } from '@keelson/kubernetes/core/v1';
import {
  ApiError,
  installCustomResources,
  isBadRequest,
  isConflict,
  isExpired,
  isForbidden,
  isInvalid,
  isMethodNotSupported,
  isNotFound,
  type UnstructuredObject,
} from '@keelson/runtime';
import { afterAll, beforeAll, describe, expect, expectTypeOf, inject, it } from 'vitest';
import { Cluster, rejection, take } from './support/cluster.ts';
import { healthCheckPolicies, type Policies } from './support/health-check-policies.ts';

let cluster: Cluster;
let hcp: Policies;
let namespace: string;
let names = 0;
const key = () => ({ namespace, name: `n${(names += 1)}` });
const podLabel = 'health-check-missing';

beforeAll(async () => {
  cluster = await Cluster.connect(inject('kubeconfigPath'));
  hcp = await healthCheckPolicies(`${cluster.id}.basics.example.com`);
  await installCustomResources(cluster.client, [hcp.manifest]);
  namespace = await cluster.newNamespace();
});

afterAll(async () => {
  await cluster.client.delete(CustomResourceDefinition, { name: hcp.manifest.metadata.name });
  await cluster[Symbol.asyncDispose]();
});

describe('API basics', () => {
  it('S1 an installed group is in /apis, read raw or through discovery', async () => {
    const { discovery } = cluster.newClient();
    const raw = await discovery.raw<{ groups: { name: string }[] }>('/apis');
    const named = (await discovery.groups()).map(({ name }) => name);
    expect(raw.groups.map(({ name }) => name)).toContain(hcp.group);
    expect(named[0]).toBe('');
    // Other files come and go with groups of their own.
    const lasting = raw.groups
      .map(({ name }) => name)
      .filter((name) => name === hcp.group || !name.endsWith('example.com'));
    expect(lasting).toContain('apps');
    expect(named).toEqual(expect.arrayContaining(lasting));
  });

  it('S2 an annotated namespace reads the same, typed and raw', async () => {
    const body = { metadata: { annotations: { workshop: 'gopherconuk' } } };
    await cluster.client.patch(Namespace, { name: namespace }, { type: 'merge', body });
    const found = await cluster.client.get(Namespace, { name: namespace });
    expect(found).toMatchObject({
      metadata: { annotations: { workshop: 'gopherconuk' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
    expect(await cluster.client.discovery.raw(`/api/v1/namespaces/${namespace}`)).toEqual(found);
  });

  it('S3 a PUT without a resourceVersion is refused for a custom resource, and says so', async () => {
    const metadata = key();
    await cluster.client.create(hcp.v1beta1, { metadata, spec: { podLabel } });
    const { apiVersion, kind } = hcp.v1beta1;
    const body = { apiVersion, kind, metadata, spec: { podLabel } };
    const error = await rejection(cluster.client.update(body as object as UnstructuredObject));
    expect(isInvalid(error)).toBe(true);
    expect((error as ApiError).message).toContain('metadata.resourceVersion: Invalid value');
    expect((error as ApiError).message).toContain('must be specified for an update');
  });

  it('S3 a PUT carries the version that was read, and gives back a later one', async () => {
    const metadata = key();
    const created = await cluster.client.create(ConfigMap, { metadata, data: { a: '1' } });
    const updated = await cluster.client.update({ ...created, data: { a: '2' } });
    const sent = cluster.transport.requests.at(-1);
    expect(sent?.method).toBe('PUT');
    expect(JSON.parse(sent?.body ?? '').metadata.resourceVersion).toBe(
      created.metadata.resourceVersion,
    );
    expect(Number(updated.metadata.resourceVersion)).toBeGreaterThan(
      Number(created.metadata.resourceVersion),
    );
  });
});

describe('each verb', () => {
  const pod = {
    metadata: { labels: { app: 'x' } },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  };
  const kinds: readonly (readonly [string, () => ResourceType, object])[] = [
    ['core', () => ConfigMap, { data: { a: '1' } }],
    [
      'apps',
      () => Deployment,
      { spec: { selector: { matchLabels: { app: 'x' } }, template: pod } },
    ],
    [
      'batch',
      () => Job,
      { spec: { template: { ...pod, spec: { ...pod.spec, restartPolicy: 'Never' } } } },
    ],
    ['custom', () => hcp.v1beta1, { spec: { podLabel } }],
  ];

  /** The verbs of a client, one after the other, on one object; by type or by name. */
  async function useAllVerbs(ref: ResourceType, body: object): Promise<void> {
    const { client } = cluster;
    const metadata = { ...key(), labels: { test: 'verbs' } };
    const created = await client.create(ref, { metadata, ...body });
    await client.get(ref, metadata);
    await client.list(ref, { namespace, limit: 1 });
    const { resourceVersion } = created.metadata;
    await client.update(created);
    const patch = { metadata: { annotations: { a: '1' } } };
    await client.patch(ref, metadata, { type: 'merge', body: patch });
    await client.patch(ref, metadata, {
      type: 'json',
      body: [{ op: 'remove', path: '/metadata/annotations/a' }],
    });
    await client.apply(ref, {
      metadata: { ...metadata, annotations: { b: '1' } },
    });
    await take(client.watch(ref, { namespace, resourceVersion }), 1);
    await client.delete(ref, metadata, { propagationPolicy: 'Background', gracePeriodSeconds: 0 });
    await client.deleteAllOf(ref, { namespace, labelSelector: 'test=verbs' });
  }

  it.each(kinds)('S4 S8 S5 is the request of the table for a %s kind', async (_, typeOf, body) => {
    const type = typeOf();
    const { apiVersion, plural, group } = type;
    const collection = `/${group === '' ? 'api' : 'apis'}/${apiVersion}/namespaces/${namespace}/${plural}`;
    const before = cluster.transport.requests.length;
    const lines = await cluster.asked(() => useAllVerbs(type, body));
    const one = `${collection}/n${names}`;
    expect(lines).toEqual([
      `POST ${collection}`,
      `GET ${one}`,
      `GET ${collection}`,
      `PUT ${one}`,
      `PATCH ${one}`,
      `PATCH ${one}`,
      `PATCH ${one}`,
      `WATCH ${collection}`,
      `DELETE ${one}`,
      `DELETE ${collection}`,
    ]);
    const sent = cluster.transport.requests.slice(before);
    const types = sent.filter(({ method }) => method === 'PATCH');
    expect(types.map(({ headers }) => headers?.['content-type'])).toEqual([
      'application/merge-patch+json',
      'application/json-patch+json',
      'application/apply-patch+yaml',
    ]);
    const deleted = sent.find(({ method }) => method === 'DELETE');
    expect(JSON.parse(deleted?.body ?? '{}')).toMatchObject({
      propagationPolicy: 'Background',
      gracePeriodSeconds: 0,
    });
  });

  it('S4 S67 S70 is the same request for a kind that is known only by name', async () => {
    const { apiVersion, kind } = hcp.v1beta1;
    const type = { apiVersion, kind } as ResourceType;
    const body = { spec: { podLabel } };
    await cluster.client.get(type, key());
    const typed = await cluster.asked(() => useAllVerbs(hcp.v1beta1, body));
    const dynamic = await cluster.asked(() => useAllVerbs(type, body));
    const unnamed = (lines: string[]) => lines.map((line) => line.replace(/\/n\d+$/, '/<name>'));
    expect(unnamed(dynamic)).toEqual(unnamed(typed));
  });

  it('S8 has the type of its kind', async () => {
    expectTypeOf(cluster.client.get(Pod, key())).resolves.toEqualTypeOf<
      Awaited<ReturnType<typeof cluster.client.get<Pod>>>
    >();
    const found = await cluster.client.get(hcp.v1beta1, key());
    expectTypeOf(found?.spec.action).toEqualTypeOf<'label' | 'kill' | 'annotate' | undefined>();
    const { items } = await cluster.client.list(
      { apiVersion: 'v1', kind: 'Secret' },
      { namespace },
    );
    expectTypeOf(items[0]).not.toBeAny();
    expect([found, items]).toEqual([undefined, []]);
  });

  it('S5 needs a namespace where the kind has one, and says so without asking', async () => {
    const lines = await cluster.asked(async () => {
      await expect(cluster.client.get(Job, { name: 'any' })).rejects.toBeInstanceOf(TypeError);
    });
    expect(lines).toEqual([]);
  });
});

describe('refusals', () => {
  it('S5 are errors that say what the Status of the server says', async () => {
    const nobody = cluster.newClient(cluster.transport.as('nobody'));
    const forbidden = await rejection(nobody.list(Secret, { namespace }));
    expect(isForbidden(forbidden)).toBe(true);
    expect(forbidden).toBeInstanceOf(ApiError);
    expect(forbidden).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      details: { kind: 'secrets' },
    });
    expect((forbidden as ApiError).message).toContain(
      `User "nobody" cannot list resource "secrets" in API group "" in the namespace "${namespace}"`,
    );

    const absent = key();
    const notFound = await rejection(cluster.client.delete(ConfigMap, absent));
    expect(isNotFound(notFound)).toBe(true);
    expect(notFound).toMatchObject({
      code: 404,
      reason: 'NotFound',
      details: { name: absent.name, kind: 'configmaps' },
    });
    expect((notFound as ApiError).message).toContain(`configmaps "${absent.name}" not found`);

    const refused = resourceType({ ...Node, plural: 'componentstatuses', kind: 'ComponentStatus' });
    const notAllowed = await rejection(cluster.client.delete(refused, { name: 'any' }));
    expect(isMethodNotSupported(notAllowed)).toBe(true);
    expect(notAllowed).toMatchObject({ code: 405 });
  });

  it('S47 say in the words of the server that somebody else was faster', async () => {
    const created = await cluster.client.create(ConfigMap, { metadata: key() });
    await cluster.client.update({ ...created, data: { a: '1' } });
    const error = await rejection(cluster.client.update({ ...created, data: { a: '2' } }));
    expect(isConflict(error)).toBe(true);
    expect((error as ApiError).message).toContain(
      'the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  it('S5 tell a version that is too old, at a watch and at a list', async () => {
    const { metadata } = await cluster.client.list(hcp.v1beta1, { namespace });
    expect(Number(metadata.resourceVersion)).toBeGreaterThan(1);
    const watched = await rejection(
      take(cluster.client.watch(hcp.v1beta1, { namespace, resourceVersion: '1' }), 1),
    );
    expect(isExpired(watched)).toBe(true);
    expect(watched).toMatchObject({ code: 410, reason: 'Expired' });
    expect((watched as ApiError).message).toContain('too old resource version: 1');
    const token = await rejection(
      cluster.client.list(ConfigMap, { namespace, continue: 'x', limit: 1 }),
    );
    expect(isBadRequest(token)).toBe(true);
  });

  it('S67 come at once for an object that does not say what it is', async () => {
    const lines = await cluster.asked(async () => {
      const unnamed = { apiVersion: 'v1', kind: '' };
      await expect(cluster.client.create(unnamed, { metadata: key() })).rejects.toThrow(
        "Object 'Kind' is missing",
      );
      await expect(
        cluster.client.update({ ...unnamed, metadata: key() } as UnstructuredObject),
      ).rejects.toThrow("Object 'Kind' is missing");
      await expect(cluster.client.get(unnamed, key())).rejects.toThrow("Object 'Kind' is missing");
    });
    expect(lines).toEqual([]);
  });
});

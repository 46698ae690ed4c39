import { randomUUID } from 'node:crypto';
import { Lease } from '@keelson/kubernetes/coordination/v1';
import { ConfigMap, Namespace } from '@keelson/kubernetes/core/v1';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { mutable } from '../api/mutable.ts';
import { setNestedField } from '../api/nested-field.ts';
import { setControllerReference, setOwnerReference } from '../api/owner-reference.ts';
import { matchesSelector } from '../api/selector.ts';
import { toMicroTime } from '../api/time.ts';
import { compareVersions } from '../api/version-order.ts';
import { isBadRequest, isInvalid } from './api-error-predicates.ts';
import { loadClusterConfig } from './config/load-cluster-config.ts';
import { createOrPatch } from './create-or-patch.ts';
import { createHttpTransport } from './http-transport.ts';
import { installCustomResources, uninstallCustomResources } from './install-custom-resources.ts';
import { RestClient } from './rest-client.ts';
import { AmbiguousResourceError } from './rest-mapper.ts';
import type { Transport } from './transport.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfigPath: string;
  }
}

const run = randomUUID().slice(0, 8);
const schema = {
  openAPIV3Schema: {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: { big: { type: 'integer', format: 'int64' }, name: { type: 'string' } },
      },
    },
  },
};
const versionNames = ['v1alpha1', 'v2', 'v1beta2', 'v1', 'v1beta10', 'v10'];

/** Kinds called `Crate<run>` in groups of this run's own. */
const definitionIn = (group: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `crates${run}.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind: `Crate${run}`, plural: `crates${run}`, singular: `crate${run}` },
    versions: versionNames.map((name) => ({ name, served: true, storage: name === 'v1', schema })),
  },
});
const groups = [`a-${run}.example.com`, `b-${run}.example.com`] as const;
const Crate = { apiVersion: `${groups[0]}/v1`, kind: `Crate${run}` };

describe('what goes over the wire', () => {
  const namespace = `wire-${run}`;
  let transport: Transport;
  let client: RestClient;
  let names = 0;
  const key = () => ({ namespace, name: `n${(names += 1)}` });

  beforeAll(async () => {
    const config = await loadClusterConfig({ kubeconfig: inject('kubeconfigPath') });
    transport = createHttpTransport(config);
    client = new RestClient({ transport, fieldManager: 'wire-test' });
    await client.create(Namespace, { metadata: { name: namespace } });
    // Before there are any crates.
    await client.discovery.groups();
    await installCustomResources(client, groups.map(definitionIn));
  });

  afterAll(async () => {
    await uninstallCustomResources(client, groups.map(definitionIn));
    await client.delete(Namespace, { name: namespace });
    await transport[Symbol.asyncDispose]();
  });

  it('keeps integers that JavaScript cannot hold, unless all of the object is sent back', async () => {
    const metadata = key();
    const path = `/apis/${Crate.apiVersion}/namespaces/${namespace}/crates${run}`;
    const body = JSON.stringify({ ...Crate, metadata, spec: { big: 0, name: 'a' } });
    await transport.send({
      method: 'POST',
      path,
      body: body.replace('"big":0', '"big":9007199254740993'),
      headers: { 'content-type': 'application/json' },
    });
    const exact = async () =>
      (await transport.send({ method: 'GET', path: `${path}/${metadata.name}` })).body;
    expect(await exact()).toContain('"big":9007199254740993');

    const found = await client.get(Crate, metadata);
    if (found === undefined) throw new Error('gone');
    await expect(client.update(found)).rejects.toThrow('spec.big is an integer that JavaScript');
    const type = await client.restMapper.mappingFor(Crate);
    const result = await createOrPatch(client, type, metadata, (crate) =>
      setNestedField(crate, ['spec', 'name'], 'b'),
    );
    expect(result).toBe('updated');
    expect(await exact()).toContain('"spec":{"big":9007199254740993,"name":"b"}');
  });

  it('keeps keys that are called like parts of JavaScript', async () => {
    const metadata = key();
    const data = JSON.parse('{"__proto__":"p","constructor":"c","toString":"t"}') as object;
    await client.create(ConfigMap, { metadata, data: data as Record<string, string> });
    const found = await client.get(ConfigMap, metadata);
    if (found === undefined) throw new Error('gone');
    expect(JSON.stringify(found.data)).toBe(JSON.stringify(data));
    const updated = await client.update(mutable(found));
    expect(updated.metadata.resourceVersion).toBe(found.metadata.resourceVersion);
    const change = createOrPatch(client, ConfigMap, metadata, (map) => {
      map.data = JSON.parse('{"__proto__":"q","toString":"t"}') as Record<string, string>;
    });
    expect(await change).toBe('updated');
    expect(JSON.stringify((await client.get(ConfigMap, metadata))?.data)).toBe(
      '{"__proto__":"q","toString":"t"}',
    );
  });

  it('asks what is to happen to unknown fields', async () => {
    const object = { metadata: key(), spec: { name: 'a', colour: 'red' } };
    const strict = client.create(Crate, object, { fieldValidation: 'Strict' });
    await expect(strict).rejects.toSatisfy(isBadRequest);
    await expect(strict).rejects.toThrow('strict decoding error: unknown field "spec.colour"');
    const created = await client.create(Crate, object, { fieldValidation: 'Ignore' });
    expect(created['spec']).toEqual({ name: 'a' });
  });

  it('says that an update needs the version it was made from', async () => {
    const created = await client.create(Crate, { metadata: key() });
    const { resourceVersion: _, ...metadata } = created.metadata;
    const update = client.update({ ...created, metadata } as typeof created);
    await expect(update).rejects.toSatisfy(isInvalid);
    await expect(update).rejects.toThrow('metadata.resourceVersion: Invalid value');
  });

  it('writes micro times as the server wants them', async () => {
    const metadata = key();
    const renewTime = toMicroTime(Date.UTC(2026, 0, 2, 3, 4, 5, 6));
    const lease = await client.create(Lease, { metadata, spec: { renewTime } });
    expect(lease.spec?.renewTime).toBe('2026-01-02T03:04:05.006000Z');
    const asDate = new Date().toISOString();
    await expect(
      client.create(Lease, { metadata: key(), spec: { renewTime: asDate } }),
    ).rejects.toSatisfy(isBadRequest);
  });

  it('sets owners once', async () => {
    const [first, second] = [
      await client.create(ConfigMap, { metadata: key() }),
      await client.create(ConfigMap, { metadata: key() }),
    ];
    const metadata = key();
    const control = () =>
      createOrPatch(client, ConfigMap, metadata, (map) => setControllerReference(first, map));
    const own = () =>
      createOrPatch(client, ConfigMap, metadata, (map) => setOwnerReference(second, map));
    expect([await control(), await own(), await control(), await own()]).toEqual([
      'created',
      'updated',
      'unchanged',
      'unchanged',
    ]);
    const stored = await client.get(ConfigMap, metadata);
    expect(stored?.metadata.ownerReferences).toMatchObject([
      { name: first.metadata.name, controller: true, blockOwnerDeletion: true },
      { name: second.metadata.name },
    ]);
  });

  it('understands selectors as the server does', async () => {
    const marker = { run: `selectors-${run}` };
    const sets: Record<string, string>[] = [{}, { a: '' }, { a: '1' }, { a: '10', b: 'x' }];
    for (const labels of sets) {
      await client.create(ConfigMap, { metadata: { ...key(), labels: { ...labels, ...marker } } });
    }
    const all = await client.list(ConfigMap, { namespace, labelSelector: `run=${marker.run}` });
    expect(all.items).toHaveLength(sets.length);
    const disagreements: string[] = [];
    for (const text of selectorTexts) {
      const answer = await client
        .list(ConfigMap, { namespace, labelSelector: `run=${marker.run},${text}` })
        .then(
          ({ items }) => items.map(({ metadata }) => metadata.name).join(),
          () => 'refused',
        );
      let ours: string;
      try {
        const matching = all.items.filter(({ metadata }) => matchesSelector(text, metadata.labels));
        ours = matching.map(({ metadata }) => metadata.name).join();
      } catch {
        ours = 'refused';
      }
      if (ours !== answer) disagreements.push(`${text}: the server says ${answer}, we say ${ours}`);
    }
    expect(disagreements).toEqual([]);
  });

  it('finds kinds that were installed later, and sees when a name is not enough', async () => {
    const [first, second] = groups;
    await expect(client.restMapper.kindFor(`crates${run}`)).rejects.toThrow(
      new AmbiguousResourceError(`crates${run}`, [
        `crates${run}.${first}`,
        `crates${run}.${second}`,
      ]),
    );
    expect(await client.restMapper.kindFor(`crate${run}.${second}`)).toMatchObject({
      group: second,
      // The most stable and newest is the preferred one.
      version: 'v10',
    });
  });

  it('orders versions as the server does', async () => {
    client.discovery.invalidate();
    const served = (await client.discovery.groups()).find(({ name }) => name === groups[0]);
    const order = served?.versions.map(({ version }) => version);
    expect(order).toEqual(versionNames.toSorted(compareVersions));
  });
});

const selectorTexts = [
  'a',
  '!a',
  'a=',
  'a==1',
  'a = 1',
  'a!=1',
  'a in (1,10)',
  'a in(1, 10)',
  'a notin (1)',
  'a in ()',
  'a notin ()',
  'a in (,1)',
  'a in (1,,10)',
  'a>1',
  'a>9',
  'a<10',
  'a>-1',
  'a>x',
  'a>9223372036854775807',
  'a>9223372036854775808',
  'a<',
  '!a,b',
  'a,',
  'a,,b',
  'a b',
  'a in 1',
  'a in (1',
  'a in (1 10)',
  '!a=1',
  'a===1',
  'a=1=2',
  'a..b/c',
  'A.b/c!=d',
  'a-/b!=d',
  'a_b!=d',
  '-a!=d',
  'a!=-d',
  'in!=d',
  'notin notin (in,notin)',
  'in in (in)',
  `${'a'.repeat(63)}!=d`,
  `${'a'.repeat(64)}!=d`,
  `a!=${'d'.repeat(64)}`,
  'é!=d',
];

import { loadDefinitions } from '@keelson/kubernetes/schema';
import { describe, expect, it } from 'vitest';
import type { ServedResource } from '../rest/served-resource.ts';
import { builtinResources } from './builtin-resources.ts';
import { ResourceRegistry } from './resource-registry.ts';

const definitions = loadDefinitions();
const none = { reviews: new Map(), actions: new Map(), strategies: new Map() };
const builtin = builtinResources(definitions, none);

function registryOf(resources: readonly ServedResource[]): ResourceRegistry {
  const registry = new ResourceRegistry();
  for (const resource of resources) registry.set(resource);
  return registry;
}

describe('ResourceRegistry', () => {
  it('finds a resource by group, version and plural, and any version of it', () => {
    const registry = registryOf(builtin);
    expect(registry.get('apps', 'v1', 'deployments')?.kind).toBe('Deployment');
    expect(registry.get('', 'v1', 'pods')?.namespaced).toBe(true);
    expect(registry.get('apps', 'v1', 'pods')).toBeUndefined();
    expect(registry.get('apps', 'v2', 'deployments')).toBeUndefined();
    // The order of versions is that in which they were set.
    const scalers = builtin.filter(({ plural }) => plural === 'horizontalpodautoscalers');
    expect(scalers.map(({ version }) => version).toSorted()).toEqual(['v1', 'v2']);
    for (const order of [scalers, scalers.toReversed()]) {
      const found = registryOf(order).find('autoscaling', 'horizontalpodautoscalers');
      expect(found).toBe(order[0]);
    }
  });

  it('serves the newer of two, in the place of the older, and says that something changed', () => {
    const registry = registryOf(builtin);
    const [first] = builtin as [ServedResource, ...ServedResource[]];
    const { generation } = registry;
    const newer = { ...first, storageVersionHash: 'other' };
    registry.set(newer);
    expect(registry.get(first.group, first.version, first.plural)).toBe(newer);
    expect(registry.all()).toHaveLength(builtin.length);
    expect(registry.all()[0]).toBe(newer);
    expect(registry.generation).toBeGreaterThan(generation);
  });

  it('ceases to serve what is picked', () => {
    const registry = registryOf(builtin);
    const { generation } = registry;
    registry.remove(({ group }) => group === 'apps');
    expect(registry.get('apps', 'v1', 'deployments')).toBeUndefined();
    expect(registry.find('apps', 'deployments')).toBeUndefined();
    expect(registry.get('', 'v1', 'pods')).toBeDefined();
    expect(registry.generation).toBeGreaterThan(generation);
  });
});

describe('builtinResources', () => {
  it('has each resource once, under one way of being addressed', () => {
    const paths = builtin.map(({ group, version, plural }) => `${group}/${version}/${plural}`);
    expect(new Set(paths).size).toBe(paths.length);
    const kinds = builtin.map(({ group, version, kind }) => `${group}/${version}/${kind}`);
    expect(new Set(kinds).size).toBe(kinds.length);
    for (const { kind, listKind, singular, resource, plural } of builtin) {
      expect(listKind).toBe(`${kind}List`);
      expect(singular).toBe(kind.toLowerCase());
      expect(resource).toBe(plural);
    }
  });

  it('gives no two names that kubectl takes to resources of one group', () => {
    for (const group of new Set(builtin.map((one) => one.group))) {
      const names = new Map<string, string>();
      for (const { plural, shortNames } of builtin.filter((one) => one.group === group)) {
        for (const name of shortNames) expect(names.get(name) ?? plural).toBe(plural);
        for (const name of shortNames) names.set(name, plural);
      }
    }
  });

  it('keeps the versions of a kind, and both groups of events, in one store', () => {
    const byStorage = Map.groupBy(builtin, ({ storage }) => storage);
    const shared = [...byStorage].filter(([, resources]) => resources.length > 1);
    for (const [storage, resources] of shared) {
      const groups = new Set(resources.map(({ group }) => group));
      const expected = storage === 'events' ? ['', 'events.k8s.io'] : [resources[0]?.group];
      expect([...groups].toSorted(), storage).toEqual(expected);
      expect(new Set(resources.map(({ kind }) => kind)).size).toBe(1);
    }
    expect(shared.map(([storage]) => storage)).toContain('events');
    expect(shared.map(([storage]) => storage)).toContain('horizontalpodautoscalers.autoscaling');
  });

  it('reads an event of either group from the store as it was written', () => {
    const resources = builtin.filter(({ storage }) => storage === 'events');
    expect(resources).toHaveLength(2);
    for (const resource of resources) {
      const apiVersion = resource.group === '' ? 'v1' : 'events.k8s.io/v1';
      const text = resource.group === '' ? { message: 'x' } : { note: 'x' };
      const event = { apiVersion, kind: 'Event', metadata: { name: 'e' }, ...text };
      const stored = resource.toStorage({ ...event });
      expect(stored).toMatchObject({ apiVersion: 'v1', message: 'x' });
      expect(resource.fromStorage(stored)).toEqual(event);
      // A view is made once for an object in the store.
      expect(resource.fromStorage(stored)).toBe(resource.fromStorage(stored));
    }
  });

  it('says of reviews that they are created only, and of subresources what they take', () => {
    for (const { verbs, kind } of builtin.filter((one) => one.kind.endsWith('Review'))) {
      expect(verbs, kind).toEqual(['create']);
    }
    const pods = builtin.find(({ storage }) => storage === 'pods');
    expect(pods?.subresources.get('status')?.behaviour.type).toBe('object');
    // Without a hook nobody serves it.
    expect(pods?.subresources.get('eviction')?.behaviour.type).toBe('unserved');
    expect(pods?.subresources.get('exec')?.behaviour.type).toBe('unserved');
  });
});

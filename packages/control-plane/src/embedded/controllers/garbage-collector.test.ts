import type { JsonObject } from '@keelson/schema';
import { describe, expect, it, onTestFinished } from 'vitest';
import { seededRandom, Workbench } from '../server/workbench.test.support.ts';
import { GarbageCollector } from './garbage-collector.ts';

class Cluster extends Workbench {
  readonly collector = this.run(new GarbageCollector(this.client, this.report));

  constructor() {
    super();
    onTestFinished(async () => {
      await this.collector.stop();
      if (this.errors.length > 0) throw new AggregateError(this.errors);
    });
  }

  map(name: string, metadata: JsonObject = {}): Promise<string> {
    return this.create(`configmaps n/${name}`, { metadata });
  }

  names(): string[] {
    return this.client
      .list(this.ref('configmaps n/x').resource, 'n')
      .map(({ metadata }) => (metadata as { name: string }).name);
  }

  async delete(
    name: string,
    propagationPolicy?: 'Orphan' | 'Background' | 'Foreground',
  ): Promise<void> {
    await this.client.delete(this.ref(`configmaps n/${name}`), { propagationPolicy });
    await this.collector.idle();
  }
}

const owner = (name: string, uid: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name,
  uid,
  ...more,
});
const blocking = { blockOwnerDeletion: true };

describe('GarbageCollector', () => {
  it('deletes what only what has gone owned, down to the last generation', async () => {
    const cluster = new Cluster();
    const root = await cluster.map('root');
    const child = await cluster.map('child', { ownerReferences: [owner('root', root)] });
    await cluster.map('grandchild', { ownerReferences: [owner('child', child)] });
    await cluster.map('stranger');
    await cluster.delete('root');
    expect(cluster.names()).toEqual(['stranger']);
  });

  it('keeps what has an owner left, without the reference to the one that has gone', async () => {
    const cluster = new Cluster();
    const [one, two] = [await cluster.map('one'), await cluster.map('two')];
    const references = [owner('one', one), owner('two', two)];
    await cluster.map('shared', { ownerReferences: references });
    await cluster.delete('one');
    expect(cluster.metadataOf('configmaps n/shared')['ownerReferences']).toEqual([references[1]]);
    await cluster.delete('two');
    expect(cluster.names()).toEqual([]);
  });

  it('takes an owner by its UID: one of the same name is another', async () => {
    const cluster = new Cluster();
    await cluster.map('root');
    await cluster.map('late', { ownerReferences: [owner('root', 'uid-of-a-former-one')] });
    await cluster.collector.idle();
    expect(cluster.names()).toEqual(['root']);
  });

  it('leaves alone what it cannot judge: owners of unknown kinds, or in no namespace', async () => {
    const cluster = new Cluster();
    const root = await cluster.map('root');
    const reference = { apiVersion: 'example.com/v1', kind: 'Gadget', name: 'g', uid: 'u' };
    await cluster.map('custom', { ownerReferences: [reference] });
    await cluster.create('namespaces m', { metadata: { ownerReferences: [owner('root', root)] } });
    await cluster.delete('root');
    expect(cluster.names()).toEqual(['custom']);
    expect(cluster.get('namespaces m')).toBeDefined();
  });

  it('looks for an owner in the namespace of what it owns, or among cluster-scoped objects', async () => {
    const cluster = new Cluster();
    const elsewhere = await cluster.create('configmaps other/root');
    const namespace = await cluster.create('namespaces n');
    const reference = { apiVersion: 'v1', kind: 'Namespace', name: 'n', uid: namespace };
    await cluster.map('stray', { ownerReferences: [owner('root', elsewhere)] });
    await cluster.map('kept', { ownerReferences: [reference] });
    await cluster.collector.idle();
    expect(cluster.names()).toEqual(['kept']);
  });

  it('orphans: takes the reference away, then lets the owner go', async () => {
    const cluster = new Cluster();
    const root = await cluster.map('root');
    await cluster.map('child', { ownerReferences: [owner('root', root)] });
    await cluster.client.delete(cluster.ref('configmaps n/root'), { propagationPolicy: 'Orphan' });
    expect(cluster.metadataOf('configmaps n/root')).toMatchObject({
      finalizers: ['orphan'],
      deletionGracePeriodSeconds: 0,
      deletionTimestamp: '2026-03-04T05:06:07Z',
    });
    await cluster.collector.idle();
    expect(cluster.names()).toEqual(['child']);
    expect(cluster.metadataOf('configmaps n/child')['ownerReferences']).toBeUndefined();
  });

  it('deletes in the foreground: the owner waits for those who say so, and for no others', async () => {
    const cluster = new Cluster();
    const root = await cluster.map('root');
    const held = { finalizers: ['example.com/hold'] };
    const ownerReferences = [owner('root', root, blocking)];
    await cluster.map('blocks', { ownerReferences, ...held });
    await cluster.map('free', { ownerReferences: [owner('root', root)], ...held });
    await cluster.collector.idle();
    await cluster.delete('root', 'Foreground');
    expect(cluster.names()).toEqual(['blocks', 'free', 'root']);
    expect(cluster.metadataOf('configmaps n/root')['finalizers']).toEqual(['foregroundDeletion']);
    // The others go when the owner has gone.
    const deletedAt = (name: string) =>
      cluster.metadataOf(`configmaps n/${name}`)['deletionTimestamp'];
    expect(deletedAt('blocks')).toBe('2026-03-04T05:06:07Z');
    expect(deletedAt('free')).toBeUndefined();
    await cluster.change('configmaps n/blocks', { finalizers: [] });
    await cluster.collector.idle();
    expect(cluster.names()).toEqual(['free']);
    expect(deletedAt('free')).toBe('2026-03-04T05:06:07Z');
  });

  it('lets the owner go when a dependent no longer blocks it', async () => {
    const cluster = new Cluster();
    const root = await cluster.map('root');
    const ownerReferences = [owner('root', root, blocking)];
    await cluster.map('child', { ownerReferences, finalizers: ['example.com/hold'] });
    await cluster.delete('root', 'Foreground');
    await cluster.change('configmaps n/child', { ownerReferences: [owner('root', root)] });
    await cluster.collector.idle();
    expect(cluster.names()).toEqual(['child']);
  });

  it('carries the foreground down the generations: the youngest go first', async () => {
    const cluster = new Cluster();
    const gone: string[] = [];
    cluster.store.watchAll((_, { type, current }) => {
      if (type === 'DELETED') gone.push(current.name);
    });
    const root = await cluster.map('root');
    const ownerReferences = [owner('root', root, blocking)];
    const child = await cluster.map('child', { ownerReferences });
    await cluster.map('grandchild', { ownerReferences: [owner('child', child, blocking)] });
    await cluster.delete('root', 'Foreground');
    expect(gone).toEqual(['grandchild', 'child', 'root']);
  });

  it('does not let objects that own each other wait for each other', async () => {
    const cluster = new Cluster();
    const one = await cluster.map('one');
    const two = await cluster.map('two', { ownerReferences: [owner('one', one, blocking)] });
    await cluster.change('configmaps n/one', { ownerReferences: [owner('two', two, blocking)] });
    await cluster.delete('one', 'Foreground');
    expect(cluster.names()).toEqual([]);
  });

  it('takes up the propagation policy of a former run', async () => {
    const cluster = new Cluster();
    const child = { ownerReferences: [owner('root', 'u')], finalizers: ['orphan'] };
    await cluster.map('child', child);
    await cluster.collector.idle();
    expect(cluster.names()).toEqual([]);
  });

  it.each(Array.from({ length: 30 }, (_, seed) => seed))(
    'leaves exactly what can still be reached from what nobody owns (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const cluster = new Cluster();
      const owners = new Map<string, string[]>();
      const uids = new Map<string, string>();
      for (let index = 0; index < 14; index++) {
        const name = `n${String(index).padStart(2, '0')}`;
        const candidates = [...owners.keys()].filter(() => random() < 0.15);
        const ownerReferences = candidates.map((one) =>
          owner(one, uids.get(one) as string, random() < 0.5 ? blocking : {}),
        );
        owners.set(name, candidates);
        uids.set(name, await cluster.map(name, { ownerReferences }));
      }
      for (let turn = 0; turn < 4; turn++) {
        const names = [...owners.keys()];
        const target = names[Math.floor(random() * names.length)];
        if (target === undefined) break;
        const policy = random() < 0.5 ? 'Background' : 'Foreground';
        const orphans = random() < 0.3;
        await cluster.delete(target, orphans ? 'Orphan' : policy);
        goAway(owners, target, orphans);
        expect(cluster.names(), `after ${target} went, orphaning: ${orphans}`).toEqual(
          [...owners.keys()].toSorted(),
        );
      }
    },
  );
});

/** What the deletion of an object leaves, by the definition of ownership. */
function goAway(owners: Map<string, string[]>, name: string, orphans: boolean): void {
  owners.delete(name);
  for (const [dependent, all] of owners) {
    if (!all.includes(name)) continue;
    const left = all.filter((one) => one !== name);
    owners.set(dependent, left);
    if (left.length === 0 && !orphans) goAway(owners, dependent, false);
  }
}

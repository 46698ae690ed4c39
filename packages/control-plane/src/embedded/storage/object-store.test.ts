import { describe, expect, it } from 'vitest';
import type { StoredObject, StoreEvent } from './object-log.ts';
import { type ObjectAddress, ObjectStore } from './object-store.ts';

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const resources = ['configmaps', 'secrets'];
const namespaces = ['a', 'a-b', 'ab', ''];
const names = ['x', 'y', 'z.1', '0'];

/** Everything that a store should say, kept as plainly as can be: a copy of the world per revision. */
class Model {
  readonly states: Map<string, number>[] = [new Map(), new Map()];
  readonly writes: string[] = [];

  get revision(): number {
    return this.states.length - 1;
  }

  write(type: string, key: string): void {
    const next = new Map(this.states.at(-1));
    const revision = this.revision + 1;
    if (type === 'DELETED') next.delete(key);
    else next.set(key, revision);
    this.states.push(next);
    this.writes[revision] = `${type} ${key}@${revision}`;
  }

  /** Objects of a resource at a revision, in etcd's order: that of the bytes of `namespace/name`. */
  at(revision: number, resource: string, namespace = ''): string[] {
    const all = [...(this.states[revision] as Map<string, number>)].map(
      ([key, written]) => `${key}@${written}`,
    );
    const keyOf = (text: string): string => text.slice(resource.length + 1).split('@')[0] as string;
    return all
      .filter((text) => text.startsWith(`${resource}:`))
      .filter((text) => namespace === '' || keyOf(text).startsWith(`${namespace}/`))
      .toSorted((one, other) => Buffer.compare(Buffer.from(keyOf(one)), Buffer.from(keyOf(other))));
  }

  after(revision: number, resource: string): string[] {
    return this.writes
      .slice(revision + 1)
      .filter((text) => text.split(' ')[1]?.startsWith(`${resource}:`));
  }
}

const keyOf = ({ resource, namespace, name }: ObjectAddress): string =>
  `${resource}:${namespace === '' ? name : `${namespace}/${name}`}`;
const shown = (resource: string, { namespace, name, revision }: StoredObject): string =>
  `${keyOf({ resource, namespace, name })}@${revision}`;
const told = (resource: string, { type, current }: StoreEvent): string =>
  `${type} ${shown(resource, current)}`;
const object = (name: string) => ({ metadata: { name } });

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T;
}

describe('ObjectStore', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'says what a plain model says, after a random history (seed %i)',
    (seed) => {
      const random = seeded(seed);
      const history = pick([2, 5, 1000], random);
      const store = new ObjectStore({ history });
      const model = new Model();
      const everything: string[] = [];
      store.watchAll((resource, event) => everything.push(told(resource, event)));
      const watches: { resource: string; from: number; seen: string[] }[] = [];
      for (const resource of resources) store.log(resource);

      for (let step = 0; step < 120; step++) {
        const address = {
          resource: pick(resources, random),
          namespace: pick(namespaces, random),
          name: pick(names, random),
        };
        const { resource } = address;
        const exists = store.get(address) !== undefined;
        if (random() < 0.05) {
          const seen: string[] = [];
          watches.push({ resource, from: store.revision, seen });
          store.log(resource).watch((event) => seen.push(told(resource, event)));
        }
        if (exists && random() < 0.4) {
          store.remove(address);
          model.write('DELETED', keyOf(address));
        } else {
          store.put(address, object(address.name));
          model.write(exists ? 'MODIFIED' : 'ADDED', keyOf(address));
        }
      }

      expect(store.revision).toBe(model.revision);
      expect(everything).toEqual(model.writes.filter((text) => text !== undefined));
      for (const { resource, from, seen } of watches) {
        expect(seen).toEqual(model.after(from, resource));
      }
      for (const resource of resources) {
        const log = store.log(resource);
        expect(log.size).toBe(model.at(model.revision, resource).length);
        for (let revision = 1; revision <= model.revision; revision++) {
          const namespace = pick(namespaces, random);
          const isKnown = revision >= log.start;
          expect(
            log.listAt(revision, namespace)?.map((one) => shown(resource, one)),
            `${resource} in "${namespace}" at ${revision}`,
          ).toEqual(isKnown ? model.at(revision, resource, namespace) : undefined);
          expect(log.eventsAfter(revision)?.map((one) => told(resource, one))).toEqual(
            isKnown ? model.after(revision, resource) : undefined,
          );
        }
        // At least as many writes as asked for can be resumed over.
        const kept = log.eventsAfter(log.start)?.length ?? 0;
        expect(kept).toBeGreaterThanOrEqual(Math.min(history, model.after(1, resource).length));
        expect(kept).toBeLessThan(history * 2);
      }
    },
  );

  it('moves one revision on for all resources, and stamps each object with its own', () => {
    const store = new ObjectStore();
    const first = store.put({ resource: 'a', namespace: '', name: 'x' }, object('x'));
    const second = store.put({ resource: 'b', namespace: 'n', name: 'y' }, object('y'));
    const removed = store.remove({ resource: 'a', namespace: '', name: 'x' });
    expect([first, second, removed].map(({ revision }) => revision)).toEqual([2, 3, 4]);
    expect(removed.object['metadata']).toEqual({ name: 'x', resourceVersion: '4' });
    // The one before it stands as it was: those who were given it still have it.
    expect(first.object['metadata']).toEqual({ name: 'x', resourceVersion: '2' });
    expect(store.revision).toBe(4);
  });

  it('removes nothing that is not there', () => {
    const store = new ObjectStore();
    const remove = () => store.remove({ resource: 'pods', namespace: 'n', name: 'x' });
    expect(remove).toThrow('no pods n/x to remove');
    expect(store.revision).toBe(1);
  });

  it('tells watchers before the journal, and nobody who has left', () => {
    const seen: string[] = [];
    const store = new ObjectStore({ journal: (_, { revision }) => seen.push(`file ${revision}`) });
    const leave = store.watchAll((_, { revision }) => seen.push(`all ${revision}`));
    store.log('a').watch(({ revision }) => seen.push(`one ${revision}`));
    store.put({ resource: 'a', namespace: '', name: 'x' }, object('x'));
    leave();
    store.put({ resource: 'b', namespace: '', name: 'x' }, object('x'));
    expect(seen).toEqual(['one 2', 'all 2', 'file 2', 'file 3']);
  });

  it('knows that a resource had no objects before its first', () => {
    const store = new ObjectStore();
    store.put({ resource: 'a', namespace: '', name: 'x' }, object('x'));
    store.put({ resource: 'b', namespace: '', name: 'x' }, object('x'));
    expect(store.log('b').listAt(1)).toEqual([]);
    store.compact();
    expect(store.log('b').listAt(1)).toBeUndefined();
    expect(store.log('b').listAt(3)).toHaveLength(1);
  });

  it('cannot say what was there before a former run ended', () => {
    const store = new ObjectStore({ history: 2 });
    store.advanceTo(20);
    for (const [name, revision] of [
      ['x', 5],
      ['y', 8],
    ] as const) {
      const metadata = { name, resourceVersion: String(revision) };
      store.restore('a', { metadata }, revision);
    }
    const log = store.log('a');
    expect(log.list().map((one) => shown('a', one))).toEqual(['a:x@5', 'a:y@8']);
    expect([log.listAt(8), log.eventsAfter(8), log.eventsAfter(19)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(log.eventsAfter(20)).toEqual([]);
    expect(store.log('b').listAt(19)).toBeUndefined();
    store.put({ resource: 'a', namespace: '', name: 'x' }, object('x'));
    store.compact();
    expect(log.eventsAfter(20)).toBeUndefined();
    expect(log.listAt(21)).toHaveLength(2);
  });

  it('ends the watches when it is cleared, and goes on counting', () => {
    const store = new ObjectStore();
    const seen: string[] = [];
    store.put({ resource: 'a', namespace: '', name: 'x' }, object('x'));
    store.log('a').watch(
      ({ type }) => seen.push(type),
      () => seen.push('end'),
    );
    store.clear();
    expect(seen).toEqual(['end']);
    expect(store.revision).toBe(3);
    expect(store.log('a').listAt(2)).toBeUndefined();
    expect(store.log('a').eventsAfter(2)).toBeUndefined();
    expect(store.put({ resource: 'a', namespace: '', name: 'x' }, object('x')).revision).toBe(4);
    expect(seen).toEqual(['end']);
  });
});

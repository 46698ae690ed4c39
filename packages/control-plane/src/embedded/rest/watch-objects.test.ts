import type { JsonObject } from '@keelson/schema';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { seededRandom, Workbench } from '../server/workbench.test.support.ts';
import type { ResponseSink } from './api-exchange.ts';
import { listOptionsOf } from './request-options.ts';
import { statusOf } from './respond.ts';
import { selectionOf } from './selection.ts';
import { watchObjects } from './watch-objects.ts';

interface Frame {
  readonly type: string;
  readonly object: JsonObject;
}

/** Keeps what a watch writes. */
class Frames implements ResponseSink {
  readonly all: Frame[] = [];
  isEnded = false;
  #leave: (() => void)[] = [];

  write(text: string): void {
    if (this.isEnded) throw new Error('a frame after the end');
    this.all.push(JSON.parse(text));
  }

  end(): void {
    this.isEnded = true;
  }

  onClose(listener: () => void): void {
    this.#leave.push(listener);
  }

  close(): void {
    for (const leave of this.#leave) leave();
  }

  get shown(): string[] {
    return this.all.map(({ type, object }) => {
      const { name = '', resourceVersion } = object['metadata'] as Record<string, string>;
      return `${type} ${name}@${resourceVersion}`;
    });
  }
}

class Cluster extends Workbench {
  readonly maps = this.ref('configmaps n/x').resource;

  put(name: string, labels: JsonObject = {}, namespace = 'n'): void {
    const metadata = { namespace, name, labels };
    this.store.put({ resource: 'configmaps', namespace, name }, { metadata });
  }

  remove(name: string, namespace = 'n'): void {
    this.store.remove({ resource: 'configmaps', namespace, name });
  }

  watch(query: Record<string, string> = {}, timeoutMs = 300_000, namespace = ''): Frames {
    const options = listOptionsOf(new URLSearchParams({ ...query, watch: 'true' }));
    const frames = new Frames();
    onTestFinished(() => frames.close());
    watchObjects(
      this.store,
      {
        resource: this.maps,
        options,
        selection: selectionOf(this.maps, options, { namespace, name: '' }),
        frameOf: (type, object) => JSON.stringify({ type, object }),
        errorFrameOf: (error) => JSON.stringify({ type: 'ERROR', object: statusOf(error) }),
        timeoutMs,
      },
      frames,
    );
    return frames;
  }
}

describe('watchObjects', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('shows what is there, then what happens; from a revision, only what happens after it', () => {
    const cluster = new Cluster();
    cluster.put('a');
    cluster.put('b');
    const [all, later] = [cluster.watch(), cluster.watch({ resourceVersion: '2' })];
    cluster.put('a');
    cluster.remove('b');
    expect(all.shown).toEqual(['ADDED a@2', 'ADDED b@3', 'MODIFIED a@4', 'DELETED b@5']);
    expect(later.shown).toEqual(['ADDED b@3', 'MODIFIED a@4', 'DELETED b@5']);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'leads from a list at any revision to what matches at the end (seed %i)',
    (seed) => {
      const random = seededRandom(seed);
      const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
      const cluster = new Cluster();
      const namespace = pick(['', 'n', 'm']);
      const labelSelector = pick(['', 'on=yes', 'on!=yes', '!on']);
      const fieldSelector = pick(['', '', 'metadata.name=p', 'metadata.namespace=m']);
      const selection = selectionOf(
        cluster.maps,
        { labelSelector, fieldSelector },
        { namespace, name: '' },
      );
      /** Objects that match, by path, with their revision. */
      const matching = (revision: number): Map<string, string> => {
        const seen = cluster.store.log('configmaps').listAt(revision, selection.namespace) ?? [];
        return new Map(
          seen
            .filter(({ object }) => selection.matches(object))
            .map((one) => [`${one.namespace}/${one.name}`, String(one.revision)]),
        );
      };
      const write = (): void => {
        const [at, name] = [pick(['n', 'm']), pick(['p', 'q', 'r'])];
        const exists = cluster.store.get({ resource: 'configmaps', namespace: at, name });
        if (exists !== undefined && random() < 0.3) cluster.remove(name, at);
        else cluster.put(name, pick([{}, { on: 'yes' }, { on: 'no' }]), at);
      };
      for (let index = 0; index < 20; index++) write();
      const from = 2 + Math.floor(random() * (cluster.store.revision - 1));
      const query = { labelSelector, fieldSelector, resourceVersion: String(from) };
      const frames = cluster.watch(query, 300_000, namespace);
      for (let index = 0; index < 20; index++) write();

      const world = matching(from);
      let last = from;
      for (const { type, object } of frames.all) {
        const {
          namespace: at,
          name,
          resourceVersion,
        } = object['metadata'] as Record<string, string>;
        const path = `${at}/${name}`;
        expect(Number(resourceVersion)).toBeGreaterThan(last);
        last = Number(resourceVersion);
        expect(type).toBe(type === 'DELETED' ? type : world.has(path) ? 'MODIFIED' : 'ADDED');
        if (type !== 'DELETED') world.set(path, resourceVersion as string);
        else expect(world.delete(path), `${path} was not known`).toBe(true);
        expect(world, `at ${last}`).toEqual(matching(last));
      }
      expect(world).toEqual(matching(cluster.store.revision));
    },
  );

  it('shows an object that ceases to match as it matched last', () => {
    const cluster = new Cluster();
    cluster.put('a', { on: 'yes' });
    const frames = cluster.watch({ labelSelector: 'on=yes' });
    cluster.put('a', { on: 'no' });
    cluster.put('a', { on: 'no', more: 'x' });
    cluster.put('a', { on: 'yes' });
    expect(frames.shown).toEqual(['ADDED a@2', 'DELETED a@3', 'ADDED a@5']);
    expect(frames.all[1]?.object['metadata']).toMatchObject({ labels: { on: 'yes' } });
    // The object in the store is another one.
    expect(cluster.store.log('configmaps').listAt(2)?.[0]?.object).toMatchObject({
      metadata: { resourceVersion: '2' },
    });
  });

  it('waits for a revision of the future', () => {
    const cluster = new Cluster();
    const frames = cluster.watch({ resourceVersion: '3' });
    for (const name of ['a', 'b', 'c']) cluster.put(name);
    expect(frames.shown).toEqual(['ADDED c@4']);
  });

  it('ends with 410 when writes after the revision are forgotten', () => {
    const cluster = new Cluster();
    for (let index = 0; index < 3; index++) cluster.put('a');
    cluster.store.compact();
    const frames = cluster.watch({ resourceVersion: '3' });
    expect(frames.isEnded).toBe(true);
    expect(frames.all).toMatchObject([
      { type: 'ERROR', object: { code: 410, message: 'too old resource version: 3 (4)' } },
    ]);
    expect(cluster.watch({ resourceVersion: '4' }).all).toEqual([]);
  });

  it('marks the end of what was there, if it is asked to send that', () => {
    const cluster = new Cluster();
    cluster.put('a');
    const frames = cluster.watch({
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: 'true',
    });
    expect(frames.shown).toEqual(['ADDED a@2', 'BOOKMARK @2']);
    expect(frames.all[1]?.object).toEqual({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { resourceVersion: '2', annotations: { 'k8s.io/initial-events-end': 'true' } },
    });
  });

  it('says every minute, and before the end, how far it has come', () => {
    const cluster = new Cluster();
    const query = { resourceVersion: '1', allowWatchBookmarks: 'true' };
    const [frames, silent] = [
      cluster.watch(query, 90_000),
      cluster.watch({ resourceVersion: '1' }, 90_000),
    ];
    cluster.store.put({ resource: 'secrets', namespace: 'n', name: 's' }, { metadata: {} });
    vi.advanceTimersByTime(60_000);
    expect(frames.shown).toEqual(['BOOKMARK @2']);
    vi.advanceTimersByTime(28_000);
    expect(frames.shown).toEqual(['BOOKMARK @2', 'BOOKMARK @2']);
    expect(frames.isEnded).toBe(false);
    vi.advanceTimersByTime(2_000);
    expect(frames.isEnded).toBe(true);
    expect([silent.all, silent.isEnded]).toEqual([[], true]);
    cluster.put('a');
    vi.advanceTimersByTime(600_000);
    expect(frames.shown).toHaveLength(2);
  });

  it('writes nothing to who has gone', () => {
    const cluster = new Cluster();
    const frames = cluster.watch({ resourceVersion: '1', allowWatchBookmarks: 'true' });
    frames.close();
    cluster.put('a');
    vi.advanceTimersByTime(600_000);
    expect(frames.all).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

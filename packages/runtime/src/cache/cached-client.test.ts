import { describe, expect, it } from 'vitest';
import { type KeyLike, formatKey, keyOf } from '../api/object-key.ts';
import type { Client, DeleteOptions, SubresourceWriter } from '../client/client.ts';
import { metadataOnly } from '../scheme/metadata-only.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { CacheError } from './cache-error.ts';
import { cacheKind, type CacheOptions } from './cache-options.ts';
import { Cache } from './cache.ts';
import { CachedClient, type CachedClientOptions } from './cached-client.ts';
import { networkError, ScriptedPeer, Thing } from './scripted-peer.test.support.ts';

/** The writes of a server on top of the peer's lists and watches. */
class PeerClient extends ScriptedPeer {
  liveReads = 0;

  get = (_type: unknown, key: KeyLike) => {
    this.liveReads += 1;
    const wanted = formatKey(keyOf(key));
    return Promise.resolve(this.objects.find((one) => formatKey(one.metadata) === wanted));
  };

  create = (_type: unknown, object: Thing) =>
    Promise.resolve(this.put(formatKey(object.metadata), object.data, object.metadata));

  update = (object: Thing) =>
    Promise.resolve(this.put(formatKey(object.metadata), object.data, object.metadata));

  delete = (_type: unknown, key: KeyLike, _options?: DeleteOptions) => {
    const id = formatKey(keyOf(key));
    const old = this.objects.find((one) => formatKey(one.metadata) === id);
    if (old?.metadata.finalizers === undefined) this.remove(id);
    else this.put(id, old.data, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    return Promise.resolve();
  };

  readonly status = { update: this.update } as unknown as SubresourceWriter;
}

function setUp(
  options: Partial<CacheOptions> = {},
  clientOptions: Partial<CachedClientOptions> = {},
) {
  const peer = new PeerClient();
  const clock = new FakeClock();
  const stop = new AbortController();
  const cache = new Cache({
    client: peer,
    clock,
    logger: new RecordingLogger(),
    random: () => 0,
    ...options,
  });
  const live = peer as unknown as Client;
  const client = new CachedClient({ cache, client: live, ...clientOptions });
  let running: Promise<void> | undefined;
  return {
    peer,
    clock,
    cache,
    client,
    start: async () => {
      running = cache.start(stop.signal);
      await clock.advance(0);
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await clock.advance(0);
      await running;
    },
  };
}

const thing = (name: string, data: Record<string, string> = {}) =>
  ({ metadata: { namespace: 'ns', name }, data }) as Thing;
const a = { namespace: 'ns', name: 'a' };

describe('cached reads', () => {
  it('ask the server nothing', async () => {
    await using test = setUp();
    test.cache.addIndex(Thing, 'data.color', (one) => [one.data?.['color'] ?? '']);
    for (let index = 0; index < 10; index += 1) {
      const color = index % 2 === 0 ? 'red' : 'blue';
      test.peer.put(`ns-${index % 3}/t${index}`, { color }, { labels: { n: `${index}` } });
    }
    await test.start();
    const before = test.peer.requests.length;
    for (let count = 0; count < 1000; count += 1) {
      await test.client.get(Thing, { namespace: 'ns-0', name: 't0' });
    }
    const found = await Promise.all([
      test.client.list(Thing),
      test.client.list(Thing, { namespace: 'ns-1' }),
      test.client.list(Thing, { labelSelector: 'n in (1,2,3)' }),
      test.client.list(Thing, { fieldSelector: 'data.color=red' }),
      test.client.list(Thing, { fieldSelector: 'data.color=red', namespace: 'ns-0' }),
      test.client.list(Thing, { fieldSelector: 'metadata.name=t7' }),
      test.client.list(Thing, { limit: 4 }),
      test.client.list({ apiVersion: 'v1', kind: 'Thing' }),
    ]);
    expect(found.map((list) => list.items.length)).toEqual([10, 3, 3, 5, 2, 1, 4, 10]);
    expect(found[0]).toMatchObject({ kind: 'ThingList', metadata: { resourceVersion: '1010' } });
    expect([test.peer.requests.length, test.peer.liveReads]).toEqual([before, 0]);
  });

  it('wait for the first fill, once the cache is started', async () => {
    await using test = setUp();
    test.peer.put('ns/a');
    test.cache.informer(Thing);
    await expect(test.client.get(Thing, a)).rejects.toThrow('the cache is not started');
    const starting = test.start();
    expect((await test.client.get(Thing, a))?.metadata.name).toBe('a');
    await starting;
    expect(await test.client.get(Thing, { namespace: 'ns', name: 'b' })).toBeUndefined();
  });

  it('of a kind that is not cached say what to add', async () => {
    await using test = setUp();
    await test.start();
    await expect(test.client.get(Thing, a)).rejects.toThrow(CacheError);
    await expect(test.client.list(Thing)).rejects.toThrow(
      'Thing is not cached, so it cannot be read from the cache: name it in `for`, `owns` or `watches`',
    );
  });

  it('of a kind that is not cached start an informer, or go to the server, when told so', async () => {
    await using starting = setUp({}, { onMissingInformer: 'start' });
    starting.peer.put('ns/a');
    await starting.start();
    expect((await starting.client.get(Thing, a))?.metadata.name).toBe('a');
    expect([starting.peer.liveReads, starting.peer.openStreams]).toEqual([0, 1]);
    await using live = setUp({}, { onMissingInformer: 'live' });
    live.peer.put('ns/a');
    await live.start();
    expect((await live.client.get(Thing, a))?.metadata.name).toBe('a');
    expect([live.peer.liveReads, live.peer.openStreams]).toEqual([1, 0]);
  });

  it('refuse what they cannot answer', async () => {
    await using test = setUp({ defaultNamespaces: ['ns'] });
    test.cache.informer(Thing);
    await test.start();
    const { client } = test;
    await expect(client.list(Thing, { continue: 'x' })).rejects.toThrow('has no pages');
    await expect(client.list(Thing, { fieldSelector: 'data.x=1' })).rejects.toThrow(
      'no index "data.x"',
    );
    await expect(client.list(Thing, { fieldSelector: 'data.x!=1' })).rejects.toThrow('"data.x!=1"');
    await expect(client.get(Thing, { namespace: 'b', name: 'a' })).rejects.toThrow(
      'Thing of the namespace "b" is not cached',
    );
  });
});

describe('our own writes', () => {
  it('are seen at once, until the watch shows them or something newer', async () => {
    await using test = setUp();
    test.cache.informer(Thing);
    await test.start();
    test.peer.isFrozen = true;
    await test.client.create(Thing, thing('a', { v: '1' }));
    expect((await test.client.get(Thing, a))?.data).toEqual({ v: '1' });
    const copy = await test.client.update(thing('a', { v: '2' }));
    copy.data!['v'] = 'changed by the caller';
    expect((await test.client.get(Thing, a))?.data).toEqual({ v: '2' });
    expect((await test.client.list(Thing)).items.map((one) => one.data?.['v'])).toEqual(['2']);
    await test.client.status.update(thing('a', { v: '3' }));
    expect((await test.client.get(Thing, a))?.data).toEqual({ v: '3' });
    test.peer.put('ns/a', { v: '4' });
    expect((await test.client.get(Thing, a))?.data).toEqual({ v: '3' });
    test.peer.isFrozen = false;
    test.peer.cut();
    await test.clock.advance(5000);
    expect((await test.client.get(Thing, a))?.data).toEqual({ v: '4' });
    expect((await test.client.list(Thing)).items).toHaveLength(1);
  });

  it('are frozen, and without managed fields, like everything cached', async () => {
    await using test = setUp();
    test.cache.informer(Thing);
    await test.start();
    test.peer.isFrozen = true;
    await test.client.create(Thing, thing('a'));
    const object = await test.client.get(Thing, a);
    expect(Object.isFrozen(object?.metadata)).toBe(true);
    expect(object?.metadata).not.toHaveProperty('managedFields');
  });

  it('do not bring back what the watch says is gone', async () => {
    await using test = setUp();
    test.cache.informer(Thing);
    await test.start();
    test.peer.isFrozen = true;
    await test.client.create(Thing, thing('a'));
    test.peer.remove('ns/a');
    test.peer.isFrozen = false;
    test.peer.bookmark();
    await test.clock.advance(0);
    expect(await test.client.get(Thing, a)).toBeUndefined();
  });

  it('whose reply comes after the watch has passed it are not remembered', async () => {
    await using test = setUp();
    test.cache.informer(Thing);
    await test.start();
    test.peer.create = async (_type, object) => {
      const reply = test.peer.put('ns/a', object.data);
      test.peer.remove('ns/a');
      await test.clock.advance(0);
      return reply;
    };
    await test.client.create(Thing, thing('a'));
    expect(await test.client.get(Thing, a)).toBeUndefined();
  });

  it('of no effect are not remembered', async () => {
    await using test = setUp();
    test.peer.put('ns/a', { v: '1' });
    test.cache.informer(Thing);
    await test.start();
    test.peer.isFrozen = true;
    await test.client.update(thing('a', { v: '2' }), { dryRun: true });
    expect((await test.client.get(Thing, a))?.data).toEqual({ v: '1' });
  });

  it('that delete hide the object until the watch shows it gone', async () => {
    await using test = setUp();
    test.peer.put('ns/a');
    test.cache.informer(Thing);
    await test.start();
    test.peer.isFrozen = true;
    await test.client.delete(Thing, a);
    expect(await test.client.get(Thing, a)).toBeUndefined();
    expect((await test.client.list(Thing)).items).toEqual([]);
    test.peer.isFrozen = false;
    test.peer.cut();
    await test.clock.advance(5000);
    expect(await test.client.get(Thing, a)).toBeUndefined();
    await test.client.create(Thing, thing('a', { v: 'new' }));
    expect((await test.client.get(Thing, a))?.data).toEqual({ v: 'new' });
  });

  it('that delete what was just created hide it, though the creation is yet to be shown', async () => {
    await using test = setUp();
    test.cache.informer(Thing);
    await test.start();
    test.peer.isFrozen = true;
    test.peer.put('ns/other');
    await test.client.create(Thing, thing('a'));
    await test.client.delete(Thing, a);
    expect(await test.client.get(Thing, a)).toBeUndefined();
    const seen: unknown[] = [];
    test.cache.informer(Thing).addHandler(async () => {
      seen.push(await test.client.get(Thing, a));
    });
    test.peer.isFrozen = false;
    test.peer.cut();
    await test.clock.advance(5000);
    expect(seen).toEqual([undefined, undefined, undefined]);
  });

  it('that delete leave an object with finalizers in sight', async () => {
    await using test = setUp();
    test.peer.put('ns/a', {}, { finalizers: ['example.com/mine'] });
    test.cache.informer(Thing);
    await test.start();
    await test.client.delete(Thing, a);
    expect(await test.client.get(Thing, a)).toBeDefined();
    await test.clock.advance(0);
    expect((await test.client.get(Thing, a))?.metadata.deletionTimestamp).toBeDefined();
  });

  it('are found by index and label as written', async () => {
    await using test = setUp();
    test.cache.addIndex(Thing, 'data.v', (one) => [one.data?.['v'] ?? '']);
    test.peer.put('ns/a', { v: '1' });
    await test.start();
    test.peer.isFrozen = true;
    await test.client.update(thing('a', { v: '2' }));
    const [old, now] = await Promise.all([
      test.client.list(Thing, { fieldSelector: 'data.v=1' }),
      test.client.list(Thing, { fieldSelector: 'data.v=2' }),
    ]);
    expect([old.items.length, now.items.length]).toEqual([0, 1]);
  });
});

describe('Cache', () => {
  it('has one informer for all who ask for the same', async () => {
    await using test = setUp();
    const informer = test.cache.informer(Thing);
    expect(test.cache.informer(Thing)).toBe(informer);
    expect(test.cache.informer({ apiVersion: 'v1', kind: 'Thing' })).toBe(informer);
    expect(test.cache.informer(metadataOnly(Thing))).toBe(informer);
    expect(test.cache.informer(Thing, { labelSelector: 'a=b' })).not.toBe(informer);
    await test.start();
    expect(test.peer.requests).toHaveLength(2);
  });

  it('shares the full kind with who wants metadata only, whatever the order of declaration', async () => {
    await using test = setUp();
    test.cache.declare(metadataOnly(Thing));
    test.cache.declare(Thing);
    await test.start();
    expect(test.cache.informer(metadataOnly(Thing))).toBe(test.cache.informer(Thing));
    expect(test.peer.requests).toHaveLength(1);
  });

  it('moves the handlers of metadata to the full kind when someone comes to read that', async () => {
    await using test = setUp();
    test.peer.put('ns/a', { v: '1' });
    test.cache.declare(metadataOnly(Thing));
    await test.start();
    const seen: string[] = [];
    test.cache.informer(metadataOnly(Thing)).addHandler(({ type, object }) => {
      seen.push(`${type} ${object.metadata.resourceVersion}`);
    });
    expect((await test.client.get(Thing, a))?.data).toEqual({ v: '1' });
    await test.clock.advance(0);
    expect(test.peer.openStreams).toBe(1);
    test.peer.put('ns/a', { v: '2' });
    await test.clock.advance(0);
    expect(seen).toEqual(['created 1001', 'created 1001', 'updated 1002']);
    expect((await test.client.get(Thing, a))?.data).toEqual({ v: '2' });
  });

  it('caches a kind as told by byObject', async () => {
    await using test = setUp({
      defaultNamespaces: ['one'],
      byObject: [
        cacheKind({
          type: Thing,
          namespaces: ['two', 'three'],
          labelSelector: 'a=b',
          keepManagedFields: true,
          transform: (one) => ({ ...one, data: { short: '1' } }),
        }),
      ],
    });
    test.peer.put('two/a', { v: '1' });
    test.cache.informer(Thing);
    await test.start();
    const { requests } = test.peer;
    expect(requests.map(({ options }) => [options.namespace, options.labelSelector])).toEqual([
      ['three', 'a=b'],
      ['two', 'a=b'],
    ]);
    const object = await test.client.get(Thing, { namespace: 'two', name: 'a' });
    expect([object?.data, object?.metadata.managedFields?.length]).toEqual([{ short: '1' }, 1]);
  });

  it('waits for every informer, and tells whether all are filled', async () => {
    await using test = setUp();
    test.cache.informer(Thing);
    const waiting = test.cache.waitForSync(new AbortController().signal);
    const stop = new AbortController();
    const givenUp = test.cache.waitForSync(stop.signal);
    stop.abort();
    expect([await givenUp, test.cache.synced()]).toEqual([false, false]);
    await test.start();
    expect([await waiting, test.cache.synced()]).toEqual([true, true]);
  });

  it('lets go who waits for an informer that is removed before it is filled', async () => {
    await using test = setUp();
    test.peer.failures.push(...Array.from({ length: 9 }, () => networkError('ECONNREFUSED')));
    const registration = test.cache.informer(Thing).addHandler(() => {});
    const all = test.cache.waitForSync(new AbortController().signal);
    await test.start();
    const read = test.client.get(Thing, a).catch((error: unknown) => (error as Error).message);
    await test.clock.advance(0);
    test.cache.removeInformer(Thing);
    await test.clock.advance(0);
    expect([await all, await registration.whenSynced()]).toEqual([true, false]);
    expect(await read).toContain('before the cache was filled');
  });

  it('removes an informer while it runs', async () => {
    await using test = setUp();
    const seen: string[] = [];
    test.cache.informer(Thing).addHandler(({ type }) => void seen.push(type));
    await test.start();
    test.cache.removeInformer(Thing);
    test.peer.put('ns/a');
    await test.clock.advance(0);
    expect([seen, test.peer.openStreams, test.cache.find(Thing)]).toEqual([[], 0, undefined]);
    test.cache.informer(Thing).addHandler(({ type }) => void seen.push(type));
    await test.clock.advance(0);
    expect(seen).toEqual(['created']);
  });
});

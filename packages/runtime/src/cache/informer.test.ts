import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import type { Informer, InformerOptions } from './informer.ts';
import { setUpInformer } from './informer-set-up.test.support.ts';
import {
  networkError,
  statusError,
  type Thing,
  versionTooLarge,
} from './scripted-peer.test.support.ts';

const setUp = (options: Partial<InformerOptions> = {}) =>
  setUpInformer({ clock: new FakeClock(), logger: new RecordingLogger() }, options);

const names = (informer: Informer<Thing>) => informer.list().map((one) => one.metadata.name);

describe('Informer', () => {
  it('streams what exists, then what changes, over one request', async () => {
    await using test = setUp();
    test.peer.put('ns/a');
    test.informer.addHandler(test.record);
    await test.start();
    test.peer.put('ns/b');
    test.peer.put('ns/a', { v: '2' });
    test.peer.remove('ns/b');
    await test.clock.advance(0);
    expect(test.events).toEqual([
      'created a uid-1',
      'created b uid-2',
      'updated a uid-1 2',
      'deleted b uid-2',
    ]);
    expect(test.peer.requests).toHaveLength(1);
    expect(test.peer.requests[0]).toMatchObject({
      verb: 'watch',
      options: {
        sendInitialEvents: true,
        resourceVersionMatch: 'NotOlderThan',
        resourceVersion: '',
        allowBookmarks: true,
        timeoutSeconds: 300,
      },
    });
    expect(test.informer.status).toMatchObject({ objects: 1, synced: true, lastByteAgeMs: 0 });
  });

  it('gives frozen objects without managed fields', async () => {
    await using test = setUp();
    test.peer.put('ns/a', { v: '1' });
    await test.start();
    const object = test.informer.get({ namespace: 'ns', name: 'a' });
    expect(object?.metadata).not.toHaveProperty('managedFields');
    expect([object, object?.metadata, object?.data].map(Object.isFrozen)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('resumes from the last version when the stream ends or breaks, without a list', async () => {
    await using test = setUp();
    test.peer.put('ns/a');
    test.informer.addHandler(test.record);
    await test.start();
    test.peer.cut();
    test.peer.put('ns/b');
    await test.clock.advance(0);
    test.peer.cut(networkError('ECONNRESET'));
    test.peer.put('ns/c');
    await test.clock.advance(0);
    expect(test.events).toEqual(['created a uid-1', 'created b uid-2', 'created c uid-3']);
    expect([test.peer.count('list'), test.restarts]).toEqual([
      0,
      ['restart closed', 'restart closed'],
    ]);
  });

  it('resumes from a bookmark', async () => {
    await using test = setUp();
    await test.start();
    test.peer.put('other/x');
    test.peer.bookmark();
    const at = test.peer.revision;
    await test.clock.advance(0);
    test.peer.cut();
    await test.clock.advance(0);
    expect(test.peer.requests[1]?.options.resourceVersion).toBe(at);
  });

  it('gets all anew once when its version has expired, and tells what it missed', async () => {
    await using test = setUp();
    for (const name of ['gone', 'kept', 'changed', 'again']) test.peer.put(`ns/${name}`);
    test.informer.addHandler(test.record);
    await test.start();
    test.events.length = 0;
    test.peer.cut();
    test.peer.remove('ns/gone');
    test.peer.put('ns/changed', { v: '2' });
    test.peer.remove('ns/again');
    test.peer.put('ns/again');
    test.peer.put('ns/new');
    test.peer.compact();
    await test.clock.advance(0);
    expect(test.events).toEqual([
      'deleted? again uid-4',
      'deleted? gone uid-1',
      'updated changed uid-3 2',
      'created again uid-5',
      'created new uid-6',
    ]);
    expect(test.restarts).toEqual(['restart closed', 'relist expired']);
    expect(test.peer.requests[2]?.options).toMatchObject({ sendInitialEvents: true });
    expect(test.peer.count('watch')).toBe(3);
  });

  it('backs off when the version expires again and again', async () => {
    await using test = setUp();
    await test.start();
    for (let count = 0; count < 40; count += 1) {
      test.peer.failures.push(statusError(410, 'Expired'));
    }
    test.peer.cut();
    await test.clock.advance(60_000);
    expect(test.peer.requests.length).toBeLessThan(12);
  });

  it('lists anew, with backoff, when a stream ends at once and empty', async () => {
    await using test = setUp();
    await test.start();
    test.peer.cut();
    await test.clock.advance(0);
    test.peer.cut();
    await test.clock.advance(799);
    expect(test.peer.count('watch')).toBe(2);
    await test.clock.advance(1);
    expect(test.restarts).toEqual(['restart closed', 'relist short']);
    expect(test.peer.requests[2]?.options.sendInitialEvents).toBe(true);
  });

  it('keeps its version while the server refuses or throttles', async () => {
    await using test = setUp();
    test.peer.put('ns/a');
    await test.start();
    const at = test.peer.revision;
    test.peer.failures.push(networkError('ECONNREFUSED'), statusError(429, 'TooManyRequests'));
    test.peer.cut();
    await test.clock.advance(0);
    await test.clock.advance(800);
    await test.clock.advance(1600);
    expect(test.restarts).toEqual(['restart closed', 'restart unavailable', 'restart throttled']);
    expect(test.peer.requests.slice(1).map(({ options }) => options.resourceVersion)).toEqual([
      at,
      at,
      at,
    ]);
    expect(test.peer.openStreams).toBe(1);
  });

  it('takes the most recent state when its version is newer than the server', async () => {
    await using test = setUp();
    test.peer.put('ns/a');
    await test.start();
    test.peer.failures.push(versionTooLarge());
    test.peer.cut();
    await test.clock.advance(0);
    expect(test.peer.requests.at(-1)?.options).toMatchObject({
      resourceVersion: '',
      sendInitialEvents: true,
    });
  });

  it.each(['WatchList', 'a list'])(
    'takes no state by %s that is older than what it has',
    async (by) => {
      await using test = setUp();
      test.peer.knowsWatchList = by === 'WatchList';
      test.peer.put('ns/a', { v: '1' });
      const old = test.peer.revision;
      await test.start();
      test.peer.put('ns/a', { v: '2' });
      await test.clock.advance(2000);
      test.informer.addHandler(test.record);
      test.peer.answersAsOf = old;
      test.peer.failures.push(statusError(410, 'Expired'));
      test.peer.cut();
      await test.clock.advance(0);
      expect(test.peer.openStreams).toBe(0);
      test.peer.answersAsOf = undefined;
      await test.clock.advance(2000);
      expect(test.events).toEqual(['created a uid-1 2']);
      expect(test.informer.status.resourceVersion).toBe(test.peer.revision);
    },
  );

  it('ignores events that are older than what it has', async () => {
    await using test = setUp();
    const first = test.peer.put('ns/a', { v: '1' });
    await test.start();
    test.informer.addHandler(test.record);
    test.peer.put('ns/a', { v: '2' });
    test.peer.send({ type: 'MODIFIED', object: first });
    test.peer.remove('ns/a');
    const again = test.peer.put('ns/a', { v: '3' });
    test.peer.send({ type: 'DELETED', object: first });
    await test.clock.advance(0);
    expect(test.events).toEqual([
      'created a uid-1 1',
      'updated a uid-1 2',
      'deleted a uid-1 2',
      'created a uid-2 3',
    ]);
    expect(test.informer.get(again.metadata)?.data).toEqual({ v: '3' });
    expect(test.informer.status.resourceVersion).toBe(test.peer.revision);
  });

  it('goes back with a cluster that was restored, and forgets what it wrote to the lost one', async () => {
    await using test = setUp();
    test.peer.put('ns/a', { v: '1' });
    const backup = test.peer.revision;
    await test.start();
    test.peer.put('ns/b');
    await test.clock.advance(0);
    test.peer.isFrozen = true;
    test.informer.written(test.peer.put('ns/a', { v: '2' }));
    expect(test.informer.get({ namespace: 'ns', name: 'a' })?.data).toEqual({ v: '2' });
    test.peer.isFrozen = false;
    test.peer.restore(backup);
    await test.clock.advance(1000);
    expect(names(test.informer)).toEqual(['a']);
    expect(test.informer.get({ namespace: 'ns', name: 'a' })?.data).toEqual({ v: '1' });
    expect(test.informer.status.resourceVersion).toBe(backup);
  });

  it('lists in pages from a server that has no WatchList, and remembers it', async () => {
    await using test = setUp();
    test.peer.knowsWatchList = false;
    for (let index = 0; index < 1100; index += 1) test.peer.put(`ns/thing-${index}`);
    await test.start();
    expect(names(test.informer)).toHaveLength(1100);
    expect(test.peer.requests.map(({ verb, options }) => [verb, options.limit])).toEqual([
      ['watch', undefined],
      ['list', 500],
      ['list', 500],
      ['list', 500],
      ['watch', undefined],
    ]);
    await test.clock.advance(2000);
    test.peer.cut();
    test.peer.put('ns/more');
    test.peer.compact();
    await test.clock.advance(1000);
    expect(test.peer.requests.slice(5).map(({ verb }) => verb)).toEqual(['watch', 'list', 'watch']);
  });

  it('takes one whole list when a page has expired', async () => {
    await using test = setUp();
    test.peer.knowsWatchList = false;
    for (let index = 0; index < 600; index += 1) test.peer.put(`ns/thing-${index}`);
    const list = test.peer.list.bind(test.peer);
    test.peer.list = async (type, options) => {
      if (options?.continue !== undefined) {
        test.peer.put('ns/one-more');
        test.peer.compact();
      }
      return await list(type, options);
    };
    await test.start();
    expect(names(test.informer)).toHaveLength(601);
    const lists = test.peer.requests.filter(({ verb }) => verb === 'list');
    expect(lists.map(({ options }) => options.limit)).toEqual([500, 500, undefined]);
  });

  it('falls back to a list within 30 s when the end of the initial events is never marked', async () => {
    await using test = setUp();
    test.peer.sendsMark = false;
    test.peer.put('ns/a');
    await test.start();
    await test.clock.advance(29_999);
    expect(test.informer.synced).toBe(false);
    await test.clock.advance(1);
    expect([test.informer.synced, test.peer.count('list')]).toEqual([true, 1]);
  });

  it('falls back at once when a bookmark comes without the mark', async () => {
    await using test = setUp();
    test.peer.sendsMark = false;
    test.peer.put('ns/a');
    await test.start();
    test.peer.bookmark();
    await test.clock.advance(0);
    expect([test.informer.synced, test.peer.openStreams]).toEqual([true, 1]);
  });

  it('opens a stream anew that has shown a bookmark and then fallen silent', async () => {
    await using test = setUp();
    await test.start();
    test.peer.isFrozen = true;
    await test.clock.advance(70_000);
    test.peer.bookmark();
    await test.clock.advance(74_999);
    expect(test.peer.count('watch')).toBe(1);
    test.peer.put('ns/a');
    await test.clock.advance(1);
    expect(test.restarts).toEqual(['restart idle']);
    expect(names(test.informer)).toEqual(['a']);
  });

  it('takes what changes before the end of the initial events for what it is', async () => {
    await using test = setUp();
    test.informer.addHandler(test.record);
    test.peer.sendsMark = false;
    for (const name of ['a', 'b']) test.peer.put(`ns/${name}`);
    await test.start();
    test.peer.remove('ns/a');
    test.peer.put('ns/b', { v: '2' });
    test.peer.put('ns/c');
    await test.clock.advance(0);
    expect(test.events).toEqual([]);
    test.peer.bookmark({ 'k8s.io/initial-events-end': 'true' });
    await test.clock.advance(0);
    expect(test.events).toEqual(['created b uid-2 2', 'created c uid-3']);
    expect(test.peer.requests).toHaveLength(1);
  });

  it('tries for ever, with backoff, when it may not list, and says so once', async () => {
    await using test = setUp();
    for (let count = 0; count < 30; count += 1) {
      test.peer.failures.push(statusError(403, 'Forbidden'));
    }
    await test.start();
    await test.clock.advance(60_000);
    expect(test.informer.status.denial).toBe(
      'not allowed to list and watch things in all namespaces',
    );
    await test.clock.advance(540_000);
    expect(test.informer.synced).toBe(true);
    expect(test.logger.messages('error')).toEqual([
      'Not allowed to watch things in all namespaces: add it to the role of the service account; trying again',
      'Not allowed to list and watch things in all namespaces: add it to the role of the service account; trying again',
    ]);
    expect(test.informer.status.denial).toBeUndefined();
    expect(test.peer.requests.length).toBeLessThan(40);
  });
});

describe('namespaces', () => {
  it('are watched one by one and kept in one store', async () => {
    await using test = setUp({ namespaces: ['one', 'two'] });
    test.peer.put('one/a');
    test.peer.put('two/a');
    test.peer.put('three/a');
    await test.start();
    expect(test.informer.list().map((one) => one.metadata.namespace)).toEqual(['one', 'two']);
    expect(test.informer.list({ namespace: 'two' })).toHaveLength(1);
    expect([test.informer.covers('one'), test.informer.covers('three')]).toEqual([true, false]);
  });
});

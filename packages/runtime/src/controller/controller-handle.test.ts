import { resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { Reader } from '../api/reader.ts';
import { Cache } from '../cache/cache.ts';
import { ScriptedPeer, Thing } from '../cache/scripted-peer.test.support.ts';
import { isMetadataOnly } from '../scheme/metadata-only.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { ControllerHandle } from './controller-handle.ts';
import { Controller } from './controller.ts';

const Owner = resourceType({
  group: 'example.com',
  version: 'v1',
  kind: 'Owner',
  plural: 'owners',
  scope: 'Namespaced',
});

async function setUp() {
  const clock = new FakeClock();
  const logger = new RecordingLogger();
  const peer = new ScriptedPeer();
  const cache = new Cache({ client: peer, clock, logger });
  const seen: string[] = [];
  const controller = new Controller({
    name: 'test',
    reconciler: { reconcile: ({ name }) => Promise.resolve(void seen.push(name)) },
    sources: [],
    clock,
    logger,
  });
  const reader = {} as Reader;
  const handle = new ControllerHandle({ controller, cache, reader, for: Owner });
  const stop = new AbortController();
  const running = [cache.start(stop.signal), controller.start(stop.signal)];
  await clock.advance(0);
  return {
    clock,
    peer,
    cache,
    handle,
    seen,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await clock.advance(0);
      await Promise.all(running);
    },
  };
}

const map = ({ metadata }: DeepReadonly<Thing>) => [
  { namespace: 'ns', name: `for-${metadata.name}` },
];

describe('ControllerHandle', () => {
  it('adds a watch to a running controller, and removes it', async () => {
    await using test = await setUp();
    test.peer.put('ns/old');
    const watch = test.handle.watch(Thing, {
      map,
      when: (event) => event.object.metadata.name !== 'ignored',
    });
    await test.clock.advance(0);
    test.peer.put('ns/new');
    test.peer.put('ns/ignored');
    await test.clock.advance(0);
    expect([await watch.synced, test.seen]).toEqual([true, ['for-old', 'for-new']]);
    watch.remove();
    test.peer.put('ns/late');
    await test.clock.advance(0);
    // Others may use the informer; who knows that nobody does ends it.
    expect([test.seen.length, test.peer.openStreams]).toEqual([2, 1]);
    test.cache.removeInformer(Thing);
    await test.clock.advance(0);
    expect(test.peer.openStreams).toBe(0);
    test.handle.watch(Thing, { map });
    await test.clock.advance(0);
    expect(test.seen.slice(2)).toEqual(['for-old', 'for-new', 'for-ignored', 'for-late']);
  });

  it('adds an owned kind, by its metadata', async () => {
    await using test = await setUp();
    const ownerReferences = [
      { apiVersion: 'example.com/v1', kind: 'Owner', name: 'o', uid: 'u', controller: true },
    ];
    test.peer.put('ns/a', {}, { ownerReferences });
    const owned = test.handle.own(Thing);
    await test.clock.advance(0);
    expect([await owned.synced, test.seen]).toEqual([true, ['o']]);
    const [request] = test.peer.requests;
    expect(isMetadataOnly(resourceTypeOf(request?.type as typeof Thing))).toBe(true);
  });
});

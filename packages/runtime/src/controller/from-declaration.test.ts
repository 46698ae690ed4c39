import { resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import type { Reader } from '../api/reader.ts';
import { Cache } from '../cache/cache.ts';
import { ScriptedPeer, Thing } from '../cache/scripted-peer.test.support.ts';
import { own, watch } from '../decorators/controller.ts';
import { isMetadataOnly } from '../scheme/metadata-only.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { controllerFrom, controllerNameOf } from './from-declaration.ts';

const parts = { group: '', version: 'v1', scope: 'Namespaced' } as const;
const Owned = resourceType({ ...parts, kind: 'Owned', plural: 'owneds' });
const Seen = resourceType({ ...parts, kind: 'Seen', plural: 'seens' });

describe('controllerFrom()', () => {
  it('watches the kind and what is watched in full, what is owned by metadata, and reconciles', async () => {
    const clock = new FakeClock();
    const logger = new RecordingLogger();
    const peer = new ScriptedPeer();
    const stop = new AbortController();
    const cache = new Cache({ client: peer, clock, logger });
    const keys: string[] = [];
    peer.put('ns/a');
    const controller = controllerFrom(
      {
        for: Thing,
        owns: [Owned, own(Owned, { matchEveryOwner: true })],
        watches: [watch(Seen, { map: () => [{ namespace: 'ns', name: 'mapped' }] })],
        needLeaderElection: false,
      },
      {
        cache,
        reader: {} as Reader,
        clock,
        logger,
        reconciler: {
          reconcile: ({ name }) => Promise.resolve(void keys.push(name)),
        },
      },
    );
    const running = [cache.start(stop.signal), controller.start(stop.signal)];
    await clock.advance(0);
    const asked = peer.requests.map(({ type }) => {
      const resolved = resourceTypeOf(type as typeof Thing);
      return `${resolved.kind}${isMetadataOnly(resolved) ? ' metadata' : ''}`;
    });
    expect(asked.toSorted()).toEqual(['Owned metadata', 'Seen', 'Thing']);
    expect([controller.name, controller.needLeaderElection]).toEqual(['thing', false]);
    expect(keys.toSorted()).toEqual(['a', 'mapped']);
    stop.abort();
    await clock.advance(0);
    await Promise.all(running);
  });

  it('names a controller as told, or by its kind', () => {
    expect(controllerNameOf({ for: Thing })).toBe('thing');
    expect(controllerNameOf({ for: Thing, name: 'mine' })).toBe('mine');
  });
});

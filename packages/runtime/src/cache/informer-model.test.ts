import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ObjectEvent } from '../api/object-event.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { noInformerMetrics } from './cache-metrics.ts';
import { Informer } from './informer.ts';
import { networkError, ScriptedPeer, statusError, Thing } from './scripted-peer.test.support.ts';

type Step =
  | { readonly do: 'put' | 'remove' | 'recreate'; readonly key: string }
  | {
      readonly do:
        | 'cut'
        | 'reset'
        | 'compact'
        | 'bookmark'
        | 'addHandler'
        | 'refuse'
        | 'outage'
        | 'throttle'
        | 'expire'
        | 'breakServer'
        | 'loseMark'
        | 'settle';
    }
  | { readonly do: 'wait'; readonly ms: number };

const key = fc.constantFrom('x/a', 'x/b', 'y/a', 'y/b');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constantFrom('put', 'put', 'remove', 'recreate'), key }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'cut',
        'reset',
        'compact',
        'bookmark',
        'addHandler',
        'refuse',
        'throttle',
        'outage',
        'outage',
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('expire', 'breakServer', 'loseMark') }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('settle') }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(10, 2000, 40_000) }),
  },
) as fc.Arbitrary<Step>;

function fail(message: string): never {
  throw new Error(message);
}

/** What one handler may see of one object, checked event by event. */
class Observer {
  readonly #informer: Informer<Thing>;
  readonly #alive = new Map<string, Thing>();
  readonly #uids = new Set<string>();

  constructor(informer: Informer<Thing>) {
    this.#informer = informer;
  }

  readonly see = (event: ObjectEvent<Thing>): void => {
    const object = event.object as Thing;
    const { namespace, name, uid, resourceVersion } = object.metadata;
    const id = `${namespace}/${name}`;
    const known = this.#alive.get(id);
    if (event.type === 'created') {
      if (known !== undefined) fail(`${id} was created twice`);
      if (this.#uids.has(uid)) fail(`${id} ${uid} came back from the dead`);
      this.#uids.add(uid);
    } else {
      if (known === undefined) fail(`${id} was ${event.type} before it was created`);
      if (known.metadata.uid !== uid) fail(`${id} changed its uid without a deletion`);
    }
    const before = known?.metadata.resourceVersion ?? '0';
    const isBack = Number(resourceVersion) < Number(before);
    if (isBack) fail(`${id} went back from ${before} to ${resourceVersion}`);
    if (event.type === 'updated' && event.old !== known) fail(`${id}: old is not what was seen`);
    if (event.type === 'deleted') this.#alive.delete(id);
    else this.#alive.set(id, object);
    // The store is at least as new as the event (I5).
    const stored = this.#informer.get({ namespace, name });
    if (event.type !== 'deleted' && stored !== undefined && stored.metadata.uid === uid) {
      if (Number(stored.metadata.resourceVersion) < Number(resourceVersion))
        fail(`${id}: old store`);
    }
  };

  get alive(): string[] {
    return [...this.#alive.values()].map(identity).toSorted();
  }
}

const identity = ({ metadata }: Pick<Thing, 'metadata'>) =>
  `${metadata.namespace}/${metadata.name} ${metadata.uid}@${metadata.resourceVersion}`;

async function check(steps: readonly Step[], namespaces: readonly string[] | undefined) {
  const peer = new ScriptedPeer();
  const clock = new FakeClock();
  const stop = new AbortController();
  let random = 0.1;
  const informer = new Informer<Thing>({
    client: peer,
    type: Thing,
    clock,
    logger: new RecordingLogger(),
    metrics: noInformerMetrics,
    random: () => (random = (random * 7.3) % 1),
    idleTimeoutMs: 75_000,
    resyncPeriodMs: 0,
    namespaces,
    keepManagedFields: false,
  });
  const observers: Observer[] = [];
  // Errors of a handler are logged and swallowed: here they must be seen.
  const errors: unknown[] = [];
  const watched = (observer: Observer) => (event: ObjectEvent<Thing>) => {
    try {
      observer.see(event);
    } catch (error) {
      errors.push(error);
    }
  };
  const addObserver = () => {
    const observer = new Observer(informer);
    observers.push(observer);
    informer.addHandler(watched(observer));
  };
  addObserver();
  const apply = async (one: Step) => {
    switch (one.do) {
      case 'put':
        peer.put(one.key, { at: peer.revision });
        return;
      case 'remove':
        peer.remove(one.key);
        return;
      case 'recreate':
        peer.remove(one.key);
        peer.put(one.key);
        return;
      case 'cut':
        peer.cut();
        return;
      case 'reset':
        peer.cut(networkError('ECONNRESET'));
        return;
      case 'compact':
        peer.compact();
        return;
      case 'bookmark':
        peer.bookmark();
        return;
      case 'addHandler':
        addObserver();
        return;
      case 'refuse':
        peer.failures.push(networkError('ECONNREFUSED'));
        return;
      case 'outage':
        // What follows happens while nobody watches.
        peer.failures.push(networkError('ECONNREFUSED'));
        peer.cut(networkError('ECONNRESET'));
        await clock.advance(0);
        return;
      case 'throttle':
        peer.failures.push(statusError(429, 'TooManyRequests'));
        return;
      case 'expire':
        peer.failures.push(statusError(410, 'Expired'));
        return;
      case 'breakServer':
        peer.failures.push(statusError(500, 'InternalError'));
        return;
      case 'loseMark':
        peer.sendsMark = false;
        return;
      case 'settle':
        await clock.advance(0);
        return;
      case 'wait':
        await clock.advance(one.ms);
    }
  };
  const running = informer.start(stop.signal);
  try {
    for (const one of steps) await apply(one);
    // I1: whatever has happened, in the end the cache is what the server has.
    peer.failures.length = 0;
    await clock.advance(400_000);
    const expected = peer.objects
      .filter(({ metadata }) => namespaces?.includes(metadata.namespace) ?? true)
      .map(identity)
      .toSorted();
    const held = informer.list().map((object) => identity(object as Thing));
    if (held.toSorted().join() !== expected.join())
      fail(`store ${held.join()}, server ${expected.join()}`);
    for (const observer of observers) {
      if (observer.alive.join() !== expected.join()) fail(`handler ${observer.alive.join()}`);
    }
    if (errors.length > 0) throw errors[0];
    if (informer.status.objects !== expected.length) fail('objects are counted wrongly');
  } finally {
    stop.abort();
    await clock.advance(0);
    await running;
  }
}

describe('Informer against a server with faults', () => {
  it('I1 to I9 hold in every history', async () => {
    const namespaces = fc.constantFrom(undefined, undefined, ['x'], ['x', 'y']);
    const history = fc.array(step, { maxLength: 60, size: 'max' });
    const details = await fc.check(fc.asyncProperty(history, namespaces, check), { numRuns: 300 });
    expect(fc.defaultReportMessage(details)).toBeUndefined();
  });
});

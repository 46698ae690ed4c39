import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareResourceVersions } from '../api/resource-version.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { setUpInformer } from './informer-set-up.test.support.ts';
import type { Thing } from './scripted-peer.test.support.ts';

const keys = ['x/a', 'x/b', 'y/a'] as const;

type Step =
  | {
      readonly do: 'write' | 'delete' | 'finalize' | 'foreign write' | 'foreign delete';
      readonly key: (typeof keys)[number];
      /** The reply of the write comes after the watch has shown it. */
      readonly isLate: boolean;
    }
  | { readonly do: 'delay' | 'deliver' | 'catch up' | 'relist' | 'cut' };

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'write',
        'write',
        'delete',
        'finalize',
        'foreign write',
        'foreign delete',
      ),
      key: fc.constantFrom(...keys),
      isLate: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('delay', 'delay', 'deliver', 'deliver', 'catch up', 'relist', 'cut'),
    }),
  },
) as fc.Arbitrary<Step>;

/** A state of one object: a revision, and what there was from then on; nothing when it was deleted. */
interface State {
  readonly from: number;
  readonly object: Thing | undefined;
}

/** The states of one object through time, and how far a reader has got. */
class History {
  readonly #states: State[] = [{ from: 0, object: undefined }];
  /** No reader may see what ended before this revision. */
  #reached = 0;

  add(state: State): void {
    this.#states.push(state);
  }

  wrote(revision: number): void {
    this.#reached = Math.max(this.#reached, revision);
  }

  /** Checks what a reader sees: a true state, not older than our writes or than what was seen before. */
  see(seen: Thing | undefined): void {
    const index = this.#states.findIndex(({ from, object }, at) => {
      const until = this.#states[at + 1]?.from ?? Infinity;
      const isSame =
        object?.metadata.uid === seen?.metadata.uid &&
        object?.metadata.resourceVersion === seen?.metadata.resourceVersion;
      return isSame && until > this.#reached && from >= 0;
    });
    const state = this.#states[index];
    if (state === undefined) {
      const { uid = 'nothing', resourceVersion = '' } = seen?.metadata ?? {};
      const states = this.#states.map(
        ({ from, object }) => `${from}:${object?.metadata.uid ?? 'nothing'}`,
      );
      throw new Error(`${uid}@${resourceVersion} after ${this.#reached} of ${states.join(' ')}`);
    }
    this.#reached = Math.max(this.#reached, state.from);
  }
}

async function check(steps: readonly Step[]): Promise<void> {
  await using test = setUpInformer({ clock: new FakeClock(), logger: new RecordingLogger() });
  const { peer, informer, clock } = test;
  const histories = new Map(keys.map((key) => [key, new History()]));
  await test.start();

  const put = (key: (typeof keys)[number], metadata: Partial<Thing['metadata']> = {}): Thing => {
    const object = peer.put(key, {}, metadata);
    histories.get(key)?.add({ from: Number(object.metadata.resourceVersion), object });
    return object;
  };
  const remove = (key: (typeof keys)[number]): void => {
    if (!peer.has(key)) return;
    peer.remove(key);
    histories.get(key)?.add({ from: Number(peer.revision), object: undefined });
  };
  const observe = (): void => {
    for (const key of keys) {
      const [namespace = '', name = ''] = key.split('/');
      histories.get(key)?.see(informer.get({ namespace, name }) as Thing | undefined);
    }
    const listed = informer.list().map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    const got = keys.filter((key) => informer.get(keyOfText(key)) !== undefined);
    expect(listed.toSorted()).toEqual(got.toSorted());
  };

  for (const one of steps) {
    switch (one.do) {
      case 'write': {
        const reply = put(one.key);
        if (one.isLate) await clock.advance(0);
        informer.written(reply);
        histories.get(one.key)?.wrote(Number(reply.metadata.resourceVersion));
        break;
      }
      case 'finalize': {
        // Deleting what has a finalizer only marks it: the next write takes the finalizer off.
        if (!peer.has(one.key)) break;
        informer.written(put(one.key, { deletionTimestamp: '2026-01-01T00:00:00Z' }));
        remove(one.key);
        break;
      }
      case 'delete': {
        const seen = informer.get(keyOfText(one.key));
        // Whether deleting what is being deleted has an effect is the server's to know.
        if (seen === undefined || seen.metadata.deletionTimestamp !== undefined) break;
        // The overlay hides what was seen: who deletes something newer by its name sees that until the watch does not.
        if (!peer.objects.some(({ metadata }) => metadata.uid === seen.metadata.uid)) break;
        remove(one.key);
        if (one.isLate) await clock.advance(0);
        informer.deleted(keyOfText(one.key));
        histories.get(one.key)?.wrote(Number(peer.revision));
        break;
      }
      case 'foreign write':
        put(one.key);
        break;
      case 'foreign delete':
        remove(one.key);
        break;
      case 'delay':
        peer.isFrozen = true;
        break;
      case 'deliver':
        peer.deliverOne();
        await clock.advance(0);
        break;
      case 'catch up':
        peer.isFrozen = false;
        peer.cut();
        await clock.advance(2000);
        break;
      case 'relist':
        peer.compact();
        peer.cut();
        await clock.advance(5000);
        break;
      case 'cut':
        peer.cut();
        await clock.advance(0);
    }
    observe();
  }
  peer.isFrozen = false;
  peer.cut();
  await clock.advance(100_000);
  observe();
  const seen = informer.list().map(({ metadata }) => metadata.resourceVersion);
  const served = peer.objects.map(({ metadata }) => metadata.resourceVersion);
  expect(seen.toSorted(byVersion)).toEqual(served.toSorted(byVersion));
}

const byVersion = (a: string, b: string) => compareResourceVersions(a, b) ?? 0;

function keyOfText(key: string): { namespace: string; name: string } {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name };
}

describe('reads under a watch that lags', () => {
  it('show our own writes at once, only true states, and never go back', async () => {
    const history = fc.array(step, { maxLength: 60, size: 'max' });
    const details = await fc.check(fc.asyncProperty(history, check), { numRuns: 500 });
    expect(fc.defaultReportMessage(details)).toBeUndefined();
  });
});

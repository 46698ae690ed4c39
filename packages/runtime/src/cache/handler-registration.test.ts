import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import type { InformerOptions } from './informer.ts';
import { setUpInformer } from './informer-set-up.test.support.ts';

const setUp = (options: Partial<InformerOptions> = {}) =>
  setUpInformer({ clock: new FakeClock(), logger: new RecordingLogger() }, options);

describe('handlers', () => {
  it('show a late handler what there is first, and are synced when it has dealt with it', async () => {
    await using test = setUp();
    test.peer.put('ns/a');
    await test.start();
    const gate = Promise.withResolvers<void>();
    const registration = test.informer.addHandler(async (event) => {
      await gate.promise;
      test.record(event);
    });
    test.peer.put('ns/a', { v: '2' });
    await test.clock.advance(0);
    expect([test.events, registration.synced]).toEqual([[], false]);
    gate.resolve();
    await test.clock.advance(0);
    expect([test.events, registration.synced]).toEqual([
      ['created a uid-1', 'updated a uid-1 2'],
      true,
    ]);
  });

  it('are called one at a time and in order', async () => {
    await using test = setUp();
    await test.start();
    let active = 0;
    let most = 0;
    test.informer.addHandler(async (event) => {
      most = Math.max(most, (active += 1));
      await test.clock.advance(0);
      test.record(event);
      active -= 1;
    });
    for (const name of ['a', 'b', 'c', 'd']) test.peer.put(`ns/${name}`);
    await expect.poll(() => test.events.length).toBe(4);
    expect([most, test.events.map((line) => line.split(' ')[1])]).toEqual([
      1,
      ['a', 'b', 'c', 'd'],
    ]);
  });

  it('see the store as it is after the change', async () => {
    await using test = setUp();
    const seen: boolean[] = [];
    test.informer.addIndex('by-v', (object) => [object.data?.['v'] ?? '']);
    test.informer.addHandler((event) => {
      const indexed = [{ index: 'by-v', value: event.object.data?.['v'] ?? '' }];
      seen.push(test.informer.list({ indexed }).some((object) => object === event.object));
    });
    test.peer.put('ns/a', { v: '1' });
    await test.start();
    test.peer.put('ns/a', { v: '2' });
    test.peer.remove('ns/a');
    await test.clock.advance(0);
    expect(seen).toEqual([true, true, false]);
  });

  it('that throw are counted and logged, and disturb nobody', async () => {
    await using test = setUp();
    test.informer.addHandler(() => {
      throw new Error('mine');
    });
    test.informer.addHandler(async () => await Promise.reject(new Error('also mine')));
    test.informer.addHandler(test.record);
    test.peer.put('ns/a');
    await test.start();
    test.peer.put('ns/a', { v: '2' });
    await test.clock.advance(0);
    expect(test.events).toEqual(['created a uid-1', 'updated a uid-1 2']);
    expect(test.restarts.filter((line) => line === 'handler failed')).toHaveLength(4);
    expect(test.logger.messages('error')).toHaveLength(4);
  });

  it('are shown each object again at each resync, without a request', async () => {
    await using test = setUp({ resyncPeriodMs: 1000, random: () => 0.5 });
    for (const name of ['a', 'b', 'c']) test.peer.put(`ns/${name}`);
    const again: string[] = [];
    test.informer.addHandler((event) => {
      if (event.type === 'updated' && event.old === event.object)
        again.push(event.object.metadata.name);
    });
    await test.start();
    await test.clock.advance(3500);
    expect(again).toHaveLength(9);
    expect(test.peer.requests).toHaveLength(1);
  });

  it('are not called after they are removed', async () => {
    await using test = setUp();
    const registration = test.informer.addHandler(test.record);
    await test.start();
    test.peer.put('ns/a');
    await test.clock.advance(0);
    registration.remove();
    test.peer.put('ns/b');
    await test.clock.advance(0);
    expect(test.events).toEqual(['created a uid-1']);
  });
});

import { describe, expect, it } from 'vitest';
import { setUp } from './controller-set-up.test.support.ts';
import { type RequestSink, type Source, TriggerSource } from './source.ts';

describe('the sources of a controller', () => {
  it('waits for its sources, and gives up in time, naming the one that is missing', async () => {
    const sink: { value?: RequestSink } = {};
    const never: Source = {
      name: 'Pod',
      start: (given) => {
        sink.value = given;
        return new Promise(() => {});
      },
    };
    const test = setUp(() => Promise.resolve(), { sources: [new TriggerSource('quick'), never] });
    const started = test.controller.start(test.stop.signal);
    const failure = started.catch((error: unknown) => error);
    await test.clock.advance(0);
    sink.value?.add('ns/a');
    await test.clock.advance(119_999);
    expect(test.counted).toEqual([]);
    await test.clock.advance(1);
    expect(await failure).toMatchObject({
      message: expect.stringMatching(/^controller test: no complete list of Pod within 120000 ms/),
    });
    expect(test.counted).toEqual([]);
  });

  it('takes sources while it runs, and lets them go', async () => {
    const seen: string[] = [];
    await using test = setUp(({ name }) => Promise.resolve(void seen.push(name)));
    await test.start();
    const late = new TriggerSource('late');
    const handle = test.controller.addSource(late);
    late.trigger({ namespace: 'ns', name: 'a' });
    await test.clock.advance(0);
    handle.remove();
    late.trigger({ namespace: 'ns', name: 'b' });
    await test.trigger('c');
    expect([await handle.synced, seen]).toEqual([true, ['a', 'c']]);
  });

  it('survives a late source that fails, and one that is removed before it is filled', async () => {
    await using test = setUp(() => Promise.resolve());
    await test.start();
    const fails = test.controller.addSource({
      name: 'broken',
      start: () => Promise.reject(new Error('no')),
    });
    const never = test.controller.addSource({ name: 'never', start: () => new Promise(() => {}) });
    never.remove();
    expect([await fails.synced, await never.synced]).toEqual([false, false]);
    expect(test.logger.messages('error')).toEqual(['A source failed']);
    await test.trigger('a');
    expect(test.counted).toEqual(['success']);
    await test.end();
    expect(() => test.controller.addSource(new TriggerSource('too late'))).toThrow(
      'too late cannot be added: controller test has been stopped',
    );
  });

  it('fills its queue before it may work, when warmed up', async () => {
    const seen: string[] = [];
    let starts = 0;
    const listed: Source = {
      name: 'listed',
      start: (sink) => {
        starts += 1;
        sink.add('ns/a');
        return Promise.resolve(true);
      },
    };
    const parts = { sources: [listed] };
    const test = setUp(({ name }) => Promise.resolve(void seen.push(name)), parts);
    const warm = test.controller.warmUp(test.stop.signal);
    await test.clock.advance(0);
    expect([starts, seen]).toEqual([1, []]);
    await test.start();
    expect([starts, seen]).toEqual([1, ['a']]);
    await test.end();
    await warm;
  });
});

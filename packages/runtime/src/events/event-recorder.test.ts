import { describe, expect, it } from 'vitest';
import { ApiError } from '../client/api-error.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import type { EventClient } from './event-client.ts';
import { BackgroundEventRecorder, type EventRecorderOptions } from './event-recorder.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'shop', name: 'web-0', uid: 'u1' },
};

const happened = (note: string) =>
  ({ type: 'Normal', reason: 'Labelled', action: 'Label', note }) as const;

const refusal = (code: number) => new ApiError(`HTTP ${code}`, { code });

/** Notes what is written as `<verb> <note or count>`; the errors are thrown first, one per call. */
function scene(options: Partial<EventRecorderOptions> = {}, errors: Error[] = []) {
  const clock = new FakeClock();
  const logger = new RecordingLogger();
  const log: string[] = [];
  const names: string[] = [];
  const fail = () => {
    const error = errors.shift();
    if (error !== undefined) throw error;
  };
  const client: EventClient = {
    async create(_, event) {
      fail();
      names.push(event.metadata.name ?? '');
      log.push(
        `create ${event.note}${event.series === undefined ? '' : ` x${event.series.count}`}`,
      );
    },
    async patch(_, key, patch) {
      fail();
      const { series } = patch.body as { series: { count: number; lastObservedTime: string } };
      log.push(
        `patch ${key.namespace} x${series.count} at ${series.lastObservedTime.slice(14, 19)}`,
      );
    },
  };
  const reporter = { controller: 'demo', instance: 'demo-1' };
  const recorder = new BackgroundEventRecorder({ client, clock, logger, reporter, ...options });
  const close = () => recorder.close(new AbortController().signal);
  return { clock, logger, log, names, recorder, close };
}

describe('BackgroundEventRecorder', () => {
  it('makes one series of equal events, and writes its count at once and then now and then', async () => {
    const { clock, log, recorder, close } = scene();
    recorder.record(pod, happened('a'));
    await clock.advance(0);
    expect(log).toEqual(['create a']);
    await clock.advance(1_000);
    recorder.record(pod, happened('a'));
    await clock.advance(0);
    for (let round = 0; round < 5; round += 1) {
      await clock.advance(1_000);
      recorder.record(pod, happened('a'));
    }
    await clock.advance(10_000);
    expect(log).toEqual(['create a', 'patch shop x2 at 00:01', 'patch shop x7 at 00:06']);
    await close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('writes an event once when it is closed during the write', async () => {
    const { log, recorder, close } = scene();
    recorder.record(pod, happened('a'));
    // The writer has taken the event, and waits for the server.
    await Promise.resolve();
    await close();
    expect(log).toEqual(['create a']);
  });

  it('keeps different events apart', async () => {
    const { clock, log, recorder } = scene();
    recorder.record(pod, happened('a'));
    recorder.record(pod, happened('b'));
    await clock.advance(0);
    expect(log).toEqual(['create a', 'create b']);
  });

  it('begins anew after the window', async () => {
    const { clock, log, recorder } = scene();
    recorder.record(pod, happened('a'));
    await clock.advance(360_001);
    recorder.record(pod, happened('a'));
    await clock.advance(0);
    expect(log).toEqual(['create a', 'create a']);
  });

  it('counts what came before the first write', async () => {
    const { clock, log, recorder } = scene();
    for (let round = 0; round < 3; round += 1) recorder.record(pod, happened('a'));
    await clock.advance(0);
    expect(log).toEqual(['create a x3']);
  });

  it('makes a new Event when the server has forgotten the old one', async () => {
    const errors: Error[] = [];
    const { clock, log, names, recorder } = scene({}, errors);
    recorder.record(pod, happened('a'));
    await clock.advance(1);
    errors.push(refusal(404));
    recorder.record(pod, happened('a'));
    await clock.advance(0);
    expect(log).toEqual(['create a', 'create a x2']);
    expect(names[0]).not.toBe(names[1]);
  });

  it('retries what may pass, and drops what will not', async () => {
    const flaky = scene({}, [new Error('reset'), refusal(503), refusal(429)]);
    flaky.recorder.record(pod, happened('a'));
    await flaky.clock.advance(500 + 1_000 + 2_000);
    expect(flaky.log).toEqual(['create a']);

    const refused = scene({}, [refusal(403)]);
    refused.recorder.record(pod, happened('a'));
    refused.recorder.record(pod, happened('b'));
    await refused.clock.advance(0);
    expect(refused.log).toEqual(['create b']);
    expect(refused.logger.messages('warn')).toEqual(['Could not write an event']);
  });

  it('drops events when too many wait, and says so', async () => {
    const { clock, log, logger, recorder } = scene({ queueLimit: 2 });
    for (const note of ['a', 'b', 'c', 'd']) recorder.record(pod, happened(note));
    await clock.advance(0);
    expect(log).toEqual(['create a', 'create b']);
    expect(logger.lines.at(-1)).toMatchObject({ message: 'Dropped events', fields: { count: 2 } });
  });

  it('combines similar events, and limits what it writes about one object', async () => {
    const { clock, log, logger, recorder } = scene();
    for (let index = 0; index < 12; index += 1) recorder.record(pod, happened(`try ${index}`));
    await clock.advance(0);
    expect(log).toHaveLength(10);
    expect(log.at(-1)).toBe('create (combined from similar events): try 9 x3');
    for (let index = 0; index < 20; index += 1) {
      recorder.record(pod, { ...happened('no'), reason: `Reason${index}` });
    }
    recorder.record({ ...pod, kind: 'Other' }, happened('of another'));
    await clock.advance(0);
    expect([log.length, log.at(-1)]).toEqual([26, 'create of another']);
    expect(logger.lines.at(-1)).toMatchObject({ message: 'Dropped events', fields: { count: 5 } });
  });

  it('writes the count of a series later when there is no write left, and loses none', async () => {
    const { clock, log, recorder, close } = scene();
    for (let seconds = 0; seconds < 600; seconds += 5) {
      recorder.record(pod, happened('a'));
      await clock.advance(5_000);
    }
    // 25 at once, then one in five minutes; the last has them all.
    expect([log.length, log.at(-1)?.split(' at')[0]]).toEqual([27, 'patch shop x120']);
    await close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('writes what waits when it closes, and nothing afterwards', async () => {
    const { clock, log, recorder, close } = scene();
    recorder.record(pod, happened('a'));
    await clock.advance(0);
    recorder.record(pod, happened('a'));
    await clock.advance(0);
    recorder.record(pod, happened('a'));
    recorder.record(pod, happened('b'));
    await close();
    expect(log).toEqual([
      'create a',
      'patch shop x2 at 00:00',
      'create b',
      'patch shop x3 at 00:00',
    ]);
    recorder.record(pod, happened('c'));
    await clock.advance(0);
    expect(log).toHaveLength(4);
    expect(clock.pendingTimers).toBe(0);
  });

  it('gives up at the end of the time that it has to close', async () => {
    const stop = new AbortController();
    const { clock, log, recorder } = scene({}, [new Error('down'), new Error('down')]);
    recorder.record(pod, happened('a'));
    const closed = recorder.close(stop.signal);
    await clock.advance(100);
    stop.abort();
    await closed;
    expect(log).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});

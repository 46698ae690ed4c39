import { startControlPlane } from '@keelson/control-plane';
import { Event } from '@keelson/kubernetes/events/v1';
import { RestClient } from '@keelson/runtime';
import { describe, expect, it } from 'vitest';
import { followEvents, readableEvent } from './event-feed.ts';

describe('readableEvent', () => {
  it('is one line', () => {
    const regarding = { kind: 'Captain', name: 'jane' };
    const event = { reason: 'Sailed', regarding, note: 'to\n  the\tsea' };
    expect(readableEvent(event)).toBe('Sailed on Captain jane: to the sea');
    expect(readableEvent({})).toBe(' on  : ');
  });
});

describe('followEvents', { timeout: 20_000 }, () => {
  it('tells of what happens from now on, until it is aborted', async () => {
    await using controlPlane = await startControlPlane();
    const client = new RestClient({ transport: controlPlane.transport() });
    const write = (name: string) =>
      client.create(Event, {
        metadata: { namespace: 'default', name },
        eventTime: '2026-01-01T00:00:00.000000Z',
        type: 'Normal',
        action: 'Sail',
        reason: name,
        regarding: { apiVersion: 'v1', kind: 'Namespace', name: 'default', namespace: 'default' },
        reportingController: 'test',
        reportingInstance: 'test-1',
      });
    await write('earlier');
    const abort = new AbortController();
    const events = followEvents(client, abort.signal);
    const first = events.next();
    // The list that it starts from may come before or after this write.
    const writing = (async () => {
      for (let n = 1; !abort.signal.aborted; n++) await write(`later-${n}`);
    })();
    expect(await first).toMatchObject({
      value: expect.stringMatching(/^later-\d+ on Namespace default: $/),
    });
    abort.abort();
    await writing;
    for (const rest of await Array.fromAsync(events)) expect(rest).toMatch(/^later-/);
  });
});

import { type KubernetesObject, resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { ConnectionError } from './connection-error.ts';
import { RestClient } from './rest-client.ts';
import {
  type ScriptedAnswer,
  ScriptedTransport,
  statusBody,
} from './scripted-transport.test.support.ts';
import { waitForObject } from './wait-for-object.ts';

interface Thing extends KubernetesObject {
  readonly ready?: boolean;
}

const Thing = resourceType<Thing>({
  group: 'example.com',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  scope: 'Cluster',
});
const thing = (ready: boolean) => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name: 'a', uid: 'u', resourceVersion: '7', creationTimestamp: '' },
  ready,
});
const listOf = (...items: object[]): ScriptedAnswer => ({
  body: { metadata: { resourceVersion: '5' }, items },
});
const eventLine = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;

/** Answers lists and watches, each in turn. */
function waitOn({ lists, watches = [] }: { lists: ScriptedAnswer[]; watches?: ScriptedAnswer[] }) {
  const clock = new FakeClock();
  const abort = new AbortController();
  const transport = new ScriptedTransport(({ query }) => {
    const answer = query?.get('watch') === 'true' ? watches.shift() : lists.shift();
    if (answer === undefined) throw new Error('nothing is left to answer');
    return answer;
  });
  const waiting = waitForObject(new RestClient({ transport }), {
    type: Thing,
    name: 'a',
    until: (found) => found?.ready === true,
    clock,
    signal: abort.signal,
  });
  return { clock, abort, transport, waiting };
}

describe('waitForObject', () => {
  it('asks once when all is well', async () => {
    const { transport, waiting } = waitOn({ lists: [listOf(thing(true))] });
    await waiting;
    expect(transport.lines).toEqual([
      'GET /apis/example.com/v1/things?fieldSelector=metadata.name%3Da',
    ]);
  });

  it('looks in one namespace when it is given one', async () => {
    const Boxed = resourceType<Thing>({ ...Thing, plural: 'boxed', scope: 'Namespaced' });
    const transport = new ScriptedTransport(() => listOf(thing(true)));
    await waitForObject(new RestClient({ transport }), {
      type: Boxed,
      namespace: 'ns',
      name: 'a',
      until: () => true,
      clock: new FakeClock(),
      signal: new AbortController().signal,
    });
    expect(transport.lines[0]).toContain('/namespaces/ns/boxed?');
  });

  it('watches from where it has listed', async () => {
    const { transport, waiting } = waitOn({
      lists: [listOf()],
      watches: [
        {
          chunks: [
            eventLine('ADDED', thing(false)),
            eventLine('BOOKMARK', thing(true)),
            eventLine('DELETED', thing(true)),
            eventLine('MODIFIED', thing(true)),
          ],
        },
      ],
    });
    await waiting;
    expect(transport.lines[1]).toBe(
      'GET /apis/example.com/v1/things?fieldSelector=metadata.name%3Da&resourceVersion=5&watch=true',
    );
    expect(transport.openStreams).toBe(0);
  });

  it.each<[string, ScriptedAnswer]>([
    ['ends', { chunks: [eventLine('ADDED', thing(false))] }],
    ['breaks', { chunks: [new ConnectionError('reset', { code: 'ECONNRESET' })] }],
    ['breaks inside an event', { chunks: ['{"type":"ADD'] }],
    ['is refused as too old', { status: 410, body: statusBody(410, 'Expired') }],
    ['is one too many', { status: 429, body: statusBody(429, 'TooManyRequests') }],
  ])('lists again, after a pause, when the watch %s', async (_, watch) => {
    const { clock, transport, waiting } = waitOn({
      lists: [listOf(), listOf(thing(true))],
      watches: [watch],
    });
    await clock.advance(199);
    expect(transport.lines).toHaveLength(2);
    await clock.advance(1);
    await waiting;
    expect(transport.lines).toHaveLength(3);
  });

  it('gives up when the server refuses', async () => {
    const forbidden = { status: 403, body: statusBody(403, 'Forbidden') };
    await expect(waitOn({ lists: [forbidden] }).waiting).rejects.toThrow('Forbidden');
    await expect(waitOn({ lists: [listOf()], watches: [forbidden] }).waiting).rejects.toThrow(
      'Forbidden',
    );
  });

  it('ends with the reason of its signal', async () => {
    const { abort, clock, waiting } = waitOn({ lists: [listOf()], watches: [{ chunks: [] }] });
    const aborting = clock.advance(100).then(() => abort.abort(new Error('enough')));
    const [outcome] = await Promise.allSettled([waiting, aborting]);
    expect(outcome).toEqual({ status: 'rejected', reason: new Error('enough') });
    expect(clock.pendingTimers).toBe(0);
  });
});

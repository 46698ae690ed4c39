import { type KubernetesObject, resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import type { ObjectEvent } from '../api/object-event.ts';
import type { Reader } from '../api/reader.ts';
import type { Request } from '../api/request.ts';
import { createdEvent, deletedEvent, updatedEvent } from '../cache/stored-event.ts';
import { LOW_PRIORITY } from '../queue/work-queue.ts';
import {
  requestForObject,
  requestForOwner,
  type RequestsOf,
  requestsFromMap,
} from './event-handler.ts';
import { type EventStream, informerSource, type RequestSink, TriggerSource } from './source.ts';

const Owner = resourceType({
  group: 'example.com',
  version: 'v1',
  kind: 'Owner',
  plural: 'owners',
  scope: 'Namespaced',
});
const ClusterOwner = resourceType({ ...Owner, kind: 'ClusterOwner', scope: 'Cluster' });
const reader = {} as Reader;

function object(name: string, owners: string[] = [], resourceVersion = '1'): KubernetesObject {
  const metadata = {
    namespace: 'ns',
    name,
    uid: name,
    resourceVersion,
    creationTimestamp: '2026-01-01T00:00:00Z',
    // "kind/name", and "!" before what is not the controller
    ownerReferences: owners.map((text) => {
      const [kind = '', owner = ''] = text.replace('!', '').split('/');
      const controller = !text.startsWith('!');
      return { apiVersion: 'example.com/v2', kind, name: owner, uid: owner, controller };
    }),
  };
  return { apiVersion: 'v1', kind: 'Thing', metadata };
}

const listOf = async (requests: RequestsOf, event: ObjectEvent) =>
  Array.from(await requests(event), ({ namespace, name }) => `${namespace ?? ''}/${name}`);

describe('requestForObject()', () => {
  it('is the object', async () => {
    expect(await listOf(requestForObject(), createdEvent(object('a'), false))).toEqual(['ns/a']);
  });
});

describe('requestForOwner()', () => {
  const owned = updatedEvent(
    object('a', ['Owner/now', '!Owner/other', 'Else/x']),
    object('a', ['Owner/old']),
  );

  it('is the controlling owner, now and before, whatever the version of its kind', async () => {
    expect(await listOf(requestForOwner(Owner), owned)).toEqual(['ns/now', 'ns/old']);
  });

  it('is every owner of the kind, when told so', async () => {
    const requests = requestForOwner(Owner, { matchEveryOwner: true });
    expect(await listOf(requests, owned)).toEqual(['ns/now', 'ns/other', 'ns/old']);
  });

  it('has no namespace when the owner has none', async () => {
    const event = deletedEvent(object('a', ['ClusterOwner/c']), false);
    expect(await listOf(requestForOwner(ClusterOwner), event)).toEqual(['/c']);
  });

  it('is nobody for a reference that makes no sense', async () => {
    const odd = object('a', ['Owner/x']);
    odd.metadata.ownerReferences![0]!.apiVersion = 'a/b/c';
    expect(await listOf(requestForOwner(Owner), createdEvent(odd, false))).toEqual([]);
  });
});

describe('requestsFromMap()', () => {
  it('asks for the new and the old state, and gives each request once', async () => {
    const requests = requestsFromMap(
      (one) => [{ name: 'always' }, { name: `v${one.metadata.resourceVersion}` }],
      reader,
    );
    const event = updatedEvent(object('a', [], '2'), object('a', [], '1'));
    expect(await listOf(requests, event)).toEqual(['/always', '/v2', '/v1']);
  });

  it('waits for an asynchronous function', async () => {
    const requests = requestsFromMap(
      (one) => Promise.resolve([{ name: one.metadata.name }]),
      reader,
    );
    expect(await listOf(requests, createdEvent(object('a'), false))).toEqual(['/a']);
  });
});

/** Hands events to the one handler that a source adds. */
class Stream implements EventStream<KubernetesObject> {
  handler: (event: ObjectEvent) => void | Promise<void> = () => {};
  isRemoved = false;

  addHandler(handler: (event: ObjectEvent) => void | Promise<void>) {
    this.handler = handler;
    return {
      whenSynced: () => Promise.resolve(true),
      remove: () => void (this.isRemoved = true),
    };
  }
}

async function setUp(requestsOf: RequestsOf = requestForObject(), delayMs?: number) {
  const stream = new Stream();
  const added: [string, ...unknown[]][] = [];
  const stop = new AbortController();
  const source = informerSource({
    name: 'Thing',
    informer: () => stream,
    when: (event) => event.object.metadata.name !== 'ignored',
    requestsOf,
    delayMs,
  });
  const sink: RequestSink = {
    add: (...args) => void added.push(args),
    addAfter: (...args) => void added.push(args),
  };
  const isSynced = await source.start(sink, stop.signal);
  return { stream, added, stop, isSynced };
}

describe('informerSource()', () => {
  it('adds what passes, the initial list and resyncs at low priority', async () => {
    const { stream, added, isSynced } = await setUp();
    const [old, now] = [object('b', [], '1'), object('b', [], '2')];
    await stream.handler(createdEvent(object('a'), true));
    await stream.handler(createdEvent(object('b'), false));
    await stream.handler(createdEvent(object('ignored'), false));
    await stream.handler(updatedEvent(now, old));
    await stream.handler(updatedEvent(now, now));
    await stream.handler(deletedEvent(now, true));
    expect(isSynced).toBe(true);
    expect(added).toEqual([
      ['ns/a', 0, -100],
      ['ns/b', 0, undefined],
      ['ns/b', 0, undefined],
      ['ns/b', 0, -100],
      ['ns/b', 0, undefined],
    ]);
  });

  it('collects changes for as long as it is told to, but not what exists at the start', async () => {
    const { stream, added } = await setUp(requestForObject(), 500);
    await stream.handler(createdEvent(object('a'), true));
    await stream.handler(createdEvent(object('b'), false));
    expect(added).toEqual([
      ['ns/a', 0, -100],
      ['ns/b', 500, undefined],
    ]);
  });

  it('adds what an asynchronous function names before it takes the next event', async () => {
    const { stream, added } = await setUp(() => Promise.resolve([{ name: 'later' }]));
    await stream.handler(createdEvent(object('a'), false));
    expect(added).toEqual([['later', 0, undefined]]);
  });

  it('leaves the informer when it is stopped', async () => {
    const { stream, stop } = await setUp();
    expect(stream.isRemoved).toBe(false);
    stop.abort();
    expect(stream.isRemoved).toBe(true);
  });
});

describe('TriggerSource', () => {
  it('keeps what comes before the start, and reaches every controller after', async () => {
    const source = new TriggerSource();
    const stop = new AbortController();
    const seen: string[] = [];
    const sink = (name: string): RequestSink => ({
      add: (key, priority) => void seen.push(`${name} ${key} ${priority}`),
      addAfter: (key, delayMs) => void seen.push(`${name} ${key} after ${delayMs}`),
    });
    const request: Request = { namespace: 'ns', name: 'early' };
    source.trigger(request, 5);
    source.trigger(request);
    await source.start(sink('one'), stop.signal);
    await source.start(sink('two'), new AbortController().signal);
    source.trigger({ name: 'x' }, LOW_PRIORITY);
    stop.abort();
    source.trigger({ name: 'y' });
    expect(seen).toEqual(['one ns/early 5', 'one x -100', 'two x -100', 'two y 0']);
  });
});

import { type KubernetesList, type KubernetesObject, resourceType } from '@keelson/kubernetes';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { UnstructuredObject } from '../api/resource-ref.ts';
import { metadataOnly, type PartialObjectMetadata } from '../scheme/metadata-only.ts';
import { Scheme } from '../scheme/scheme.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { isExpired, isForbidden } from './api-error-predicates.ts';
import type { WatchEvent } from './client.ts';
import { RestClient } from './rest-client.ts';
import {
  type ScriptedAnswer,
  ScriptedTransport,
  statusBody,
} from './scripted-transport.test.support.ts';

interface Thing extends KubernetesObject {
  spec?: { size?: number };
}

const Thing = resourceType<Thing>({
  group: 'example.com',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  scope: 'Namespaced',
});
const key = { namespace: 'ns', name: 'a' };
const thing = {
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { ...key, uid: 'u', resourceVersion: '7', creationTimestamp: '' },
};
const eventLine = (type: string, name: string) =>
  `${JSON.stringify({ type, object: { ...thing, metadata: { ...thing.metadata, name } } })}\n`;

function clientOf(answer?: ScriptedAnswer | ((line: string) => ScriptedAnswer)) {
  const transport = new ScriptedTransport(({ method, path }) =>
    typeof answer === 'function' ? answer(`${method} ${path}`) : (answer ?? {}),
  );
  const logger = new RecordingLogger();
  return { transport, logger, client: new RestClient({ transport, logger, fieldManager: 'me' }) };
}

async function take<T>(
  events: AsyncIterable<WatchEvent<T>>,
  count = Infinity,
): Promise<WatchEvent<T>[]> {
  const taken: WatchEvent<T>[] = [];
  for await (const event of events) if (taken.push(event) >= count) break;
  return taken;
}

describe('RestClient', () => {
  it('gives undefined only when the server says that this very object is not there', async () => {
    const missing = (details: object) =>
      clientOf({ status: 404, body: statusBody(404, 'NotFound', details) }).client.get(Thing, key);
    expect(await missing({ name: 'a', kind: 'things' })).toBeUndefined();
    await expect(missing({ name: 'other' })).rejects.toThrow('NotFound');
    await expect(missing({})).rejects.toThrow(
      'it serves no GET /apis/example.com/v1/namespaces/ns/things/a',
    );
  });

  it('completes a list', async () => {
    const body = { kind: 'ThingList', apiVersion: 'v1', items: [{ metadata: { name: 'a' } }] };
    const list = await clientOf({ body }).client.list(Thing);
    expect(list.items).toEqual([
      { metadata: { name: 'a' }, apiVersion: 'example.com/v1', kind: 'Thing' },
    ]);
    const empty = await clientOf({ body: { kind: 'ThingList', items: null } }).client.list(Thing);
    expect(empty).toMatchObject({ items: [], metadata: {} });
  });

  it('passes its own field manager on, and that of the call instead', async () => {
    const { client, transport } = clientOf({ body: thing });
    await client.patch(Thing, key, { type: 'merge', body: {} });
    await client.patch(Thing, key, { type: 'merge', body: {} }, { fieldManager: 'you' });
    expect(transport.lines.map((line) => line.split('?')[1])).toEqual([
      'fieldManager=me',
      'fieldManager=you',
    ]);
  });

  it('updates without discovery what it has met as a type', async () => {
    const { client, transport } = clientOf({ body: thing });
    await client.get(Thing, key);
    await client.update({ ...thing, spec: { size: 1 } });
    await client.status.update(thing);
    expect(transport.lines.slice(1)).toEqual([
      'PUT /apis/example.com/v1/namespaces/ns/things/a?fieldManager=me',
      'PUT /apis/example.com/v1/namespaces/ns/things/a/status?fieldManager=me',
    ]);
  });

  it('updates without discovery what is in its scheme', async () => {
    const transport = new ScriptedTransport(() => ({ body: thing }));
    const client = new RestClient({ transport, scheme: Scheme.of(Thing) });
    await client.update(thing);
    await client.get({ apiVersion: 'example.com/v1', kind: 'Thing' }, key);
    expect(transport.lines).toEqual([
      'PUT /apis/example.com/v1/namespaces/ns/things/a',
      'GET /apis/example.com/v1/namespaces/ns/things/a',
    ]);
  });

  it('infers what it gives from what it is given', () => {
    const { client } = clientOf();
    expectTypeOf(() => client.get(Thing, key)).returns.resolves.toEqualTypeOf<
      DeepReadonly<Thing> | undefined
    >();
    expectTypeOf(() => client.list(Thing)).returns.resolves.toEqualTypeOf<
      KubernetesList<DeepReadonly<Thing>>
    >();
    expectTypeOf(() =>
      client.get({ apiVersion: 'v1', kind: 'X' }, key),
    ).returns.resolves.toEqualTypeOf<DeepReadonly<UnstructuredObject> | undefined>();
    expectTypeOf(() => client.get(metadataOnly(Thing), key)).returns.resolves.toEqualTypeOf<
      DeepReadonly<PartialObjectMetadata> | undefined
    >();
    expectTypeOf(() =>
      client.create(Thing, { metadata: { generateName: 'a-', namespace: 'ns' } }),
    ).returns.resolves.toEqualTypeOf<Thing>();
    expectTypeOf(() => client.watch(Thing)).returns.toEqualTypeOf<
      AsyncIterable<WatchEvent<Thing>>
    >();
    // @ts-expect-error a name or a generateName
    expectTypeOf(() => client.create(Thing, { metadata: { namespace: 'ns' } })).toBeFunction();
    // @ts-expect-error apply names its object
    expectTypeOf(() => client.apply(Thing, { spec: { size: 1 } })).toBeFunction();
  });

  it('refuses objects that do not say what they are', async () => {
    const { client, transport } = clientOf();
    await expect(client.update({ ...thing, kind: '' })).rejects.toThrow("Object 'Kind' is missing");
    await expect(client.get({ apiVersion: '', kind: 'Thing' }, key)).rejects.toThrow(
      "Object 'apiVersion' is missing",
    );
    const partial = { ...thing, apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata' };
    await expect(client.update(partial)).rejects.toThrow('cannot be updated');
    expect(() => client.subresource('../x')).toThrow('cannot be the name of a subresource');
    expect(transport.lines).toEqual([]);
  });

  it('says when an answer is not JSON', async () => {
    const { client } = clientOf({ body: '<html>', headers: { 'content-type': 'text/html' } });
    await expect(client.get(Thing, key)).rejects.toThrow(
      'GET /apis/example.com/v1/namespaces/ns/things/a was answered with something that is not JSON (text/html)',
    );
  });

  it('logs each warning of the server once', async () => {
    const warning = '299 - "is \\"old\\", use v2", 299 kube-apiserver "second", 199 - "other"';
    const { client, logger } = clientOf({ body: thing, headers: { warning } });
    await client.get(Thing, key);
    await client.get(Thing, key);
    expect(logger.messages('warn')).toEqual(['is "old", use v2', 'second']);
  });
});

describe('RestClient.watch', () => {
  it('yields events to the end of the stream', async () => {
    const line = eventLine('ADDED', 'ä');
    const chunks = [Buffer.from(line).subarray(0, 20), Buffer.from(line).subarray(20)];
    const { client, transport } = clientOf({ chunks });
    expect((await take(client.watch(Thing)))[0]?.object.metadata.name).toBe('ä');
    expect(transport.openStreams).toBe(0);
  });

  it('closes the stream when the loop is left', async () => {
    const { client, transport } = clientOf({
      chunks: [eventLine('ADDED', 'a'), eventLine('ADDED', 'b')],
    });
    expect(await take(client.watch(Thing), 1)).toHaveLength(1);
    expect(transport.openStreams).toBe(0);
  });

  it('ends quietly when it is aborted, before, between and inside chunks', async () => {
    const abort = new AbortController();
    const { signal } = abort;
    const { client, transport } = clientOf({
      chunks: [eventLine('ADDED', 'a') + eventLine('ADDED', 'b'), eventLine('ADDED', 'c')],
    });
    const seen: string[] = [];
    for await (const { object } of client.watch(Thing, { signal })) {
      seen.push(object.metadata.name);
      abort.abort();
    }
    expect(seen).toEqual(['a']);
    expect(await take(client.watch(Thing, { signal }))).toEqual([]);
    expect(transport).toMatchObject({ openStreams: 0, requests: { length: 1 } });
  });

  it('throws a refusal, an ERROR event and a broken connection', async () => {
    const refused = clientOf({ status: 403, body: statusBody(403, 'Forbidden') });
    await expect(take(refused.client.watch(Thing))).rejects.toSatisfy(isForbidden);
    const line = `${JSON.stringify({ type: 'ERROR', object: statusBody(410, 'Expired') })}\n`;
    const expired = clientOf({ chunks: [line] });
    await expect(take(expired.client.watch(Thing))).rejects.toSatisfy(isExpired);
    const broken = clientOf({ chunks: [eventLine('ADDED', 'a'), new Error('reset')] });
    await expect(take(broken.client.watch(Thing))).rejects.toThrow('reset');
    expect(expired.transport.openStreams).toBe(0);
  });
});

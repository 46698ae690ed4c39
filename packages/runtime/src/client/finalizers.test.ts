import { type KubernetesObject, resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import { ensureFinalizer, removeFinalizer } from './finalizers.ts';
import { RestClient } from './rest-client.ts';
import {
  type ScriptedAnswer,
  ScriptedTransport,
  statusBody,
} from './scripted-transport.test.support.ts';

const Thing = resourceType<KubernetesObject>({
  group: 'example.com',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  scope: 'Cluster',
});
const thing = (metadata: { finalizers?: string[]; deletionTimestamp?: string } = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name: 'a', uid: 'u', resourceVersion: '7', creationTimestamp: '', ...metadata },
});

function clientOf(answer: ScriptedAnswer = { body: thing() }) {
  const transport = new ScriptedTransport(() => answer);
  return { transport, client: new RestClient({ transport }) };
}

describe('ensureFinalizer', () => {
  it('patches the list of this very state of this very object', async () => {
    const { client, transport } = clientOf();
    const object = thing({ finalizers: ['x/a'] });
    expect(await ensureFinalizer(client, Thing, object, 'x/b')).toBe(true);
    expect(transport.lines).toEqual(['PATCH /apis/example.com/v1/things/a']);
    expect(transport.lastBody).toEqual({
      metadata: { finalizers: ['x/a', 'x/b'], uid: 'u', resourceVersion: '7' },
    });
    expect(object.metadata.finalizers).toEqual(['x/a']);
  });

  it('asks nothing when it is there, or the object is going', async () => {
    const { client, transport } = clientOf();
    const there = thing({ finalizers: ['x/a'] });
    const going = thing({ deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(await ensureFinalizer(client, Thing, there, 'x/a')).toBe(false);
    expect(await ensureFinalizer(client, Thing, going, 'x/a')).toBe(false);
    expect(transport.lines).toEqual([]);
  });
});

describe('removeFinalizer', () => {
  const object = thing({ finalizers: ['x/a', 'x/b'], deletionTimestamp: '2026-01-01T00:00:00Z' });

  it('takes one off, and asks nothing when it is not there', async () => {
    const { client, transport } = clientOf();
    expect(await removeFinalizer(client, Thing, object, 'x/a')).toBe(true);
    expect(transport.lastBody).toMatchObject({ metadata: { finalizers: ['x/b'] } });
    expect(await removeFinalizer(client, Thing, thing(), 'x/a')).toBe(false);
    expect(transport.lines).toHaveLength(1);
  });

  it('takes it that the object is gone, but not that it changed', async () => {
    const gone = clientOf({ status: 404, body: statusBody(404, 'NotFound', { name: 'a' }) });
    expect(await removeFinalizer(gone.client, Thing, object, 'x/a')).toBe(false);
    const changed = clientOf({ status: 409, body: statusBody(409, 'Conflict') });
    await expect(removeFinalizer(changed.client, Thing, object, 'x/a')).rejects.toThrow('Conflict');
  });
});

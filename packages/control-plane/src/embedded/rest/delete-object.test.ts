import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { seededRandom, Workbench } from '../server/workbench.test.support.ts';
import { StatusError } from '../status-error.ts';
import { deleteObject, type DeleteResult } from './delete-object.ts';
import { deleteOptionsOf } from './delete-options.ts';
import { finalizersOf } from './registry-services.ts';

class Cluster extends Workbench {
  delete(text: string, body: JsonObject = {}): Promise<DeleteResult> {
    const { resource, namespace, name } = this.ref(text);
    const context = { namespace, user: { name: 'u', groups: [] }, dryRun: false, warnings: [] };
    const target = { resource, subresource: '', namespace, name, context };
    return deleteObject(this.services, target, deleteOptionsOf(new URLSearchParams(), body));
  }

  async refusal(text: string, body: JsonObject = {}): Promise<StatusError['status']> {
    const error: unknown = await this.delete(text, body).catch((failure: unknown) => failure);
    if (error instanceof StatusError) return error.status;
    throw new Error('the deletion was not refused', { cause: error });
  }

  pod(name: string, more: JsonObject = {}): Promise<string> {
    const { metadata = {}, ...spec } = more;
    return this.create(`pods n/${name}`, {
      metadata,
      spec: { nodeName: 'node', containers: [{ name: 'c', image: 'i' }], ...spec },
    });
  }
}

const map = 'configmaps n/a';

describe('deleteObject', () => {
  it('removes what nothing holds, and answers it in its last state', async () => {
    const cluster = new Cluster();
    await cluster.create(map);
    const { object, deleted } = await cluster.delete(map);
    expect(deleted).toBe(true);
    expect(object['metadata']).toMatchObject({ name: 'a', resourceVersion: '3' });
    expect(cluster.get(map)).toBeUndefined();
    expect(await cluster.refusal(map)).toMatchObject({
      code: 404,
      message: 'configmaps "a" not found',
    });
  });

  it('marks what a finalizer holds, once; the last finalizer takes it away', async () => {
    const cluster = new Cluster();
    await cluster.create(map, { metadata: { finalizers: ['example.com/x', 'example.com/y'] } });
    expect(await cluster.delete(map)).toMatchObject({ deleted: false });
    const marked = cluster.metadataOf(map);
    expect(marked).toMatchObject({
      deletionTimestamp: '2026-03-04T05:06:07Z',
      deletionGracePeriodSeconds: 0,
    });
    cluster.time += 60_000;
    await cluster.delete(map);
    // The second deletion changes nothing, so it writes nothing.
    expect(cluster.metadataOf(map)).toEqual(marked);
    await cluster.change(map, { finalizers: ['example.com/y'] });
    expect(cluster.get(map)).toBeDefined();
    await cluster.change(map, { finalizers: [] });
    expect(cluster.get(map)).toBeUndefined();
  });

  it('does not let an update take a deletion back', async () => {
    const cluster = new Cluster();
    await cluster.create(map, { metadata: { finalizers: ['example.com/x'] } });
    await cluster.delete(map);
    await cluster.client.update(cluster.ref(map), {
      change: (object) => {
        const metadata = object['metadata'] as JsonObject;
        delete metadata['deletionTimestamp'];
        delete metadata['deletionGracePeriodSeconds'];
      },
    });
    expect(cluster.metadataOf(map)['deletionTimestamp']).toBe('2026-03-04T05:06:07Z');
    const grown = cluster.change(map, { finalizers: ['example.com/x', 'example.com/new'] });
    await expect(grown).rejects.toThrow(
      'no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/new"}',
    );
  });

  it.each([
    [{ propagationPolicy: 'Orphan' }, ['orphan']],
    [{ propagationPolicy: 'Foreground' }, ['foregroundDeletion']],
    [{ orphanDependents: true }, ['orphan']],
    [{ propagationPolicy: 'Background' }, undefined],
    [{ orphanDependents: false }, undefined],
    [{}, undefined],
  ])('tells the garbage collector by a finalizer: %o', async (options, finalizers) => {
    const cluster = new Cluster();
    await cluster.create(map);
    const { deleted } = await cluster.delete(map, options);
    expect(deleted).toBe(finalizers === undefined);
    if (!deleted) expect(cluster.metadataOf(map)['finalizers']).toEqual(finalizers);
  });

  it('follows the policy of the latest request; without one, that of the one before', async () => {
    const cluster = new Cluster();
    await cluster.create(map, { metadata: { finalizers: ['example.com/x'] } });
    const policies: unknown[] = [];
    for (const policy of ['Foreground', undefined, 'Orphan', undefined, 'Background']) {
      await cluster.delete(map, policy === undefined ? {} : { propagationPolicy: policy });
      policies.push(finalizersOf(cluster.metadataOf(map)).slice(1));
    }
    const [foreground, orphan] = [['foregroundDeletion'], ['orphan']];
    expect(policies).toEqual([foreground, foreground, orphan, orphan, []]);
  });

  it('orphans the dependents of the kinds that did so first', async () => {
    const cluster = new Cluster();
    const template = {
      metadata: { labels: { a: 'b' } },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    };
    await cluster.create('replicationcontrollers n/a', {
      spec: { selector: { a: 'b' }, template },
    });
    await cluster.delete('replicationcontrollers n/a');
    expect(cluster.metadataOf('replicationcontrollers n/a')['finalizers']).toEqual(['orphan']);
  });

  it('deletes only what the request means: by UID and by version', async () => {
    const cluster = new Cluster();
    const uid = await cluster.create(map);
    expect(await cluster.refusal(map, { preconditions: { uid: 'other' } })).toMatchObject({
      code: 409,
      message: `Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (other) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    });
    expect(await cluster.refusal(map, { preconditions: { resourceVersion: '1' } })).toMatchObject({
      code: 409,
      message:
        'Operation cannot be fulfilled on ConfigMap "a": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (2). The object might have been modified',
    });
    const preconditions = { uid, resourceVersion: '2' };
    expect((await cluster.delete(map, { preconditions })).deleted).toBe(true);
  });

  it('changes nothing in a dry run, and answers what would be', async () => {
    const cluster = new Cluster();
    await cluster.create(map);
    await cluster.pod('p');
    const { revision } = cluster.store;
    expect((await cluster.delete(map, { dryRun: ['All'] })).deleted).toBe(true);
    const foreground = { dryRun: ['All'], propagationPolicy: 'Foreground' };
    expect(await cluster.delete(map, foreground)).toMatchObject({
      deleted: false,
      object: { metadata: { finalizers: ['foregroundDeletion'] } },
    });
    expect(await cluster.delete('pods n/p', { dryRun: ['All'] })).toMatchObject({
      deleted: false,
      object: { metadata: { deletionGracePeriodSeconds: 30 } },
    });
    expect(cluster.store.revision).toBe(revision);
  });
});

describe('deleteObject of a pod', () => {
  it('leaves it its grace period, and then to its kubelet', async () => {
    const cluster = new Cluster();
    await cluster.pod('p', { terminationGracePeriodSeconds: 20 });
    expect(await cluster.delete('pods n/p')).toMatchObject({
      deleted: false,
      object: {
        metadata: {
          deletionTimestamp: '2026-03-04T05:06:27Z',
          deletionGracePeriodSeconds: 20,
        },
      },
    });
    expect((await cluster.delete('pods n/p', { gracePeriodSeconds: 0 })).deleted).toBe(true);
  });

  it('needs none when no node runs it, or when it has ended', async () => {
    const cluster = new Cluster();
    await cluster.pod('waiting', { nodeName: '' });
    await cluster.pod('ended');
    await cluster.client.update(cluster.ref('pods n/ended'), {
      subresource: 'status',
      change: (pod) => void (pod['status'] = { phase: 'Succeeded' }),
    });
    for (const name of ['waiting', 'ended']) {
      expect((await cluster.delete(`pods n/${name}`)).deleted, name).toBe(true);
    }
  });

  it('can be shortened, and never lengthened', async () => {
    const cluster = new Cluster();
    await cluster.pod('p');
    const endsAfter = async (gracePeriodSeconds: number): Promise<number> => {
      await cluster.delete('pods n/p', { gracePeriodSeconds });
      const { deletionTimestamp } = cluster.metadataOf('pods n/p');
      return (Date.parse(deletionTimestamp as string) - Date.parse('2026-03-04T05:06:07Z')) / 1000;
    };
    expect(await endsAfter(60)).toBe(60);
    expect(await endsAfter(90)).toBe(60);
    cluster.time += 10_000;
    expect(await endsAfter(40)).toBe(40);
    // Its time would have been over: it has a second left from now on.
    expect(await endsAfter(5)).toBe(10);
    expect(cluster.metadataOf('pods n/p')['deletionGracePeriodSeconds']).toBe(1);
  });

  it('announces a deletion at once as a change first', async () => {
    const cluster = new Cluster();
    await cluster.pod('p');
    const seen: string[] = [];
    cluster.store.log('pods').watch(({ type }) => seen.push(type));
    await cluster.delete('pods n/p', { gracePeriodSeconds: 0 });
    expect(seen).toEqual(['MODIFIED', 'DELETED']);
  });
});

describe('deleteObject, whatever came before', () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed))(
    'takes an object away exactly when no finalizer holds it (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const cluster = new Cluster();
      let finalizers = ['a.b/x', 'a.b/y', 'a.b/z'].filter(() => random() < 0.5);
      await cluster.create(map, { metadata: { finalizers } });
      let isDeleting = false;
      for (let step = 0; step < 8; step++) {
        if (random() < 0.5 && finalizers.length > 0) {
          finalizers = finalizers.filter(() => random() < 0.6);
          await cluster.change(map, { finalizers });
        } else {
          await cluster.delete(map);
          isDeleting = true;
        }
        const live = cluster.get(map);
        const trace = `deleting: ${isDeleting}, finalizers: ${finalizers.join(' ')}`;
        expect(live === undefined, trace).toBe(isDeleting && finalizers.length === 0);
        if (live === undefined) return;
        const { deletionTimestamp } = live['metadata'] as JsonObject;
        expect(deletionTimestamp !== undefined, trace).toBe(isDeleting);
      }
    },
  );
});

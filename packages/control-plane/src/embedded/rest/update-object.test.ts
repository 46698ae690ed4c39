import { cloneJson, type JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import type { AdmissionStep } from './admission.ts';
import { seededRandom, Workbench } from '../server/workbench.test.support.ts';
import { StatusError } from '../status-error.ts';
import { updateObject, type UpdateResult } from './update-object.ts';

class Cluster extends Workbench {
  /** A PUT of an object, which the client has read before. */
  put(text: string, sent: JsonObject, more: { dryRun?: boolean; uid?: string } = {}) {
    const { resource, namespace, name } = this.ref(text);
    const { dryRun = false, uid = '' } = more;
    const context = { namespace, user: { name: 'u', groups: [] }, dryRun, warnings: [] };
    const target = { resource, subresource: '', namespace, name, context };
    const produce = (): JsonObject => cloneJson(sent);
    return updateObject(this.services, target, { uid, createsAlways: false, produce });
  }

  copy(text: string): JsonObject {
    return cloneJson(this.get(text) ?? {});
  }
}

async function reasonOf(update: Promise<UpdateResult>): Promise<string | undefined> {
  const error: unknown = await update.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (error === undefined) return undefined;
  if (error instanceof StatusError) return error.status.reason;
  throw error;
}

const map = 'configmaps n/a';

describe('updateObject', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'loses no write of many who count up together (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const cluster = new Cluster();
      await cluster.create(map, { data: { count: '0' } });
      const copies = Array.from({ length: 3 }, () => cluster.copy(map));
      let written = 0;
      for (let step = 0; step < 60; step++) {
        const index = Math.floor(random() * copies.length);
        const copy = copies[index] as JsonObject;
        if (random() < 0.4) {
          copies[index] = cluster.copy(map);
          continue;
        }
        const isFresh =
          (copy['metadata'] as JsonObject)['resourceVersion'] ===
          cluster.metadataOf(map)['resourceVersion'];
        const { count } = copy['data'] as { count: string };
        const next = { ...copy, data: { count: String(Number(count) + 1) } };
        const reason = await reasonOf(cluster.put(map, next));
        // Compare and swap: it is taken exactly when nobody has written since it was read.
        expect(reason).toBe(isFresh ? undefined : 'Conflict');
        if (isFresh) written += 1;
      }
      expect(written).toBeGreaterThan(0);
      expect(cluster.get(map)?.['data']).toEqual({ count: String(written) });
    },
  );

  it('says that the object was modified', async () => {
    const cluster = new Cluster();
    await cluster.create(map);
    const stale = cluster.copy(map);
    await cluster.change(map, { labels: { x: 'y' } });
    await expect(cluster.put(map, stale)).rejects.toThrow(
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  it('takes an object without a version whatever is there', async () => {
    const cluster = new Cluster();
    await cluster.create(map);
    await cluster.change(map, { labels: { x: 'y' } });
    await cluster.put(map, { metadata: { name: 'a' }, data: { k: 'v' } });
    expect(cluster.get(map)).toMatchObject({ data: { k: 'v' } });
    expect(cluster.metadataOf(map)['labels']).toBeUndefined();
  });

  it('writes nothing when nothing changes, and nothing in a dry run', async () => {
    const cluster = new Cluster();
    await cluster.create(map, { data: { k: 'v' } });
    const { revision } = cluster.store;
    const { object } = await cluster.put(map, cluster.copy(map));
    expect(object).toEqual(cluster.get(map));
    const dry = await cluster.put(map, { ...cluster.copy(map), data: {} }, { dryRun: true });
    expect(dry.object['data']).toEqual({});
    expect(cluster.store.revision).toBe(revision);
    expect(cluster.get(map)?.['data']).toEqual({ k: 'v' });
  });

  it('keeps what only the server may say', async () => {
    const cluster = new Cluster();
    const uid = await cluster.create(map);
    cluster.time += 60_000;
    const sent = { metadata: { name: 'a' }, data: { k: 'v' } };
    await cluster.put(map, sent);
    expect(cluster.get(map)).toMatchObject({
      metadata: { uid, creationTimestamp: '2026-03-04T05:06:07Z' },
      data: { k: 'v' },
    });
    const deletionTimestamp = '2020-01-01T00:00:00Z';
    await expect(cluster.put(map, { metadata: { name: 'a', deletionTimestamp } })).rejects.toThrow(
      'ConfigMap "a" is invalid: metadata.deletionTimestamp: Invalid value: "2020-01-01T00:00:00Z": field is immutable',
    );
  });

  it('does not mistake an object for one of the same name', async () => {
    const cluster = new Cluster();
    const uid = await cluster.create(map);
    await cluster.client.delete(cluster.ref(map));
    const later = await cluster.create(map);
    const sent = { metadata: { name: 'a' }, data: {} };
    await expect(cluster.put(map, sent, { uid })).rejects.toThrow(
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${later}`,
    );
    expect(await reasonOf(cluster.put('configmaps n/none', sent))).toBe('NotFound');
  });

  it('decides again when the object changes while admission waits', async () => {
    let turns = 0;
    const slow: AdmissionStep = {
      admit: ({ operation }) => {
        if (operation !== 'UPDATE' || ++turns > 1) return;
        // Somebody else is faster.
        const { namespace, name } = cluster.ref(map);
        const live = cluster.copy(map);
        (live['metadata'] as JsonObject)['labels'] = { faster: 'yes' };
        cluster.store.put({ resource: 'configmaps', namespace, name }, live);
        return Promise.resolve();
      },
    };
    const cluster = new Cluster(() => [slow]);
    await cluster.create(map);
    await cluster.client.update(cluster.ref(map), {
      change: (object) => void (object['data'] = { k: 'v' }),
    });
    expect(turns).toBe(2);
    expect(cluster.get(map)).toMatchObject({
      metadata: { labels: { faster: 'yes' } },
      data: { k: 'v' },
    });
  });
});

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ControlPlane, startControlPlane } from '@keelson/control-plane';
import { findCondition, installCustomResources, Manager } from '@keelson/runtime';
import { eventually, RecordingLogger } from '@keelson/runtime/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { Session } from '../api/v1alpha1/session.ts';
import { SessionReconciler } from './session-controller.ts';

declare module 'vitest' {
  interface ProvidedContext {
    backend: 'real' | 'embedded';
  }
}

const definition = path.resolve(
  import.meta.dirname,
  '../../config/crd/bases/workshop.k8s-go.openshift.org_sessions.yaml',
);

describe('SessionReconciler', () => {
  const stop = new AbortController();
  const logger = new RecordingLogger();
  let controlPlane: ControlPlane;
  let manager: Manager;
  let stopped: Promise<void>;

  beforeAll(async () => {
    controlPlane = await startControlPlane({ backend: inject('backend') });
    manager = new Manager({
      kubeconfig: controlPlane.kubeconfigPath,
      metrics: { bindAddress: '0' },
      health: { bindAddress: '0' },
      logger,
    });
    await installCustomResources(manager.apiClient, [parse(await readFile(definition, 'utf8'))]);
    manager.add(new SessionReconciler(manager.client, { stepMs: 50 }));
    stopped = manager.start(stop.signal);
  });

  afterAll(async () => {
    stop.abort();
    await stopped;
    await controlPlane.stop();
  });

  async function create(name: string, capacity: number): Promise<void> {
    const spec = { type: 'deepdive', title: 'Informers', capacity } as const;
    await manager.apiClient.create(Session, { metadata: { namespace: 'default', name }, spec });
  }

  function settled(name: string, attendees: number): Promise<Session> {
    return eventually(async () => {
      const session = await manager.apiClient.get(Session, { namespace: 'default', name });
      expect(session?.status).toMatchObject({
        attendees,
        observedGeneration: session?.metadata.generation,
      });
      expect(findCondition(session?.status?.conditions, 'Full')?.status).toBe('True');
      return session as Session;
    });
  }

  it('lets attendees come one by one, and go one by one when the room becomes smaller', async () => {
    const seen: (number | undefined)[] = [];
    const watched = new AbortController();
    await create('steps', 4);
    const watching = (async () => {
      const query = { namespace: 'default', fieldSelector: 'metadata.name=steps' };
      for await (const { object } of manager.apiClient.watch(Session, {
        ...query,
        signal: watched.signal,
      })) {
        const attendees = object.status?.attendees ?? 0;
        if (attendees !== seen.at(-1)) seen.push(attendees);
      }
    })();
    await settled('steps', 4);
    const smaller = { type: 'merge', body: { spec: { capacity: 1 } } } as const;
    await manager.apiClient.patch(Session, { namespace: 'default', name: 'steps' }, smaller);
    await settled('steps', 1);
    watched.abort();
    await watching.catch(() => {});
    const [first = 0] = seen;
    expect(seen).toEqual([0, 1, 2, 3, 4, 3, 2, 1].slice(first));
  });

  it('loses no write of others, and takes a conflict for no error', async () => {
    await create('contested', 12);
    const key = { namespace: 'default', name: 'contested' };
    const attendees = async () =>
      (await manager.apiClient.get(Session, key))?.status?.attendees ?? 0;
    let round = 0;
    for (let before = 0; before < 12; before = await attendees()) {
      for (const until = round + 3; round < until; round++) {
        const body = { metadata: { labels: { round: `${round}` } }, spec: { title: `v${round}` } };
        await manager.apiClient.patch(Session, key, { type: 'merge', body });
      }
      await eventually(async () => (await attendees()) > before);
    }
    const session = await settled('contested', 12);
    expect(session.spec.title).toBe(`v${round - 1}`);
    expect(session.metadata.labels).toEqual({ round: `${round - 1}` });
    expect(logger.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });

  it('brings back a number that somebody made up', async () => {
    await create('made-up', 2);
    await settled('made-up', 2);
    const key = { namespace: 'default', name: 'made-up' };
    const body = { status: { attendees: 5 } };
    await manager.apiClient.status.patch(Session, key, { type: 'merge', body });
    expect((await settled('made-up', 2)).status?.attendees).toBe(2);
  });
});

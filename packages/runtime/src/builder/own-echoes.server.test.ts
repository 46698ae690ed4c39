import { randomUUID } from 'node:crypto';
import { ConfigMap, Namespace } from '@keelson/kubernetes/core/v1';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Request } from '../api/request.ts';
import { eventually } from '../testing/eventually.ts';
import { RecordingLogger } from '../testing/recording-logger.ts';
import { Manager } from './manager.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfigPath: string;
  }
}

describe('a controller that ignores its own writes', () => {
  const namespace = `echoes-${randomUUID().slice(0, 8)}`;
  const kubeconfig = inject('kubeconfigPath');
  const off = { bindAddress: '0' };
  const options = { kubeconfig, logger: new RecordingLogger(), metrics: off, health: off };
  const admin = new Manager(options).apiClient;

  beforeAll(async () => {
    await admin.create(Namespace, { metadata: { name: namespace } });
  });

  afterAll(async () => {
    await admin.delete(Namespace, { name: namespace });
  });

  it('runs once for each change of others, and never for its own', async () => {
    const manager = new Manager({ ...options, namespaces: [namespace] });
    const runs: string[] = [];
    const reconciler = {
      async reconcile(request: Request) {
        const map = await manager.client.get(ConfigMap, request);
        const text = map?.data?.['text'];
        if (text === undefined) return;
        runs.push(`${request.name} ${text}`);
        // Twice, so that events and replies mix; the second changes nothing.
        const body = { data: { copy: text } };
        await manager.client.patch(ConfigMap, request, { type: 'merge', body });
        await manager.client.patch(ConfigMap, request, { type: 'merge', body });
      },
    };
    manager.addController({ for: ConfigMap, name: 'echo', ignoreOwnWrites: true }, reconciler);
    const stop = new AbortController();
    const done = manager.start(stop.signal);
    await manager.elected;
    const write = async (text: string) => {
      const key = { namespace, name: 'a' };
      const body = { data: { text } };
      await admin.patch(ConfigMap, key, { type: 'merge', body });
      await eventually(async () => (await admin.get(ConfigMap, key))?.data?.['copy'] === text);
    };
    await admin.create(ConfigMap, { metadata: { namespace, name: 'a' }, data: { text: '0' } });
    for (const text of ['1', '2', '3', '4', '5']) await write(text);
    // What comes after all echoes: when it has been seen, so have they.
    await admin.create(ConfigMap, { metadata: { namespace, name: 'z' }, data: { text: 'end' } });
    await eventually(() => runs.includes('z end'));
    expect(runs.filter((run) => run !== 'a 0')).toEqual([
      'a 1',
      'a 2',
      'a 3',
      'a 4',
      'a 5',
      'z end',
    ]);
    stop.abort();
    await done;
  });
});

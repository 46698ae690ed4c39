import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Lease } from '@keelson/kubernetes/coordination/v1';
import { ConfigMap, Namespace, Secret } from '@keelson/kubernetes/core/v1';
import { Event } from '@keelson/kubernetes/events/v1';
import {
  createHttpTransport,
  installCustomResources,
  loadClusterConfig,
  RestClient,
} from '@keelson/runtime';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { toyDefinition } from './toy-definition.ts';

const group = 'compatibility.keelson.dev';
const toyType = { apiVersion: `${group}/v1`, kind: 'Toy' };
const hasGo = await promisify(execFile)('go', ['version']).then(
  () => true,
  () => false,
);
// Where the real server is wanted there is Go too, and this must not go unseen.
const isPossible = hasGo || process.env['KEELSON_TEST_BACKEND'] === 'real';
if (!isPossible)
  process.stderr.write('There is no Go: no operator of controller-runtime is run.\n');
// Minutes on a machine whose Go has compiled nothing yet, seconds afterwards.
const buildMs = 600_000;
const soon = { timeout: 20_000, interval: 50 };

interface Toy {
  readonly metadata: { readonly finalizers?: readonly string[]; readonly uid: string };
  readonly status?: {
    readonly ready?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

describe.skipIf(!isPossible)('an operator of controller-runtime, unchanged', () => {
  const cleanup = new AsyncDisposableStack();
  const namespace = 'toys';
  const key = { namespace, name: 'train' };
  const log: string[] = [];
  let client: RestClient;
  let operator: ChildProcess;

  beforeAll(async () => {
    const kubeconfig = inject('kubeconfigPath');
    const transport = cleanup.use(createHttpTransport(await loadClusterConfig({ kubeconfig })));
    client = new RestClient({ transport, fieldManager: 'test' });
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-toys-'));
    cleanup.defer(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'toys');
    const cwd = path.join(import.meta.dirname, 'controller-runtime');
    // As the real server is built: what both are made of is compiled once.
    const env = { ...process.env, CGO_ENABLED: '0' };
    const args = ['build', '-trimpath', '-ldflags=-s -w', '-o', file, '.'];
    await promisify(execFile)('go', args, { cwd, env });

    await installCustomResources(client, [toyDefinition(group)]);
    await client.create(Namespace, { metadata: { name: namespace } });
    operator = spawn(file, { env: { ...process.env, KUBECONFIG: kubeconfig }, stdio: 'pipe' });
    cleanup.defer(() => void operator.kill('SIGKILL'));
    for (const output of [operator.stdout, operator.stderr]) {
      if (output) createInterface(output).on('line', (line) => log.push(line));
    }
  }, buildMs);

  afterAll(async () => {
    await cleanup.disposeAsync();
  });

  const toy = () => client.get(toyType, key) as Promise<Toy | undefined>;
  const sizeOfPart = async () => (await client.get(ConfigMap, key))?.data?.['size'];

  it('becomes the leader', async () => {
    await vi.waitFor(async () => {
      const lease = await client.get(Lease, { namespace: 'default', name: 'toys' });
      expect(lease?.spec.holderIdentity).toMatch(/_/);
    }, soon);
  });

  it('makes what its object asks for, and says so in the status and an event', async () => {
    const { metadata } = (await client.create(toyType, {
      ...toyType,
      metadata: key,
      spec: { size: 3 },
    })) as unknown as Toy;
    await vi.waitFor(async () => expect((await toy())?.status?.ready).toBe(3), soon);
    expect(await toy()).toMatchObject({
      metadata: { finalizers: [`${group}/farewell`] },
      status: { conditions: [{ type: 'Ready', status: 'True', observedGeneration: 1 }] },
    });
    expect((await client.get(ConfigMap, key))?.metadata.ownerReferences).toEqual([
      {
        ...toyType,
        name: 'train',
        uid: metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
    await vi.waitFor(async () => {
      const { items } = await client.list(Event, { namespace });
      expect(items.map(({ reason, note, action }) => ({ reason, note, action }))).toEqual([
        { reason: 'Built', note: 'built train', action: 'Build' },
      ]);
    }, soon);
  });

  it('applies on the server', async () => {
    const secret = await client.get(Secret, key);
    expect(secret?.data).toEqual({ name: Buffer.from('train').toString('base64') });
    const managers = secret?.metadata.managedFields?.map(({ manager, operation }) => [
      manager,
      operation,
    ]);
    expect(managers).toEqual([['toys', 'Apply']]);
  });

  it('follows changes of its object, and of what it owns', async () => {
    await client.patch(toyType, key, { type: 'merge', body: { spec: { size: 5 } } });
    await vi.waitFor(async () => expect(await sizeOfPart()).toBe('5'), soon);
    const first = await client.get(ConfigMap, key);
    await client.delete(ConfigMap, key);
    await vi.waitFor(async () => {
      const second = await client.get(ConfigMap, key);
      expect(second?.metadata.uid).not.toBe(first?.metadata.uid ?? '');
      expect(second?.data).toEqual({ size: '5' });
    }, soon);
    await vi.waitFor(async () => expect((await toy())?.status?.ready).toBe(5), soon);
  });

  it('runs its finalizer, and what it owned goes with the object', async () => {
    const uid = (await toy())?.metadata.uid;
    await client.delete(toyType, key);
    await vi.waitFor(async () => expect(await toy()).toBeUndefined(), soon);
    const farewell = await client.get(ConfigMap, { namespace, name: 'farewell-train' });
    expect(farewell?.data).toEqual({ uid });
    // The real API server has no controllers beside it here, and so no garbage collector.
    if (inject('backend') === 'real') return;
    await vi.waitFor(async () => expect(await sizeOfPart()).toBeUndefined(), soon);
  });

  it('has met no error', () => {
    expect(log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('gives its lease back at the end', async () => {
    operator.kill('SIGTERM');
    const [code] = (await once(operator, 'exit')) as [number | null];
    expect(code).toBe(0);
    const lease = await client.get(Lease, { namespace: 'default', name: 'toys' });
    expect(lease?.spec.holderIdentity ?? '').toBe('');
  });
});

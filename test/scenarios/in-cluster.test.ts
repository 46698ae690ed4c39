import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SelfSubjectReview } from '@keelson/kubernetes/authentication/v1';
import { ConfigMap } from '@keelson/kubernetes/core/v1';
import { Role, RoleBinding } from '@keelson/kubernetes/rbac/v1';
import {
  createHttpTransport,
  isForbidden,
  isUnauthorized,
  loadClusterConfig,
  Manager,
  RestClient,
} from '@keelson/runtime';
import { eventually, FakeClock, RecordingLogger } from '@keelson/runtime/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { Cluster, rejection } from './support/cluster.ts';
import {
  type Account,
  clusterOf,
  createAccount,
  tokenOf,
  userNameOf,
} from './support/service-account.ts';

let cluster: Cluster;
let namespace: string;
let first: Account;
let second: Account;
let env: Record<string, string>;
let ca: string;
let folder: string;
let clock: FakeClock;
let opened: AsyncDisposableStack;

beforeAll(async () => {
  cluster = await Cluster.connect(inject('kubeconfigPath'));
  namespace = await cluster.newNamespace();
  first = await createAccount(cluster.client, { namespace, name: 'first' });
  second = await createAccount(cluster.client, { namespace, name: 'second' });
  const found = await clusterOf(inject('kubeconfigPath'));
  const { hostname, port } = new URL(found.server);
  env = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
  ({ ca } = found);
});

afterAll(() => cluster[Symbol.asyncDispose]());

// What the kubelet mounts into a pod.
beforeEach(async () => {
  opened = new AsyncDisposableStack();
  folder = await mkdtemp(path.join(tmpdir(), 'keelson-pod-'));
  opened.defer(() => rm(folder, { recursive: true }));
  clock = new FakeClock();
  await writeFile(path.join(folder, 'ca.crt'), ca);
  await writeFile(path.join(folder, 'namespace'), namespace);
});

afterEach(() => opened.disposeAsync());

const mount = async (account: Account) => putToken(await tokenOf(cluster.client, account));
const putToken = (token: string) => writeFile(path.join(folder, 'token'), token);

async function connect() {
  const config = await loadClusterConfig({ inClusterDirectory: folder, env, clock });
  const transport = opened.use(createHttpTransport(config));
  return { config, transport, client: new RestClient({ transport }) };
}

async function whoAmI(client: RestClient): Promise<string | undefined> {
  const review = await client.create(SelfSubjectReview, { metadata: { name: 'me' } });
  return review.status?.userInfo?.username;
}

describe('in a pod', () => {
  it('S69 S72 is the service account whose files are mounted, in its namespace', async () => {
    await mount(first);
    const { config, client } = await connect();
    expect(config).toMatchObject({ namespace, source: 'in-cluster' });
    expect(await whoAmI(client)).toBe(userNameOf(first));
    const error = await rejection(client.list(ConfigMap, { namespace }));
    expect(isForbidden(error)).toBe(true);
    expect((error as Error).message).toContain(`User "${userNameOf(first)}" cannot list`);
  });

  it('S69 takes a token that was rotated within 60 seconds, without a restart', async () => {
    await mount(first);
    const { client } = await connect();
    expect(await whoAmI(client)).toBe(userNameOf(first));
    await mount(second);
    expect(await whoAmI(client)).toBe(userNameOf(first));
    await clock.advance(60_000);
    expect(await whoAmI(client)).toBe(userNameOf(second));
  });

  it('S69 takes it at once when the server refuses the old one', async () => {
    await putToken('expired');
    const { client } = await connect();
    expect(isUnauthorized(await rejection(whoAmI(client)))).toBe(true);
    await mount(first);
    expect(await whoAmI(client)).toBe(userNameOf(first));
  });

  it('S69 T20 runs a manager: not ready before its cache is filled, ready with it', async () => {
    const worker = await createAccount(cluster.client, { namespace, name: 'worker' });
    await mount(worker);
    const { transport } = await connect();
    const logger = new RecordingLogger();
    const manager = new Manager({
      transport,
      logger,
      namespaces: [namespace],
      metrics: { bindAddress: '0' },
      health: { bindAddress: '127.0.0.1:0' },
    });
    const seen = new Set<string>();
    manager.addController(
      { for: ConfigMap, name: 'in-cluster' },
      { reconcile: async ({ name }) => void seen.add(name) },
    );
    await cluster.client.create(ConfigMap, { metadata: { namespace, name: 'seen' } });
    const stop = new AbortController();
    const done = manager.start(stop.signal);
    try {
      const { port } = (await manager.healthAddress)!;
      const status = async (path: string) =>
        (await fetch(`http://127.0.0.1:${port}${path}`)).status;
      await eventually(() =>
        logger.messages('error').some((message) => message.startsWith('Not allowed to')),
      );
      expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 500]);
      const reasons = await (await fetch(`http://127.0.0.1:${port}/readyz`)).text();
      expect(reasons).toMatch(
        new RegExp(`ConfigMap: not allowed to .*configmaps in the namespace ${namespace}`),
      );
      expect(seen.size).toBe(0);
      await grant(worker);
      await eventually(async () => (await status('/readyz')) === 200, { timeoutMs: 20_000 });
      await eventually(() => seen.has('seen'));
    } finally {
      stop.abort();
      await done;
    }
  });
});

async function grant(account: Account): Promise<void> {
  const apiGroup = 'rbac.authorization.k8s.io';
  const { name } = account;
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list', 'watch'] }];
  await cluster.client.create(Role, { metadata: { namespace, name }, rules });
  await cluster.client.create(RoleBinding, {
    metadata: { namespace, name },
    roleRef: { apiGroup, kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
  });
}

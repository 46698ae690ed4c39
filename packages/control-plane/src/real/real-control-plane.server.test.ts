import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { ControlPlane } from '../control-plane.ts';
import { inventory } from '../inventory.ts';
import { startControlPlane } from '../start-control-plane.ts';
import { findBinaries } from './binaries.ts';
import { isAlive } from './is-alive.ts';

declare module 'vitest' {
  interface ProvidedContext {
    backend: 'real' | 'embedded';
  }
}

const starts = { timeout: 60_000 };

describe.skipIf(inject('backend') !== 'real')('starting and stopping a real control plane', () => {
  it('runs beside others, each with a port and a folder of its own', starts, async () => {
    await using stack = new AsyncDisposableStack();
    const start = async (): Promise<ControlPlane> =>
      stack.use(await startControlPlane({ backend: 'real' }));
    const [first, second] = await Promise.all([start(), start()]);
    expect(second.url).not.toBe(first.url);
    await createNamespace(first.kubeconfig, 'only-here');
    expect(await statusOf(first.kubeconfig, '/api/v1/namespaces/only-here')).toBe(200);
    expect(await statusOf(second.kubeconfig, '/api/v1/namespaces/only-here')).toBe(404);
  });

  it('leaves no process, file or entry behind, however often it is started', starts, async () => {
    for (let round = 0; round < 3; round += 1) {
      const controlPlane = await startControlPlane({ backend: 'real' });
      const { running } = await inventory();
      expect(running.map(({ url }) => url)).toContain(controlPlane.url);
      await controlPlane.stop();
      await controlPlane.stop();
      await expect(access(path.dirname(controlPlane.kubeconfigPath))).rejects.toThrow('ENOENT');
      await expect(statusOf(controlPlane.kubeconfig, '/readyz')).rejects.toThrow('ECONNREFUSED');
    }
    const mine = (await inventory()).running.filter(({ pid }) => pid === process.pid);
    expect(mine.length).toBeLessThanOrEqual(1);
  });

  it('runs what KUBEBUILDER_ASSETS holds', starts, async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-assets-'));
    const { files } = await findBinaries(['etcd', 'kube-apiserver']);
    for (const [name, file] of Object.entries(files)) await symlink(file, path.join(folder, name));
    const env = { KUBEBUILDER_ASSETS: folder, XDG_CACHE_HOME: path.join(folder, 'empty') };
    {
      await using controlPlane = await startControlPlane({ backend: 'real', env });
      expect(await statusOf(controlPlane.kubeconfig, '/api/v1/namespaces')).toBe(200);
      expect((await inventory(env)).running).toMatchObject([{ url: controlPlane.url }]);
    }
    expect(await inventory(env)).toEqual({ installed: [], running: [] });
    await rm(folder, { recursive: true });
  });

  it('tries another port when somebody else takes its own', starts, async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-assets-'));
    const { files } = await findBinaries(['etcd', 'kube-apiserver']);
    const taken = path.join(folder, 'taken');
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    // The first time only, it finds somebody on its port.
    const apiServer = `#!/bin/sh
      mkdir ${taken} 2>/dev/null && set -- "$@" --secure-port=${port}
      exec ${files['kube-apiserver']} "$@"`;
    await symlink(files.etcd!, path.join(folder, 'etcd'));
    await writeFile(path.join(folder, 'kube-apiserver'), apiServer, { mode: 0o755 });
    {
      await using controlPlane = await startControlPlane({
        backend: 'real',
        env: { ...process.env, KUBEBUILDER_ASSETS: folder },
      });
      expect(await statusOf(controlPlane.kubeconfig, '/api/v1/namespaces')).toBe(200);
      await access(taken);
    }
    await once(holder.close(), 'close');
    await rm(folder, { recursive: true });
  });

  it(
    'shows the end of the log of a server that does not start, and removes all',
    starts,
    async () => {
      const before = await children();
      const start = startControlPlane({ backend: 'real', apiServerFlags: ['--no-such-flag'] });
      const settled = start.catch(() => {});
      const folder = await vi.waitFor(async () => {
        const guard = (await children()).find((line) => !before.includes(line))!;
        return /\S*keelson-control-plane-\w+/.exec(guard)![0];
      }, 20_000);
      await settled;
      await expect(start).rejects.toThrow(
        /kube-apiserver exited with code 1.*unknown flag: --no-such-flag/s,
      );
      expect((await children()).filter((line) => line.includes(folder))).toEqual([]);
      await expect(access(folder)).rejects.toThrow('ENOENT');
    },
  );

  it('can be given up while it starts', starts, async () => {
    const before = await children();
    const giveUp = new AbortController();
    const start = startControlPlane({ backend: 'real', signal: giveUp.signal });
    await vi.waitFor(
      async () =>
        expect(
          (await children()).some(
            (line) => line.includes('kube-apiserver') && !before.includes(line),
          ),
        ).toBe(true),
      20_000,
    );
    giveUp.abort(new Error('enough'));
    await expect(start).rejects.toThrow('enough');
    expect((await children()).filter((line) => !before.includes(line))).toEqual([]);
  });

  it('does not outlive a process that is killed', starts, async () => {
    const source = path.resolve(import.meta.dirname, '../index.ts');
    const script = `import { startControlPlane } from ${JSON.stringify(source)};
      const controlPlane = await startControlPlane({ backend: 'real' });
      console.log(controlPlane.kubeconfigPath);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [kubeconfigPath] = (await once(createInterface({ input: child.stdout }), 'line')) as [
      string,
    ];
    const { running } = await inventory();
    const entry = running.find((one) => one.kubeconfigPath === kubeconfigPath)!;
    expect(entry.pid).toBe(child.pid);
    const groups = entry.servers.map((server) => -server);
    expect(groups.map(isAlive)).toEqual([true, true]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await vi.waitFor(() => expect(groups.map(isAlive)).toEqual([false, false]), 10_000);
    await vi.waitFor(() => expect(access(entry.folder)).rejects.toThrow('ENOENT'), 10_000);
    expect((await inventory()).running.map(({ url }) => url)).not.toContain(entry.url);
  });
});

describe.skipIf(inject('backend') !== 'real')('a real control plane with controllers', () => {
  let controlPlane: ControlPlane;

  beforeAll(async () => {
    controlPlane = await startControlPlane({ backend: 'real', controllerManager: true });
  });

  afterAll(() => controlPlane.stop());

  it('adds users who may do only what they are granted', async () => {
    const alice = await controlPlane.addUser('alice', ['team "a", b']);
    expect(await statusOf(alice.kubeconfig, '/api/v1/namespaces')).toBe(403);
    expect(await reviewSelf(alice.kubeconfig)).toMatchObject({
      username: 'alice',
      groups: ['team "a", b', 'system:authenticated'],
    });
    const root = await controlPlane.addUser('root', ['system:masters']);
    expect(await statusOf(root.kubeconfig, '/api/v1/namespaces')).toBe(200);
  });

  it('makes service accounts, whose tokens the server accepts', async () => {
    await createNamespace(controlPlane.kubeconfig, 'alive');
    const account = '/api/v1/namespaces/alive/serviceaccounts/default';
    await vi.waitFor(
      async () => expect(await statusOf(controlPlane.kubeconfig, account)).toBe(200),
      20_000,
    );
    const token = await call(controlPlane.kubeconfig, {
      method: 'POST',
      path: `${account}/token`,
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    });
    const bearer = (token.body as { status: { token: string } }).status.token;
    expect(await reviewSelf(withUser(controlPlane.kubeconfig, { token: bearer }))).toMatchObject({
      username: 'system:serviceaccount:alive:default',
    });
  });

  it('collects garbage and ends namespaces', async () => {
    const { kubeconfig } = controlPlane;
    await createNamespace(kubeconfig, 'short');
    const maps = '/api/v1/namespaces/short/configmaps';
    const create = (metadata: object) =>
      call(kubeconfig, { method: 'POST', path: maps, body: { metadata } });
    const owner = (await create({ name: 'owner' })).body as { metadata: { uid: string } };
    const { uid } = owner.metadata;
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid }];
    expect((await create({ name: 'owned', ownerReferences })).status).toBe(201);
    await call(kubeconfig, { method: 'DELETE', path: `${maps}/owner` });
    await vi.waitFor(
      async () => expect(await statusOf(kubeconfig, `${maps}/owned`)).toBe(404),
      20_000,
    );
    await call(kubeconfig, { method: 'DELETE', path: '/api/v1/namespaces/short' });
    await vi.waitFor(
      async () => expect(await statusOf(kubeconfig, '/api/v1/namespaces/short')).toBe(404),
      20_000,
    );
  });

  it('is reached by the backend "existing", which impersonates users', async () => {
    await using existing = await startControlPlane({
      backend: 'existing',
      kubeconfig: controlPlane.kubeconfigPath,
    });
    expect(existing.url).toBe(controlPlane.url);
    expect(await statusOf(existing.kubeconfig, '/api/v1/namespaces')).toBe(200);
    const bob = await existing.addUser('bob', ['devs', 'ops']);
    expect(await statusOf(bob.kubeconfig, '/api/v1/namespaces')).toBe(403);
    expect(await reviewSelf(bob.kubeconfig)).toMatchObject({
      username: 'bob',
      groups: ['devs', 'ops', 'system:authenticated'],
    });
  });
});

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

async function statusOf(kubeconfig: string, target: string): Promise<number> {
  return (await call(kubeconfig, { method: 'GET', path: target })).status;
}

async function createNamespace(kubeconfig: string, name: string): Promise<void> {
  await call(kubeconfig, {
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { metadata: { name } },
  });
}

/** Who the server thinks that the user of a kubeconfig is. */
async function reviewSelf(kubeconfig: string): Promise<unknown> {
  const { body } = await call(kubeconfig, {
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
  });
  return (body as { status: { userInfo: unknown } }).status.userInfo;
}

interface KubeconfigUser {
  readonly 'client-certificate-data'?: string;
  readonly 'client-key-data'?: string;
  readonly token?: string;
  readonly as?: string;
  readonly 'as-groups'?: readonly string[];
}

interface Kubeconfig {
  readonly clusters: [{ readonly cluster: Readonly<Record<string, string>> }];
  readonly users: [{ readonly user: KubeconfigUser }];
}

function withUser(kubeconfig: string, user: KubeconfigUser): string {
  return JSON.stringify({ ...(JSON.parse(kubeconfig) as Kubeconfig), users: [{ user }] });
}

/** One request with the credentials of a kubeconfig of ours. */
function call(kubeconfig: string, { method, path: target, body }: Call) {
  const config = JSON.parse(kubeconfig) as Kubeconfig;
  const [{ cluster }] = config.clusters;
  const [{ user }] = config.users;
  const pem = (data: string | undefined): Buffer | undefined =>
    data === undefined ? undefined : Buffer.from(data, 'base64');
  const headers: Record<string, string | string[]> = {
    'content-type': 'application/json',
  };
  if (user.token !== undefined) headers['authorization'] = `Bearer ${user.token}`;
  if (user.as !== undefined) headers['impersonate-user'] = user.as;
  if (user['as-groups'] !== undefined) headers['impersonate-group'] = [...user['as-groups']];
  return new Promise<{ status: number; body: unknown }>((resolve, reject) => {
    const exchange = request(
      new URL(target, cluster['server']),
      {
        method,
        agent: false,
        ca: pem(cluster['certificate-authority-data']),
        cert: pem(user['client-certificate-data']),
        key: pem(user['client-key-data']),
        headers,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          const isJson = response.headers['content-type']?.includes('json') === true;
          resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text });
        });
      },
    );
    exchange.on('error', reject);
    exchange.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The command lines of the programs that this process has started and that belong to a control plane. */
async function children(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'ppid=,pid=,args='], {
    maxBuffer: 2 ** 24,
  });
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) => line.startsWith(`${process.pid} `) && line.includes('keelson-control-plane-'),
    );
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, vi } from 'vitest';
import type { ControlPlaneUser } from '../control-plane.ts';
import { inventory } from '../inventory.ts';
import { startControlPlane } from '../start-control-plane.ts';
import { isAlive } from './is-alive.ts';

const starts = { timeout: 60_000 };

describe('the real control plane', () => {
  it('runs beside others, each with a port and a folder of its own', starts, async () => {
    await using first = await startControlPlane();
    await using second = await startControlPlane();
    expect(second.url).not.toBe(first.url);
    await createNamespace(first.kubeconfig, 'only-here');
    expect(await statusOf(first.kubeconfig, '/api/v1/namespaces/only-here')).toBe(200);
    expect(await statusOf(second.kubeconfig, '/api/v1/namespaces/only-here')).toBe(404);
  });

  it('leaves no process, file or entry behind, however often it is started', starts, async () => {
    for (let round = 0; round < 3; round += 1) {
      const controlPlane = await startControlPlane();
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

  it('adds users who may do only what they are granted', starts, async () => {
    await using controlPlane = await startControlPlane();
    const alice = await controlPlane.addUser('alice', ['team "a", b']);
    expect(await statusOf(alice.kubeconfig, '/api/v1/namespaces')).toBe(403);
    const review = await call(alice.kubeconfig, {
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    });
    expect(review.body).toMatchObject({
      status: { userInfo: { username: 'alice', groups: ['team "a", b', 'system:authenticated'] } },
    });
    const root = await controlPlane.addUser('root', ['system:masters']);
    expect(await statusOf(root.kubeconfig, '/api/v1/namespaces')).toBe(200);
  });

  it('has controllers when it is asked for them', starts, async () => {
    await using controlPlane = await startControlPlane({ controllerManager: true });
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
    expect(token.status).toBe(201);
  });

  it('shows the end of the log of a server that does not start', starts, async () => {
    const start = startControlPlane({ apiServerFlags: ['--no-such-flag'] });
    await expect(start).rejects.toThrow(
      /kube-apiserver exited with code 1.*unknown flag: --no-such-flag/s,
    );
  });

  it('can be given up while it starts', starts, async () => {
    await expect(startControlPlane({ signal: AbortSignal.timeout(200) })).rejects.toThrow();
    const mine = (await inventory()).running.filter(({ pid }) => pid === process.pid);
    expect(mine.length).toBeLessThanOrEqual(1);
  });

  it('does not outlive a process that is killed', starts, async () => {
    const script = `import { startControlPlane } from ${JSON.stringify(path.resolve(import.meta.dirname, '../../dist/index.js'))};
      const controlPlane = await startControlPlane();
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
    expect(isAlive(entry.pid)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await vi.waitFor(() => expect(access(entry.folder)).rejects.toThrow('ENOENT'), 10_000);
    await vi.waitFor(() => expect(canConnect(entry.url)).resolves.toBe(false), 10_000);
    expect((await inventory()).running.map(({ url }) => url)).not.toContain(entry.url);
  });
});

describe('an existing cluster', () => {
  it('is reached through a kubeconfig, and impersonates users', starts, async () => {
    await using real = await startControlPlane();
    await using existing = await startControlPlane({
      backend: 'existing',
      kubeconfig: real.kubeconfigPath,
    });
    expect(existing.url).toBe(real.url);
    expect(await statusOf(existing.kubeconfig, '/api/v1/namespaces')).toBe(200);
    const { kubeconfig } = await existing.addUser('bob', ['devs']);
    expect(JSON.parse(kubeconfig)).toMatchObject({
      users: [{ user: { as: 'bob', 'as-groups': ['devs'] } }],
    });
  });

  it('must have the context', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-existing-'));
    const kubeconfig = path.join(folder, 'config');
    await writeFile(kubeconfig, 'contexts: [{name: a, context: {cluster: c, user: u}}]');
    const start = startControlPlane({ backend: 'existing', kubeconfig, context: 'b' });
    await expect(start).rejects.toThrow(`${kubeconfig} has no usable context "b"; it has: a`);
    await rm(folder, { recursive: true });
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

/** One request with the credentials of a kubeconfig of ours. */
function call(kubeconfig: ControlPlaneUser['kubeconfig'], { method, path: target, body }: Call) {
  const config = JSON.parse(kubeconfig) as {
    clusters: [{ cluster: Record<string, string> }];
    users: [{ user: Record<string, string> }];
  };
  const [{ cluster }] = config.clusters;
  const [{ user }] = config.users;
  const pem = (text = ''): Buffer => Buffer.from(text, 'base64');
  return new Promise<{ status: number; body: unknown }>((resolve, reject) => {
    const exchange = request(
      new URL(target, cluster['server']),
      {
        method,
        agent: false,
        ca: pem(cluster['certificate-authority-data']),
        cert: pem(user['client-certificate-data']),
        key: pem(user['client-key-data']),
        headers: { 'content-type': 'application/json' },
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

function canConnect(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    request(url, { agent: false, rejectUnauthorized: false }, () => resolve(true))
      .on('error', () => resolve(false))
      .end();
  });
}

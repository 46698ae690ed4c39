import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ControlPlaneUser } from '../../control-plane.ts';
import {
  type EmbeddedControlPlane,
  type EmbeddedControlPlaneOptions,
  startEmbedded,
} from './embedded-control-plane.ts';

async function start(options: EmbeddedControlPlaneOptions = {}): Promise<EmbeddedControlPlane> {
  const controlPlane = await startEmbedded({
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  onTestFinished(() => controlPlane.stop());
  return controlPlane;
}

interface Answer {
  readonly status: number;
  // Whatever the server answered.
  readonly body: Record<string, unknown>;
}

async function call(
  controlPlane: EmbeddedControlPlane,
  line: string,
  { body, user }: { body?: unknown; user?: ControlPlaneUser } = {},
): Promise<Answer> {
  const [method = '', url = ''] = line.split(' ');
  const [path = '', query] = url.split('?');
  const response = await controlPlane.transport(user).send({
    method,
    path,
    query: new URLSearchParams(query),
    headers: {
      'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
    },
    ...(body === undefined ? undefined : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    body: response.body.startsWith('{') ? JSON.parse(response.body) : {},
  };
}

const configMaps = '/api/v1/namespaces/default/configmaps';

function overTls(
  controlPlane: EmbeddedControlPlane,
  headers: Record<string, string>,
): Promise<number | undefined> {
  const config = JSON.parse(readFileSync(controlPlane.kubeconfigPath, 'utf8')) as {
    clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
    users: { user: { token: string } }[];
  };
  const { cluster } = config.clusters[0]!;
  const authorization = `Bearer ${config.users[0]!.user.token}`;
  return new Promise((resolve, reject) => {
    request(
      new URL('/api/v1/namespaces', cluster.server),
      {
        ca: Buffer.from(cluster['certificate-authority-data'], 'base64'),
        headers: { authorization, ...headers },
        agent: false,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    )
      .on('error', reject)
      .end();
  });
}

async function summaryOf(controlPlane: EmbeddedControlPlane) {
  const namespaces = await call(controlPlane, 'GET /api/v1/namespaces');
  const roles = await call(controlPlane, 'GET /apis/rbac.authorization.k8s.io/v1/clusterroles');
  const { resourceVersion } = namespaces.body['metadata'] as { resourceVersion: string };
  return {
    revision: resourceVersion,
    namespaces: (namespaces.body['items'] as unknown[]).length,
    roles: (roles.body['items'] as unknown[]).length,
  };
}

describe('startEmbedded', () => {
  it('is a cluster: namespaces with their contents, and what a client writes', async () => {
    const controlPlane = await start();
    const namespaces = await call(controlPlane, 'GET /api/v1/namespaces');
    const names = (namespaces.body['items'] as { metadata: { name: string } }[]).map(
      ({ metadata }) => metadata.name,
    );
    expect(names).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
    const account = await call(
      controlPlane,
      'GET /api/v1/namespaces/default/serviceaccounts/default',
    );
    expect(account.status).toBe(200);
    const created = await call(controlPlane, `POST ${configMaps}`, {
      body: { metadata: { name: 'a' }, data: { x: 'y' } },
    });
    expect(created).toMatchObject({ status: 201, body: { data: { x: 'y' } } });
    expect(await call(controlPlane, `GET ${configMaps}/a`)).toEqual({ ...created, status: 200 });
  });

  it('serves TLS to those who have the kubeconfig, and nothing to a browser', async () => {
    const controlPlane = await start();
    expect(await overTls(controlPlane, {})).toBe(200);
    expect(await overTls(controlPlane, { authorization: 'Bearer wrong' })).toBe(401);
    expect(await overTls(controlPlane, { origin: 'https://example.com' })).toBe(403);
    expect(await overTls(controlPlane, { 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  it('lets a user do what RBAC grants', async () => {
    const controlPlane = await start();
    const user = await controlPlane.addUser('alice', ['devs']);
    const refused = await call(controlPlane, `GET ${configMaps}`, { user });
    expect(refused).toMatchObject({
      status: 403,
      body: {
        message:
          'configmaps is forbidden: User "alice" cannot list resource "configmaps" in API group "" in the namespace "default"',
      },
    });
    const rbac = 'apiGroup';
    await call(controlPlane, 'POST /apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      body: {
        metadata: { name: 'devs' },
        subjects: [{ kind: 'Group', name: 'devs', [rbac]: 'rbac.authorization.k8s.io' }],
        roleRef: { kind: 'ClusterRole', name: 'view', [rbac]: 'rbac.authorization.k8s.io' },
      },
    });
    expect((await call(controlPlane, `GET ${configMaps}`, { user })).status).toBe(200);
    expect((await call(controlPlane, `POST ${configMaps}`, { user, body: {} })).status).toBe(403);
  });

  it('runs beside others, and shares nothing with them', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    await call(first, `POST ${configMaps}`, { body: { metadata: { name: 'only-here' } } });
    expect((await call(first, `GET ${configMaps}/only-here`)).status).toBe(200);
    expect((await call(second, `GET ${configMaps}/only-here`)).status).toBe(404);
    expect(second.url).not.toBe(first.url);
  });

  it('goes on where the state file ends, with the same kubeconfig', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'embedded-state-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const stateFile = path.join(folder, 'state');
    const first = await startEmbedded({ stateFile });
    const port = Number(new URL(first.url).port);
    await call(first, `POST ${configMaps}`, { body: { metadata: { name: 'kept' } } });
    const before = await call(first, `GET ${configMaps}/kept`);
    await first.stop();
    const second = await start({ stateFile, port });
    expect(second.kubeconfig).toBe(first.kubeconfig);
    expect(await call(second, `GET ${configMaps}/kept`)).toEqual(before);
  });

  it('completes a cluster that ended while it was made', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'embedded-state-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const stateFile = path.join(folder, 'state');
    const whole = await startEmbedded({ stateFile });
    const { namespaces, roles } = await summaryOf(whole);
    await whole.stop();
    const lines = readFileSync(stateFile, 'utf8').split('\n');
    for (const length of [1, 3, 40]) {
      writeFileSync(stateFile, `${lines.slice(0, length).join('\n')}\n`);
      const controlPlane = await startEmbedded({ stateFile });
      const { revision } = await summaryOf(controlPlane);
      expect(await summaryOf(controlPlane)).toMatchObject({ namespaces, roles });
      await controlPlane.stop();
      // Once it is complete, a start writes nothing.
      const again = await startEmbedded({ stateFile });
      expect(await summaryOf(again)).toMatchObject({ revision });
      await again.stop();
    }
  });

  it('starts anew on reset, at the same address', async () => {
    const controlPlane = await start();
    const { url } = controlPlane;
    await call(controlPlane, `POST ${configMaps}`, { body: { metadata: { name: 'gone' } } });
    await controlPlane.reset();
    expect(controlPlane.url).toBe(url);
    expect((await call(controlPlane, `GET ${configMaps}/gone`)).status).toBe(404);
    expect((await call(controlPlane, 'GET /api/v1/namespaces/default')).status).toBe(200);
    expect(await overTls(controlPlane, {})).toBe(200);
  });

  it('ends the watches on reset, and the transports go on', async () => {
    const controlPlane = await start();
    const transport = controlPlane.transport();
    const { body } = await call(controlPlane, `GET ${configMaps}`);
    const { resourceVersion } = body['metadata'] as { resourceVersion: string };
    const query = new URLSearchParams({ watch: 'true', resourceVersion });
    const { chunks } = await transport.stream({ method: 'GET', path: configMaps, query });
    const ended = Array.fromAsync(chunks);
    await controlPlane.reset();
    expect(await ended).toEqual([]);
    const exact = `GET ${configMaps}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`;
    expect(await call(controlPlane, exact)).toMatchObject({
      status: 410,
      body: { message: 'The resourceVersion for the provided list is too old.' },
    });
    // What is installed later is served to whom connected before.
    await call(controlPlane, 'POST /apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      body: {
        metadata: { name: 'gadgets.example.com' },
        spec: {
          group: 'example.com',
          scope: 'Namespaced',
          names: { plural: 'gadgets', kind: 'Gadget' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { type: 'object' } },
            },
          ],
        },
      },
    });
    await controlPlane.idle();
    const listed = await transport.send({ method: 'GET', path: '/apis/example.com/v1/gadgets' });
    expect(listed.status).toBe(200);
  });

  it('does not bring back what was there before a reset', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'embedded-state-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const stateFile = path.join(folder, 'state');
    const first = await startEmbedded({ stateFile });
    await call(first, `POST ${configMaps}`, { body: { metadata: { name: 'gone' } } });
    await first.reset();
    await call(first, `POST ${configMaps}`, { body: { metadata: { name: 'kept' } } });
    await first.stop();
    const second = await start({ stateFile });
    expect((await call(second, `GET ${configMaps}/gone`)).status).toBe(404);
    expect((await call(second, `GET ${configMaps}/kept`)).status).toBe(200);
    expect((await call(second, 'GET /api/v1/namespaces/kube-system')).status).toBe(200);
  });

  it('streams a watch, and tells of forgotten writes', async () => {
    const controlPlane = await start();
    const { body } = await call(controlPlane, `GET ${configMaps}`);
    const { resourceVersion } = body['metadata'] as { resourceVersion: string };
    const watch = async (from: string) => {
      const query = new URLSearchParams({ watch: 'true', resourceVersion: from });
      const { chunks } = await controlPlane
        .transport()
        .stream({ method: 'GET', path: configMaps, query });
      for await (const chunk of chunks) return JSON.parse(Buffer.from(chunk).toString());
    };
    const first = watch(resourceVersion);
    await call(controlPlane, `POST ${configMaps}`, { body: { metadata: { name: 'a' } } });
    expect(await first).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'a' } } });
    controlPlane.compact();
    expect(await watch(resourceVersion)).toMatchObject({ type: 'ERROR', object: { code: 410 } });
  });

  it('collects the dependents of what is deleted', async () => {
    const controlPlane = await start();
    const owner = await call(controlPlane, `POST ${configMaps}`, {
      body: { metadata: { name: 'owner' } },
    });
    const { uid } = owner.body['metadata'] as { uid: string };
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid }];
    for (const name of ['x', 'y']) {
      await call(controlPlane, `POST ${configMaps}`, {
        body: { metadata: { name, ownerReferences } },
      });
    }
    await call(controlPlane, `DELETE ${configMaps}/owner`);
    await controlPlane.idle();
    expect((await call(controlPlane, `GET ${configMaps}/x`)).status).toBe(404);
    expect((await call(controlPlane, `GET ${configMaps}/y`)).status).toBe(404);
  });

  it('empties a namespace before it goes, and waits for finalizers', async () => {
    const controlPlane = await start();
    await call(controlPlane, 'POST /api/v1/namespaces', { body: { metadata: { name: 'n' } } });
    const path = '/api/v1/namespaces/n/configmaps';
    await call(controlPlane, `POST ${path}`, {
      body: { metadata: { name: 'held', finalizers: ['example.com/x'] } },
    });
    await call(controlPlane, 'DELETE /api/v1/namespaces/n');
    await controlPlane.idle();
    const held = await call(controlPlane, 'GET /api/v1/namespaces/n');
    expect(held.body['status']).toMatchObject({ phase: 'Terminating' });
    expect(JSON.stringify(held.body['status'])).toContain('configmaps. has 1 resource instances');
    await call(controlPlane, `PATCH ${path}/held`, { body: { metadata: { finalizers: null } } });
    await controlPlane.idle();
    expect((await call(controlPlane, 'GET /api/v1/namespaces/n')).status).toBe(404);
  });

  it('lets pods run when it is asked to', async () => {
    const controlPlane = await start({ simulatePods: true });
    const pods = '/api/v1/namespaces/default/pods';
    await call(controlPlane, `POST ${pods}`, {
      body: { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    });
    await controlPlane.idle();
    expect((await call(controlPlane, `GET ${pods}/p`)).body).toMatchObject({
      spec: { nodeName: 'keelson-node' },
      status: { phase: 'Running', containerStatuses: [{ name: 'c', ready: true }] },
    });
    const deletion = await call(controlPlane, `DELETE ${pods}/p?gracePeriodSeconds=1`);
    expect(deletion.body['metadata']).toMatchObject({ deletionGracePeriodSeconds: 1 });
  });
});

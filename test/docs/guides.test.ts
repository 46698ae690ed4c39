import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  createHttpTransport,
  installCustomResources,
  loadClusterConfig,
  RestClient,
} from '@keelson/runtime';
import { generate } from '@keelson/scaffold';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { compile, writeProject } from './snippet-project.ts';

const cleanup = new AsyncDisposableStack();
let client: RestClient;

beforeAll(async () => {
  const config = await loadClusterConfig({ kubeconfig: inject('kubeconfigPath') });
  client = new RestClient({
    transport: cleanup.use(createHttpTransport(config)),
    fieldManager: 'guides',
  });
});

afterAll(() => cleanup.disposeAsync());

describe('the guides', { timeout: 60_000 }, () => {
  it('define a kind that the API server takes, and that enforces what the guide says', async () => {
    const folder = await projectOf('docs/custom-resources.md');
    await generate({ projectDirectory: folder });
    await installCustomResources(client, await manifestsOf(path.join(folder, 'config/crd/bases')));
    const basket = { apiVersion: 'market.example.com/v1', kind: 'Basket' };
    const metadata = { namespace: 'default', name: 'guide' };
    const created = await client.create(basket, {
      metadata,
      spec: { owner: 'ann', fruits: [{ name: 'fig' }] },
    });
    expect(created['spec']).toEqual({
      owner: 'ann',
      wrapping: 'paper',
      size: 1,
      fruits: [{ name: 'fig', count: 1 }],
    });
    const shrunk = { type: 'merge', body: { spec: { size: 0 } } } as const;
    await expect(client.patch(basket, metadata, shrunk)).rejects.toThrow('a basket never shrinks');
    const wrong = {
      metadata: { ...metadata, name: 'wrong' },
      spec: { owner: 'Ann', wrapping: 'silk' },
    };
    await expect(client.create(basket, wrong)).rejects.toThrow(
      /supported values: "paper", "foil", "none"/,
    );
  });

  it('derive the rights that the controller of the guide needs', async () => {
    const folder = await projectOf('docs/controllers.md');
    await generate({ projectDirectory: folder });
    const role = parse(await readFile(path.join(folder, 'config/rbac/role.yaml'), 'utf8')) as {
      rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
    };
    const rules = role.rules.map(({ resources, verbs }) => `${resources.join()}: ${verbs.join()}`);
    expect(rules).toEqual(
      expect.arrayContaining([
        'configmaps: get,list,watch',
        'nodes: list',
        'deployments: create,delete,get,list,patch,update,watch',
        'events: create,patch',
        'baskets: get,list,patch,update,watch',
        'baskets/status: get,patch,update',
      ]),
    );
  });

  it('default, judge and convert without a server', async () => {
    expect(await outputOf('docs/webhooks.md', 'webhooks/sailor-webhook.test')).toEqual([
      'seaman',
      'Sailor.crew.example.com "jim" is invalid: spec.ships: Required value: a captain has a ship',
      'Beagle',
      '',
    ]);
  });

  it('test a reconciler on an API server of its own', async () => {
    expect(await outputOf('docs/testing.md', 'greeting.test')).toContain('Hello, world!');
  });

  it('judge objects by their definition, without a server', async () => {
    const { stdout } = await generateAndRun('docs/testing.md', 'shop.test');
    expect(stdout).toBe("{ street: 'Elm' }\n");
  });

  it('move an operator over from kubebuilder', async () => {
    const { stdout } = await generateAndRun('docs/migrating-from-kubebuilder.md', 'memcached.test');
    expect(stdout).toMatch(/^2 Memcached\n[^]*^Available True$/m);
  });

  it('hold rights to what is asked for', async () => {
    const lines = await outputOf('docs/rbac.md', 'rights.test');
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([
      expect.stringMatching(/^missing: the operator asks to create configmaps, /),
      expect.stringMatching(
        /^unused: @Rbac at src\/controllers\/stamper\.ts:\d+:2 gives the right to delete configmaps, /,
      ),
      '',
    ]);
  });

  it('show what a control plane can do', async () => {
    expect(await outputOf('docs/control-plane.md', 'orders.test')).toEqual([
      'configmaps is forbidden: User "ann" cannot list resource "configmaps" in API group "" in the namespace "default"',
      'undefined',
      '',
    ]);
  });
});

/** The lines that a program of a page prints. */
async function outputOf(page: string, program: string): Promise<string[]> {
  const folder = await projectOf(page);
  await compile(folder);
  const file = path.join(folder, 'dist', `${program}.js`);
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
  return stdout.split('\n');
}

/** Runs a program of a page in its project, whose manifests have been generated. */
async function generateAndRun(page: string, program: string): Promise<{ stdout: string }> {
  const folder = await projectOf(page);
  await generate({ projectDirectory: folder });
  await compile(folder);
  const file = path.join(folder, 'dist', `${program}.js`);
  return promisify(execFile)(process.execPath, [file], { cwd: folder });
}

async function projectOf(page: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keelson-guide-'));
  cleanup.defer(() => rm(folder, { recursive: true }));
  await writeProject(page, folder);
  return folder;
}

async function manifestsOf(folder: string): Promise<object[]> {
  const files = await readdir(folder);
  return Promise.all(
    files.map(async (file) => parse(await readFile(path.join(folder, file), 'utf8')) as object),
  );
}

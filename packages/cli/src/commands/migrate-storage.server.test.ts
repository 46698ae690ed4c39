import { tmpdir } from 'node:os';
import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import {
  createHttpTransport,
  installCustomResources,
  loadClusterConfig,
  RestClient,
  uninstallCustomResources,
} from '@keelson/runtime';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runCli } from '../testing/test-io.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfigPath: string;
  }
}

const cleanup = new AsyncDisposableStack();
const name = 'boats.migrate.example.com';
let client: RestClient;

/** The kind with these versions, of which the last is stored. */
function definition(...versions: string[]) {
  const schema = {
    openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: {
      group: 'migrate.example.com',
      names: { kind: 'Boat', plural: 'boats' },
      scope: 'Namespaced',
      versions: versions.map((version) => ({
        name: version,
        served: true,
        storage: version === versions.at(-1),
        schema,
      })),
    },
  };
}

beforeAll(async () => {
  const config = await loadClusterConfig({ kubeconfig: inject('kubeconfigPath') });
  client = new RestClient({ transport: cleanup.use(createHttpTransport(config)) });
});

afterAll(async () => {
  await uninstallCustomResources(client, [definition('v2')]);
  await cleanup.disposeAsync();
});

const migrate = (...flags: string[]) => {
  const cluster = ['--kubeconfig', inject('kubeconfigPath')];
  return runCli(['migrate', 'storage', '--name', name, ...cluster, ...flags], { cwd: tmpdir() });
};

describe('operator migrate storage', () => {
  it('writes all objects in the stored version, so that the old one can go', async () => {
    expect((await migrate()).stderr).toContain(`the cluster has no definition ${name}`);
    await installCustomResources(client, [definition('v1')]);
    const type = { apiVersion: 'migrate.example.com/v1', kind: 'Boat' };
    for (const boat of ['a', 'b', 'c']) {
      const metadata = { namespace: 'default', name: boat };
      await client.create(type, { metadata, spec: { of: boat } });
    }
    await installCustomResources(client, [definition('v1', 'v2')]);
    const storedVersions = async () =>
      (await client.get(CustomResourceDefinition, { name }))?.status?.storedVersions;
    expect(await storedVersions()).toEqual(['v1', 'v2']);

    expect(await migrate('--dry-run')).toEqual({
      exitCode: 0,
      stdout: `${name}: 3 objects would be written as v2, of v1, v2 now\n`,
      stderr: '',
    });
    expect(await storedVersions()).toEqual(['v1', 'v2']);
    expect(await migrate()).toEqual({
      exitCode: 0,
      stdout: `${name}: 3 objects written as v2\n${name}: only v2 is stored now\n`,
      stderr: '',
    });
    expect(await storedVersions()).toEqual(['v2']);
    expect((await migrate()).stdout).toBe(`${name}: all objects are stored as v2\n`);

    // An object that were still stored as v1 could not be read now.
    await installCustomResources(client, [definition('v2')]);
    const boats = await client.list({ apiVersion: 'migrate.example.com/v2', kind: 'Boat' });
    expect(boats.items.map((boat) => boat['spec'])).toEqual([
      { of: 'a' },
      { of: 'b' },
      { of: 'c' },
    ]);
  });
});

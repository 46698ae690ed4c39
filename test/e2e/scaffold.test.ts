import { spawn } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Deployment } from '@keelson/kubernetes/apps/v1';
import type { Condition } from '@keelson/kubernetes/meta/v1';
import { Namespace, Pod } from '@keelson/kubernetes/core/v1';
import {
  type Client,
  createHttpTransport,
  findCondition,
  loadClusterConfig,
  type ObjectKey,
  RestClient,
} from '@keelson/runtime';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { DevRun } from './support/dev-run.ts';
import { interrupt, packPackages, run, userEnvironment } from './support/user-machine.ts';

// A project as a user makes one: outside the workspace, from packed packages, with npm.
const cleanup = new AsyncDisposableStack();
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

const policyType = { apiVersion: 'policy.scaffold.example.com/v1beta1', kind: 'HealthCheckPolicy' };
const fixtures = path.resolve(import.meta.dirname, '../../packages/scaffold/fixtures');
let packages: string;
let operator: string;
let project: string;

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'keelson-scaffold-'));
  cleanup.defer(() => rm(folder, { recursive: true }));
  packages = path.join(folder, 'packages');
  project = path.join(folder, 'our-operator');
  const tools = path.join(folder, 'tools');
  for (const each of [packages, project, tools]) await mkdir(each);
  await packPackages(packages);
  const tarballs = (await readdir(packages)).map((file) => path.join(packages, file));
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', tools, ...tarballs], tools);
  operator = path.join(tools, 'node_modules/.bin/operator');
  // A machine whose npm has cached nothing gets all it needs here.
}, 300_000);

afterAll(() => cleanup.disposeAsync());

// The steps build on one another, as a user's do.
describe('a scaffolded project', () => {
  it('is made by npm create in a folder of its own', { timeout: 180_000 }, async () => {
    const folder = path.join(path.dirname(project), 'an empty folder');
    await mkdir(folder);
    const create = path.join(path.dirname(operator), 'create-keelson');
    const api = ['--api-version', 'crew.example.com/v1', '--kind', 'Captain'];
    const source = ['--package-source', packages, '--fetch-deps'];
    const { stdout } = await run(create, ['my-operator', ...api, ...source], folder);
    expect(stdout).toContain('Create my-operator/src/controllers/captain-controller.ts\n');
    expect(stdout).toContain('config/crd/bases/crew.example.com_captains.yaml\n');
    expect(stdout).toMatch(/Next:\n\$ cd my-operator\n\$ npm run dev\n$/);
    expect(await readdir(folder)).toEqual(['my-operator']);
    await run('npm', ['run', 'build'], path.join(folder, 'my-operator'));
  });

  it('is made by init, once', { timeout: 180_000 }, async () => {
    const owner = 'The workshop members';
    const flags = ['--domain', 'scaffold.example.com', '--license', 'apache2', '--owner', owner];
    flags.push('--package-source', packages, '--fetch-deps');
    const { stdout } = await run(operator, ['init', ...flags], project);
    expect(stdout).toMatch(/Next: Define a resource with:\n\$ npx operator create api\n$/);
    await expect(run(operator, ['init', ...flags], project)).rejects.toThrow(
      'project is already initialized',
    );
    await npm('run', 'build');
    await npm('run', 'lint');
    await npm('run', 'format:check');
  });

  it(
    'takes APIs of groups that Kubernetes has too, and keeps edits',
    { timeout: 60_000 },
    async () => {
      const first = ['--group', 'policy', '--version', 'v1beta1', '--kind', 'HealthCheckPolicy'];
      const { stdout } = await createApi(...first, '--short-names', 'hcp');
      expect(stdout).toContain('src/controllers/health-check-policy-controller.ts\n');
      expect(stdout).toContain(
        'config/crd/bases/policy.scaffold.example.com_healthcheckpolicies.yaml',
      );
      const edit = '// An edit of the user.\n';
      await appendFile(path.join(project, 'src/main.ts'), edit);
      await createApi(
        '--group',
        'apps',
        '--version',
        'v1',
        '--kind',
        'Client',
        '--namespaced=false',
      );
      const main = await readFile(path.join(project, 'src/main.ts'), 'utf8');
      expect(main.endsWith(edit)).toBe(true);
      expect(main).toContain('new HealthCheckPolicyReconciler(');
      expect(main).toContain('new ClientResourceReconciler(');
      await expect(createApi(...first)).rejects.toThrow('already exists');
    },
  );

  it('takes controllers for kinds of Kubernetes', { timeout: 60_000 }, async () => {
    const deployment = ['--group', 'apps', '--version', 'v1', '--kind', 'Deployment'];
    const flags = [...deployment, '--resource=false', '--controller'];
    const { stdout } = await run(operator, ['create', 'api', ...flags], project);
    expect(stdout).toContain('src/controllers/deployment-controller.ts\n');
    expect(stdout).toContain('config/rbac/role.yaml\n');
  });

  it("takes other operators' kinds", { timeout: 60_000 }, async () => {
    const definition = path.join(fixtures, 'import-crd/definition.yaml');
    const { stdout } = await run(operator, ['import', 'crd', '--file', definition], project);
    const types = 'src/external/work.example.com/v1/task.ts';
    expect(stdout).toBe(`${types}\nconfig/crd/external/tasks.work.example.com.yaml\n`);
    const task = ['--group', 'work', '--external-api-domain', 'example.com', '--version', 'v1'];
    const flags = [
      '--kind',
      'Task',
      '--resource=false',
      '--controller',
      '--external-api-path',
      types,
    ];
    await run(operator, ['create', 'api', ...task, ...flags], project);
    const role = await readFile(path.join(project, 'config/rbac/role.yaml'), 'utf8');
    expect(role).toContain('- work.example.com\n  resources:\n  - tasks\n');
  });

  it('takes webhooks', { timeout: 60_000 }, async () => {
    const api = ['--group', 'policy', '--version', 'v1beta1', '--kind', 'HealthCheckPolicy'];
    const parts = ['--defaulting', '--programmatic-validation'];
    const { stdout } = await run(operator, ['create', 'webhook', ...api, ...parts], project);
    expect(stdout).toContain('src/webhooks/v1beta1/health-check-policy-validator.ts\n');
    expect(stdout).toContain('config/webhook/manifests.yaml');
  });

  it.each(['generate -- --check', 'build', 'lint', 'format:check'])(
    'passes npm run %s',
    { timeout: 60_000 },
    async (script) => {
      await expect(npm('run', ...script.split(' '))).resolves.toBeDefined();
    },
  );

  it('is of this version, edited or not', { timeout: 60_000 }, async () => {
    const { stdout } = await npm('exec', '--', 'operator', 'upgrade');
    expect(stdout).toMatch(/^The project is of Keelson .*\nnothing to change\n$/);
  });

  it('has manifests that a server accepts, with pods as restricted as they can be', async () => {
    await using cluster = await connect();
    const { client } = cluster;
    const namespace = 'scaffolded-system';
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await client.create(Namespace, { metadata: { name: namespace, labels } });
    const manifests = await manifestsOf('manager', 'rbac', 'network-policy', 'webhook');
    const strict = { dryRun: true, fieldValidation: 'Strict' } as const;
    for (const { kind, apiVersion, metadata, ...rest } of manifests) {
      const isNamespaced =
        !/^(Namespace|ClusterRole|ClusterRoleBinding|.*WebhookConfiguration)$/.test(kind);
      const place = isNamespaced ? { namespace } : {};
      const object = { ...rest, metadata: { ...metadata, ...place } };
      await client.create({ apiVersion, kind }, object, strict);
      if (kind === 'ServiceAccount') await client.create({ apiVersion, kind }, object);
    }
    const deployment = manifests.find(({ kind }) => kind === 'Deployment') as unknown as Deployment;
    const { spec } = deployment.spec.template;
    const pod = { metadata: { name: 'operator', namespace }, spec };
    await expect(client.create(Pod, pod, strict)).resolves.toMatchObject({ kind: 'Pod' });
  });

  it('passes its own tests on an API server that it starts', { timeout: 90_000 }, async () => {
    const { stdout } = await npm('test');
    expect(stdout).toMatch(/Tests\s+11 passed/);
  });

  it('is followed by operator dev, which keeps its objects', { timeout: 120_000 }, async () => {
    const source = path.join(project, 'src/api/v1beta1/health-check-policy.ts');
    const original = await readFile(source, 'utf8');
    const field = 'size: Int32 = 1;';
    expect(original).toContain(field);
    const key = { namespace: 'default', name: 'developed' };

    await using dev = await DevRun.start(project, ['--samples']);
    await using cluster = await connect(await dev.kubeconfig());
    const { client } = cluster;
    await dev.line(/^dev +applied HealthCheckPolicy /);
    await client.create(policyType, { metadata: key, spec: { size: 2 } });
    await isReady(client, key);

    const long = { metadata: { namespace: 'default', name: 'x'.repeat(53) }, spec: {} };
    await expect(client.create(policyType, long)).rejects.toThrow(
      'must be no more than 52 characters',
    );

    await writeFile(source, original.replace(field, 'size: Nonsense = 1;'));
    await dev.line(/^tsc .*Nonsense/);
    await dev.line(/^dev +the source has errors, the operator of before keeps running$/);
    await writeFile(
      source,
      original.replace(field, `${field}\n  /** Its color. */\n  color?: string;`),
    );
    await dev.line(/^dev +healthcheckpolicies.policy.scaffold.example.com configured$/);
    await dev.line(/^dev +restarting the operator$/);
    await dev.line(/^operator +Starting our-operator/);
    // Until then its own kind cannot be written.
    await dev.line(/^operator +ValidatingWebhookConfiguration .* calls this process at https/);
    const body = { spec: { size: 3, color: 'red' } };
    await client.patch(policyType, key, { type: 'merge', body });
    await isReady(client, key, 'size is 3');
    expect(await dev.stop()).toBe(0);
    expect(dev.log()).toMatch(/operator +All workers finished/);

    await using again = await DevRun.start(project, []);
    await using later = await connect(await again.kubeconfig());
    expect(await later.client.get(policyType, key)).toMatchObject(body);
    expect(await again.stop()).toBe(0);

    await using reset = await DevRun.start(project, ['--reset']);
    await using empty = await connect(await reset.kubeconfig());
    await reset.line(/^dev +starting the operator/);
    expect((await empty.client.list(policyType)).items).toEqual([]);
    expect(await reset.stop()).toBe(0);
    await writeFile(source, original);
    await npm('run', 'generate');
  });

  it('runs against a cluster with npm start', { timeout: 60_000 }, async () => {
    const kubeconfig = inject('kubeconfigPath');
    const install = ['run', 'install-crds', '--', '--kubeconfig', kubeconfig];
    const names = ['clients.apps', 'healthcheckpolicies.policy'];
    const { stdout: first } = await npm(...install);
    const { stdout: second } = await npm(...install);
    await npm(...install, '--crds', 'config/crd/external');
    for (const name of names) {
      expect(first).toContain(`${name}.scaffold.example.com created`);
      expect(second).toContain(`${name}.scaffold.example.com unchanged`);
    }

    await using cluster = await connect();
    const { client } = cluster;
    const log: string[] = [];
    const health = ['--health-probe-bind-address', '127.0.0.1:0'];
    const started = spawn('npm', ['start', '--', '--kubeconfig', kubeconfig, ...health], {
      cwd: project,
      env: { ...userEnvironment(), OPERATOR_NAME: 'our-operator' },
      detached: true,
    });
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => log.push(text));
    }
    try {
      const key = { namespace: 'default', name: 'scaffolded' };
      await client.create(policyType, { metadata: key, spec: { size: 2 } });
      await isReady(client, key);
    } finally {
      await interrupt(started);
    }
    expect(log.join('')).toContain('Starting our-operator');
    expect(log.join('')).toContain('All workers finished');
    const { stdout: removed } = await npm(
      'run',
      'uninstall-crds',
      '--',
      '--kubeconfig',
      kubeconfig,
    );
    for (const name of names) expect(removed).toContain(`${name}.scaffold.example.com deleted`);
  });
});

/** The manifests of folders below config. */
async function manifestsOf(...folders: readonly string[]): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  for (const folder of folders) {
    const directory = path.join(project, 'config', folder);
    const files = (await readdir(directory)).filter((file) => !file.startsWith('kustomiz'));
    for (const file of files.toSorted((a, b) => (a < b ? -1 : 1))) {
      const documents = parseAllDocuments(await readFile(path.join(directory, file), 'utf8'));
      manifests.push(...documents.map((document) => document.toJS() as Manifest));
    }
  }
  return manifests;
}

/** Waits until the operator has acted on a policy. */
async function isReady(client: Client, key: ObjectKey, message = 'size is 2'): Promise<void> {
  await vi.waitFor(
    async () => {
      const { conditions } = ((await client.get(policyType, key))?.['status'] ?? {}) as {
        conditions?: Condition[];
      };
      expect(findCondition(conditions, 'Ready')).toMatchObject({ status: 'True', message });
    },
    { timeout: 20_000, interval: 100 },
  );
}

async function connect(kubeconfig = inject('kubeconfigPath')) {
  const config = await loadClusterConfig({ kubeconfig });
  const transport = createHttpTransport(config);
  return {
    client: new RestClient({ transport, fieldManager: 'test' }),
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}

function createApi(...flags: readonly string[]) {
  return npm('exec', '--', 'operator', 'create', 'api', '--resource', '--controller', ...flags);
}

function npm(...args: readonly string[]) {
  return run('npm', args, project);
}

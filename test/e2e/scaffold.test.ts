import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Deployment } from '@keelson/kubernetes/apps/v1';
import type { Condition } from '@keelson/kubernetes/meta/v1';
import { Namespace, Pod } from '@keelson/kubernetes/core/v1';
import {
  createHttpTransport,
  findCondition,
  loadClusterConfig,
  RestClient,
} from '@keelson/runtime';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';

// A project as a user makes one: outside the workspace, from packed packages, with npm.
const repository = path.resolve(import.meta.dirname, '../..');
const cleanup = new AsyncDisposableStack();
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

const policyType = { apiVersion: 'policy.scaffold.example.com/v1beta1', kind: 'HealthCheckPolicy' };
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
  await pack(packages);
  const tarballs = (await readdir(packages)).map((file) => path.join(packages, file));
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', tools, ...tarballs], tools);
  operator = path.join(tools, 'node_modules/.bin/operator');
}, 120_000);

afterAll(() => cleanup.disposeAsync());

// The steps build on one another, as a user's do.
describe('a scaffolded project', () => {
  it('is made by init, once', { timeout: 60_000 }, async () => {
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

  it.each(['generate -- --check', 'build', 'lint', 'format:check'])(
    'passes npm run %s',
    { timeout: 60_000 },
    async (script) => {
      await expect(npm('run', ...script.split(' '))).resolves.toBeDefined();
    },
  );

  it('has manifests that a server accepts, with pods as restricted as they can be', async () => {
    await using cluster = await connect();
    const { client } = cluster;
    const namespace = 'scaffolded-system';
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await client.create(Namespace, { metadata: { name: namespace, labels } });
    const manifests = await manifestsOf('manager', 'rbac', 'network-policy');
    const strict = { dryRun: true, fieldValidation: 'Strict' } as const;
    for (const { kind, apiVersion, metadata, ...rest } of manifests) {
      const isNamespaced = !/^(Namespace|ClusterRole|ClusterRoleBinding)$/.test(kind);
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
    expect(stdout).toMatch(/Tests\s+6 passed/);
  });

  it('runs against a cluster with npm start', { timeout: 60_000 }, async () => {
    const kubeconfig = inject('kubeconfigPath');
    const install = ['run', 'install-crds', '--', '--kubeconfig', kubeconfig];
    const names = ['clients.apps', 'healthcheckpolicies.policy'];
    const { stdout: first } = await npm(...install);
    const { stdout: second } = await npm(...install);
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
      env: { ...environment(), OPERATOR_NAME: 'our-operator' },
      detached: true,
    });
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => log.push(text));
    }
    try {
      const key = { namespace: 'default', name: 'scaffolded' };
      await client.create(policyType, { metadata: key, spec: { size: 2 } });
      await vi.waitFor(
        async () => {
          const status = (await client.get(policyType, key))?.['status'];
          const { conditions } = (status ?? {}) as {
            conditions?: Condition[];
          };
          expect(findCondition(conditions, 'Ready')).toMatchObject({
            status: 'True',
            message: 'size is 2',
          });
        },
        { timeout: 20_000, interval: 100 },
      );
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
    const files = (await readdir(directory)).filter((file) => file !== 'kustomization.yaml');
    for (const file of files.toSorted((a, b) => (a < b ? -1 : 1))) {
      const documents = parseAllDocuments(await readFile(path.join(directory, file), 'utf8'));
      manifests.push(...documents.map((document) => document.toJS() as Manifest));
    }
  }
  return manifests;
}

async function connect() {
  const config = await loadClusterConfig({ kubeconfig: inject('kubeconfigPath') });
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

/** Ends npm and what it has started, as Ctrl-C does, and waits until all of it is gone. */
async function interrupt(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  process.kill(-child.pid!, 'SIGINT');
  await closed;
}

/** Packs the workspace's packages: `workspace:` and `catalog:` become versions. */
async function pack(folder: string): Promise<void> {
  const manifest = await readFile(path.join(repository, 'package.json'), 'utf8');
  const { packageManager } = JSON.parse(manifest) as { packageManager: string };
  const args = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  await run('npx', ['-y', packageManager, ...args], repository);
}

async function run(command: string, args: readonly string[], cwd: string) {
  try {
    return await promisify(execFile)(command, args, { cwd, env: environment() });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed\n${stdout ?? ''}${stderr ?? ''}`, {
      cause: error,
    });
  }
}

/** The machine's npm on our Node, with nothing of the package manager that runs this test. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|pnpm_|VITEST|VITE_|NODE_ENV|TEST$|NODE_OPTIONS|KUBECONFIG)/i.test(name),
  );
  const node = path.dirname(process.execPath);
  const PATH = `${node}${path.delimiter}${process.env['PATH'] ?? ''}`;
  return { ...Object.fromEntries(own), PATH, NO_COLOR: '1', npm_config_prefer_offline: 'true' };
}

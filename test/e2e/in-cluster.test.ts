import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Lease } from '@keelson/kubernetes/coordination/v1';
import { type Container, Namespace, Node, Pod, ServiceAccount } from '@keelson/kubernetes/core/v1';
import { type ControlPlane, startControlPlane } from '@keelson/control-plane';
import {
  type Client,
  createHttpTransport,
  type DeepReadonly,
  findCondition,
  isForbidden,
  loadClusterConfig,
  RestClient,
} from '@keelson/runtime';
import { eventually } from '@keelson/runtime/testing';
import { readManifests } from '@keelson/scaffold';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { HealthCheckPolicy } from '../../examples/healthcheckpolicy/src/api/v1beta1/health-check-policy.ts';
import { HealthCheckPolicy as Alpha } from '../../examples/healthcheckpolicy/src/api/v1alpha1/health-check-policy.ts';
import { rejection } from '../scenarios/support/cluster.ts';
import { clusterOf } from '../scenarios/support/service-account.ts';
import { PodSandbox, whyNoSandbox } from './support/pod-sandbox.ts';

// The example as a cluster runs it, with no image pulled: applied by "operator deploy" to an API server with
// Pod Security admission; its pods are made by the Deployment's controllers, and this test is their kubelet.
const repository = path.resolve(import.meta.dirname, '../..');
const example = path.join(repository, 'examples/healthcheckpolicy');
const system = 'healthcheckpolicy-system';
const account = { namespace: system, name: 'healthcheckpolicy-controller-manager' };
const user = `system:serviceaccount:${system}:${account.name}`;
const probe = { httpGet: { path: '/healthz', port: 8080 } };

// Webhooks are called where pods are; an API server calls nobody on its own loopback.
const podAddress = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address;
const reason =
  inject('backend') === 'real'
    ? ((await whyNoSandbox()) ?? (podAddress === undefined ? 'no network' : undefined))
    : 'only a real API server judges';

describe.skipIf(reason !== undefined)(
  `in a cluster${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    const cleanup = new AsyncDisposableStack();
    let folder: string;
    let controlPlane: ControlPlane;
    let client: Client;
    let first: PodSandbox;
    let second: PodSandbox;

    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'keelson-in-cluster-'));
      cleanup.defer(() => rm(folder, { recursive: true }));
      const audit = path.join(folder, 'audit.yaml');
      await writeFile(
        audit,
        JSON.stringify({
          apiVersion: 'audit.k8s.io/v1',
          kind: 'Policy',
          omitStages: ['RequestReceived'],
          rules: [{ level: 'Metadata', users: [user] }, { level: 'None' }],
        }),
      );
      controlPlane = cleanup.use(
        await startControlPlane({
          backend: 'real',
          controllerManager: true,
          apiServerFlags: [
            `--audit-policy-file=${audit}`,
            `--audit-log-path=${path.join(folder, 'audit.log')}`,
            // There is no kube-proxy: services are reached at the addresses of their pods.
            '--enable-aggregator-routing=true',
          ],
        }),
      );
      const config = await loadClusterConfig({ kubeconfig: controlPlane.kubeconfigPath });
      client = new RestClient({ transport: cleanup.use(createHttpTransport(config)) });
      await client.create(Node, { metadata: { name: 'node' }, spec: {} });
      await operator('build', '--bundle', '--no-compile');
    }, 120_000);

    afterAll(() => cleanup.disposeAsync());

    async function operator(...args: string[]): Promise<string> {
      const bin = path.join(repository, 'packages/cli/src/bin.ts');
      const command = ['--conditions=keelson-source', bin, ...args];
      return (await promisify(execFile)(process.execPath, command, { cwd: example })).stdout;
    }

    /** Starts the container of a pod, as a kubelet would. */
    async function run(pod: DeepReadonly<Pod>, address: string): Promise<PodSandbox> {
      const { uid, name, namespace } = pod.metadata;
      const { status } = await client
        .subresource('token')
        .create<{ status: { token: string } }>(ServiceAccount, account, {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: {
            expirationSeconds: 3600,
            boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
          },
        });
      const { server, ca } = await clusterOf(controlPlane.kubeconfigPath);
      const { hostname, port } = new URL(server);
      const [container] = pod.spec.containers;
      const fields: Record<string, string> = {
        'metadata.name': name,
        'metadata.namespace': namespace,
      };
      const env = (container?.env ?? []).map(
        ({ name: key, value, valueFrom }) =>
          [key, value ?? fields[valueFrom?.fieldRef?.fieldPath ?? ''] ?? ''] as const,
      );
      // Two pods share one machine here: each listens on an address of its own.
      const addresses = ['metrics', 'health-probe'].map(
        (one) => `--${one}-bind-address=127.0.0.1:0`,
      );
      const webhooks = `--webhook-bind-address=${address}:9443`;
      const args = [...(container?.args ?? []), ...addresses, webhooks];
      return cleanup.use(
        await PodSandbox.start(['/nodejs/node', '--enable-source-maps', '/app/main.js', ...args], {
          program: ['main.js', 'main.js.map'].map((file) =>
            path.join(example, 'dist/bundle', file),
          ),
          account: { 'ca.crt': ca, namespace, token: status.token },
          env: {
            ...Object.fromEntries(env),
            KUBERNETES_SERVICE_HOST: hostname,
            KUBERNETES_SERVICE_PORT: port,
          },
        }),
      );
    }

    /** Says what a kubelet would. */
    async function ready({ metadata }: DeepReadonly<Pod>, podIP: string): Promise<void> {
      const conditions = ['Ready', 'ContainersReady'].map((type) => ({ type, status: 'True' }));
      const status = { phase: 'Running', podIP, podIPs: [{ ip: podIP }], conditions };
      await client.status.patch(Pod, metadata, { type: 'merge', body: { status } });
    }

    const isReady = async (sandbox: PodSandbox): Promise<boolean> => {
      const address = await sandbox.says(/Serving: health server on ([^" ]+)/);
      return (await fetch(`http://${address}/readyz`)).status === 200;
    };

    it(
      'is deployed under Pod Security admission, and becomes available',
      { timeout: 90_000 },
      async () => {
        const deploying = operator(
          'deploy',
          '--kubeconfig',
          controlPlane.kubeconfigPath,
          '--image',
          'x:v1',
        );
        const pods = await eventually(
          async () => {
            const { items } = await client.list(Pod, { namespace: system });
            return items.length === 2 ? items : undefined;
          },
          { timeoutMs: 30_000, what: 'two pods' },
        );
        const namespace = await client.get(Namespace, { name: system });
        expect(namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe(
          'restricted',
        );
        const root = {
          metadata: { namespace: system, name: 'root' },
          spec: { containers: [container()] },
        };
        expect(isForbidden(await rejection(client.create(Pod, root)))).toBe(true);

        const [one, other] = pods as [DeepReadonly<Pod>, DeepReadonly<Pod>];
        first = await run(one, podAddress!);
        await first.says(/Became the leader/);
        second = await run(other, '127.0.0.1');
        for (const sandbox of [first, second]) {
          await eventually(() => isReady(sandbox), { timeoutMs: 30_000, what: 'readiness' });
        }
        // Only a pod on a node is an endpoint of the service: API servers reach the first alone here.
        const target = { apiVersion: 'v1', kind: 'Node', name: 'node' };
        const { name } = one.metadata;
        const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target };
        await client.subresource('binding').create(Pod, one.metadata, binding);
        await ready(one, podAddress!);
        await ready(other, podAddress!);
        expect(await deploying).toContain(
          'deployment/healthcheckpolicy-controller-manager is available\n',
        );
      },
    );

    it('sees a read-only root and no privilege', async () => {
      const script =
        'id -u; grep CapEff /proc/self/status; touch /x; touch /app/x; touch /tmp/x && echo ok';
      await using sandbox = await PodSandbox.start(['sh', '-c', script], {
        program: [],
        account: {},
        env: {},
      });
      expect(await sandbox.ended()).toBe(0);
      expect(sandbox.lines.filter((line) => !line.startsWith('touch'))).toEqual([
        '65532',
        'CapEff:\t0000000000000000',
        'ok',
      ]);
      expect(sandbox.lines.filter((line) => line.includes('Read-only file system'))).toHaveLength(
        2,
      );
    });

    it(
      'T15 T20 does its work under the generated rights, and upgrades without a missed event',
      { timeout: 90_000 },
      async () => {
        await client.create(Namespace, { metadata: { name: 'work' } });
        const newPod = (name: string) =>
          client.create(Pod, {
            metadata: { namespace: 'work', name, labels: { app: 'web' } },
            spec: { containers: [container()] },
          });
        const selector = { matchLabels: { app: 'web' } };
        // The endpoints of the webhook's service follow its pods within a moment.
        await eventually(
          () =>
            client.create(HealthCheckPolicy, {
              metadata: { namespace: 'work', name: 'policy' },
              spec: { podLabel: 'health-check-missing', selector },
            }),
          { timeoutMs: 20_000, what: 'the admission webhook' },
        );
        const marked = async () =>
          (
            await client.list(Pod, { namespace: 'work', labelSelector: 'health-check-missing' })
          ).items
            .map(({ metadata }) => metadata.name)
            .toSorted();
        await newPod('before');
        await eventually(async () => (await marked()).length === 1, { timeoutMs: 15_000 });
        // Converted by the operator, whose own certificate the API server trusts.
        const alpha = await client.get(Alpha, { namespace: 'work', name: 'policy' });
        expect(alpha?.apiVersion).toBe('policy.k8s-go.openshift.org/v1alpha1');

        const names = Array.from({ length: 20 }, (_, index) => `during-${10 + index}`);
        const creating = (async () => {
          for (const name of names) await newPod(name);
        })();
        expect(await first.ended('SIGTERM')).toBe(0);
        // Released, not run out: that would take the 15 s of the lease.
        await second.says(/Became the leader/, 5_000);
        const lease = await client.get(Lease, { namespace: system, name: 'health-check-policy' });
        expect(lease?.spec?.leaseTransitions).toBeGreaterThan(0);
        await creating;
        await eventually(
          async () => {
            const policy = await client.get(HealthCheckPolicy, {
              namespace: 'work',
              name: 'policy',
            });
            return (
              policy?.status?.statistics?.pods?.failed === 21 &&
              findCondition(policy.status.conditions, 'Ready')?.status === 'True'
            );
          },
          { timeoutMs: 20_000, what: 'all pods in the status' },
        );
        expect(await marked()).toEqual(['before', ...names]);
      },
    );

    it('was refused nothing, and used every rule that was generated', async () => {
      expect(await second.ended('SIGTERM')).toBe(0);
      const text = await readFile(path.join(folder, 'audit.log'), 'utf8');
      const requests = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as AuditEvent);
      const refused = requests.filter(({ responseStatus }) => responseStatus?.code === 403);
      expect(refused.map(({ verb, requestURI }) => `${verb} ${requestURI}`)).toEqual([]);
      const used = new Set(
        requests.map(({ verb, objectRef: { apiGroup = '', resource, subresource } = {} }) =>
          [verb, apiGroup, subresource ? `${resource}/${subresource}` : resource].join(' '),
        ),
      );
      const roles = await readManifests(path.join(example, 'config/rbac'));
      const own = /^(manager|leader-election|webhook-certificates)-role$/;
      const rules = roles
        .filter(({ metadata }) => own.test(metadata.name))
        .flatMap((role) => (role['rules'] as Rule[] | undefined) ?? []);
      const unused = rules.flatMap(({ apiGroups, resources, verbs }) =>
        apiGroups.flatMap((group) =>
          resources
            .filter(
              (resource) => !verbs.some((verb) => used.has([verb, group, resource].join(' '))),
            )
            .map((resource) => `${group}/${resource}`),
        ),
      );
      // Asked for by clusters with OwnerReferencesPermissionEnforcement only.
      expect(unused).toEqual(['policy.k8s-go.openshift.org/healthcheckpolicies/finalizers']);
    });
  },
);

interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly responseStatus?: { readonly code: number };
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource?: string;
    readonly subresource?: string;
  };
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

function container(): Container {
  return { name: 'app', image: 'app:1', livenessProbe: probe };
}

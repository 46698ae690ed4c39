import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startControlPlane } from '@keelson/control-plane';
import { type Container, Pod } from '@keelson/kubernetes/core/v1';
import { installCustomResources } from '@keelson/runtime';
import { eventually } from '@keelson/runtime/testing';
import { inject } from 'vitest';
import { HealthCheckPolicy } from '../../../examples/healthcheckpolicy/src/api/v1beta1/health-check-policy.ts';
import { Cluster } from './cluster.ts';
import { healthCheckPolicies } from './health-check-policies.ts';
import {
  type Account,
  clusterOf,
  createAccount,
  grantExampleRights,
  tokenOf,
  writeKubeconfig,
} from './service-account.ts';

/** The label that the policies of these tests set. */
export const mark = 'health-check-missing';

/**
 * A server of one file's own, with the example installed: on the shared one, the operator of test/e2e
 * would do the work.
 */
export class ExampleServer implements AsyncDisposable {
  readonly cluster: Cluster;
  /** Of a service account that has the generated rights and no others. */
  readonly kubeconfig: string;
  readonly account: Account;
  readonly #opened: AsyncDisposableStack;

  private constructor(
    parts: { cluster: Cluster; kubeconfig: string; account: Account },
    opened: AsyncDisposableStack,
  ) {
    this.cluster = parts.cluster;
    this.kubeconfig = parts.kubeconfig;
    this.account = parts.account;
    this.#opened = opened;
  }

  static async start(): Promise<ExampleServer> {
    await using opened = new AsyncDisposableStack();
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-example-'));
    opened.defer(() => rm(folder, { recursive: true }));
    const server = opened.use(await startControlPlane({ backend: inject('backend') }));
    const cluster = opened.use(await Cluster.connect(server.kubeconfigPath));
    const { client } = cluster;
    await installCustomResources(client, [(await healthCheckPolicies()).manifest]);
    const namespace = await cluster.newNamespace();
    const account = await createAccount(client, { namespace, name: 'operator' });
    await grantExampleRights(client, account);
    const token = await tokenOf(client, account);
    const file = path.join(folder, 'operator.kubeconfig');
    const place = await clusterOf(server.kubeconfigPath);
    const kubeconfig = await writeKubeconfig(file, place, { namespace, token });
    return new ExampleServer({ cluster, kubeconfig, account }, opened.move());
  }

  /** A pod without any health check, unless `container` has one. */
  async createPod(
    namespace: string,
    name: string,
    container: Partial<Container> = {},
  ): Promise<void> {
    await this.cluster.client.create(Pod, {
      metadata: { namespace, name },
      spec: { containers: [{ name: 'app', image: 'app:1', ...container }] },
    });
  }

  async createPolicy(namespace: string, spec: object = {}, name = 'example'): Promise<void> {
    await this.cluster.client.create(HealthCheckPolicy, {
      metadata: { namespace, name },
      spec: { podLabel: mark, ...spec },
    });
  }

  /** The policy, once it has counted so many failing pods. */
  async counted(namespace: string, failed: number, timeoutMs = 10_000): Promise<HealthCheckPolicy> {
    return eventually(
      async () => {
        const policy = await this.policy(namespace);
        return policy.status?.statistics?.pods?.failed === failed ? policy : undefined;
      },
      { timeoutMs, what: `${failed} failing pods in the status` },
    );
  }

  async policy(namespace: string, name = 'example'): Promise<HealthCheckPolicy> {
    const found = await this.cluster.client.get(HealthCheckPolicy, { namespace, name });
    if (found === undefined) throw new Error(`there is no policy ${namespace}/${name}`);
    return found as HealthCheckPolicy;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}

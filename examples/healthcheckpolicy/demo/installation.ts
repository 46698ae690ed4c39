import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ValidatingWebhookConfiguration } from '@keelson/kubernetes/admissionregistration/v1';
import { ServiceAccount } from '@keelson/kubernetes/core/v1';
import { CustomResourceDefinition } from '@keelson/kubernetes/apiextensions/v1';
import { type Client, installCustomResources } from '@keelson/runtime';
import { eventually } from '@keelson/runtime/testing';
import { deploymentManifests } from '@keelson/scaffold';
import { parse } from 'yaml';

const projectDirectory = path.resolve(import.meta.dirname, '..');
/** The operator runs as a process beside the cluster, and needs none of these. */
const forNodes = new Set(['Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'Service']);

/**
 * Applies what `config/default` says: the definition, the webhooks, and a service account with the
 * generated rights and no others.
 * @returns the path of a kubeconfig with a token of that account
 */
export async function installOperator(
  client: Client,
  adminKubeconfig: string,
  folder: string,
): Promise<string> {
  const manifests = await deploymentManifests({ projectDirectory });
  await installCustomResources(
    client,
    manifests.filter(({ kind }) => kind === 'CustomResourceDefinition'),
  );
  for (const manifest of manifests) {
    const { apiVersion, kind } = manifest;
    if (kind === 'CustomResourceDefinition' || forNodes.has(kind)) continue;
    await client.apply({ apiVersion, kind }, manifest);
  }
  const account = {
    namespace: 'healthcheckpolicy-system',
    name: 'healthcheckpolicy-controller-manager',
  };
  const { status } = await client
    .subresource('token')
    .create<{ status: { token: string } }>(ServiceAccount, account, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 3600 },
    });
  const config = parse(adminKubeconfig) as { clusters: unknown[] };
  const file = path.join(folder, 'operator.kubeconfig');
  await writeFile(file, JSON.stringify(kubeconfigOf(config.clusters[0], status.token)), {
    mode: 0o600,
  });
  return file;
}

/** Resolves when the API server has been told where the operator's webhooks are. */
export async function webhooksPublished(client: Client): Promise<void> {
  await eventually(
    async () => {
      const webhooks = await client.get(ValidatingWebhookConfiguration, {
        name: 'healthcheckpolicy-validating-webhook-configuration',
      });
      const definition = await client.get(CustomResourceDefinition, {
        name: 'healthcheckpolicies.policy.k8s-go.openshift.org',
      });
      const clients = [
        webhooks?.webhooks?.[0]?.clientConfig,
        definition?.spec.conversion?.webhook?.clientConfig,
      ];
      return clients.every((config) => config?.url !== undefined);
    },
    { timeoutMs: 30_000, what: 'the webhooks of the operator' },
  );
}

function kubeconfigOf(cluster: unknown, token: string): object {
  const { name } = cluster as { name: string };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [cluster],
    users: [{ name: 'operator', user: { token } }],
    contexts: [{ name: 'operator', context: { cluster: name, user: 'operator' } }],
    'current-context': 'operator',
  };
}

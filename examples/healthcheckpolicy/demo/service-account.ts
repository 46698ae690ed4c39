import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Namespace, ServiceAccount } from '@keelson/kubernetes/core/v1';
import { ClusterRole, ClusterRoleBinding } from '@keelson/kubernetes/rbac/v1';
import type { Client } from '@keelson/runtime';
import { parse } from 'yaml';

const roleFile = path.resolve(import.meta.dirname, '../config/rbac/role.yaml');

/**
 * Creates a service account that has the generated rights and no others, and writes a kubeconfig
 * with a token of it.
 * @returns the path of that kubeconfig
 */
export async function operatorKubeconfig(
  client: Client,
  adminKubeconfig: string,
  folder: string,
): Promise<string> {
  const namespace = 'healthcheckpolicy-system';
  const account = { namespace, name: 'controller-manager' };
  await client.create(Namespace, { metadata: { name: namespace } });
  await client.create(ServiceAccount, { metadata: account });
  // With the prefix that kustomize gives it.
  const name = 'healthcheckpolicy-manager-role';
  const { rules } = parse(await readFile(roleFile, 'utf8')) as ClusterRole;
  await client.create(ClusterRole, { metadata: { name }, rules });
  await client.create(ClusterRoleBinding, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
  });
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

/** Every manifest of a folder of YAML files. */
export async function manifestsOf(folder: string): Promise<object[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml'));
  return Promise.all(
    files.map(async (file) => parse(await readFile(path.join(folder, file), 'utf8')) as object),
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

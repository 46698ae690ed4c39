import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ServiceAccount } from '@keelson/kubernetes/core/v1';
import { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '@keelson/kubernetes/rbac/v1';
import type { Client } from '@keelson/runtime';
import { parse } from 'yaml';

const rbac = path.resolve(import.meta.dirname, '../../../examples/healthcheckpolicy/config/rbac');
const apiGroup = 'rbac.authorization.k8s.io';

/** Namespace and name of a service account. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** A service account without any rights. */
export async function createAccount(client: Client, account: Account): Promise<Account> {
  await client.create(ServiceAccount, { metadata: account });
  return account;
}

/** What the API server calls it. */
export function userNameOf({ namespace, name }: Account): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** A token that is bound to nothing but time. */
export async function tokenOf(client: Client, account: Account): Promise<string> {
  const request = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3600 },
  };
  const { status } = await client
    .subresource('token')
    .create<{ status: { token: string } }>(ServiceAccount, account, request);
  return status.token;
}

/** Gives the account the rights that were generated for the example, and no others. */
export async function grantExampleRights(client: Client, account: Account): Promise<void> {
  const { namespace } = account;
  const name = `${namespace}-${account.name}`;
  const subjects = [{ kind: 'ServiceAccount', ...account }];
  const { rules } = await manifest<ClusterRole>('role.yaml');
  await client.create(ClusterRole, { metadata: { name }, rules: rules ?? [] });
  await client.create(ClusterRoleBinding, {
    metadata: { name },
    roleRef: { apiGroup, kind: 'ClusterRole', name },
    subjects,
  });
  const leases = await manifest<Role>('leader_election_role.yaml');
  await client.create(Role, { metadata: { namespace, name }, rules: leases.rules ?? [] });
  await client.create(RoleBinding, {
    metadata: { namespace, name },
    roleRef: { apiGroup, kind: 'Role', name },
    subjects,
  });
}

/** The cluster that a kubeconfig names. */
export interface KubeconfigCluster {
  readonly server: string;
  /** PEM. */
  readonly ca: string;
}

export async function clusterOf(kubeconfigPath: string): Promise<KubeconfigCluster> {
  const [{ cluster }] = parse(await readFile(kubeconfigPath, 'utf8')).clusters;
  const ca = Buffer.from(cluster['certificate-authority-data'], 'base64').toString();
  return { server: cluster.server, ca };
}

/** @returns the path of a kubeconfig for a bearer of the token, in the namespace */
export async function writeKubeconfig(
  file: string,
  { server, ca }: KubeconfigCluster,
  { namespace, token }: { readonly namespace: string; readonly token: string },
): Promise<string> {
  const cluster = { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user: { token } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace } }],
    'current-context': 'x',
  };
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

async function manifest<T>(file: string): Promise<T> {
  return parse(await readFile(path.join(rbac, file), 'utf8')) as T;
}

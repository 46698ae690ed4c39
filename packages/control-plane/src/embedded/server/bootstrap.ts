import type { JsonObject } from '@keelson/schema';
import type { BootstrapPolicy } from '../auth/bootstrap-policy.ts';
import type { InternalClient } from '../controllers/internal-client.ts';

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

const priorityClasses: readonly JsonObject[] = [
  {
    metadata: { name: 'system-cluster-critical' },
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
  {
    metadata: { name: 'system-node-critical' },
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
];

/**
 * Creates what every cluster has and this one lacks: its namespaces, RBAC policy, the service
 * `kubernetes`. As the API server does at each start, for a former run may have ended in the midst.
 */
export async function bootstrap(client: InternalClient, policy: BootstrapPolicy): Promise<void> {
  const create = async (
    [group, plural]: readonly [string, string],
    object: JsonObject,
  ): Promise<void> => {
    const resource = client.registry.get(group, 'v1', plural);
    if (resource === undefined) return;
    const { namespace = '', name } = object['metadata'] as { namespace?: string; name: string };
    await client.create({ resource, namespace, name }, object);
  };
  for (const name of namespaces) await create(['', 'namespaces'], { metadata: { name } });

  const rbac = 'rbac.authorization.k8s.io';
  for (const role of policy.clusterRoles) await create([rbac, 'clusterroles'], role);
  for (const binding of policy.clusterRoleBindings) {
    await create([rbac, 'clusterrolebindings'], binding);
  }
  for (const role of policy.roles) await create([rbac, 'roles'], role);
  for (const binding of policy.roleBindings) await create([rbac, 'rolebindings'], binding);
  for (const priority of priorityClasses) {
    await create(['scheduling.k8s.io', 'priorityclasses'], priority);
  }
  await create(['', 'services'], {
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP: '10.0.0.1',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
    },
  });
}

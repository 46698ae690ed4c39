import { describe, expect, it } from 'vitest';
import { aggregateClusterRole } from './aggregate-cluster-role.ts';
import { loadBootstrapPolicy } from './bootstrap-policy.ts';
import { objectOf, stringOf } from './rbac-binding.ts';

const policy = loadBootstrapPolicy();

const namesOf = (objects: readonly (typeof policy.roles)[number][]): string[] =>
  objects.map(({ metadata }) => stringOf(objectOf(metadata)['name']));

const clusterRole = (name: string) => {
  const index = namesOf(policy.clusterRoles).indexOf(name);
  return policy.clusterRoles[index]!;
};

describe('loadBootstrapPolicy', () => {
  it('has as many objects as a fresh server', () => {
    expect(policy.clusterRoles).toHaveLength(73);
    expect(policy.clusterRoleBindings).toHaveLength(54);
    expect(policy.roles).toHaveLength(7);
    expect(policy.roleBindings).toHaveLength(7);
  });

  it('expands a role as the server stores it', () => {
    expect(clusterRole('system:basic-user')).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: {
        name: 'system:basic-user',
        labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
        annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
      },
      rules: [
        {
          verbs: ['create'],
          apiGroups: ['authorization.k8s.io'],
          resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        },
        {
          verbs: ['create'],
          apiGroups: ['authentication.k8s.io'],
          resources: ['selfsubjectreviews'],
        },
      ],
    });
  });

  it('expands the subjects of a binding', () => {
    const binding = policy.roleBindings.find(
      ({ metadata }) => objectOf(metadata)['namespace'] === 'kube-public',
    );
    expect(binding).toMatchObject({
      metadata: { name: 'system:controller:bootstrap-signer', namespace: 'kube-public' },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'Role',
        name: 'system:controller:bootstrap-signer',
      },
      subjects: [{ kind: 'ServiceAccount', name: 'bootstrap-signer', namespace: 'kube-system' }],
    });
  });

  it('leaves out the subjects of the binding that has none', () => {
    const node = policy.clusterRoleBindings.find(
      ({ metadata }) => objectOf(metadata)['name'] === 'system:node',
    );
    expect(node).not.toHaveProperty('subjects');
  });
});

describe('aggregateClusterRole', () => {
  it('fills the roles that users are given', () => {
    const view = aggregateClusterRole(clusterRole('view'), policy.clusterRoles);
    expect(view).toHaveLength(12);
    const withView = policy.clusterRoles.map((role) =>
      objectOf(role['metadata'])['name'] === 'view' ? { ...role, rules: view! } : role,
    );
    const edit = aggregateClusterRole(clusterRole('edit'), withView);
    expect(edit).toHaveLength(27);
    const withEdit = withView.map((role) =>
      objectOf(role['metadata'])['name'] === 'edit' ? { ...role, rules: edit! } : role,
    );
    expect(aggregateClusterRole(clusterRole('admin'), withEdit)).toHaveLength(29);
  });

  it('leaves a role without an aggregationRule alone', () => {
    expect(aggregateClusterRole(clusterRole('cluster-admin'), policy.clusterRoles)).toBeUndefined();
  });

  it('reads expressions, skips itself and takes each rule once', () => {
    const rule = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };
    const role = (name: string, labels: Record<string, string>) => ({
      metadata: { name, labels },
      rules: [rule],
    });
    const target = {
      metadata: { name: 'sum', labels: { tier: 'a' } },
      aggregationRule: {
        clusterRoleSelectors: [
          { matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }] },
          { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
        ],
      },
      rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    };
    const all = [target, role('b', { tier: 'b' }), role('a', { tier: 'a' }), role('c', {})];
    expect(aggregateClusterRole(target, all)).toEqual([rule]);
  });
});

import { describe, expect, it } from 'vitest';
import { place, placementOf } from './project-rights.ts';

const placement = placementOf('ship');
const rbac = 'rbac.authorization.k8s.io/v1';

// As "kubectl kustomize config/default" prints them.
describe('place', () => {
  it('prefixes what belongs to the cluster', () => {
    const role = {
      apiVersion: rbac,
      kind: 'ClusterRole',
      metadata: { name: 'manager-role' },
      rules: [],
    };
    expect(place(role, placement)).toEqual({ ...role, metadata: { name: 'ship-manager-role' } });
  });

  it('moves the service account into the namespace of the project', () => {
    const metadata = { name: 'controller-manager', namespace: 'system' };
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata };
    expect(place(account, placement).metadata).toEqual({
      name: 'ship-controller-manager',
      namespace: 'ship-system',
    });
  });

  it('follows the references of a binding, but not to users', () => {
    const binding = {
      apiVersion: rbac,
      kind: 'RoleBinding',
      metadata: { name: 'leader' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'leader-role' },
      subjects: [
        { kind: 'ServiceAccount', name: 'controller-manager', namespace: 'system' },
        { kind: 'User', name: 'jane' },
      ],
    };
    expect(place(binding, placement)).toEqual({
      ...binding,
      metadata: { name: 'ship-leader', namespace: 'ship-system' },
      roleRef: { ...binding.roleRef, name: 'ship-leader-role' },
      subjects: [
        { kind: 'ServiceAccount', name: 'ship-controller-manager', namespace: 'ship-system' },
        { kind: 'User', name: 'jane' },
      ],
    });
  });
});

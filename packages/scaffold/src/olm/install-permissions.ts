import type { Manifest } from '../project/read-manifests.ts';

interface Binding extends Manifest {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string }[];
}

interface Permission {
  readonly serviceAccountName: string;
  readonly rules: readonly unknown[];
}

const certificates = /webhook-certificates/;

/** What an object of a bundle is installed by: OLM makes the manager's roles and bindings itself. */
export function isPermission(manifest: Manifest, manifests: readonly Manifest[]): boolean {
  const { kind, metadata } = manifest;
  if (/^(Cluster)?RoleBinding$/.test(kind)) return true;
  return (
    /^(Cluster)?Role$/.test(kind) &&
    bindings(manifests).some(
      ({ roleRef }) => roleRef.kind === kind && roleRef.name === metadata.name,
    )
  );
}

/**
 * The rules of the roles that accounts are bound to: those of ClusterRoles everywhere, those of Roles in
 * the operator's namespace. Certificates are OLM's to make, and so are the rights to them.
 */
export function installPermissions(manifests: readonly Manifest[]) {
  return {
    clusterPermissions: permissions(manifests, 'ClusterRoleBinding'),
    permissions: permissions(manifests, 'RoleBinding'),
  };
}

function permissions(manifests: readonly Manifest[], kind: string): Permission[] {
  const granted = bindings(manifests)
    .filter((binding) => binding.kind === kind && !certificates.test(binding.metadata.name))
    .flatMap(({ roleRef, subjects = [], metadata }) => {
      const role = manifests.find(
        (one) =>
          one.kind === roleRef.kind &&
          one.metadata.name === roleRef.name &&
          (one.kind === 'ClusterRole' || one.metadata['namespace'] === metadata['namespace']),
      );
      const rules = (role?.['rules'] ?? []) as readonly unknown[];
      return subjects
        .filter((subject) => subject.kind === 'ServiceAccount')
        .map(({ name }) => ({ serviceAccountName: name, rules }));
    });
  const byAccount = Map.groupBy(granted, ({ serviceAccountName }) => serviceAccountName);
  return [...byAccount].map(([serviceAccountName, own]) => ({
    serviceAccountName,
    rules: own.flatMap(({ rules }) => rules),
  }));
}

function bindings(manifests: readonly Manifest[]): Binding[] {
  return manifests.filter(({ kind }) => /^(Cluster)?RoleBinding$/.test(kind)) as Binding[];
}

import { createHash } from 'node:crypto';

/** Built-in kinds that Kubernetes 1.37 stores in another version than the one it prefers. */
const stored: ReadonlyMap<string, string> = new Map([
  ['events.k8s.io/v1/Event', '/v1/Event'],
  ['autoscaling/v1/HorizontalPodAutoscaler', 'autoscaling/v2/HorizontalPodAutoscaler'],
  ['certificates.k8s.io/v1/ClusterTrustBundle', 'certificates.k8s.io/v1beta1/ClusterTrustBundle'],
  [
    'certificates.k8s.io/v1/PodCertificateRequest',
    'certificates.k8s.io/v1beta1/PodCertificateRequest',
  ],
  [
    'apiextensions.k8s.io/v1/CustomResourceDefinition',
    'apiextensions.k8s.io/v1beta1/CustomResourceDefinition',
  ],
  ['resource.k8s.io/v1/DeviceTaintRule', 'resource.k8s.io/v1beta2/DeviceTaintRule'],
  [
    'storagemigration.k8s.io/v1/StorageVersionMigration',
    'storagemigration.k8s.io/v1beta1/StorageVersionMigration',
  ],
]);

/** A kind as {@link builtinStorageVersionHash} wants it. */
export interface StoredKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** The hash that discovery shows for a built-in kind; `''` for kinds that are never stored. */
export function builtinStorageVersionHash({ group, version, kind, verbs }: StoredKind): string {
  if (!verbs.includes('create') || !verbs.includes('get')) return '';
  const name = `${group}/${version}/${kind}`;
  return hash(stored.get(name) ?? name);
}

/** The hash of the version that a custom resource is stored in. */
export function storageVersionHash(group: string, version: string, kind: string): string {
  return hash(`${group}/${version}/${kind}`);
}

function hash(name: string): string {
  return createHash('sha256').update(name).digest().subarray(0, 8).toString('base64');
}

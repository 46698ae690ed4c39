import type { Manifest } from './read-manifests.ts';

/** How objects are to be called, and where they are to be. */
export interface Renaming {
  readonly namespace?: string;
  readonly namePrefix?: string;
}

type Json = unknown;

/** Their names are who they are to others, beyond this set. */
const keepsName = new Set(['APIService', 'CustomResourceDefinition', 'Namespace']);

const clusterScoped = new Set([
  ...keepsName,
  'ClusterRole',
  'ClusterRoleBinding',
  'MutatingWebhookConfiguration',
  'PriorityClass',
  'StorageClass',
  'ValidatingWebhookConfiguration',
]);

/**
 * Gives objects the prefix and the namespace, and follows with what refers to them: roles and accounts
 * of bindings, accounts, config maps and secrets of pods, services of webhooks. References to what is
 * not in the set stay.
 */
export function rename(manifests: readonly Manifest[], renaming: Renaming): Manifest[] {
  const { namespace, namePrefix = '' } = renaming;
  if (namespace === undefined && namePrefix === '') return [...manifests];
  const known = new Set(manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  const names: NameChange = {
    nameOf: (kind, name) => (known.has(`${kind}/${name}`) ? namePrefix + name : name),
    namespaceOf: (kind, name, given) =>
      known.has(`${kind}/${name}`) ? (namespace ?? given) : given,
  };
  return manifests.map((manifest) => {
    const { kind, metadata } = manifest;
    const name = keepsName.has(kind) ? metadata.name : namePrefix + metadata.name;
    const place = clusterScoped.has(kind) || namespace === undefined ? {} : { namespace };
    const isSpace = kind === 'Namespace' && namespace !== undefined;
    const changed = follow(manifest, '', names) as Manifest;
    return { ...changed, metadata: { ...metadata, ...place, name: isSpace ? namespace : name } };
  });
}

interface NameChange {
  readonly nameOf: (kind: string, name: string) => string;
  readonly namespaceOf: (kind: string, name: string, given: Json) => Json;
}

/** Fields that hold the name of an object, and its kind. */
const nameFields: Readonly<Record<string, string>> = {
  serviceAccountName: 'ServiceAccount',
  secretName: 'Secret',
};

/** Fields that hold an object with the name of one, and its kind. */
const referenceFields: Readonly<Record<string, string>> = {
  configMap: 'ConfigMap',
  configMapKeyRef: 'ConfigMap',
  configMapRef: 'ConfigMap',
  imagePullSecrets: 'Secret',
  secretKeyRef: 'Secret',
  secretRef: 'Secret',
  service: 'Service',
};

function follow(value: Json, field: string, names: NameChange): Json {
  if (Array.isArray(value)) return value.map((item) => follow(item, field, names));
  const kind = nameFields[field];
  if (typeof value === 'string' && kind !== undefined) return names.nameOf(kind, value);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'metadata' ? one : follow(one, key, names),
    ]),
  );
  const { name, namespace } = inner;
  const target =
    field === 'roleRef' || field === 'subjects' ? inner['kind'] : referenceFields[field];
  if (typeof name !== 'string' || typeof target !== 'string') return inner;
  return {
    ...inner,
    name: names.nameOf(target, name),
    ...('namespace' in inner && { namespace: names.namespaceOf(target, name, namespace) }),
  };
}

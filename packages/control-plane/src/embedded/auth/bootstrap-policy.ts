import { readFileSync } from 'node:fs';
import type { JsonObject } from '@keelson/schema';

/** The RBAC objects that a fresh API server creates, without what it sets on a create. */
export interface BootstrapPolicy {
  /** Kubernetes release that they were recorded from. */
  readonly kubernetes: string;
  /** By name, the three aggregated ones without rules: {@link aggregateClusterRole} finds those. */
  readonly clusterRoles: readonly JsonObject[];
  readonly clusterRoleBindings: readonly JsonObject[];
  /** In `kube-public` and `kube-system`. */
  readonly roles: readonly JsonObject[];
  readonly roleBindings: readonly JsonObject[];
}

interface Entry {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface RoleEntry extends Entry {
  readonly rules?: JsonObject[];
  readonly aggregationRule?: JsonObject;
}

interface BindingEntry extends Entry {
  /** `Kind/name`. */
  readonly role: string;
  /** `Kind/name`, or `ServiceAccount/namespace/name`. */
  readonly subjects: readonly string[];
}

interface PolicyFile {
  readonly kubernetes: string;
  readonly clusterRoles: readonly RoleEntry[];
  readonly roles: readonly RoleEntry[];
  readonly clusterRoleBindings: readonly BindingEntry[];
  readonly roleBindings: readonly BindingEntry[];
}

const group = 'rbac.authorization.k8s.io';
const apiVersion = `${group}/v1`;

/** Reads the policy: new objects at every call. */
export function loadBootstrapPolicy(): BootstrapPolicy {
  // The folder `data` lies beside both `src` and `dist`.
  const url = new URL('../../../data/bootstrap-policy.json', import.meta.url);
  const file = JSON.parse(readFileSync(url, 'utf8')) as PolicyFile;
  return {
    kubernetes: file.kubernetes,
    clusterRoles: file.clusterRoles.map((entry) => role('ClusterRole', entry)),
    clusterRoleBindings: file.clusterRoleBindings.map((entry) =>
      binding('ClusterRoleBinding', entry),
    ),
    roles: file.roles.map((entry) => role('Role', entry)),
    roleBindings: file.roleBindings.map((entry) => binding('RoleBinding', entry)),
  };
}

function role(kind: string, entry: RoleEntry): JsonObject {
  const { aggregationRule, rules } = entry;
  return {
    apiVersion,
    kind,
    metadata: metadataOf(entry),
    rules: rules ?? null,
    ...(aggregationRule === undefined ? undefined : { aggregationRule }),
  };
}

function binding(kind: string, entry: BindingEntry): JsonObject {
  const [roleKind, roleName] = split(entry.role);
  return {
    apiVersion,
    kind,
    metadata: metadataOf(entry),
    ...(entry.subjects.length === 0 ? undefined : { subjects: entry.subjects.map(subject) }),
    roleRef: { apiGroup: group, kind: roleKind, name: roleName },
  };
}

function subject(text: string): JsonObject {
  const [kind, rest] = split(text);
  if (kind !== 'ServiceAccount') return { kind, apiGroup: group, name: rest };
  const [namespace, name] = split(rest);
  return { kind, name, namespace };
}

function split(text: string): [string, string] {
  const at = text.indexOf('/');
  return [text.slice(0, at), text.slice(at + 1)];
}

function metadataOf({ name, namespace, labels }: Entry): JsonObject {
  return {
    name,
    ...(namespace === undefined ? undefined : { namespace }),
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  };
}

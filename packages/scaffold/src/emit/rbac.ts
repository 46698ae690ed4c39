import type { ApiModel, LeaseModel } from '../model/api-model.ts';
import type { RbacRule } from '../model/rbac-rule.ts';
import type { WebhookModel } from '../model/webhook-model.ts';
import { normalizeRules } from './normalize-rules.ts';

const rbacApi = 'rbac.authorization.k8s.io';
const managerRole = 'manager-role';
const leaderElectionRole = 'leader-election-role';
const metricsAuthRole = 'metrics-auth-role';
const webhookCertificatesRole = 'webhook-certificates-role';

/** A file below `config/rbac`. */
export interface RbacFile {
  readonly name: string;
  readonly manifests: readonly object[];
}

/** The roles that the manager runs with and their bindings; names as kubebuilder's. */
export function managerRbac(
  model: ApiModel,
  { namePrefix = '' }: { readonly namePrefix?: string } = {},
): RbacFile[] {
  const scopes = scopesOf(model.rules);
  const files: RbacFile[] = [];
  if (scopes.length > 0) {
    files.push(
      {
        name: 'role.yaml',
        manifests: scopes.map(({ roleName, namespace, rules }) => role(roleName, rules, namespace)),
      },
      {
        name: 'role_binding.yaml',
        manifests: scopes.map(({ roleName, namespace }) => {
          const name = `${roleName.replace(/-role$/, '')}-rolebinding`;
          return binding({ name, role: roleName, namespace });
        }),
      },
    );
  }
  if (model.leases.length > 0) files.push(...leaderElectionRbac(model.leases));
  if (model.secureMetrics) files.push(...metricsRbac());
  if (hasWebhooks(model)) files.push(...certificatesRbac(model, namePrefix));
  return files;
}

/** The rules of one role. */
interface RoleScope {
  /** `''` for a ClusterRole. */
  readonly namespace: string;
  readonly roleName: string;
  readonly rules: readonly RbacRule[];
}

/** By namespace, then by name, as controller-gen sorts them. */
function scopesOf(rules: readonly RbacRule[]): RoleScope[] {
  const byRole = Map.groupBy(rules, ({ namespace = '', roleName = managerRole }) =>
    JSON.stringify([namespace, roleName]),
  );
  return [...byRole]
    .map(([key, own]) => {
      const [namespace, roleName] = JSON.parse(key) as [string, string];
      return { namespace, roleName, rules: own };
    })
    .toSorted(
      (a, b) => compareText(a.namespace, b.namespace) || compareText(a.roleName, b.roleName),
    );
}

/** The right to one Lease and no other; `create` cannot be bound to a name. */
function leaderElectionRbac(leases: readonly LeaseModel[]): RbacFile[] {
  const group = 'coordination.k8s.io';
  const byNamespace = Map.groupBy(leases, ({ namespace }) => namespace);
  const scopes = [...byNamespace].toSorted(([a = ''], [b = '']) => compareText(a, b));
  const inNamespace = (namespace: string | undefined) => (namespace ? { namespace } : {});
  return [
    {
      name: 'leader_election_role.yaml',
      manifests: scopes.map(([namespace, own]) => ({
        apiVersion: `${rbacApi}/v1`,
        kind: 'Role',
        metadata: { name: leaderElectionRole, ...inNamespace(namespace) },
        rules: normalizeRules([
          { groups: [group], resources: ['leases'], verbs: ['create'] },
          {
            groups: [group],
            resources: ['leases'],
            resourceNames: own.map(({ name }) => name),
            verbs: ['get', 'update', 'watch'],
          },
        ]).map(policyRule),
      })),
    },
    {
      name: 'leader_election_role_binding.yaml',
      manifests: scopes.map(([namespace]) => ({
        apiVersion: `${rbacApi}/v1`,
        kind: 'RoleBinding',
        metadata: { name: 'leader-election-rolebinding', ...inNamespace(namespace) },
        roleRef: { apiGroup: rbacApi, kind: 'Role', name: leaderElectionRole },
        subjects: [managerAccount],
      })),
    },
  ];
}

/** The rights to ask who a scraper is and what it may do, and the role that scrapers are given. */
function metricsRbac(): RbacFile[] {
  return [
    {
      name: 'metrics_auth_role.yaml',
      manifests: [
        role(metricsAuthRole, [
          { groups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
          {
            groups: ['authorization.k8s.io'],
            resources: ['subjectaccessreviews'],
            verbs: ['create'],
          },
        ]),
      ],
    },
    {
      name: 'metrics_auth_role_binding.yaml',
      manifests: [binding({ name: 'metrics-auth-rolebinding', role: metricsAuthRole })],
    },
    {
      name: 'metrics_reader_role.yaml',
      manifests: [role('metrics-reader', [{ urls: ['/metrics'], verbs: ['get'] }])],
    },
  ];
}

/** Whether the manager of the project serves webhooks. */
export function hasWebhooks({ webhooks, resources }: ApiModel): boolean {
  return webhooks.length > 0 || resources.some(({ hasConverters }) => hasConverters === true);
}

/**
 * The rights to keep the certificate of the webhooks in one Secret, and to publish its authority in
 * the configurations and definitions of this project and no others. Their names are as they are in the
 * cluster: kustomize does not rewrite names in rules.
 */
function certificatesRbac(model: ApiModel, namePrefix: string): RbacFile[] {
  const configurationsOf = (type: WebhookModel['type']) =>
    model.webhooks
      .filter((webhook) => webhook.type === type)
      .map(({ configurationName }) => `${namePrefix}${configurationName}`);
  const definitions = model.resources
    .filter(({ hasConverters }) => hasConverters === true)
    .map(({ group, plural }) => `${plural}.${group}`);
  const published = [
    ['admissionregistration.k8s.io', 'mutatingwebhookconfigurations', configurationsOf('mutating')],
    [
      'admissionregistration.k8s.io',
      'validatingwebhookconfigurations',
      configurationsOf('validating'),
    ],
    ['apiextensions.k8s.io', 'customresourcedefinitions', definitions],
  ] as const;
  const rules = published
    .filter(([, , names]) => names.length > 0)
    .map(([group, resource, resourceNames]): RbacRule => ({
      groups: [group],
      resources: [resource],
      resourceNames,
      verbs: ['get', 'patch'],
    }));
  const secret = { groups: [''], resources: ['secrets'] };
  const resourceNames = [`${namePrefix}webhook-server-cert`];
  const namespace = 'system';
  return [
    {
      name: 'webhook_certificates_role.yaml',
      manifests: [
        role(webhookCertificatesRole, rules),
        role(
          webhookCertificatesRole,
          [
            { ...secret, verbs: ['create'] },
            { ...secret, resourceNames, verbs: ['get', 'update'] },
          ],
          namespace,
        ),
      ],
    },
    {
      name: 'webhook_certificates_role_binding.yaml',
      manifests: ['', namespace].map((scope) =>
        binding({
          name: 'webhook-certificates-rolebinding',
          role: webhookCertificatesRole,
          namespace: scope,
        }),
      ),
    },
  ];
}

/** The account that the manager's pods run as. */
const managerAccount = { kind: 'ServiceAccount', name: 'controller-manager', namespace: 'system' };

/** A Role in a namespace, or a ClusterRole where there is none. */
export function role(name: string, rules: readonly RbacRule[], namespace = ''): object {
  return {
    apiVersion: `${rbacApi}/v1`,
    kind: namespace === '' ? 'ClusterRole' : 'Role',
    metadata: { name, ...(namespace !== '' && { namespace }) },
    rules: normalizeRules(rules).map(policyRule),
  };
}

interface BindingParts {
  readonly name: string;
  readonly role: string;
  readonly namespace?: string;
}

function binding({ name, role: roleName, namespace = '' }: BindingParts): object {
  const isCluster = namespace === '';
  return {
    apiVersion: `${rbacApi}/v1`,
    kind: isCluster ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(!isCluster && { namespace }) },
    roleRef: { apiGroup: rbacApi, kind: isCluster ? 'ClusterRole' : 'Role', name: roleName },
    subjects: [managerAccount],
  };
}

function policyRule(rule: ReturnType<typeof normalizeRules>[number]): object {
  const { groups, resources, resourceNames, urls, verbs } = rule;
  return {
    ...(groups.length > 0 && { apiGroups: groups }),
    ...(resources.length > 0 && { resources }),
    ...(resourceNames.length > 0 && { resourceNames }),
    ...(urls.length > 0 && { nonResourceURLs: urls }),
    verbs,
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

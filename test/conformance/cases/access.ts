import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import type { JsonObject } from '../exact-json.ts';

export const quiet = { record: false } as const;
export const rbac = 'rbac.authorization.k8s.io/v1';
export const clusterRbac = `/apis/${rbac}`;
const version = { apiVersion: rbac };
const apiGroup = 'rbac.authorization.k8s.io';

export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export function role(name: string, rules: readonly object[]): object {
  return { ...version, kind: 'Role', metadata: { name }, rules };
}

export function clusterRole(name: string, rules: readonly object[]): object {
  return { ...version, kind: 'ClusterRole', metadata: { name }, rules };
}

export function user(name: string): object {
  return { kind: 'User', name, apiGroup };
}

export function roleBinding(
  name: string,
  roleRef: readonly [kind: string, name: string],
  subjects: readonly object[],
): object {
  const [kind, role] = roleRef;
  return {
    ...version,
    kind: 'RoleBinding',
    metadata: { name },
    roleRef: { apiGroup, kind, name: role },
    subjects,
  };
}

export const accessReviews = '/apis/authorization.k8s.io/v1';

export function accessReview(spec: object): object {
  return { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
}

/** Polls what the server thinks of an access until it is so: it learns of roles a little later. */
export async function awaitAccess(api: Api, spec: object, allowed = true): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { body } = await api.post(
      `${accessReviews}/subjectaccessreviews`,
      accessReview(spec),
      quiet,
    );
    if ((body['status'] as JsonObject | undefined)?.['allowed'] === allowed) return;
    if (Date.now() > deadline) throw new Error('timed out waiting for an access');
  }
}

/** An access that one of the rules allows. */
function accessOf(
  { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: Rule,
  namespace: string,
): object {
  const verb = verbs[0] ?? '';
  if (nonResourceURLs.length > 0)
    return { nonResourceAttributes: { verb, path: nonResourceURLs[0]!.replace('*', '') } };
  const [resource, subresource] = (resources[0] ?? '').split('/');
  return {
    resourceAttributes: {
      verb,
      group: apiGroups[0],
      resource,
      subresource,
      name: resourceNames[0],
      namespace,
    },
  };
}

/** Gives rules in the case's namespace to somebody new, and resolves when they count. */
export async function asGranted(api: Api, rules: readonly Rule[]): Promise<Api> {
  const name = `jane-${api.id}`;
  const path = api.in(rbac);
  await api.post(`${path}/roles`, role('granted', rules), quiet);
  const binding = roleBinding('granted', ['Role', 'granted'], [user(name)]);
  await api.post(`${path}/rolebindings`, binding, quiet);
  for (const rule of rules)
    await awaitAccess(api, { user: name, ...accessOf(rule, api.namespace) });
  return api.impersonating({ user: name });
}

/** Makes something outside of namespaces that goes with the case. */
export async function makeCluster(api: Api, plural: string, object: object): Promise<Answer> {
  const { name } = (object as { metadata: { name: string } }).metadata;
  api.onEnd(() => api.delete(`${clusterRbac}/${plural}/${name}`, undefined, quiet));
  return api.post(`${clusterRbac}/${plural}`, object, quiet);
}

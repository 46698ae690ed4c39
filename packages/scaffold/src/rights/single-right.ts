import type { RbacRule } from '../model/rbac-rule.ts';

/** The least that a rule can give: one verb on one resource of one group, or on one URL. */
export interface SingleRight {
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  readonly url?: string;
  /** `undefined` for all objects. */
  readonly resourceNames?: readonly string[] | undefined;
  /** `undefined` for all namespaces. */
  readonly namespace?: string | undefined;
}

/** All that a rule gives. */
export function singleRights(rule: RbacRule): SingleRight[] {
  const { groups = [], resources = [], urls = [], verbs, namespace } = rule;
  const resourceNames = (rule.resourceNames ?? []).length > 0 ? rule.resourceNames : undefined;
  const onResources = groups.flatMap((group) =>
    resources.map((resource) => ({
      group: group === 'core' ? '' : group,
      resource,
      resourceNames,
      namespace,
    })),
  );
  const places = [...onResources, ...urls.map((url) => ({ url }))];
  return places.flatMap((place) => verbs.map((verb) => ({ ...place, verb })));
}

/** Whether one right gives all that another gives. */
export function implies(one: SingleRight, other: SingleRight): boolean {
  if (one.verb !== other.verb) return false;
  if (other.url !== undefined) return one.url !== undefined && matchesUrl(one.url, other.url);
  return (
    one.group === other.group &&
    one.resource === other.resource &&
    (one.namespace === undefined || one.namespace === other.namespace) &&
    (one.resourceNames === undefined ||
      (other.resourceNames?.every((name) => one.resourceNames?.includes(name)) ?? false))
  );
}

/** A pattern may end in `*`. */
export function matchesUrl(pattern: string, url: string): boolean {
  return pattern.endsWith('*') ? url.startsWith(pattern.slice(0, -1)) : pattern === url;
}

/** `patch pods`, `get deployments.apps "ship" in namespace "x"`, `get /metrics`. */
export function describeRight(right: SingleRight): string {
  const { verb, group = '', resource = '', url, resourceNames, namespace } = right;
  if (url !== undefined) return `${verb} ${url}`;
  const [plural = '', subresource] = resource.split('/');
  const named = `${plural}${group && `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  const names = resourceNames?.map((name) => ` "${name}"`).join() ?? '';
  return `${verb} ${named}${names}${namespace ? ` in namespace "${namespace}"` : ''}`;
}

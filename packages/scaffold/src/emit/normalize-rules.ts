import type { RbacRule } from '../model/rbac-rule.ts';

/** A rule with nothing left out: each list sorted, without repetition. */
interface FullRule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly urls: readonly string[];
  readonly verbs: readonly string[];
}

type Part = keyof FullRule;

/**
 * The same rights in few rules and a fixed order. Semantics: the seven steps of controller-gen
 * (pkg/rbac); the last, a verb `*` that swallows the others, comes after all merging.
 */
export function normalizeRules(rules: readonly RbacRule[]): FullRule[] {
  const single = rules.flatMap(splitResources);
  const byVerbs = merge(single, 'verbs');
  const byResources = merge(byVerbs, 'resources');
  const byGroups = merge(byResources, 'groups');
  const byUrls = merge(byGroups, 'urls');
  return byUrls
    .toSorted((a, b) => compareText(sortKey(a), sortKey(b)))
    .map((rule) => (rule.verbs.includes('*') ? { ...rule, verbs: ['*'] } : rule));
}

/** One rule for each resource; `core` is another word for the group without a name. */
function splitResources(rule: RbacRule): FullRule[] {
  const full: FullRule = {
    groups: unique((rule.groups ?? []).map((group) => (group === 'core' ? '' : group))),
    resources: unique(rule.resources ?? []),
    resourceNames: unique(rule.resourceNames ?? []),
    urls: unique(rule.urls ?? []),
    verbs: unique(rule.verbs),
  };
  return full.resources.length === 0
    ? [full]
    : full.resources.map((resource) => ({ ...full, resources: [resource] }));
}

/** Makes one of the rules that differ in this part only. */
function merge(rules: readonly FullRule[], part: Part): FullRule[] {
  const alike = Map.groupBy(rules, (rule) => JSON.stringify({ ...rule, [part]: undefined }));
  return [...alike.values()].map((group) => {
    const [first] = group as [FullRule];
    return { ...first, [part]: unique(group.flatMap((rule) => rule[part])) };
  });
}

/** Merging can leave two rules that differ in their verbs only: these come last in the key. */
function sortKey({ groups, resources, resourceNames, urls, verbs }: FullRule): string {
  return [groups, resources, resourceNames, urls, verbs].map((part) => part.join('&')).join(' + ');
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted(compareText);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

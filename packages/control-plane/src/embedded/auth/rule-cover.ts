import { coversPath, type PolicyRule } from './policy-rule.ts';

/**
 * What of the wanted rules the held ones do not cover, broken down to one verb, group, resource and
 * name each (component-helpers/auth/rbac/validation Covers). Empty when everything is covered.
 */
export function uncoveredRules(
  held: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
): PolicyRule[] {
  return wanted.flatMap(breakDown).filter((rule) => !held.some((owner) => covers(owner, rule)));
}

function breakDown(rule: PolicyRule): PolicyRule[] {
  const parts: PolicyRule[] = [];
  const names = rule.resourceNames.length === 0 ? [[]] : rule.resourceNames.map((name) => [name]);
  for (const group of rule.apiGroups) {
    for (const resource of rule.resources) {
      for (const verb of rule.verbs) {
        for (const resourceNames of names) {
          parts.push({
            verbs: [verb],
            apiGroups: [group],
            resources: [resource],
            resourceNames,
            nonResourceURLs: [],
          });
        }
      }
    }
  }
  for (const url of rule.nonResourceURLs) {
    for (const verb of rule.verbs) {
      parts.push({
        verbs: [verb],
        apiGroups: [],
        resources: [],
        resourceNames: [],
        nonResourceURLs: [url],
      });
    }
  }
  return parts;
}

function covers(owner: PolicyRule, part: PolicyRule): boolean {
  return (
    hasAll(owner.verbs, part.verbs) &&
    hasAll(owner.apiGroups, part.apiGroups) &&
    part.resources.every((resource) => coversResource(owner.resources, resource)) &&
    part.nonResourceURLs.every((url) =>
      owner.nonResourceURLs.some((pattern) => coversPath(pattern, url)),
    ) &&
    (owner.resourceNames.length === 0 ||
      (part.resourceNames.length > 0 &&
        part.resourceNames.every((name) => owner.resourceNames.includes(name))))
  );
}

function hasAll(owned: readonly string[], wanted: readonly string[]): boolean {
  return owned.includes('*') || wanted.every((value) => owned.includes(value));
}

function coversResource(owned: readonly string[], resource: string): boolean {
  if (owned.includes('*') || owned.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash !== -1 && owned.includes(`*${resource.slice(slash)}`);
}

/**
 * Joins rules of a single group and resource, with at most one name, that differ only in their verbs
 * (registry/rbac/validation CompactRules).
 */
export function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const others: PolicyRule[] = [];
  const simple = new Map<string, PolicyRule>();
  for (const rule of rules) {
    if (!isSimple(rule)) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames]);
    const known = simple.get(key);
    simple.set(
      key,
      known === undefined ? rule : { ...known, verbs: [...known.verbs, ...rule.verbs] },
    );
  }
  return [...others, ...simple.values()];
}

function isSimple(rule: PolicyRule): boolean {
  return (
    rule.resourceNames.length <= 1 &&
    rule.nonResourceURLs.length === 0 &&
    rule.apiGroups.length === 1 &&
    rule.resources.length === 1
  );
}

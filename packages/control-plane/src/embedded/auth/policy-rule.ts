import { goQuote, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import type { RequestAttributes } from './request-attributes.ts';

/** A rule of a Role or ClusterRole. Absent lists are empty. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** The rules of a Role or ClusterRole; what is no list of rules counts as none. */
export function rulesOf(role: JsonObject): PolicyRule[] {
  return Array.isArray(role['rules']) ? role['rules'].filter(isJsonObject).map(parseRule) : [];
}

/** Reads one rule. */
export function parseRule(rule: JsonObject): PolicyRule {
  return {
    verbs: stringsOf(rule['verbs']),
    apiGroups: stringsOf(rule['apiGroups']),
    resources: stringsOf(rule['resources']),
    resourceNames: stringsOf(rule['resourceNames']),
    nonResourceURLs: stringsOf(rule['nonResourceURLs']),
  };
}

/** The strings of a list; `[]` for what is no list. */
export function stringsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Whether a rule allows a request (plugin/pkg/auth/authorizer/rbac RuleAllows). */
export function ruleAllows(rule: PolicyRule, request: RequestAttributes): boolean {
  if (!matches(rule.verbs, request.verb)) return false;
  if (request.path !== undefined) {
    const { path } = request;
    return rule.nonResourceURLs.some((pattern) => coversPath(pattern, path));
  }
  const { group, resource, subresource, name } = request;
  return (
    matches(rule.apiGroups, group) &&
    rule.resources.some((pattern) => coversResource(pattern, resource, subresource)) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(name))
  );
}

function matches(patterns: readonly string[], value: string): boolean {
  return patterns.includes('*') || patterns.includes(value);
}

function coversResource(pattern: string, resource: string, subresource: string): boolean {
  if (pattern === '*') return true;
  if (subresource === '') return pattern === resource;
  return pattern === `${resource}/${subresource}` || pattern === `*/${subresource}`;
}

/** Whether a nonResourceURL holds for a path: exactly, or up to its trailing `*`. */
export function coversPath(pattern: string, path: string): boolean {
  return (
    pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, '')))
  );
}

/** A rule on one line, as messages about escalation print it: `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`. */
export function compactRule(rule: PolicyRule): string {
  const parts = (
    [
      ['APIGroups', rule.apiGroups],
      ['Resources', rule.resources],
      ['NonResourceURLs', rule.nonResourceURLs],
      ['ResourceNames', rule.resourceNames],
      ['Verbs', rule.verbs],
    ] as const
  )
    .filter(([, values]) => values.length > 0)
    .map(([title, values]) => `${title}:${quoteList(values)}`);
  return `{${parts.join(', ')}}`;
}

/** A list of strings as Go's `%q` prints it: `["a" "b"]`. */
export function quoteList(values: readonly string[]): string {
  return `[${values.map(goQuote).join(' ')}]`;
}

import { compareUtf8, equalJson, isJsonObject, type JsonObject } from '@keelson/schema';
import { stringsOf } from './policy-rule.ts';
import { listOf, objectOf, stringOf } from './rbac-binding.ts';

/**
 * The rules that a ClusterRole with an aggregationRule should have, out of all ClusterRoles: those of
 * every role that one of its selectors matches, selector by selector, roles by name, doubles once.
 * `undefined` when the role has no aggregationRule, or a selector that cannot be read. The controller
 * applies them as field manager `clusterrole-aggregation-controller`, with force, when they differ.
 */
export function aggregateClusterRole(
  clusterRole: JsonObject,
  all: Iterable<JsonObject>,
): JsonObject[] | undefined {
  const aggregationRule = clusterRole['aggregationRule'];
  if (!isJsonObject(aggregationRule)) return undefined;
  const name = nameOf(clusterRole);
  const others = [...all]
    .filter((role) => nameOf(role) !== name)
    .toSorted((a, b) => compareUtf8(nameOf(a), nameOf(b)));
  const rules: JsonObject[] = [];
  for (const selector of listOf(aggregationRule['clusterRoleSelectors'])) {
    const matches = compileSelector(objectOf(selector));
    if (matches === undefined) return undefined;
    for (const role of others) {
      if (!matches(objectOf(objectOf(role['metadata'])['labels']))) continue;
      for (const rule of listOf(role['rules'])) {
        if (isJsonObject(rule) && !rules.some((known) => equalJson(known, rule))) rules.push(rule);
      }
    }
  }
  return rules;
}

type LabelTest = (labels: JsonObject) => boolean;

function compileSelector(selector: JsonObject): LabelTest | undefined {
  const tests: LabelTest[] = Object.entries(objectOf(selector['matchLabels'])).map(
    ([key, value]) =>
      (labels) =>
        valueOf(labels, key) === value,
  );
  for (const expression of listOf(selector['matchExpressions'])) {
    const test = compileExpression(objectOf(expression));
    if (test === undefined) return undefined;
    tests.push(test);
  }
  // A selector without any requirement selects everything.
  return (labels) => tests.every((test) => test(labels));
}

function compileExpression(expression: JsonObject): LabelTest | undefined {
  const key = stringOf(expression['key']);
  const values = stringsOf(expression['values']);
  switch (stringOf(expression['operator'])) {
    case 'In':
      return (labels) => values.includes(valueOf(labels, key) ?? '\0');
    case 'NotIn':
      return (labels) => !values.includes(valueOf(labels, key) ?? '\0');
    case 'Exists':
      return (labels) => valueOf(labels, key) !== undefined;
    case 'DoesNotExist':
      return (labels) => valueOf(labels, key) === undefined;
    default:
      return undefined;
  }
}

function valueOf(labels: JsonObject, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? stringOf(labels[key]) : undefined;
}

function nameOf(object: JsonObject): string {
  return stringOf(objectOf(object['metadata'])['name']);
}

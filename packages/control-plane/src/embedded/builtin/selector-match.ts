import type { JsonObject, JsonValue } from '@keelson/schema';
import { objectOf, objectsOf, textOf, textsOf } from './json-access.ts';

/** Whether a meta/v1 LabelSelector says nothing. */
export function isEmptySelector(selector: JsonObject): boolean {
  return (
    Object.keys(objectOf(selector, 'matchLabels')).length === 0 &&
    objectsOf(selector, 'matchExpressions').length === 0
  );
}

/** Whether labels match a meta/v1 LabelSelector; without a selector none do. */
export function matchesSelector(selector: JsonValue | undefined, labels: JsonObject): boolean {
  if (typeof selector !== 'object' || selector === null || Array.isArray(selector)) return false;
  const matchLabels = objectOf(selector, 'matchLabels');
  return (
    Object.keys(matchLabels).every((key) => labels[key] === matchLabels[key]) &&
    objectsOf(selector, 'matchExpressions').every((one) => matchesExpression(one, labels))
  );
}

function matchesExpression(expression: JsonObject, labels: JsonObject): boolean {
  const value = labels[textOf(expression, 'key')];
  const values = textsOf(expression, 'values');
  switch (textOf(expression, 'operator')) {
    case 'In':
      return typeof value === 'string' && values.includes(value);
    case 'NotIn':
      return typeof value !== 'string' || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}

/** A selector in its text form (FormatLabelSelector), `<none>` when it says nothing. */
export function selectorText(selector: JsonObject): string {
  if (isEmptySelector(selector)) return '<none>';
  const labels = objectOf(selector, 'matchLabels');
  const terms = Object.keys(labels).map((key) => ({ key, text: `${key}=${textOf(labels, key)}` }));
  for (const expression of objectsOf(selector, 'matchExpressions')) {
    const key = textOf(expression, 'key');
    const values = `(${textsOf(expression, 'values').toSorted().join(',')})`;
    const texts: Readonly<Record<string, string>> = {
      In: `${key} in ${values}`,
      NotIn: `${key} notin ${values}`,
      Exists: key,
      DoesNotExist: `!${key}`,
    };
    terms.push({ key, text: texts[textOf(expression, 'operator')] ?? '<error>' });
  }
  return terms
    .toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ text }) => text)
    .join(',');
}

/** Labels in their text form (FormatLabels), `<none>` when there are none. */
export function labelsText(labels: JsonObject): string {
  const keys = Object.keys(labels).toSorted();
  return keys.length === 0
    ? '<none>'
    : keys.map((key) => `${key}=${textOf(labels, key)}`).join(',');
}

import type { LabelSelector } from '@keelson/kubernetes/meta/v1';
import type { DeepReadonly } from './deep-readonly.ts';

/** One condition on labels. Semantics: apimachinery's `labels.Requirement`. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'in' | 'notin' | 'exists' | 'doesnotexist' | 'gt' | 'lt';
  /** Empty for `exists` and `doesnotexist`; one integer for `gt` and `lt`. */
  readonly values: readonly string[];
}

/** All requirements must hold; none selects everything. */
export type Selector = readonly Requirement[];

type Labels = Readonly<Record<string, string>> | undefined;

const labelKey =
  /^(?:(?=[^/]{1,253}\/)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/**
 * Reads `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1,m<2`.
 * @throws {TypeError} with the part that is not understood
 */
export function parseSelector(text: string): Selector {
  return splitOutsideParentheses(text).map(parseRequirement);
}

/**
 * The requirements of a `LabelSelector`.
 * @throws {TypeError} for an operator, key or value that there cannot be: the API server checks them
 * only inside its own kinds
 */
export function requirementsOf(selector: DeepReadonly<LabelSelector>): Selector {
  const labels = Object.entries(selector.matchLabels ?? {});
  return [
    ...labels.map(([key, value]) => checked({ key, operator: 'in', values: [value] })),
    ...(selector.matchExpressions ?? []).map(({ key, operator, values = [] }) =>
      checked({ key, operator: expressionOperator(operator), values }),
    ),
  ];
}

/**
 * Prints a selector for a request's `labelSelector`.
 * @throws {TypeError} for a requirement that cannot be met by any label, and might say something else as text
 */
export function formatSelector(selector: DeepReadonly<LabelSelector> | Selector): string {
  return asRequirements(selector)
    .map((requirement) => formatRequirement(checked(requirement)))
    .join(',');
}

/**
 * Whether labels fulfil a selector: in its text form, a `LabelSelector`, or parsed, which is the
 * cheapest for many.
 * @throws {TypeError} as {@link parseSelector} and {@link requirementsOf}
 */
export function matchesSelector(
  selector: string | DeepReadonly<LabelSelector> | Selector,
  labels: Labels,
): boolean {
  const requirements =
    typeof selector === 'string' ? parseSelector(selector) : asRequirements(selector);
  return requirements.every((requirement) => isFulfilled(requirement, labels));
}

function asRequirements(selector: DeepReadonly<LabelSelector> | Selector): Selector {
  return Array.isArray(selector)
    ? (selector as Selector)
    : requirementsOf(selector as DeepReadonly<LabelSelector>);
}

function isFulfilled({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'doesnotexist':
      return value === undefined;
    case 'gt':
      return isInteger(value) && BigInt(value) > BigInt(values[0] ?? '');
    case 'lt':
      return isInteger(value) && BigInt(value) < BigInt(values[0] ?? '');
  }
}

const largestInt64 = 2n ** 63n - 1n;

/** Of the numbers that a label's value can be: none has a sign. */
function isInteger(value: string | undefined): value is string {
  return value !== undefined && /^\d{1,63}$/.test(value) && BigInt(value) <= largestInt64;
}

function expressionOperator(operator: string): Requirement['operator'] {
  switch (operator) {
    case 'In':
      return 'in';
    case 'NotIn':
      return 'notin';
    case 'Exists':
      return 'exists';
    case 'DoesNotExist':
      return 'doesnotexist';
    default:
      throw new TypeError(
        `"${operator}" is not an operator of a label selector: write In, NotIn, Exists or DoesNotExist`,
      );
  }
}

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'in':
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(',')})`;
    case 'notin':
      return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(',')})`;
    case 'exists':
      return key;
    case 'doesnotexist':
      return `!${key}`;
    case 'gt':
      return `${key}>${values[0]}`;
    case 'lt':
      return `${key}<${values[0]}`;
  }
}

function splitOutsideParentheses(text: string): string[] {
  const parts = text.split(/,(?![^()]*\))/).map((part) => part.trim());
  return parts.length === 1 && parts[0] === '' ? [] : parts;
}

function parseRequirement(part: string): Requirement {
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part);
  if (set) {
    const values = set[3]!.split(',').map((value) => value.trim());
    return checked({ key: set[1]!, operator: set[2] as 'in' | 'notin', values }, part);
  }
  const comparison = /^([^=!<>\s]+)\s*(==|=|!=|<|>)\s*(\S*)$/.exec(part);
  if (comparison) {
    const operators = { '=': 'in', '==': 'in', '!=': 'notin', '>': 'gt', '<': 'lt' } as const;
    const operator = operators[comparison[2] as keyof typeof operators];
    return checked({ key: comparison[1]!, operator, values: [comparison[3]!] }, part);
  }
  const presence = /^(!?)\s*(\S+)$/.exec(part);
  if (presence) {
    const operator = presence[1] === '!' ? 'doesnotexist' : 'exists';
    return checked({ key: presence[2]!, operator, values: [] }, part);
  }
  throw notUnderstood(part);
}

function checked(requirement: Requirement, part?: string): Requirement {
  const { key, operator, values } = requirement;
  if (labelKey.test(key) && areValid(operator, values)) return requirement;
  throw notUnderstood(part ?? [key, operator, ...values].join(' '));
}

function areValid(operator: Requirement['operator'], values: readonly string[]): boolean {
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length > 0 && values.every((value) => labelValue.test(value));
    case 'exists':
    case 'doesnotexist':
      return values.length === 0;
    case 'gt':
    case 'lt':
      return values.length === 1 && isInteger(values[0]);
  }
}

function notUnderstood(part: string): TypeError {
  return new TypeError(
    `"${part}" is not a requirement of a label selector: write key=value, key!=value, key in (a,b), key notin (a,b), key or !key`,
  );
}

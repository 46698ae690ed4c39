import { isJsonObject, type JsonValue } from '@keelson/schema';
import { badRequest } from '../status-error.ts';
import { parseInt64 } from './label-requirement.ts';
import type { LabelOperator, LabelRequirement } from './label-requirement.ts';
import { LabelSelectorParser } from './label-selector-parser.ts';

/** Which objects a `labelSelector` picks. */
export interface LabelSelector {
  readonly requirements: readonly LabelRequirement[];
  /** Whether it picks everything. */
  readonly isEmpty: boolean;
  /** Judges `metadata.labels`, which may be absent. */
  matches(labels: JsonValue | undefined): boolean;
}

/**
 * Compiles a label selector (`app=x,tier in (a,b),!legacy`).
 * @throws {StatusError} 400 in the server's words when it cannot be parsed
 */
export function parseLabelSelector(text: string): LabelSelector {
  if (text === '') return everything;
  const parsed = new LabelSelectorParser(text).parse();
  if (typeof parsed === 'string') throw badRequest(parsed);
  return compileLabelSelector(parsed);
}

/** A selector of requirements that are known to be valid. */
function compileLabelSelector(requirements: readonly LabelRequirement[]): LabelSelector {
  const tests = requirements.map(compileRequirement);
  const [first] = tests;
  if (first === undefined) return everything;
  return {
    requirements,
    isEmpty: false,
    matches: (labels) => {
      const known = isJsonObject(labels) ? labels : noLabels;
      return tests.length === 1 ? first(known) : tests.every((test) => test(known));
    },
  };
}

type Labels = Readonly<Record<string, JsonValue>>;
type LabelTest = (labels: Labels) => boolean;

const noLabels: Labels = {};
const everything: LabelSelector = { requirements: [], isEmpty: true, matches: () => true };

function compileRequirement({ key, operator, values }: LabelRequirement): LabelTest {
  const isOneOf = compileValues(values);
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return (labels) => Object.hasOwn(labels, key) && isOneOf(labels[key] as JsonValue);
    case 'notin':
    case '!=':
      return (labels) => !Object.hasOwn(labels, key) || !isOneOf(labels[key] as JsonValue);
    case 'exists':
      return (labels) => Object.hasOwn(labels, key);
    case '!':
      return (labels) => !Object.hasOwn(labels, key);
    case 'gt':
    case 'lt':
      return compileComparison(key, operator, values[0] as string);
    default:
      return operator satisfies never;
  }
}

function compileValues(values: readonly string[]): (value: JsonValue) => boolean {
  const [only] = values;
  if (values.length === 1) return (value) => value === only;
  const known: ReadonlySet<JsonValue> = new Set(values);
  return (value) => known.has(value);
}

function compileComparison(
  key: string,
  operator: LabelOperator & ('gt' | 'lt'),
  text: string,
): LabelTest {
  const limit = parseInt64(text) as bigint;
  return (labels) => {
    const label = Object.hasOwn(labels, key) ? labels[key] : undefined;
    const value = typeof label === 'string' ? parseInt64(label) : undefined;
    if (value === undefined) return false;
    return operator === 'gt' ? value > limit : value < limit;
  };
}

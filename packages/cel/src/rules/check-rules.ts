import { type CompiledRule, compileRule } from './compile-rule.ts';
import { type DeclaredType, declareType } from './declared-type.ts';
import { escapeProperty } from './property-name.ts';
import { type RuleSchema, type RuleSource, valuesOf } from './rule-schema.ts';

/** The most that one expression of a CRD may cost, by the static estimate. */
export const expressionCostLimit = 10_000_000;
/** The most that all expressions of a version of a CRD may cost together. */
export const schemaCostLimit = 100_000_000;

/** One rule of a schema, compiled in its place. */
export interface RuleReport {
  /** Of the schema that it stands on, below the root: `.properties[spec].items`. */
  readonly path: string;
  readonly index: number;
  readonly source: RuleSource;
  readonly compiled: CompiledRule;
  /** The most that the rule can cost, for all values that an object can have of it. */
  readonly cost: number;
  /** What the rule's message can cost; 0 without one. */
  readonly messageCost: number;
  /** The list or map, below the root, whose items have no counterpart before an update. */
  readonly uncorrelatable: string | undefined;
  /** Lists, maps and texts without a limit that a rule over them would need, the outermost first. */
  readonly unbounded: readonly string[];
}

/** All rules of a schema. */
export interface RulesReport {
  /** Those deeper in the schema come first, as the API server reports them. */
  readonly rules: readonly RuleReport[];
  readonly totalCost: number;
}

interface Place {
  readonly path: string;
  readonly declared: DeclaredType | undefined;
  /** How many of these an object can have; `undefined` when nothing limits it. */
  readonly cardinality: number | undefined;
  readonly uncorrelatable: string | undefined;
  readonly unbounded: readonly string[];
}

/**
 * Compiles every rule of a resource's schema, with its cost. Semantics: apiextensions'
 * ValidateCustomResourceDefinitionOpenAPISchema and CELSchemaContext.
 */
export function checkRules(root: RuleSchema): RulesReport {
  const rules: RuleReport[] = [];
  visit(
    root,
    {
      path: '',
      declared: declareType(root, { name: 'selfType', isResource: true }),
      cardinality: 1,
      uncorrelatable: undefined,
      unbounded: [],
    },
    rules,
  );
  const totalCost = rules.reduce((sum, { cost, messageCost }) => sum + cost + messageCost, 0);
  return { rules, totalCost };
}

function visit(schema: RuleSchema, place: Place, found: RuleReport[]): void {
  const { path, declared } = place;
  const values = valuesOf(schema);
  if (values) {
    visit(
      values,
      {
        ...below(schema, place, { isKnown: true }),
        path: `${path}.additionalProperties`,
        declared: declared?.element ?? declare(values),
      },
      found,
    );
  }
  for (const [name, property] of Object.entries(schema.properties ?? {}).toSorted(byName)) {
    const escaped = escapeProperty(name);
    const field = escaped === undefined ? undefined : declared?.fields.get(escaped);
    visit(
      property,
      {
        ...below(schema, place, { isKnown: isCorrelatable(schema) }),
        path: `${path}.properties[${name}]`,
        declared: field ?? declare(property),
      },
      found,
    );
  }
  if (schema.items) {
    visit(
      schema.items,
      {
        ...below(schema, place, { isKnown: schema['x-kubernetes-list-type'] === 'map' }),
        path: `${path}.items`,
        declared: declared?.element ?? declare(schema.items),
      },
      found,
    );
  }
  const sources = schema['x-kubernetes-validations'] ?? [];
  if (declared === undefined) return;
  for (const [index, source] of sources.entries()) {
    if (source.rule.trim() === '') continue;
    const compiled = compileRule(source, declared);
    found.push({
      path,
      index,
      source,
      compiled,
      cost: times(compiled.rule.maxCost, place.cardinality ?? compiled.maxCardinality),
      messageCost: compiled.messageExpression?.maxCost ?? 0,
      uncorrelatable: place.uncorrelatable,
      unbounded: [...place.unbounded, ...unboundedIn(schema, path)],
    });
  }
}

function declare(inner: RuleSchema): DeclaredType | undefined {
  return declareType(inner, {
    name: 'selfType',
    isResource: inner['x-kubernetes-embedded-resource'] === true,
  });
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isCorrelatable({ 'x-kubernetes-map-type': type }: RuleSchema): boolean {
  return type === undefined || type === 'granular' || type === 'atomic';
}

function below(
  schema: RuleSchema,
  place: Place,
  { isKnown }: { readonly isKnown: boolean },
): Omit<Place, 'path' | 'declared'> {
  const most = maxElements(schema);
  const { cardinality, path } = place;
  return {
    cardinality:
      cardinality === undefined || most === undefined ? undefined : times(cardinality, most),
    uncorrelatable: place.uncorrelatable ?? (isKnown ? undefined : path),
    unbounded: most === undefined ? [...place.unbounded, placeName(schema, path)] : place.unbounded,
  };
}

/** Go's guard against overflow is `Infinity` here. */
function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function maxElements(schema: RuleSchema): number | undefined {
  if (schema.type === 'object' && schema.additionalProperties !== undefined) {
    return schema.maxProperties === undefined ? undefined : Math.max(0, schema.maxProperties);
  }
  if (schema.type !== 'array') return 1;
  return schema.maxItems === undefined ? undefined : Math.max(0, schema.maxItems);
}

/** `@MaxItems on spec.hosts`, for what the schema path names. */
function placeName(schema: RuleSchema, path: string): string {
  const limit =
    schema.type === 'array'
      ? '@MaxItems'
      : schema.type === 'string'
        ? '@MaxLength'
        : '@MaxProperties';
  const name = path
    .replaceAll(/\.properties\[([^\]]*)\]|\.items|\.additionalProperties/gu, (_, field?: string) =>
      field === undefined ? '[]' : `.${field}`,
    )
    .replace(/^\./u, '');
  return name === '' ? limit : `${limit} on ${name}`;
}

/** What has no limit at or below a schema. */
function unboundedIn(schema: RuleSchema, path: string): string[] {
  const found: string[] = [];
  const isText =
    schema.type === 'string' && schema.maxLength === undefined && schema.enum === undefined;
  const isFormatted = ['date', 'date-time', 'duration'].includes(schema.format ?? '');
  if (maxElements(schema) === undefined || (isText && !isFormatted)) {
    found.push(placeName(schema, path));
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    found.push(...unboundedIn(property, `${path}.properties[${name}]`));
  }
  if (schema.items) found.push(...unboundedIn(schema.items, `${path}.items`));
  const values = valuesOf(schema);
  if (values) found.push(...unboundedIn(values, `${path}.additionalProperties`));
  return found;
}

import type { GroupVersionKind } from '../src/resource-type.ts';
import type { Definition } from '../src/schema-definition.ts';
import { compareText } from './compare-text.ts';
import type { RawSchema } from './read-server.ts';

const kept = new Set([
  'type',
  'format',
  'required',
  'enum',
  'default',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-patch-merge-key',
]);

/** Prose, and what no reader of this package needs. */
const dropped = new Set(['description', 'x-kubernetes-unions']);

/**
 * A published schema reduced to its structure. `referenceTo` turns the name of a component schema
 * into our own reference.
 * @throws {Error} on a keyword that is not known: better to stop than to lose structure unseen
 */
export function normaliseSchema(raw: RawSchema, referenceTo: (name: string) => string): Definition {
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(raw)) {
    if (dropped.has(keyword)) continue;
    if (kept.has(keyword)) result[keyword] = value;
    else Object.assign(result, normaliseKeyword({ keyword, value }, referenceTo));
  }
  return Object.fromEntries(Object.entries(result).toSorted(byKeyword)) as Definition;
}

function normaliseKeyword(
  { keyword, value }: { keyword: string; value: unknown },
  referenceTo: (name: string) => string,
): Record<string, unknown> {
  switch (keyword) {
    case '$ref':
      return { $ref: referenceTo((value as string).replace('#/components/schemas/', '')) };
    case 'allOf': {
      const [only, ...others] = value as RawSchema[];
      if (only === undefined || others.length > 0) throw new Error('allOf of several schemas');
      return normaliseSchema(only, referenceTo) as Record<string, unknown>;
    }
    case 'oneOf':
      return {
        oneOf: (value as RawSchema[]).map((branch) => normaliseSchema(branch, referenceTo)),
      };
    case 'items':
    case 'additionalProperties':
      return { [keyword]: normaliseSchema(value as RawSchema, referenceTo) };
    case 'properties':
      return {
        properties: Object.fromEntries(
          Object.entries(value as Record<string, RawSchema>)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, schema]) => [name, normaliseSchema(schema, referenceTo)]),
        ),
      };
    case 'x-kubernetes-group-version-kind': {
      const [only, ...others] = value as GroupVersionKind[];
      if (only === undefined || others.length > 0) return {};
      const { group, version, kind } = only;
      return { [keyword]: { group, version, kind } };
    }
    default:
      throw new Error(`unknown schema keyword "${keyword}": ${JSON.stringify(value)}`);
  }
}

/** `$ref` and `type` first, so that a line of the file is easy to read. */
const order = ['$ref', 'type', 'format', 'required', 'properties', 'items'];

function byKeyword([a]: [string, unknown], [b]: [string, unknown]): number {
  return rank(a) - rank(b) || compareText(a, b);
}

function rank(keyword: string): number {
  return order.includes(keyword) ? order.indexOf(keyword) : order.length;
}

import type { JsonValue } from './json.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** Keywords that keep a schema from being structural at all, in the order that the server looks. */
const unsupported: readonly (readonly [keyword: string, isSet: (value: JsonValue) => boolean])[] = [
  ['id', (value) => value !== ''],
  ['$schema', (value) => value !== ''],
  ['$ref', (value) => value !== ''],
  ['patternProperties', isFilled],
  ['dependencies', isFilled],
  ['additionalItems', () => true],
  ['definitions', isFilled],
];

/**
 * Why the server cannot read a schema as structural (apiextensions' NewStructural); `undefined` when
 * it can. It reads value rules first, then items, properties and additional properties.
 */
export function unreadableSchema(schema: StructuralSchema): string | undefined {
  const keywords = schema as Readonly<Record<string, JsonValue | undefined>>;
  for (const [keyword, isSet] of unsupported) {
    const value = keywords[keyword];
    if (value === undefined || value === null || !isSet(value)) continue;
    return `OpenAPIV3Schema '${keyword === '$schema' ? 'schema' : keyword}' is not supported`;
  }
  const { not, allOf = [], anyOf = [], oneOf = [], items, properties = {} } = schema;
  const rules = [...(not === undefined ? [] : [not]), ...allOf, ...anyOf, ...oneOf];
  const problem = firstProblem(rules);
  if (problem !== undefined) return problem;
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  if (Array.isArray(items) && items.length > 0) {
    return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  }
  const { additionalProperties } = schema;
  return firstProblem([
    ...(items === undefined || Array.isArray(items) ? [] : [items]),
    ...Object.values(properties),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
  ]);
}

function firstProblem(schemas: readonly StructuralSchema[]): string | undefined {
  for (const schema of schemas) {
    const problem = unreadableSchema(schema);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isFilled(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

import type { JsonObject } from '@keelson/schema';
import { objectOf, optionalObject } from './definition.ts';

/** What {@link findFieldPath} found. */
export type FieldPathResult =
  | { readonly path: readonly string[]; readonly schema: JsonObject | undefined }
  | { readonly error: string };

const outside = { error: 'does not refer to a valid field' };
const atEnd = { error: 'unexpected end of JSON path' };

/**
 * Follows a field path (`.spec.a`, `.spec['a-b']`) through a schema: the grammar of selectable fields
 * and of a rule's `fieldPath` (ValidFieldPath of the server's CEL package).
 */
export function findFieldPath(
  jsonPath: string,
  schema: JsonObject,
  allowsBrackets = true,
): FieldPathResult {
  const tokens = tokensOf(jsonPath);
  const path: string[] = [];
  let current: JsonObject | undefined = schema;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as string;
    let name: string | undefined;
    if (token === '.') {
      name = tokens[++index];
      if (name === undefined) return atEnd;
    } else if (token === '[') {
      if (!allowsBrackets) return { error: 'array notation is not allowed' };
      const quoted = tokens[++index];
      if (quoted === undefined) return atEnd;
      if (!/^'.*'$/su.test(quoted) || quoted.length < 2) {
        return { error: `expected single quoted string but got ${quoted}` };
      }
      name = quoted.slice(1, -1).replace(/\\(.)/gsu, '$1');
      const close = tokens[++index];
      if (close === undefined) return atEnd;
      if (close !== ']') return { error: `expected ] but got ${close}` };
    } else {
      return { error: `expected [ or . but got: ${token}` };
    }
    const inner: JsonObject | undefined | false = step(current, name);
    if (inner === false) return outside;
    current = inner;
    path.push(name);
  }
  return { path, schema: current };
}

function step(schema: JsonObject | undefined, name: string): JsonObject | undefined | false {
  if (schema === undefined) return false;
  const properties = objectOf(schema, 'properties');
  if (Object.keys(properties).length > 0) {
    return Object.hasOwn(properties, name) ? optionalObject(properties, name) : false;
  }
  return schema['additionalProperties'] === undefined
    ? false
    : optionalObject(schema, 'additionalProperties');
}

/** Splits at `.`, `[` and `]`, each a token of its own; quoted text is one token. */
function tokensOf(jsonPath: string): string[] {
  return jsonPath.match(/'(?:[^'\\]|\\.)*'|[.[\]]|[^.[\]]+/gsu) ?? [];
}

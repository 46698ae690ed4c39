import type { Definition } from '../src/schema-definition.ts';

/**
 * The TypeScript type of a property's schema, on one line.
 * @param nameOf - the name in scope of what a `$ref` refers to
 * @throws {Error} on a shape that no built-in kind has had so far
 */
export function emitType(schema: Definition, nameOf: (reference: string) => string): string {
  const type = emitNonNull(schema, nameOf);
  return schema.nullable === true ? `${type} | null` : type;
}

function emitNonNull(schema: Definition, nameOf: (reference: string) => string): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  switch (schema.type) {
    case 'string':
      return schema.enum === undefined ? 'string' : schema.enum.map(quote).join(' | ');
    case 'boolean':
      return 'boolean';
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return arrayOf(emitType(required(schema.items, schema), nameOf));
    case 'object':
      return `Record<string, ${emitType(required(schema.additionalProperties, schema), nameOf)}>`;
    case undefined:
      break;
  }
  throw new Error(`no TypeScript type for ${JSON.stringify(schema)}`);
}

function arrayOf(item: string): string {
  return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "\\'")}'`;
}

function required(inner: Definition | undefined, outer: Definition): Definition {
  if (inner === undefined) throw new Error(`no inner type in ${JSON.stringify(outer)}`);
  return inner;
}

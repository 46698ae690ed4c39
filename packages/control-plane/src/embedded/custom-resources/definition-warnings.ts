import { goQuote, type JsonObject } from '@keelson/schema';
import { optionalObject, schemaOf, textOf, versionsOf } from './definition.ts';
import { someSubschema } from './internal-definition.ts';

/** Formats of strings that schemas know; dashes do not count. */
const stringFormats: ReadonlySet<string> = new Set(
  'bsonobjectid uri email hostname ipv4 ipv6 cidr mac uuid uuid3 uuid4 uuid5 isbn isbn10 isbn13 creditcard ssn hexcolor rgbcolor byte password date duration datetime k8sshortname k8slongname'.split(
    ' ',
  ),
);
const numberFormats: ReadonlyMap<string, readonly string[]> = new Map([
  ['integer', ['int32', 'int64']],
  ['number', ['float', 'double']],
]);

/** Warnings about a CustomResourceDefinition; those that the old one had already are not repeated. */
export function warningsOfDefinition(
  definition: JsonObject,
  old: JsonObject | undefined,
): string[] {
  const known = new Set(old === undefined ? [] : [...formatsOf(old), ...setWarningsOf(old)]);
  return [
    ...formatsOf(definition)
      .filter((format) => !known.has(format))
      .map((format) => `unrecognized format ${goQuote(format)}`),
    ...setWarningsOf(definition).filter((warning) => !known.has(warning)),
  ];
}

/** Formats that mean nothing to the server, in the order it finds them. */
function formatsOf(definition: JsonObject): string[] {
  const formats: string[] = [];
  visitSchemas(definition, (schema) => {
    const format = textOf(schema, 'format');
    if (format !== '' && !isKnownFormat(format, textOf(schema, 'type'))) formats.push(format);
  });
  return formats;
}

function isKnownFormat(format: string, type: string): boolean {
  if (type === '' || type === 'string') return stringFormats.has(format.replaceAll('-', ''));
  return numberFormats.get(type)?.includes(format) ?? false;
}

function setWarningsOf(definition: JsonObject): string[] {
  const warnings = new Set<string>();
  visitSchemas(definition, (schema) => {
    const items = optionalObject(schema, 'items');
    if (schema['x-kubernetes-list-type'] !== 'set' || items === undefined) return;
    const type = textOf(items, 'type');
    if (type !== 'object' && type !== 'array') return;
    warnings.add(
      `x-kubernetes-list-type: set for items of type "${type}" is not supported by server-side apply or CEL validation rules`,
    );
  });
  return [...warnings].toSorted();
}

function visitSchemas(definition: JsonObject, visit: (schema: JsonObject) => void): void {
  // A schema that all versions share is one in the server's internal version, but warnings are told
  // once per text anyway.
  for (const version of versionsOf(definition)) {
    const schema = schemaOf(version);
    if (schema === undefined) continue;
    someSubschema(schema, (inner) => {
      visit(inner);
      return false;
    });
  }
}

import type { FieldError } from './field-error.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import type { SchemaNode } from './schema-node.ts';

/** Judges the metadata of an embedded resource; `path` is the metadata's. */
export type MetadataCheck = (metadata: JsonObject, path: string) => FieldError[];

/**
 * Everything wrong with the `apiVersion`, `kind` and `metadata` of embedded resources
 * (apiextensions' schema/objectmeta). `checkMetadata` judges metadata whose types are right.
 */
export function checkEmbedded(
  node: SchemaNode,
  value: JsonValue,
  {
    path = '',
    checkMetadata,
  }: { readonly path?: string; readonly checkMetadata?: MetadataCheck | undefined },
): FieldError[] {
  const errors: FieldError[] = [];
  if (node.hasEmbedded) visit(node, value, { path, errors, checkMetadata });
  return errors;
}

interface Place {
  readonly path: string;
  readonly errors: FieldError[];
  readonly checkMetadata: MetadataCheck | undefined;
}

function visit(node: SchemaNode, value: JsonValue, place: Place): void {
  const { path } = place;
  if (Array.isArray(value)) {
    if (node.items?.hasEmbedded !== true) return;
    for (const [index, item] of value.entries()) {
      visit(node.items, item, { ...place, path: `${path}[${index}]` });
    }
    return;
  }
  if (!isJsonObject(value)) return;
  if (node.isEmbedded) checkResource(value, place);
  const { properties, additionalProperties } = node;
  for (const [name, child] of properties) {
    if (!child.hasEmbedded || !Object.hasOwn(value, name)) continue;
    visit(child, value[name] as JsonValue, { ...place, path: join(path, name) });
  }
  if (typeof additionalProperties !== 'object' || !additionalProperties.hasEmbedded) return;
  for (const name of Object.keys(value)) {
    if (properties.has(name)) continue;
    visit(additionalProperties, value[name] as JsonValue, { ...place, path: `${path}[${name}]` });
  }
}

function checkResource(resource: JsonObject, place: Place): void {
  const { path, errors, checkMetadata } = place;
  const { apiVersion, kind, metadata } = resource;
  for (const name of ['apiVersion', 'kind']) {
    if (!Object.hasOwn(resource, name)) {
      errors.push({ type: 'FieldValueRequired', field: join(path, name) });
    }
  }
  const invalid = (name: string, value: JsonValue, detail: string): void => {
    errors.push({ type: 'FieldValueInvalid', field: join(path, name), value, detail });
  };
  if (apiVersion !== undefined) {
    if (typeof apiVersion !== 'string') invalid('apiVersion', apiVersion, 'must be a string');
    else if (apiVersion === '') invalid('apiVersion', '', 'must not be empty');
    else if (apiVersion.split('/').length > 2) {
      invalid('apiVersion', apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
    }
  }
  if (kind !== undefined) {
    if (typeof kind !== 'string') invalid('kind', kind, 'must be a string');
    else if (kind === '') invalid('kind', '', 'must not be empty');
    else {
      const problems = labelProblems(kind.toLowerCase());
      if (problems.length > 0) {
        const words = 'may have mixed case, but should otherwise match: ';
        invalid('kind', kind, words + problems.join(','));
      }
    }
  }
  if (!isJsonObject(metadata) || checkMetadata === undefined) return;
  // A name is not required.
  const named = metadata['name'] === undefined || metadata['name'] === '';
  const judged = named ? { ...metadata, name: 'fakename' } : metadata;
  errors.push(...checkMetadata(judged, join(path, 'metadata')));
}

function labelProblems(text: string): string[] {
  const problems: string[] = [];
  if (text.length > 63) problems.push('must be no more than 63 bytes');
  if (!/^[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(text)) {
    problems.push(
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    );
  }
  return problems;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

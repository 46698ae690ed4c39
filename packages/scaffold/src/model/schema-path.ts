import type { SchemaNode } from './schema-node.ts';

/**
 * The first part of a JSON path that no object of the schema can have, for example `replcas` of
 * `.spec.replcas`; `undefined` when the path leads somewhere. Only plain steps are followed: what
 * comes after a bracket, and the fields of `metadata`, are not looked at.
 */
export function missingStep(schema: SchemaNode, jsonPath: string): string | undefined {
  const plain = /^(?:\.[A-Za-z_][A-Za-z0-9_-]*)*/.exec(jsonPath)?.[0] ?? '';
  const [first, ...steps] = plain.split('.').slice(1);
  if (first === undefined || ['apiVersion', 'kind', 'metadata'].includes(first)) return undefined;
  let current = schema;
  for (const step of [first, ...steps]) {
    const next = Object.hasOwn(current.properties ?? {}, step)
      ? current.properties?.[step]
      : current.additionalProperties;
    if (next === undefined) return isOpen(current) ? undefined : step;
    current = next;
  }
  return undefined;
}

function isOpen(schema: SchemaNode): boolean {
  return (
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    schema['x-kubernetes-embedded-resource'] === true
  );
}

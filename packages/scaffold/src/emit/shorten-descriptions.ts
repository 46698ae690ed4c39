import type { SchemaNode } from '../model/schema-node.ts';

/**
 * The schema with no description longer than `maxLength` characters: cut after a sentence, else after
 * a word; 0 leaves none. Semantics: controller-gen's `maxDescLen`.
 */
export function shortenDescriptions(schema: SchemaNode, maxLength: number): SchemaNode {
  const { description, properties, items, additionalProperties, ...rest } = schema;
  const shorten = (inner: SchemaNode) => shortenDescriptions(inner, maxLength);
  const text = description === undefined ? '' : shortened(description, maxLength);
  return {
    ...rest,
    ...(text !== '' && { description: text }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, shorten(property)]),
      ),
    }),
    ...(items && { items: shorten(items) }),
    ...(additionalProperties && { additionalProperties: shorten(additionalProperties) }),
  };
}

function shortened(text: string, maxLength: number): string {
  const characters = Array.from(text);
  if (characters.length <= maxLength) return text;
  const start = characters.slice(0, maxLength).join('');
  // What follows says whether the last of it is whole.
  const next = characters[maxLength] ?? '';
  const sentences = /^[^]*[.!?](?=\s|$)/.exec(start)?.[0];
  if (sentences !== undefined && (sentences !== start || /\s/.test(next))) return sentences;
  const words = /\s/.test(next) ? start : /^[^]*(?=\s)/.exec(start)?.[0];
  return (words ?? start).trimEnd();
}

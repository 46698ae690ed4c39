import { stringify } from 'yaml';
import { checkValue } from '../model/check-schema.ts';
import {
  type ResourceModel,
  type ResourceVersion,
  storageVersionOf,
} from '../model/resource-model.ts';
import type { SchemaNode } from '../model/schema-node.ts';

/** First line of a sample that follows the types. */
export const sampleMark =
  '# Follows the types with every "operator generate": delete this line to keep a sample of your own.';

/** The text of a sample's file. */
export function formatSample(sample: object): string {
  return `${sampleMark}\n${stringify(sample, { lineWidth: 0 })}`;
}

/**
 * An object of the kind: required fields with values that fit, and fields with defaults with those, to
 * show what can be set. CEL rules are not looked at.
 * @param version - @default the one that is stored
 */
export function sampleOf(
  resource: ResourceModel,
  version: ResourceVersion = storageVersionOf(resource),
): object {
  const { group, kind, singular } = resource;
  const { status: _, ...properties } = version.schema.properties ?? {};
  return {
    apiVersion: `${group}/${version.name}`,
    kind,
    metadata: { name: `${singular}-sample` },
    ...fieldsOf({ ...version.schema, properties }),
  };
}

/** Tried in this order until one fits. */
const texts = [
  'example',
  'example.com',
  '2026-01-01T00:00:00Z',
  '2026-01-01',
  '30s',
  '10.0.0.1',
  '10.0.0.0/24',
  'https://example.com',
  'someone@example.com',
  '1',
  'a',
  'A',
];

const byFormat: Readonly<Record<string, string>> = {
  byte: 'ZXhhbXBsZQ==',
  cidr: '10.0.0.0/24',
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  duration: '30s',
  email: 'someone@example.com',
  hexcolor: '#336699',
  ipv4: '10.0.0.1',
  ipv6: '2001:db8::1',
  mac: '00:00:5e:00:53:01',
  uri: 'https://example.com',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
};

function sampleValue(schema: SchemaNode): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.example !== undefined) return schema.example;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema['x-kubernetes-int-or-string']) return 1;
  switch (schema.type) {
    case 'string':
      return sampleText(schema);
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return sampleNumber(schema);
    case 'array':
      return Array.from({ length: Math.min(schema.minItems ?? 0, 1) }, () =>
        sampleValue(schema.items ?? {}),
      );
    case 'object':
    case undefined:
      return fieldsOf(schema);
  }
}

function sampleText(schema: SchemaNode): string {
  const { format = '', minLength = 0 } = schema;
  const candidates = [byFormat[format] ?? [], texts].flat();
  const padded = candidates.map((text) => text.padEnd(minLength, text.at(-1)));
  const fitting = padded.find((text) => checkValue(schema, text).length === 0);
  return fitting ?? padded[0] ?? '';
}

function sampleNumber(schema: SchemaNode): number {
  const { minimum = 0, maximum = Infinity, multipleOf = 1 } = schema;
  const low = Math.ceil(minimum / multipleOf) * multipleOf;
  const candidates = [low, low + multipleOf, (minimum + maximum) / 2];
  return candidates.find((value) => checkValue(schema, value).length === 0) ?? low;
}

function fieldsOf({ properties = {}, required = [] }: SchemaNode): Record<string, unknown> {
  const shown = Object.entries(properties).filter(
    ([name, property]) => required.includes(name) || property.default !== undefined,
  );
  return Object.fromEntries(shown.map(([name, property]) => [name, sampleValue(property)]));
}

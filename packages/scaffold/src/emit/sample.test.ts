import { describe, expect, it } from 'vitest';
import { checkValue } from '../model/check-schema.ts';
import type { ResourceModel } from '../model/resource-model.ts';
import type { SchemaNode } from '../model/schema-node.ts';
import { sampleOf } from './sample.ts';

function resourceWith(spec: SchemaNode): ResourceModel {
  const version = {
    served: true,
    storage: false,
    deprecated: false,
    statusSubresource: true,
    columns: [],
    selectableFields: [],
  };
  const schema: SchemaNode = {
    type: 'object',
    properties: { spec, status: { type: 'object' } },
    required: ['spec'],
  };
  return {
    group: 'example.com',
    kind: 'Widget',
    listKind: 'WidgetList',
    plural: 'widgets',
    singular: 'widget',
    scope: 'Namespaced',
    shortNames: [],
    categories: [],
    annotations: {},
    labels: {},
    versions: [
      { ...version, name: 'v1', storage: true, schema },
      { ...version, name: 'v2', schema: {} },
    ],
  };
}

describe('sampleOf', () => {
  it('has the required fields, those with defaults, and no status', () => {
    const spec: SchemaNode = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        size: { type: 'integer', default: 3 },
        extra: { type: 'string' },
      },
      required: ['name'],
    };
    expect(sampleOf(resourceWith(spec))).toEqual({
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'widget-sample' },
      spec: { name: 'example', size: 3 },
    });
  });

  it.each<SchemaNode>([
    { type: 'string', enum: ['b', 'a'] },
    { type: 'string', minLength: 20 },
    { type: 'string', maxLength: 3 },
    { type: 'string', pattern: '^[0-9]+$' },
    { type: 'string', format: 'date-time' },
    { type: 'string', format: 'ipv6' },
    { type: 'string', pattern: '^x+$', example: 'xx' },
    { type: 'boolean' },
    { type: 'integer', minimum: 3 },
    { type: 'integer', minimum: 3, exclusiveMinimum: true },
    { type: 'integer', minimum: 4, multipleOf: 5 },
    { type: 'number', minimum: 0, maximum: 1, exclusiveMinimum: true, exclusiveMaximum: true },
    { type: 'array', minItems: 1, items: { type: 'string' } },
    { type: 'object', additionalProperties: { type: 'string' } },
    { 'x-kubernetes-int-or-string': true },
    { type: 'object', properties: { a: { type: 'boolean' } }, required: ['a'] },
  ])('gives a required field a value that fits: %j', (field) => {
    const spec: SchemaNode = { type: 'object', properties: { field }, required: ['field'] };
    const sample = sampleOf(resourceWith(spec)) as { spec: object };
    expect(checkValue(spec, sample.spec)).toEqual([]);
  });
});

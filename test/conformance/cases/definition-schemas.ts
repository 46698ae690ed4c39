import { type Case, group } from '../group.ts';
import { tried } from './tried.ts';

/** Schemas of `spec` that are tried in dry runs. */
function triedSchemas(...specs: readonly object[]): Case {
  return tried(...specs.map((spec) => ({ schema: { type: 'object', properties: { spec } } })));
}

export const definitionSchemaCases = group('definition-schemas', {
  'no type': triedSchemas({}, { properties: { a: {} } }, { type: 'object', properties: { a: {} } }),
  'the type of the root': tried({ schema: { type: 'string' } }, { schema: {} }),
  'types that are none': triedSchemas(
    { type: 'number', format: 'x' },
    { type: 'text' },
    { type: 'null' },
  ),
  'lists need items': triedSchemas(
    { type: 'array' },
    { type: 'array', items: {} },
    { type: 'array', items: [{ type: 'string' }] },
  ),
  'what is forbidden': triedSchemas(
    { type: 'object', $ref: '#/a' },
    { type: 'array', items: { type: 'string' }, uniqueItems: true },
    {
      type: 'object',
      properties: { a: { type: 'string' } },
      additionalProperties: { type: 'string' },
    },
    { type: 'object', additionalProperties: false },
  ),
  'structure inside of junctors': triedSchemas(
    { type: 'object', anyOf: [{ type: 'object' }] },
    { type: 'object', oneOf: [{ properties: { a: { default: 1 } } }] },
    { type: 'object', allOf: [{ required: ['a'] }] },
  ),
  'patterns and formats': triedSchemas(
    { type: 'string', pattern: '(' },
    { type: 'string', format: 'x' },
    { type: 'string', pattern: '(?=a)' },
  ),
  defaults: triedSchemas(
    { type: 'string', default: 1 },
    { type: 'object', properties: { a: { type: 'string' } }, default: { b: 'x' } },
    { type: 'string', enum: ['a'], default: 'b' },
    { type: 'string', default: null },
    { type: 'string', nullable: true, default: null },
  ),
  'types of lists': triedSchemas(
    { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'x' },
    { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'map' },
    {
      type: 'array',
      items: { type: 'object', properties: { a: { type: 'string' } } },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['b'],
    },
    {
      type: 'array',
      items: { type: 'object', properties: { a: { type: 'string' } } },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['a'],
    },
    { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'set' },
    { type: 'object', 'x-kubernetes-list-type': 'set' },
    { type: 'string', 'x-kubernetes-map-type': 'atomic' },
  ),
  'extensions that exclude each other': triedSchemas(
    { type: 'string', 'x-kubernetes-preserve-unknown-fields': true },
    { type: 'object', 'x-kubernetes-preserve-unknown-fields': false },
    { type: 'string', 'x-kubernetes-int-or-string': true },
    { type: 'object', 'x-kubernetes-embedded-resource': true },
  ),
  metadata: tried(
    {
      schema: {
        type: 'object',
        properties: {
          metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 3 } } },
        },
      },
    },
    {
      schema: {
        type: 'object',
        properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
      },
    },
    { schema: { type: 'object', properties: { metadata: { type: 'string' } } } },
  ),
  'limits below zero': triedSchemas(
    { type: 'string', maxLength: -1 },
    { type: 'array', items: { type: 'string' }, minItems: -1 },
    { type: 'integer', multipleOf: 0 },
  ),
  'rules that do not compile': triedSchemas(
    { type: 'object', 'x-kubernetes-validations': [{ rule: 'self.x > 1' }] },
    { type: 'object', 'x-kubernetes-validations': [{ rule: '' }] },
    { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self + 1' }] },
    { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self >' }] },
  ),
});

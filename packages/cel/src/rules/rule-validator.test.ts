import { readFileSync } from 'node:fs';
import { compileSchema, errorText, type JsonObject, type StructuralSchema } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import type { RuleSource } from './rule-schema.ts';
import { RuleValidator } from './rule-validator.ts';

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}

const { schema } = read('recorded-rules.test.json') as { schema: StructuralSchema };
const recorded = read('recorded-evaluations.test.json') as {
  readonly object: JsonObject;
  readonly old: JsonObject;
  readonly cases: readonly { readonly expression: string; readonly errors: readonly string[] }[];
};

function errorsOf(root: StructuralSchema, object: JsonObject, old?: JsonObject): string[] {
  return new RuleValidator(compileSchema(root)).evaluate({ object, old }).map(errorText);
}

/** A rule, or an expression whose value becomes the message of a rule that is never true. */
function ruleOf(expression: string): RuleSource {
  return expression.startsWith('?')
    ? { rule: expression.slice(1) }
    : {
        rule: `dyn(${expression}) == "\u0001"`,
        messageExpression: `"%s".format([${expression}])`,
      };
}

/** What apiextensions' validator said (recorded from k8s.io/apiextensions-apiserver 0.37.2). */
describe('expressions give what the API server computes', () => {
  it.each(recorded.cases)('$expression', ({ expression, errors }) => {
    const root = {
      ...schema,
      'x-kubernetes-validations': [ruleOf(expression)],
    } as StructuralSchema;
    const { object, old } = structuredClone(recorded);
    // Names of types count up in Go.
    const known = errors.map((one) => one.replaceAll(/selfType\d+/gu, 'selfType'));
    expect(errorsOf(root, object, old)).toEqual(known);
  });
});

describe('RuleValidator', () => {
  const growing: StructuralSchema = {
    type: 'object',
    properties: {
      size: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self >= oldSelf' }] },
      name: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self != "bad"' }] },
      first: {
        type: 'integer',
        'x-kubernetes-validations': [
          { rule: 'oldSelf.hasValue() || self == 1', optionalOldSelf: true, message: 'begin at 1' },
        ],
      },
    },
  };

  it('are not asked when nothing was there', () => {
    expect(errorsOf(growing, { size: 1 })).toEqual([]);
    expect(errorsOf(growing, { size: 1 }, {})).toEqual([]);
  });

  it('are asked of a change', () => {
    expect(errorsOf(growing, { size: 1 }, { size: 2 })).toEqual([
      'size: Invalid value: 1: failed rule: self >= oldSelf',
    ]);
  });

  it('may be asked of a creation, too', () => {
    expect(errorsOf(growing, { first: 2 })).toEqual(['first: Invalid value: 2: begin at 1']);
    expect(errorsOf(growing, { first: 2 }, { first: 1 })).toEqual([]);
  });

  it('let a bad value stay that was there before', () => {
    expect(errorsOf(growing, { name: 'bad' })).toEqual([
      'name: Invalid value: "bad": failed rule: self != "bad"',
    ]);
    expect(errorsOf(growing, { name: 'bad', size: 3 }, { name: 'bad', size: 2 })).toEqual([]);
  });

  it('find the item of a map list by its keys', () => {
    const list: StructuralSchema = {
      type: 'object',
      properties: {
        ports: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            properties: {
              name: { type: 'string' },
              port: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
            },
          },
        },
      },
    };
    const old = { ports: [{ name: 'a', port: 1 }] };
    const object = {
      ports: [
        { name: 'b', port: 2 },
        { name: 'a', port: 3 },
      ],
    };
    expect(errorsOf(list, object, old)).toEqual([
      'ports[1].port: Invalid value: 3: failed rule: self == oldSelf',
    ]);
  });

  it('say where and why', () => {
    const root: StructuralSchema = {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: { min: { type: 'integer' }, max: { type: 'integer' } },
          'x-kubernetes-validations': [
            {
              rule: 'self.min <= self.max',
              messageExpression: '"%d is above %d".format([self.min, self.max])',
              reason: 'FieldValueForbidden',
              fieldPath: '.min',
            },
          ],
        },
      },
    };
    expect(errorsOf(root, { spec: { min: 2, max: 1 } })).toEqual([
      'spec.min: Forbidden: 2 is above 1',
    ]);
  });
});

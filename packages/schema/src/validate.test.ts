import { describe, expect, it } from 'vitest';
import { compileSchema } from './compile-schema.ts';
import { errorText, type FieldError } from './field-error.ts';
import type { JsonObject } from './json.ts';
import type { StructuralSchema } from './structural-schema.ts';
import { validate, validateUpdate } from './validate.ts';

const ruled: StructuralSchema = {
  type: 'object',
  properties: {
    a: { type: 'integer', maximum: 5 },
    embedded: {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      'x-kubernetes-preserve-unknown-fields': true,
    },
    set: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
  },
  'x-kubernetes-validations': [{ rule: 'true' }],
};
const compiled = compileSchema(ruled);
const refused: FieldError = { type: 'FieldValueInvalid', field: 'x', detail: 'failed rule: true' };

describe('validate', () => {
  it('orders metadata, values, scale, embedded resources, lists and rules as the server does', () => {
    const object: JsonObject = { a: 7, embedded: { kind: 'A', metadata: {} }, set: ['x', 'x'] };
    const errors = validate(compiled, object, {
      metadataErrors: [{ type: 'FieldValueInvalid', field: 'metadata.name', value: '' }],
      scaleErrors: [{ type: 'FieldValueInvalid', field: '.spec.replicas', value: -1 }],
      checkMetadata: (metadata, path) => [
        { type: 'FieldValueInvalid', field: `${path}.name`, value: metadata['name'] },
      ],
    });
    expect(errors.map(errorText)).toStrictEqual([
      'metadata.name: Invalid value: ""',
      'a: Invalid value: 7: a in body should be less than or equal to 5',
      '.spec.replicas: Invalid value: -1',
      'embedded.apiVersion: Required value',
      'embedded.metadata.name: Invalid value: "fakename"',
      'set[1]: Duplicate value: "x"',
      '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    ]);
  });

  it('evaluates rules beside errors that are not in their way', () => {
    const errors = validate(compiled, { a: 7 }, { evaluateRules: () => [refused] });
    expect(errors.map(errorText)).toStrictEqual([
      'a: Invalid value: 7: a in body should be less than or equal to 5',
      'x: Invalid value: failed rule: true',
    ]);
  });

  it('does not ask for rules where there are none, or an error is in their way', () => {
    const evaluateRules = (): FieldError[] => [refused];
    const plain = compileSchema({ type: 'object', properties: { a: { type: 'integer' } } });
    expect(validate(plain, { a: 1 }, { evaluateRules })).toStrictEqual([]);
    expect(validate(compiled, { a: 'x' }, { evaluateRules })).not.toContain(refused);
  });

  it('holds integers that a double cannot hold to their limits', () => {
    const schema = compileSchema({
      type: 'object',
      properties: { n: { type: 'integer', maximum: 5 }, m: { type: 'integer', multipleOf: 2 } },
    });
    const errors = validate(schema, { n: 9223372036854775807n, m: 9223372036854775807n });
    expect(errors.map(errorText)).toStrictEqual([
      'm: Invalid value: 9223372036854775807: m in body should be a multiple of 2',
      'n: Invalid value: 9223372036854775807: n in body should be less than or equal to 5',
    ]);
  });
});

describe('validateUpdate', () => {
  it('checks the whole object again when the kind changes, and rules with the old object', () => {
    const schema = compileSchema({
      ...ruled,
      properties: { kind: { type: 'string', maxLength: 1 }, a: { type: 'integer', maximum: 5 } },
    });
    const old = { kind: 'AA', a: 9 };
    let seen: JsonObject | undefined;
    const errors = validateUpdate(
      schema,
      { object: { kind: 'AA', a: 9, b: 1 }, old },
      {
        evaluateRules: (subject) => {
          seen = subject.old;
          return [];
        },
      },
    );
    // The kind cannot be ratcheted by itself.
    expect(errors.map(errorText)).toStrictEqual([
      'kind: Too long: may not be more than 1 byte',
      '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    ]);
    expect(seen).toBeUndefined();
    validateUpdate(
      schema,
      { object: { kind: 'A', a: 9 }, old },
      {
        evaluateRules: (subject) => {
          seen = subject.old;
          return [];
        },
      },
    );
    expect(seen).toBe(old);
  });
});

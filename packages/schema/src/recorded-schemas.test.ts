import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyDefaults } from './apply-defaults.ts';
import { compileSchema, type CompiledSchema } from './compile-schema.ts';
import { errorBody, type FieldError } from './field-error.ts';
import { cloneJson, type JsonObject, type JsonValue } from './json.ts';
import { ObjectReadError, readObject } from './read-object.ts';
import type { StructuralSchema } from './structural-schema.ts';
import { unreadableSchema } from './unreadable-schema.ts';
import { validate, validateUpdate } from './validate.ts';
import { validateDefaults } from './validate-defaults.ts';
import { validateStructural } from './validate-structural.ts';

interface Answer {
  readonly value?: JsonValue;
  readonly errors?: readonly { reason: string; field: string; message: string }[];
  readonly status?: number;
  readonly message?: string;
  readonly warnings?: readonly string[];
}

interface Case {
  readonly name: string;
  readonly schema: StructuralSchema;
  readonly value: JsonValue;
  readonly metadata?: JsonObject;
  readonly old: JsonValue;
  readonly answer: Answer;
}

/** What a real server (1.37.2) answered; test/schema/record-answers.ts asks it. */
const recorded = JSON.parse(
  readFileSync(new URL('recorded-schemas.test.json', import.meta.url), 'utf8'),
) as Readonly<Record<'values' | 'updates' | 'statuses' | 'schemas', Case[]>>;

function compile(schema: StructuralSchema): CompiledSchema {
  const spec: StructuralSchema = { type: 'object', properties: { value: schema } };
  return compileSchema({ type: 'object', properties: { spec } });
}

function objectOf({ value, metadata }: Pick<Case, 'value' | 'metadata'>): JsonObject {
  return {
    apiVersion: 'a/v1',
    kind: 'A',
    metadata: { name: 'a', ...metadata },
    spec: { value: cloneJson(value) },
  };
}

function read(schema: CompiledSchema, object: JsonObject): Pick<Answer, 'warnings'> {
  const unknown = readObject(schema, object);
  applyDefaults(schema, object);
  return unknown.length === 0 ? {} : { warnings: unknown.map((path) => `unknown field "${path}"`) };
}

function answerOf(errors: readonly FieldError[], object: JsonObject): Answer {
  if (errors.length > 0) return { errors: causesOf(errors) };
  const { value } = object['spec'] as { value?: JsonValue };
  return value === undefined ? {} : { value };
}

function causesOf(errors: readonly FieldError[]): NonNullable<Answer['errors']> {
  return errors.map((error) => ({
    reason: error.type,
    field: error.field,
    message: errorBody(error),
  }));
}

/** Metadata of embedded resources is judged elsewhere. */
const elsewhere = /\.metadata\.(?:name|labels|managedFields)/;

describe('a value that a server has judged', () => {
  it.each(recorded.values.map((item) => [item.name, item] as const))('%s', (_, item) => {
    const schema = compile(item.schema);
    const object = objectOf(item);
    if (item.answer.status === 400) {
      expect(() => read(schema, object)).toThrow(ObjectReadError);
      expect(() => read(schema, objectOf(item))).toThrow(
        (item.answer.message as string).replace(/^.*? cannot be handled as a values: /, ''),
      );
      return;
    }
    const warnings = read(schema, object);
    const { errors = [], ...rest } = item.answer;
    const kept = errors.filter(({ field }) => !elsewhere.test(field));
    const expected =
      errors.length === 0 ? rest : kept.length === 0 ? undefined : { ...rest, errors: kept };
    const answer = { ...answerOf(validate(schema, object), object), ...warnings };
    if (expected !== undefined) expect(answer).toStrictEqual(expected);
  });
});

describe('a change that a server has judged', () => {
  it.each(recorded.updates.map((item) => [item.name, item] as const))('%s', (_, item) => {
    const schema = compile(item.schema);
    const [object, old] = [objectOf(item), objectOf({ value: item.old })];
    read(schema, object);
    read(schema, old);
    expect(answerOf(validateUpdate(schema, { object, old }), object)).toStrictEqual(item.answer);
  });
});

describe('a change of a status that a server has judged', () => {
  it.each(recorded.statuses.map((item) => [item.name, item] as const))('%s', (_, item) => {
    const status: StructuralSchema = { type: 'object', properties: { value: item.schema } };
    const schema = compileSchema({ type: 'object', properties: { status } });
    const metadata = { name: 'a' };
    const object: JsonObject = { metadata, status: { value: cloneJson(item.value) } };
    const old: JsonObject = { metadata, status: { value: cloneJson(item.old) } };
    const unknown = read(schema, object);
    const errors = validateUpdate(schema, { object, old }, { isStatusUpdate: true });
    const answer = answerOf(errors, { spec: object['status'] as JsonObject });
    expect({ ...answer, ...unknown }).toStrictEqual(item.answer);
  });
});

/** What the server says of keywords by themselves, in the package that checks whole definitions. */
const ofKeywords =
  /mutual exclusive|must be true or undefined|must not be set in top-level|must be array if|must be map if|must be object if x-kubernetes-(?:list|map)/;

describe('a schema that a server has judged', () => {
  it.each(recorded.schemas.map((item) => [item.name, item] as const))(
    '%s',
    (_, { schema, answer }) => {
      const expected = (answer.errors ?? []).filter(({ message }) => !ofKeywords.test(message));
      const path = 'spec.versions[0].schema.openAPIV3Schema';
      if (unreadableSchema(schema) !== undefined) {
        expect(expected).toStrictEqual([]);
        return;
      }
      const structural = validateStructural(schema, path);
      const errors = structural.length > 0 ? structural : validateDefaults(schema, path);
      expect(causesOf(errors)).toStrictEqual(expected);
    },
  );
});

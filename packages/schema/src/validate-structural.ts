import { type FieldError, errorText } from './field-error.ts';
import { compileGoPattern } from './go-pattern.ts';
import { GoPatternError } from './go-pattern-error.ts';
import { compareUtf8, equalJson, type JsonValue } from './json.ts';
import { checkCompleteness } from './structural-completeness.ts';
import { defaultOf, type StructuralSchema } from './structural-schema.ts';

type Level = 'root' | 'item' | 'field';

/** Where {@link StructuralSchema}s that only hold value rules may skip int-or-string's types. */
interface Skips {
  /** `anyOf` is the pattern of int-or-string. */
  readonly anyOf: boolean;
  /** The `anyOf` of the first of `allOf` is that pattern. */
  readonly firstAllOf: boolean;
}

const noSkips: Skips = { anyOf: false, firstAllOf: false };
const missingType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

/**
 * Where a schema of a CustomResourceDefinition is not structural, sorted by message, in the server's
 * words (apiextensions' ValidateStructural). `path` is the field of the root. The schema must be
 * readable ({@link unreadableSchema}).
 */
export function validateStructural(schema: StructuralSchema, path: string): FieldError[] {
  const check = new StructuralCheck();
  check.visit(schema, 'root', path);
  checkCompleteness(schema, { schemaPath: path, rulePath: path, errors: check.errors });
  return check.errors
    .map((error) => ({ error, text: errorText(error) }))
    .toSorted((a, b) => compareUtf8(a.text, b.text))
    .map(({ error }) => error);
}

class StructuralCheck {
  readonly errors: FieldError[] = [];

  visit(schema: StructuralSchema, level: Level, path: string): void {
    const { items, properties = {}, additionalProperties, type = '' } = schema;
    if (type === 'array' && items === undefined) {
      this.#require(`${path}.items`, 'must be specified');
    }
    if (items !== undefined) this.visit(items, 'item', `${path}.items`);
    for (const [name, property] of Object.entries(properties)) {
      this.visit(property, 'field', `${path}.properties[${name}]`);
    }
    if (additionalProperties !== undefined) {
      const field = `${path}.additionalProperties`;
      if (level === 'root') this.#forbid(field, 'must not be used at the root');
      if (typeof additionalProperties === 'object') {
        this.visit(additionalProperties, 'field', field);
      }
    }
    this.#checkExtensions(schema, path);
    const skips = {
      anyOf: isIntOrString(schema.anyOf),
      firstAllOf: isIntOrString(schema.allOf?.[0]?.anyOf),
    };
    this.#checkRules(schema, skips, path);
    this.#checkType(schema, level, path);
    this.#checkMeta(schema, level, path);
  }

  #checkExtensions(schema: StructuralSchema, path: string): void {
    if (schema['x-kubernetes-int-or-string'] !== true) return;
    for (const keyword of [
      'x-kubernetes-preserve-unknown-fields',
      'x-kubernetes-embedded-resource',
    ] as const) {
      if (schema[keyword] !== true) continue;
      const detail = 'must be false if x-kubernetes-int-or-string is true';
      this.#refuse(`${path}.${keyword}`, true, detail);
    }
  }

  #checkType(schema: StructuralSchema, level: Level, path: string): void {
    const type = schema.type ?? '';
    const field = `${path}.type`;
    if (schema['x-kubernetes-embedded-resource'] === true && type !== 'object') {
      const detail = 'must be object if x-kubernetes-embedded-resource is true';
      if (type === '') this.#require(field, detail);
      else this.#refuse(field, type, detail);
    } else if (
      type === '' &&
      schema['x-kubernetes-int-or-string'] !== true &&
      schema['x-kubernetes-preserve-unknown-fields'] !== true
    ) {
      this.#require(field, missingType[level]);
    }
    if (level === 'root' && type !== '' && type !== 'object') {
      this.#refuse(field, type, 'must be object at the root');
    }
  }

  #checkMeta(schema: StructuralSchema, level: Level, path: string): void {
    const { properties = {}, additionalProperties } = schema;
    const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
    if (isEmbedded && additionalProperties !== undefined) {
      const detail = 'must not be used if x-kubernetes-embedded-resource is set';
      this.#forbid(`${path}.additionalProperties`, detail);
    }
    const isResource = level === 'root' || isEmbedded;
    for (const name of ['kind', 'apiVersion']) {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (!isResource || property === undefined || property.type === 'string') continue;
      this.#refuse(`${path}.properties[${name}].type`, property.type ?? '', 'must be string');
    }
    const metadata = Object.hasOwn(properties, 'metadata') ? properties['metadata'] : undefined;
    if (metadata !== undefined) {
      const field = `${path}.properties[metadata]`;
      if (isResource && metadata.type !== 'object') {
        this.#refuse(`${field}.type`, metadata.type ?? '', 'must be object');
      }
      if (level === 'root' && !isPlainMetadata(metadata)) {
        this.#forbid(
          field,
          'must not specify anything other than name and generateName, but metadata is implicitly specified',
        );
      }
    }
    if (
      isEmbedded &&
      schema['x-kubernetes-preserve-unknown-fields'] !== true &&
      Object.keys(properties).length === 0
    ) {
      const detail =
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
      this.#require(`${path}.properties`, detail);
    }
  }

  #checkRules(schema: StructuralSchema, skips: Skips, path: string): void {
    const { anyOf = [], allOf = [], oneOf = [], not, pattern } = schema;
    if (!skips.anyOf) {
      for (const [index, rule] of anyOf.entries()) {
        this.#visitRule(rule, noSkips, `${path}.anyOf[${index}]`);
      }
    }
    for (const [index, rule] of allOf.entries()) {
      const inner = { anyOf: skips.firstAllOf && index === 0, firstAllOf: false };
      this.#visitRule(rule, inner, `${path}.allOf[${index}]`);
    }
    for (const [index, rule] of oneOf.entries()) {
      this.#visitRule(rule, noSkips, `${path}.oneOf[${index}]`);
    }
    if (not !== undefined) this.#visitRule(not, noSkips, `${path}.not`);
    const problem = pattern === undefined || pattern === '' ? undefined : patternProblem(pattern);
    if (problem !== undefined) {
      const detail = `must be a valid regular expression, but isn't: ${problem}`;
      this.#refuse(`${path}.pattern`, pattern as string, detail);
    }
  }

  /** A schema below `allOf`, `anyOf`, `oneOf` or `not`: it may only hold value rules. */
  #visitRule(schema: StructuralSchema, skips: Skips, path: string): void {
    this.#checkRules(schema, skips, path);
    const { items, properties = {}, additionalProperties } = schema;
    if (items !== undefined) this.#visitRule(items, noSkips, `${path}.items`);
    for (const [name, property] of Object.entries(properties)) {
      this.#visitRule(property, noSkips, `${path}.properties[${name}]`);
    }
    if (additionalProperties !== undefined && additionalProperties !== false) {
      this.#forbid(`${path}.additionalProperties`, 'must be undefined to be structural');
    }
    for (const [keyword, words, isSet] of structuralKeywords) {
      if (isSet(schema)) this.#forbid(`${path}.${keyword}`, `must be ${words} to be structural`);
    }
    if (Object.hasOwn(properties, 'metadata')) {
      this.#forbid(`${path}.properties[metadata]`, 'must not be specified in a nested context');
    }
  }

  #require(field: string, detail: string): void {
    this.errors.push({ type: 'FieldValueRequired', field, detail });
  }

  #forbid(field: string, detail: string): void {
    this.errors.push({ type: 'FieldValueForbidden', field, detail });
  }

  #refuse(field: string, value: JsonValue, detail: string): void {
    this.errors.push({ type: 'FieldValueInvalid', field, value, detail });
  }
}

/** Keywords of structure, which value rules may not have. */
const structuralKeywords: readonly (readonly [
  keyword: string,
  words: 'empty' | 'undefined' | 'false',
  isSet: (schema: StructuralSchema) => boolean,
])[] = [
  ['type', 'empty', ({ type }) => (type ?? '') !== ''],
  ['default', 'undefined', (schema) => defaultOf(schema) !== undefined],
  ['title', 'empty', ({ title }) => (title ?? '') !== ''],
  ['description', 'empty', ({ description }) => (description ?? '') !== ''],
  ['nullable', 'false', ({ nullable }) => nullable === true],
  flagKeyword('x-kubernetes-preserve-unknown-fields'),
  flagKeyword('x-kubernetes-embedded-resource'),
  flagKeyword('x-kubernetes-int-or-string'),
  listKeyword('x-kubernetes-list-map-keys'),
  ['x-kubernetes-list-type', 'undefined', (s) => s['x-kubernetes-list-type'] !== undefined],
  ['x-kubernetes-map-type', 'undefined', (s) => s['x-kubernetes-map-type'] !== undefined],
  listKeyword('x-kubernetes-validations'),
];

function flagKeyword(
  keyword:
    | 'x-kubernetes-preserve-unknown-fields'
    | 'x-kubernetes-embedded-resource'
    | 'x-kubernetes-int-or-string',
): (typeof structuralKeywords)[number] {
  return [keyword, 'false', (schema) => schema[keyword] === true];
}

function listKeyword(
  keyword: 'x-kubernetes-list-map-keys' | 'x-kubernetes-validations',
): (typeof structuralKeywords)[number] {
  return [keyword, 'empty', (schema) => (schema[keyword]?.length ?? 0) > 0];
}

/** Whether alternatives are exactly "an integer" and "a string". */
function isIntOrString(anyOf: readonly StructuralSchema[] | undefined): boolean {
  return equalJson(anyOf as JsonValue | undefined, [{ type: 'integer' }, { type: 'string' }]);
}

/** Whether metadata at the root restricts nothing but `name` and `generateName`. */
function isPlainMetadata(metadata: StructuralSchema): boolean {
  const { properties = {}, additionalProperties } = metadata;
  return (
    additionalProperties === undefined &&
    Object.keys(properties).every((name) => name === 'name' || name === 'generateName') &&
    Object.entries(metadata).every(
      ([keyword, value]) =>
        keyword === 'type' || keyword === 'default' || keyword === 'properties' || isEmpty(value),
    )
  );
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === '' || value === false;
}

function patternProblem(pattern: string): string | undefined {
  try {
    compileGoPattern(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof GoPatternError) return error.message;
    throw error;
  }
}

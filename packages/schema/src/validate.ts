import type { CompiledSchema } from './compile-schema.ts';
import { Correlation } from './correlation.ts';
import { checkEmbedded, type MetadataCheck } from './embedded-resources.ts';
import type { FieldError, FieldErrorType } from './field-error.ts';
import { errorOf } from './finding.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { checkListTypes } from './list-types.ts';
import type { SchemaNode } from './schema-node.ts';
import { ValueCheck } from './value-check.ts';

/** What CEL rules are evaluated for; `old` is there when the object is updated. */
export interface RuleSubject {
  readonly schema: CompiledSchema;
  readonly object: JsonObject;
  readonly old: JsonObject | undefined;
}

/** Options of {@link validate} and {@link validateUpdate}. */
export interface ValidateOptions {
  /** What is wrong with the object's metadata: reported first. @default nothing */
  readonly metadataErrors?: readonly FieldError[] | undefined;
  /** What is wrong with the paths of the scale subresource: reported after the values. @default nothing */
  readonly scaleErrors?: readonly FieldError[] | undefined;
  /** Judges the metadata of embedded resources. @default it is not judged */
  readonly checkMetadata?: MetadataCheck | undefined;
  /**
   * Evaluates x-kubernetes-validations. It is asked only when the schema has rules and no error is
   * in their way. @default they are not evaluated
   */
  readonly evaluateRules?: ((subject: RuleSubject) => FieldError[]) | undefined;
  /** Only `status` has been written: the values of the rest are not checked again. @default false */
  readonly isStatusUpdate?: boolean | undefined;
}

/** Errors that leave rules without a value of the right type. */
const blocking: ReadonlySet<FieldErrorType> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

/**
 * Everything wrong with a new object that has been pruned and defaulted, in the words and the order
 * of an API server (apiextensions' customResourceStrategy). Where Go walks a map in random order,
 * properties come sorted and other fields in the object's order.
 */
export function validate(
  schema: CompiledSchema,
  object: JsonObject,
  options: ValidateOptions = {},
): FieldError[] {
  const { root } = schema;
  const errors = [
    ...(options.metadataErrors ?? []),
    ...validateValue(root, object),
    ...(options.scaleErrors ?? []),
    ...checkEmbedded(root, object, options),
    ...checkListTypes(root, object),
  ];
  return [...errors, ...checkRules({ schema, object, old: undefined }, errors, options)];
}

/**
 * Everything wrong with a change. What has not changed since `old` is not reported again (ratcheting),
 * but for embedded resources; duplicates in lists only when `old` had none.
 */
export function validateUpdate(
  schema: CompiledSchema,
  { object, old }: { readonly object: JsonObject; readonly old: JsonObject },
  options: ValidateOptions = {},
): FieldError[] {
  const { root } = schema;
  const isStatus = options.isStatusUpdate === true;
  const correlation = new Correlation(root, object, old);
  const errors = [
    ...(options.metadataErrors ?? []),
    ...(isStatus
      ? validateStatus(root, { object, old, correlation })
      : validateValue(root, object, { correlation })),
    ...(options.scaleErrors ?? []),
    ...(isStatus ? [] : checkEmbedded(root, object, options)),
  ];
  const duplicates = checkListTypes(root, object);
  if (duplicates.length > 0 && checkListTypes(root, old).length === 0) errors.push(...duplicates);
  return [...errors, ...checkRules({ schema, object, old }, errors, options)];
}

/** Checks one value by one schema, at a path. */
export function validateValue(
  node: SchemaNode,
  value: JsonValue,
  { path = '', correlation }: { readonly path?: string; readonly correlation?: Correlation } = {},
): FieldError[] {
  const check = new ValueCheck(correlation);
  check.visit(node, value, '');
  return check.findings.map((finding) => errorOf(finding, path));
}

interface StatusChange {
  readonly object: JsonObject;
  readonly old: JsonObject;
  readonly correlation: Correlation;
}

/** Messages name the fields of a status from the status on: it is validated by itself. */
function validateStatus(
  root: SchemaNode,
  { object, old, correlation }: StatusChange,
): FieldError[] {
  const node = root.properties.get('status');
  const { status } = object;
  if (node === undefined || status === undefined) return [];
  return validateValue(node, status, {
    path: 'status',
    correlation: correlation.key('status') ?? new Correlation(node, status, old['status'] ?? null),
  });
}

function checkRules(
  subject: RuleSubject,
  errors: readonly FieldError[],
  { evaluateRules }: ValidateOptions,
): FieldError[] {
  if (!subject.schema.root.hasRules) return [];
  if (!errors.some(({ type }) => blocking.has(type))) return evaluateRules?.(subject) ?? [];
  return [
    {
      type: 'FieldValueInvalid',
      field: '<nil>',
      value: null,
      detail:
        'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    },
  ];
}

import type { JsonValue } from './json.ts';

/**
 * A schema of a CustomResourceDefinition (apiextensions/v1 JSONSchemaProps), or a published definition
 * of a built-in kind, which may use `$ref`. Keywords that no CRD may use are left out, but for those
 * whose absence is checked.
 */
export interface StructuralSchema {
  /** Resolved by the `resolve` of {@link CompileOptions}; keywords beside it win. */
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly maximum?: number | bigint;
  readonly exclusiveMaximum?: boolean;
  readonly minimum?: number | bigint;
  readonly exclusiveMinimum?: boolean;
  readonly multipleOf?: number | bigint;
  /** In characters. */
  readonly maxLength?: number;
  /** In characters. */
  readonly minLength?: number;
  /** A Go (RE2) pattern that may match anywhere in the text. */
  readonly pattern?: string;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly maxProperties?: number;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly items?: StructuralSchema;
  readonly allOf?: readonly StructuralSchema[];
  readonly anyOf?: readonly StructuralSchema[];
  readonly oneOf?: readonly StructuralSchema[];
  readonly not?: StructuralSchema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}

/** A CEL rule (apiextensions/v1 ValidationRule). */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** The default of a schema; `undefined` when there is none (Go reads `default: null` so, too). */
export function defaultOf(schema: StructuralSchema): JsonValue | undefined {
  return schema.default === null ? undefined : (schema.default as JsonValue | undefined);
}

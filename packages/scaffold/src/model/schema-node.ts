import type { SchemaType } from '@keelson/kubernetes/schema';

/**
 * A structural schema, as a CustomResourceDefinition has it. Semantics: Kubernetes documentation,
 * "Specifying a structural schema"; names are those of JSONSchemaProps.
 */
export interface SchemaNode {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly type?: SchemaType | undefined;
  readonly format?: string | undefined;
  readonly nullable?: true | undefined;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly externalDocs?: { readonly url: string; readonly description?: string } | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly anyOf?: readonly { readonly type: SchemaType }[] | undefined;

  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: true | undefined;
  readonly exclusiveMaximum?: true | undefined;
  readonly multipleOf?: number | undefined;

  readonly items?: SchemaNode | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly properties?: Readonly<Record<string, SchemaNode>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: SchemaNode | undefined;
  readonly minProperties?: number | undefined;
  readonly maxProperties?: number | undefined;

  readonly 'x-kubernetes-embedded-resource'?: true | undefined;
  readonly 'x-kubernetes-int-or-string'?: true | undefined;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[] | undefined;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'map' | 'set' | undefined;
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular' | undefined;
  readonly 'x-kubernetes-preserve-unknown-fields'?: true | undefined;
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[] | undefined;
}

/** A CEL rule. Semantics: Kubernetes documentation, "Validation rules". */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string | undefined;
  readonly messageExpression?: string | undefined;
  readonly reason?: string | undefined;
  readonly fieldPath?: string | undefined;
  readonly optionalOldSelf?: boolean | undefined;
}

/** The schema with more rules, after those that it has. */
export function withRules(schema: SchemaNode, rules: readonly ValidationRule[]): SchemaNode {
  if (rules.length === 0) return schema;
  return {
    ...schema,
    'x-kubernetes-validations': [...(schema['x-kubernetes-validations'] ?? []), ...rules],
  };
}

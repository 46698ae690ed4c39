/** A CEL rule (apiextensions/v1 ValidationRule). */
export interface RuleSource {
  readonly rule: string;
  readonly message?: string | undefined;
  readonly messageExpression?: string | undefined;
  readonly reason?: string | undefined;
  readonly fieldPath?: string | undefined;
  readonly optionalOldSelf?: boolean | undefined;
}

/** What rules need to know of a structural schema (apiextensions/v1 JSONSchemaProps). */
export interface RuleSchema {
  readonly type?: string | undefined;
  readonly format?: string | undefined;
  readonly default?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly maxLength?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly maxProperties?: number | undefined;
  readonly required?: readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, RuleSchema>> | undefined;
  readonly additionalProperties?: RuleSchema | boolean | undefined;
  readonly items?: RuleSchema | undefined;
  readonly allOf?: readonly RuleSchema[] | undefined;
  readonly 'x-kubernetes-embedded-resource'?: boolean | undefined;
  readonly 'x-kubernetes-int-or-string'?: boolean | undefined;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[] | undefined;
  readonly 'x-kubernetes-list-type'?: string | undefined;
  readonly 'x-kubernetes-map-type'?: string | undefined;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean | undefined;
  readonly 'x-kubernetes-validations'?: readonly RuleSource[] | undefined;
}

/** The schema of additional properties; `undefined` when they are only allowed. */
export function valuesOf({ additionalProperties }: RuleSchema): RuleSchema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

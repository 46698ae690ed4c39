import type { JsonValue } from './json.ts';
import type { NumberRules } from './number-rules.ts';
import type { TextTest } from './string-formats.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** A Go pattern, and what it compiles to. */
export interface CompiledPattern {
  readonly source: string;
  readonly matcher: RegExp;
}

/** One schema of a tree, ready to walk with values. */
export interface SchemaNode {
  readonly source: StructuralSchema;
  readonly types: readonly string[];
  /** The types as messages name them: `integer,string`. */
  readonly typeText: string;
  readonly isNullable: boolean;
  /** `''` when there is none, or none that the server knows for the type. */
  readonly format: string;
  readonly matchesFormat: TextTest | undefined;
  readonly pattern: CompiledPattern | undefined;
  readonly numbers: NumberRules | undefined;
  readonly enumValues: readonly JsonValue[];
  readonly defaultValue: JsonValue | undefined;
  /** By name, sorted: the server's order is random. */
  readonly properties: ReadonlyMap<string, SchemaNode>;
  readonly additionalProperties: SchemaNode | boolean | undefined;
  readonly items: SchemaNode | undefined;
  readonly allOf: readonly SchemaNode[];
  readonly anyOf: readonly SchemaNode[];
  readonly oneOf: readonly SchemaNode[];
  readonly not: SchemaNode | undefined;
  readonly preservesUnknown: boolean;
  readonly isEmbedded: boolean;
  readonly listType: string | undefined;
  readonly listMapKeys: readonly string[];
  /** Whether walking the values below can find anything to default. */
  readonly hasDefaults: boolean;
  /** Whether a list below is a set or a map. */
  readonly hasListTypes: boolean;
  /** Whether an embedded resource is at or below this node. */
  readonly hasEmbedded: boolean;
  /** Whether a rule is at or below this node. */
  readonly hasRules: boolean;
}

/** The schema of a field that an object has: its own or that of additional properties. */
export function schemaOfKey(node: SchemaNode, key: string): SchemaNode | undefined {
  const own = node.properties.get(key);
  if (own !== undefined) return own;
  const { additionalProperties } = node;
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

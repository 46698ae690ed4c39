import { compileGoPattern } from './go-pattern.ts';
import { compareUtf8, type JsonValue } from './json.ts';
import { numberRules } from './number-rules.ts';
import type { CompiledPattern, SchemaNode } from './schema-node.ts';
import { formatTest } from './string-formats.ts';
import { defaultOf, type StructuralSchema } from './structural-schema.ts';

/** Options of {@link compileSchema}. */
export interface CompileOptions {
  /** Finds the schema that a `$ref` names. @default a `$ref` throws */
  readonly resolve?: ((reference: string) => StructuralSchema) | undefined;
  /**
   * Reads types and formats as the server does when it checks defaults: unknown formats stay, and
   * `x-kubernetes-int-or-string` says nothing of the type. @default false
   */
  readonly isForDefaults?: boolean | undefined;
}

/** A schema that is ready to prune, default and validate any number of objects. */
export interface CompiledSchema {
  readonly root: SchemaNode;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Prepares a schema once for all objects.
 * @throws {GoPatternError} when a pattern is none that Go accepts
 * @throws {Error} when a `$ref` cannot be resolved
 */
export function compileSchema(
  schema: StructuralSchema,
  options: CompileOptions = {},
): CompiledSchema {
  const compilation = new Compilation(options);
  const root = compilation.compile(schema);
  compilation.summarize();
  return { root };
}

class Compilation {
  readonly #options: CompileOptions;
  readonly #nodes = new Map<StructuralSchema, Mutable<SchemaNode>>();
  readonly #patterns = new Map<string, CompiledPattern>();

  constructor(options: CompileOptions) {
    this.#options = options;
  }

  compile(schema: StructuralSchema): SchemaNode {
    const known = this.#nodes.get(schema);
    if (known !== undefined) return known;
    const { $ref, ...own } = schema;
    if ($ref !== undefined && Object.keys(own).length === 0) {
      return this.compile(this.#resolve($ref));
    }
    const source = $ref === undefined ? schema : { ...this.#resolve($ref), ...own };
    const node = emptyNode(source);
    // Known before its children are, so that a definition may contain itself.
    this.#nodes.set(schema, node);
    if (source.$ref !== undefined) throw new Error(`$ref to a $ref: ${source.$ref}`);
    this.#readValueRules(node);
    this.#readStructure(node);
    return node;
  }

  #resolve(reference: string): StructuralSchema {
    const { resolve } = this.#options;
    if (resolve === undefined) throw new Error(`no schema for $ref ${reference}`);
    return resolve(reference);
  }

  #readValueRules(node: Mutable<SchemaNode>): void {
    const { source } = node;
    const isRaw = this.#options.isForDefaults === true;
    const type = source.type ?? '';
    if (source['x-kubernetes-int-or-string'] === true && !isRaw) node.types = ['integer', 'string'];
    else if (type !== '') node.types = [type];
    node.typeText = node.types.join(',');
    const format = source.format ?? '';
    node.matchesFormat = formatTest(format);
    node.format = isRaw || isKnownFormat(node) ? format : '';
    if (node.format === '') node.matchesFormat = undefined;
    const { pattern } = source;
    if (pattern !== undefined && pattern !== '') node.pattern = this.#patternOf(pattern);
    node.numbers = numberRules(source, node.types);
    node.enumValues = (source.enum ?? []) as readonly JsonValue[];
    node.defaultValue = defaultOf(source);
  }

  #readStructure(node: Mutable<SchemaNode>): void {
    const { source } = node;
    const { properties = {}, additionalProperties, items, not } = source;
    node.properties = new Map(
      Object.keys(properties)
        .toSorted(compareUtf8)
        .map((name) => [name, this.compile(properties[name] as StructuralSchema)]),
    );
    node.additionalProperties =
      typeof additionalProperties === 'object'
        ? this.compile(additionalProperties)
        : additionalProperties;
    node.items = items && this.compile(items);
    node.not = not && this.compile(not);
    node.allOf = this.#compileAll(source.allOf);
    node.anyOf = this.#compileAll(source.anyOf);
    node.oneOf = this.#compileAll(source.oneOf);
  }

  #compileAll(schemas: readonly StructuralSchema[] = []): SchemaNode[] {
    return schemas.map((schema) => this.compile(schema));
  }

  #patternOf(source: string): CompiledPattern {
    let pattern = this.#patterns.get(source);
    if (pattern === undefined) {
      pattern = { source, matcher: compileGoPattern(source) };
      this.#patterns.set(source, pattern);
    }
    return pattern;
  }

  /** Says of each node what is below it; to a fixed point, as definitions may contain themselves. */
  summarize(): void {
    for (let isChanged = true; isChanged;) {
      isChanged = false;
      for (const node of this.#nodes.values()) {
        for (const child of childrenOf(node)) {
          for (const flag of ['hasDefaults', 'hasListTypes', 'hasEmbedded', 'hasRules'] as const) {
            const below =
              child[flag] || (flag === 'hasDefaults' && child.defaultValue !== undefined);
            if (node[flag] || !below) continue;
            node[flag] = true;
            isChanged = true;
          }
        }
      }
    }
  }
}

/** The schemas that give an object its structure: not those of `allOf` and its like. */
function childrenOf({ properties, additionalProperties, items }: SchemaNode): SchemaNode[] {
  const children = [...properties.values()];
  if (typeof additionalProperties === 'object') children.push(additionalProperties);
  if (items !== undefined) children.push(items);
  return children;
}

function isKnownFormat({ types, source, matchesFormat }: SchemaNode): boolean {
  const type = types.length === 1 ? types[0] : '';
  if (type === '' || type === 'string') return matchesFormat !== undefined;
  if (type === 'integer') return source.format === 'int32' || source.format === 'int64';
  return type === 'number' && (source.format === 'float' || source.format === 'double');
}

function emptyNode(source: StructuralSchema): Mutable<SchemaNode> {
  const listType = source['x-kubernetes-list-type'];
  const isEmbedded = source['x-kubernetes-embedded-resource'] === true;
  return {
    source,
    types: [],
    typeText: '',
    isNullable: source.nullable === true,
    format: '',
    matchesFormat: undefined,
    pattern: undefined,
    numbers: undefined,
    enumValues: [],
    defaultValue: undefined,
    properties: new Map(),
    additionalProperties: undefined,
    items: undefined,
    allOf: [],
    anyOf: [],
    oneOf: [],
    not: undefined,
    preservesUnknown: source['x-kubernetes-preserve-unknown-fields'] === true,
    isEmbedded,
    listType,
    listMapKeys: source['x-kubernetes-list-map-keys'] ?? [],
    hasDefaults: false,
    hasListTypes: listType === 'set' || listType === 'map',
    hasEmbedded: isEmbedded,
    hasRules: (source['x-kubernetes-validations'] ?? []).length > 0,
  };
}

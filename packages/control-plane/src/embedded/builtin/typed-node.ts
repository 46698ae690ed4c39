import { type Definition, type Definitions, parseReference } from '@keelson/kubernetes/schema';
import type { JsonValue } from '@keelson/schema';
import type { GoFacts, GoField } from './go-facts.ts';

/** How a value of a Go type is read and written. */
export type TypedNode =
  | StructNode
  | { readonly type: 'list'; readonly goType: string; readonly item: TypedNode }
  | { readonly type: 'map'; readonly goType: string; readonly item: TypedNode }
  | { readonly type: 'int'; readonly goType: string; readonly bits: 32 | 64 }
  | { readonly type: 'time'; readonly goType: string; readonly isMicro: boolean }
  | {
      readonly type: 'text' | 'bytes' | 'bool' | 'float' | 'quantity' | 'intOrString' | 'raw';
      readonly goType: string;
    };

/** A Go struct. */
export interface StructNode {
  readonly type: 'struct';
  /** `v1.PodSpec` */
  readonly goType: string;
  /** `PodSpec` */
  readonly name: string;
  /** `core/v1#PodSpec` */
  readonly reference: string;
  readonly fields: ReadonlyMap<string, TypedField>;
  /** Fields that are written even when they are absent. */
  readonly written: readonly TypedField[];
}

/** A field of a Go struct. */
export interface TypedField {
  readonly name: string;
  readonly node: TypedNode;
  /** Where Go's errors say that the field is: with the struct that is embedded to have it. */
  readonly step: string;
  /** The zero value is left out. */
  readonly dropsZero: boolean;
  /** What is written when the field is absent: `zero` of its type, or `null`; `undefined` leaves it out. */
  readonly absent: 'zero' | 'null' | undefined;
  /** Of the published schema, where it is not zero. */
  readonly defaultValue: JsonValue | undefined;
}

/** Compiles the types of one release, each when it is first asked for. */
export class TypedNodes {
  readonly #definitions: Definitions;
  readonly #facts: GoFacts;
  readonly #structs = new Map<string, TypedNode>();

  constructor(definitions: Definitions, facts: GoFacts) {
    this.#definitions = definitions;
    this.#facts = facts;
  }

  /** The type that a reference names: `core/v1#Pod`. */
  of(reference: string): TypedNode {
    const compiled = this.#structs.get(reference);
    if (compiled !== undefined) return compiled;
    const special = specialTypes.get(reference);
    if (special !== undefined) return special;
    const { module, name } = parseReference(reference);
    const definition = this.#definitions.definitionOf(parseReference(reference));
    const fields = new Map<string, TypedField>();
    const written: TypedField[] = [];
    const goType = `${packageOf(module)}.${name}`;
    const node: TypedNode = { type: 'struct', goType, name, reference, fields, written };
    // A type may hold itself.
    this.#structs.set(reference, node);
    const facts = this.#facts.get(reference);
    for (const [key, property] of Object.entries(definition.properties ?? {})) {
      const isRequired = definition.required?.includes(key) === true;
      const field = this.#fieldOf(key, property, { fact: facts?.get(key), isRequired });
      fields.set(key, field);
      if (field.absent !== undefined) written.push(field);
    }
    return node;
  }

  #fieldOf(
    name: string,
    definition: Definition,
    { fact, isRequired }: { fact: GoField | undefined; isRequired: boolean },
  ): TypedField {
    const node = this.#nodeOf(definition, fact?.type);
    const isWritten = (isRequired && fact?.isOmitted !== true) || fact?.isWritten === true;
    const isReference = definition.$ref !== undefined;
    const isValue = isReference ? fact?.isValue === true : fact?.isPointer !== true;
    const { default: value } = definition;
    const isDefault = isPlain(value) || (value === '' && fact?.isPointer === true);
    return {
      name,
      node,
      step: fact?.embedded === undefined ? name : `${fact.embedded}.${name}`,
      dropsZero: !isReference && isValue && !isWritten,
      absent: isReference && isValue ? 'zero' : isWritten ? (isValue ? 'zero' : 'null') : undefined,
      defaultValue: isDefault ? (value as JsonValue) : undefined,
    };
  }

  #nodeOf(definition: Definition, named: string | undefined): TypedNode {
    if (definition.$ref !== undefined) return this.of(definition.$ref);
    const { type, format, items, additionalProperties } = definition;
    switch (type) {
      case 'array': {
        const item = this.#nodeOf(items as Definition, elementOf(named));
        return { type: 'list', goType: named ?? `[]${item.goType}`, item };
      }
      case 'object': {
        if (additionalProperties === undefined) return { type: 'raw', goType: named ?? 'object' };
        const item = this.#nodeOf(additionalProperties, elementOf(named));
        return { type: 'map', goType: named ?? `map[string]${item.goType}`, item };
      }
      case 'integer':
        return {
          type: 'int',
          goType: named ?? format ?? 'int64',
          bits: format === 'int32' ? 32 : 64,
        };
      case 'number':
        return { type: 'float', goType: named ?? 'float64' };
      case 'boolean':
        return { type: 'bool', goType: named ?? 'bool' };
      case 'string':
        if (format === 'byte') return { type: 'bytes', goType: named ?? '[]uint8' };
        return { type: 'text', goType: named ?? 'string' };
      case undefined:
    }
    return { type: 'raw', goType: named ?? 'interface {}' };
  }
}

const specialTypes: ReadonlyMap<string, TypedNode> = new Map<string, TypedNode>([
  ['meta/v1#Time', { type: 'time', goType: 'v1.Time', isMicro: false }],
  ['meta/v1#MicroTime', { type: 'time', goType: 'v1.MicroTime', isMicro: true }],
  ['meta/v1#Quantity', { type: 'quantity', goType: 'resource.Quantity' }],
  ['meta/v1#IntOrString', { type: 'intOrString', goType: 'intstr.IntOrString' }],
  ['meta/v1#FieldsV1', { type: 'raw', goType: 'v1.FieldsV1' }],
  ['meta/v1#RawExtension', { type: 'raw', goType: 'runtime.RawExtension' }],
]);

/** `[]v1.Capability` holds `v1.Capability`; the elements of a type with a name are not known by it. */
function elementOf(goType: string | undefined): string | undefined {
  const element = /^(?:\[\]|map\[[^\]]*\])(.+)$/u.exec(goType ?? '')?.[1];
  return element?.replace(/^\*/u, '');
}

function packageOf(module: string): string {
  return module.slice(module.indexOf('/') + 1);
}

function isPlain(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (typeof value === 'number' && value !== 0);
}

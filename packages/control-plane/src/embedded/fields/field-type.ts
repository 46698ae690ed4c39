import type { ResolveStructure, StructureNode } from '../registry/structure.ts';

/** How the items of a list are told apart. */
export interface ListType {
  readonly isAtomic: boolean;
  /** Fields that make the key of an item; none for a set. */
  readonly keys: readonly string[];
  readonly items: FieldType;
  /** Values of key fields that an item may leave out. */
  readonly keyDefaults: Readonly<Record<string, unknown>>;
}

/** What an object may hold. */
export interface MapType {
  readonly isAtomic: boolean;
  /** Declared fields. */
  fieldOf(name: string): FieldType | undefined;
  /** Type of all other keys; absent when there must be none. */
  readonly others: FieldType | undefined;
}

/** A type as server-side apply sees it: what a value may be (structured-merge-diff's schema.Atom). */
export interface FieldType {
  readonly isScalar: boolean;
  /** The only scalars there may be; any when absent. */
  readonly scalar?: 'boolean' | 'numeric' | 'string';
  readonly list?: ListType | undefined;
  readonly map?: MapType | undefined;
}

const scalar: FieldType = { isScalar: true };
const boolean: FieldType = { isScalar: true, scalar: 'boolean' };
const numeric: FieldType = { isScalar: true, scalar: 'numeric' };
const string: FieldType = { isScalar: true, scalar: 'string' };

/** Any value, taken as one. */
const anything: FieldType = {
  isScalar: true,
  get list(): ListType {
    return { isAtomic: true, keys: [], items: anything, keyDefaults: {} };
  },
  get map(): MapType {
    return { isAtomic: true, fieldOf: () => undefined, others: anything };
  },
};

/** A value without a schema: objects are taken apart, lists are not. */
export const deduced: FieldType = {
  isScalar: true,
  list: { isAtomic: true, keys: [], items: anything, keyDefaults: {} },
  get map(): MapType {
    return { isAtomic: false, fieldOf: () => undefined, others: deduced };
  },
};

/** Types whose values are one, whatever their JSON looks like. */
const opaque: ReadonlySet<string> = new Set([
  'meta/v1#FieldsV1',
  'meta/v1#RawExtension',
  'apiextensions/v1#JSON',
  'apiextensions/v1#JSONSchemaPropsOrArray',
  'apiextensions/v1#JSONSchemaPropsOrBool',
  'apiextensions/v1#JSONSchemaPropsOrStringArray',
]);

/** Turns structures into types, each part when it is first needed and once. */
export class FieldTypes {
  readonly #resolve: ResolveStructure;
  readonly #byNode = new WeakMap<StructureNode, FieldType>();

  constructor(resolve: ResolveStructure) {
    this.#resolve = resolve;
  }

  of(node: StructureNode): FieldType {
    const known = this.#byNode.get(node);
    if (known !== undefined) return known;
    const type = this.#make(node);
    this.#byNode.set(node, type);
    return type;
  }

  #make(node: StructureNode): FieldType {
    if (node.$ref !== undefined) {
      if (opaque.has(node.$ref)) return anything;
      // A list or map type beside the reference goes before that of the type.
      const { $ref, ...beside } = node;
      const target = this.#resolve($ref);
      return Object.keys(beside).some((key) => key.startsWith('x-kubernetes-'))
        ? this.#make({ ...target, ...beside })
        : anyScalarOr(this.of(target));
    }
    if (node['x-kubernetes-int-or-string'] === true) return scalar;
    switch (node.type) {
      case 'array':
        return { isScalar: false, list: this.#listOf(node) };
      case 'object':
        return { isScalar: false, map: this.#mapOf(node) };
      case undefined:
        if (node.properties !== undefined) return { isScalar: false, map: this.#mapOf(node) };
        return node['x-kubernetes-preserve-unknown-fields'] === true ? deduced : anything;
      case 'boolean':
        return boolean;
      case 'integer':
      case 'number':
        return numeric;
      case 'string': {
        const { format = '' } = node as StructureNode & { readonly format?: string };
        return format === '' || format === 'byte' ? string : scalar;
      }
      default:
        return scalar;
    }
  }

  #listOf(node: StructureNode): ListType {
    const kind = node['x-kubernetes-list-type'];
    const { items = {} } = node;
    const keys = node['x-kubernetes-list-map-keys'] ?? [];
    const properties = this.#propertiesOf(items);
    const defaults = keys
      .map((key) => [key, properties[key]?.default] as const)
      .filter(([, value]) => value !== undefined);
    // Published structures that know strategic merge only are taken at that.
    const mergeKey = node['x-kubernetes-patch-merge-key'];
    const isMerged = node['x-kubernetes-patch-strategy']?.split(',').includes('merge') === true;
    if (kind === undefined && isMerged) {
      const own = mergeKey === undefined ? [] : [mergeKey];
      return { isAtomic: false, keys: own, items: this.of(items), keyDefaults: {} };
    }
    const itemsType = (): FieldType => this.of(items);
    return {
      isAtomic: kind !== 'set' && kind !== 'map',
      keys: kind === 'map' ? keys.toSorted() : [],
      get items() {
        return itemsType();
      },
      keyDefaults: Object.fromEntries(defaults),
    };
  }

  #propertiesOf(node: StructureNode): Readonly<Record<string, StructureNode>> {
    const target = node.$ref === undefined ? node : this.#resolve(node.$ref);
    return target.properties ?? {};
  }

  #mapOf(node: StructureNode): MapType {
    const { properties, additionalProperties } = node;
    const fields = new Map<string, FieldType>();
    const typeOf = (part: StructureNode): FieldType => this.of(part);
    const keepsUnknown = node['x-kubernetes-preserve-unknown-fields'] === true;
    return {
      isAtomic: node['x-kubernetes-map-type'] === 'atomic',
      fieldOf: (name) => {
        const known = fields.get(name);
        if (known !== undefined) return known;
        if (properties === undefined || !Object.hasOwn(properties, name)) return undefined;
        const type = typeOf(properties[name] as StructureNode);
        fields.set(name, type);
        return type;
      },
      get others() {
        if (typeof additionalProperties === 'object') return typeOf(additionalProperties);
        return keepsUnknown || additionalProperties === true ? deduced : undefined;
      },
    };
  }
}

/** Named scalars (quantities, times) may be written as any. */
function anyScalarOr(type: FieldType): FieldType {
  return type.scalar === undefined ? type : scalar;
}

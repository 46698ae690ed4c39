import { equalJson, goJson, isJsonObject, type JsonValue } from './json.ts';
import { schemaOfKey, type SchemaNode } from './schema-node.ts';

/**
 * A value of an update beside the one it replaces (apiserver's common.CorrelatedObject): fields by
 * name, items of a map list by their keys. Items of other lists have no counterpart.
 */
export class Correlation {
  readonly #node: SchemaNode;
  readonly #value: JsonValue;
  readonly #old: JsonValue;
  #oldByKey: Map<string, JsonValue> | undefined;
  #isUnchanged: boolean | undefined;

  constructor(node: SchemaNode, value: JsonValue, old: JsonValue) {
    this.#node = node;
    this.#value = value;
    this.#old = old;
  }

  /** The value that is replaced. */
  get old(): JsonValue {
    return this.#old;
  }

  /** A field that both have and the schema knows. */
  key(name: string): Correlation | undefined {
    const [value, old] = [this.#value, this.#old];
    if (!isJsonObject(value) || !isJsonObject(old)) return undefined;
    if (!Object.hasOwn(value, name) || !Object.hasOwn(old, name)) return undefined;
    const node = schemaOfKey(this.#node, name);
    return node && new Correlation(node, value[name] as JsonValue, old[name] as JsonValue);
  }

  /** The item at an index of the new list, where the old list has one with the same keys. */
  index(index: number): Correlation | undefined {
    const { items, listType } = this.#node;
    const [value, old] = [this.#value, this.#old];
    if (listType !== 'map' || items === undefined) return undefined;
    if (!Array.isArray(value) || !Array.isArray(old)) return undefined;
    const key = this.#keyOf(value[index]);
    const counterpart = key === undefined ? undefined : this.#oldItems(old).get(key);
    return counterpart === undefined
      ? undefined
      : new Correlation(items, value[index] as JsonValue, counterpart);
  }

  /**
   * Whether nothing has changed. Two maps of items are the same in any order; objects with fields
   * that the schema does not know never are.
   */
  isUnchanged(): boolean {
    this.#isUnchanged ??= this.#compare();
    return this.#isUnchanged;
  }

  #compare(): boolean {
    const [value, old] = [this.#value, this.#old];
    if (value === null || old === null) return value === old;
    if (Array.isArray(value) && Array.isArray(old)) {
      if (value.length !== old.length) return false;
      if (this.#node.listType !== 'map') return equalJson(value, old);
      return value.every((_, index) => this.index(index)?.isUnchanged() === true);
    }
    if (isJsonObject(value) && isJsonObject(old)) {
      const keys = Object.keys(value);
      if (keys.length !== Object.keys(old).length) return false;
      return keys.every((key) => this.key(key)?.isUnchanged() === true);
    }
    return equalJson(value, old);
  }

  #oldItems(items: readonly JsonValue[]): Map<string, JsonValue> {
    if (this.#oldByKey !== undefined) return this.#oldByKey;
    this.#oldByKey = new Map();
    if (!this.#node.types.includes('array')) return this.#oldByKey;
    for (const item of items) {
      const key = this.#keyOf(item);
      if (key !== undefined && !this.#oldByKey.has(key)) this.#oldByKey.set(key, item);
    }
    return this.#oldByKey;
  }

  /** The keys of an item as text; `undefined` when one is absent or not a scalar. */
  #keyOf(item: JsonValue | undefined): string | undefined {
    const names = this.#node.listMapKeys;
    if (!isJsonObject(item) || names.length === 0) return undefined;
    let text = '';
    for (const name of names) {
      const key = Object.hasOwn(item, name) ? item[name] : undefined;
      if (key === undefined || key === null || typeof key === 'object') return undefined;
      text += `${goJson(key)},`;
    }
    return text;
  }
}

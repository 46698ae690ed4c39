import { equalJson, type JsonValue } from '@keelson/schema';
import { FieldSet } from './field-set.ts';
import type { FieldType, ListType, MapType } from './field-type.ts';
import {
  asList,
  asMap,
  equalLists,
  itemsByStep,
  memberType,
  type Shape,
  shapeOf,
} from './walk-fields.ts';

/** How an object became another. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** Compares two objects of one type, field by field (structured-merge-diff's typed.Compare). */
export function compareFields(type: FieldType, before: JsonValue, after: JsonValue): Comparison {
  const walk = new CompareWalk();
  walk.visit(type, before, after);
  return walk;
}

class CompareWalk implements Comparison {
  readonly added = new FieldSet();
  readonly modified = new FieldSet();
  readonly removed = new FieldSet();
  readonly #path: string[] = [];

  visit(type: FieldType, before: JsonValue | undefined, after: JsonValue | undefined): void {
    // What two versions share is the same value.
    if (before === after && before !== undefined) return;
    const isWhole = this.#visitAs(shapeOf(type, after ?? before), before, after);
    if (before === undefined) this.added.insert(this.#path);
    else if (after === undefined) this.removed.insert(this.#path);
    else {
      // What was of another shape is also compared as what it was: all below it goes.
      const wasWhole =
        kindOf(before) !== kindOf(after) && this.#visitAs(shapeOf(type, before), before, after);
      if ((isWhole || wasWhole) && !equalJson(before, after)) this.modified.insert(this.#path);
    }
  }

  /** Whether it is compared as one. */
  #visitAs(shape: Shape, before: JsonValue | undefined, after: JsonValue | undefined): boolean {
    if (shape.list !== undefined) return !this.#visitList(shape.list, before, after);
    return shape.map === undefined || !this.#visitMap(shape.map, before, after);
  }

  /** Whether it was taken apart. */
  #visitMap(map: MapType, before: JsonValue | undefined, after: JsonValue | undefined): boolean {
    const old = asMap(before);
    const now = asMap(after);
    const oldKeys = Object.keys(old);
    const nowKeys = Object.keys(now);
    if (map.isAtomic || (oldKeys.length === 0 && nowKeys.length === 0)) return false;
    for (const key of nowKeys) this.#member(map, key, [own(old, key), now[key]]);
    for (const key of oldKeys) {
      if (!Object.hasOwn(now, key)) this.#member(map, key, [old[key], undefined]);
    }
    return true;
  }

  #member(
    map: MapType,
    key: string,
    [before, after]: readonly [JsonValue | undefined, JsonValue | undefined],
  ): void {
    const type = memberType(map, key);
    if (type === undefined) return;
    this.#path.push(`f:${key}`);
    this.visit(type, before, after);
    this.#path.pop();
  }

  #visitList(list: ListType, before: JsonValue | undefined, after: JsonValue | undefined): boolean {
    const old = asList(before);
    const now = asList(after);
    if (list.isAtomic || (old.length === 0 && now.length === 0)) return false;
    const oldItems = itemsByStep(list, old);
    const nowItems = itemsByStep(list, now);
    for (const [step, items] of oldItems) {
      this.#item(list, step, [items, nowItems.get(step) ?? []]);
    }
    for (const [step, items] of nowItems) {
      if (!oldItems.has(step)) this.#item(list, step, [[], items]);
    }
    return true;
  }

  /** Items that share a step are compared as one; otherwise an item is compared with its like. */
  #item(
    list: ListType,
    step: string,
    [old, now]: readonly [readonly JsonValue[], readonly JsonValue[]],
  ): void {
    this.#path.push(step);
    if (old.length <= 1 && now.length <= 1) {
      this.visit(list.items, old[0], now[0]);
    } else if (old.length > 1 && now.length > 1) {
      if (!equalLists(old, now)) this.modified.insert(this.#path);
    } else if (old.length > 1) {
      if (now.length > 0) this.visit(list.items, undefined, now[0]);
      this.removed.insert(this.#path);
    } else {
      if (old.length > 0) this.visit(list.items, old[0], undefined);
      this.added.insert(this.#path);
    }
    this.#path.pop();
  }
}

function own(object: Record<string, JsonValue>, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'map' : 'scalar';
}

import { isMap, type Value } from './value.ts';

type Equal = (a: Value, b: Value) => boolean;

/** A list whose order does not count: of type `set`, or `map` with keys (apiserver's unstructuredSetList). */
export class KeyedList extends Array<Value> {
  /** Fields that tell the items apart; none for a set. */
  keyFields: readonly string[] = [];

  static create(items: readonly Value[], keys: readonly string[]): KeyedList {
    const list = new KeyedList();
    for (const item of items) list.push(item);
    list.keyFields = keys;
    return list;
  }

  /** The item of another list that stands for this one. */
  counterpart(item: Value, among: readonly Value[], equal: Equal): Value | undefined {
    return among.find((other) =>
      this.keyFields.length === 0 ? equal(item, other) : this.#haveSameKeys(item, other, equal),
    );
  }

  #haveSameKeys(a: Value, b: Value, equal: Equal): boolean {
    if (!isMap(a) || !isMap(b)) return false;
    return this.keyFields.every((key) => {
      const [x, y] = [a.get(key), b.get(key)];
      return x === undefined || y === undefined ? x === y : equal(x, y);
    });
  }

  /** `+`: what both have is taken from the right, in the place of the left. */
  merge(other: readonly Value[], equal: Equal): KeyedList {
    const merged = Array.from(this, (item) => this.counterpart(item, other, equal) ?? item);
    const added = other.filter((item) => this.counterpart(item, this, equal) === undefined);
    return KeyedList.create([...merged, ...added], this.keyFields);
  }
}

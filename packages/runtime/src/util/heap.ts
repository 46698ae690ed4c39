/** An entry of a {@link Heap}; the heap writes `heapIndex`, and nobody else does. */
export interface HeapEntry {
  /** Where the entry is in the heap; -1 while it is in none. */
  heapIndex: number;
}

/** A binary min-heap whose entries know their place, so that one can be moved or removed in O(log n). */
export class Heap<T extends HeapEntry> {
  readonly #entries: T[] = [];
  readonly #isBefore: (a: T, b: T) => boolean;

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** The least entry, left where it is. */
  peek(): T | undefined {
    return this.#entries[0];
  }

  push(entry: T): void {
    this.#put(this.#entries.length, entry);
    this.#rise(entry);
  }

  pop(): T | undefined {
    const [first] = this.#entries;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Restores the order after the caller has changed what `entry` is compared by. */
  moved(entry: T): void {
    this.#rise(entry);
    this.#sink(entry);
  }

  /** Does nothing when `entry` is in no heap. */
  remove(entry: T): void {
    const index = entry.heapIndex;
    const last = index === -1 ? undefined : this.#entries.pop();
    if (last === undefined) return;
    entry.heapIndex = -1;
    if (last === entry) return;
    this.#put(index, last);
    this.moved(last);
  }

  clear(): void {
    for (const entry of this.#entries) entry.heapIndex = -1;
    this.#entries.length = 0;
  }

  #put(index: number, entry: T): void {
    this.#entries[index] = entry;
    entry.heapIndex = index;
  }

  #rise(entry: T): void {
    let index = entry.heapIndex;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#entries[parentIndex];
      if (parent === undefined || !this.#isBefore(entry, parent)) break;
      this.#put(index, parent);
      index = parentIndex;
    }
    this.#put(index, entry);
  }

  #sink(entry: T): void {
    const entries = this.#entries;
    let index = entry.heapIndex;
    for (;;) {
      const left = entries[2 * index + 1];
      const right = entries[2 * index + 2];
      if (left === undefined) break;
      const least = right !== undefined && this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(least, entry)) break;
      const next = least.heapIndex;
      this.#put(index, least);
      index = next;
    }
    this.#put(index, entry);
  }
}

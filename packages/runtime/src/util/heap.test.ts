import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap } from './heap.ts';

interface Entry {
  value: number;
  heapIndex: number;
}

const entry = (value: number): Entry => ({ value, heapIndex: -1 });
const byValue = (a: Entry, b: Entry) => a.value < b.value;

/** The same operations on the heap and on a plain list; gives what `pop` should have given. */
function apply(heap: Heap<Entry>, model: Entry[], [kind, value, at]: [string, number, number]) {
  const chosen = model[at % Math.max(model.length, 1)];
  if (kind === 'push' || chosen === undefined) {
    const added = entry(value);
    model.push(added);
    heap.push(added);
    return;
  }
  if (kind === 'change') {
    chosen.value = value;
    heap.moved(chosen);
    return;
  }
  const least = Math.min(...model.map((one) => one.value));
  const gone = kind === 'pop' ? heap.pop() : chosen;
  if (kind === 'remove') heap.remove(chosen);
  if (gone === undefined || gone.heapIndex !== -1) throw new Error('still in the heap');
  if (kind === 'pop' && gone.value !== least) throw new Error('not the least');
  model.splice(model.indexOf(gone), 1);
}

describe('Heap', () => {
  it('gives back in order whatever was pushed, changed and removed', () => {
    const operation = fc.tuple(
      fc.constantFrom('push', 'pop', 'change', 'remove'),
      fc.nat(50),
      fc.nat(50),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60, size: 'max' }), (operations) => {
        const heap = new Heap<Entry>(byValue);
        const model: Entry[] = [];
        for (const one of operations) apply(heap, model, one);
        const rest: number[] = [];
        for (let next = heap.pop(); next !== undefined; next = heap.pop()) rest.push(next.value);
        expect(rest).toEqual(model.map((one) => one.value).toSorted((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it('ignores the removal of an entry that is in no heap', () => {
    const heap = new Heap<Entry>(byValue);
    heap.push(entry(1));
    heap.remove(entry(2));
    expect(heap.size).toBe(1);
  });

  it('lets go of its entries when cleared', () => {
    const heap = new Heap<Entry>(byValue);
    const one = entry(1);
    heap.push(one);
    heap.clear();
    expect([heap.size, heap.peek(), one.heapIndex]).toEqual([0, undefined, -1]);
  });
});

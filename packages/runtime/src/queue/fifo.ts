/** A node of a {@link Fifo}; the list writes the links, and nobody else does. */
export interface FifoNode<N> {
  previous: N | undefined;
  next: N | undefined;
}

/** A doubly linked list: in at the end, out at the front or from anywhere, all in O(1). */
export class Fifo<N extends FifoNode<N>> {
  #first: N | undefined;
  #last: N | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get first(): N | undefined {
    return this.#first;
  }

  push(node: N): void {
    node.previous = this.#last;
    node.next = undefined;
    if (this.#last === undefined) this.#first = node;
    else this.#last.next = node;
    this.#last = node;
    this.#length += 1;
  }

  shift(): N | undefined {
    const first = this.#first;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** `node` must be in this list. */
  remove(node: N): void {
    if (node.previous === undefined) this.#first = node.next;
    else node.previous.next = node.next;
    if (node.next === undefined) this.#last = node.previous;
    else node.next.previous = node.previous;
    node.previous = undefined;
    node.next = undefined;
    this.#length -= 1;
  }
}

/**
 * Estimates what objects take from what they took on the wire: the mean of all that came. Cheap, and
 * near enough to see which kind fills the memory; on the heap an object takes two to three times that.
 */
export class WireSize {
  #bytes = 0;
  #objects = 0;

  /** So many bytes came from the server. */
  received(bytes: number): void {
    this.#bytes += bytes;
  }

  /** They were so many objects. */
  counted(objects: number): void {
    this.#objects += objects;
  }

  /** What so many objects are on the wire, in bytes. */
  of(objects: number): number {
    return this.#objects === 0 ? 0 : Math.round((this.#bytes / this.#objects) * objects);
  }
}

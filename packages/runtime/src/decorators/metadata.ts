import 'reflect-metadata';

/** A key of decorator metadata and the type of what is stored under it. */
export class MetadataKey<T> {
  readonly #symbol: symbol;

  constructor(name: string) {
    this.#symbol = Symbol(`keelson:${name}`);
  }

  /** What is recorded on this very class, not on one that it extends. */
  get(target: object): T | undefined {
    return Reflect.getOwnMetadata(this.#symbol, target) as T | undefined;
  }

  set(target: object, value: T): void {
    Reflect.defineMetadata(this.#symbol, value, target);
  }
}

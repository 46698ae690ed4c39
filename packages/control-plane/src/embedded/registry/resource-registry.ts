import type { ServedResource } from '../rest/served-resource.ts';

/** The resources that the server serves now: built-in ones, and those of custom resource definitions. */
export class ResourceRegistry {
  readonly #resources = new Map<string, ServedResource>();
  #generation = 0;

  /** Moves on with every change: what was made from the list can be kept while it stands. */
  get generation(): number {
    return this.#generation;
  }

  get(group: string, version: string, plural: string): ServedResource | undefined {
    return this.#resources.get(`${group}/${version}/${plural}`);
  }

  /** Any version of a resource, the first that was set. */
  find(group: string, plural: string): ServedResource | undefined {
    return this.all().find((known) => known.group === group && known.plural === plural);
  }

  /** In the order in which they were set. */
  all(): ServedResource[] {
    return [...this.#resources.values()];
  }

  /** Serves a resource, instead of the one of the same name if there is one. */
  set(resource: ServedResource): void {
    this.#resources.set(keyOf(resource), resource);
    this.#generation++;
  }

  /** Ceases to serve the resources that a predicate picks. */
  remove(isGone: (resource: ServedResource) => boolean): void {
    for (const resource of this.all()) {
      if (isGone(resource)) this.#resources.delete(keyOf(resource));
    }
    this.#generation++;
  }
}

function keyOf({ group, version, plural }: ServedResource): string {
  return `${group}/${version}/${plural}`;
}

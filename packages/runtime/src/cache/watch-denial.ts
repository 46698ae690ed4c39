import type { WatchableType } from './list-watch-client.ts';

type Verb = 'list' | 'watch';

/** What the API server does not let a watcher do (403), remembered so that it is said once. */
export class WatchDenial {
  readonly #resource: string;
  readonly #where: string;
  readonly #verbs = new Set<Verb>();

  /** `namespace` undefined stands for all. */
  constructor(type: WatchableType, namespace: string | undefined) {
    const { plural, group } = 'plural' in type ? type : { plural: type.kind, group: '' };
    this.#resource = group === '' ? plural : `${plural}.${group}`;
    this.#where = namespace === undefined ? 'in all namespaces' : `in the namespace ${namespace}`;
  }

  /** For logs and health checks; undefined when nothing is denied. */
  get text(): string | undefined {
    if (this.#verbs.size === 0) return undefined;
    const verbs = Array.from(this.#verbs).toSorted().join(' and ');
    return `not allowed to ${verbs} ${this.#resource} ${this.#where}`;
  }

  /** Gives whether this is news. */
  denied(verb: Verb): boolean {
    if (this.#verbs.has(verb)) return false;
    this.#verbs.add(verb);
    return true;
  }

  allowed(verb: Verb): void {
    this.#verbs.delete(verb);
  }
}

import type { KubernetesObject, ResourceType } from '@keelson/kubernetes';
import { formatGroupVersionKind, type TypeMeta } from '../api/group-version-kind.ts';
import type { ResourceRef } from '../api/resource-ref.ts';
import { resourceTypeOf } from './resource-type-of.ts';

/** A kind, or what should stand for one, is not in the scheme. */
export class NotRegisteredError extends Error {
  override readonly name = 'NotRegisteredError';
}

/**
 * The kinds that a program knows, found by what objects say of themselves. A client that is given one
 * needs no discovery to update plain objects. Nothing is registered but what is added, and nothing is
 * added by an import. Semantics: apimachinery's `runtime.Scheme`, as far as objects that are plain
 * JSON need it.
 */
export class Scheme {
  /** By `<apiVersion>/<kind>`. */
  readonly #refs = new Map<string, ResourceRef>();
  readonly #known = new Set<ResourceRef>();

  /** A scheme of these kinds. @throws {TypeError} as {@link add} */
  static of(...refs: readonly ResourceRef[]): Scheme {
    const scheme = new Scheme();
    for (const ref of refs) scheme.add(ref);
    return scheme;
  }

  /**
   * Registers a kind. The same one again is no error.
   * @throws {TypeError} when another class or type stands for the kind, or the class is not decorated
   */
  add(ref: ResourceRef): void {
    const type = resourceTypeOf(ref);
    const key = keyOf(type);
    const known = this.#refs.get(key);
    if (known !== undefined && known !== ref) {
      throw new TypeError(
        `Double registration of different types for ${formatGroupVersionKind(type)}: ` +
          `${describe(known)} and ${describe(ref)}`,
      );
    }
    this.#refs.set(key, ref);
    this.#known.add(ref);
  }

  /** Whether there is something for the kind. */
  has(kind: TypeMeta): boolean {
    return this.#refs.has(keyOf(kind));
  }

  /** What was registered for the kind that an object says it is. @throws {NotRegisteredError} */
  refFor(kind: TypeMeta): ResourceRef {
    const ref = this.#refs.get(keyOf(kind));
    if (ref !== undefined) return ref;
    throw new NotRegisteredError(
      `no kind "${kind.kind}" is registered for version "${kind.apiVersion}"`,
    );
  }

  /** The kind's path and scope; undefined when it is not registered. */
  find(kind: TypeMeta): ResourceType | undefined {
    const ref = this.#refs.get(keyOf(kind));
    return ref === undefined ? undefined : resourceTypeOf(ref);
  }

  /** What kind a class or type stands for. @throws {NotRegisteredError} when it was not added */
  typeOf<T extends KubernetesObject>(ref: ResourceRef<T>): ResourceType<T> {
    if (this.#known.has(ref)) return resourceTypeOf(ref);
    throw new NotRegisteredError(`no kind is registered for the type ${describe(ref)}`);
  }

  /** All registered kinds, in the order of their registration. */
  types(): ResourceType[] {
    return Array.from(this.#known, (ref) => resourceTypeOf(ref));
  }
}

function keyOf({ apiVersion, kind }: TypeMeta): string {
  return `${apiVersion}/${kind}`;
}

function describe(ref: ResourceRef): string {
  if (typeof ref === 'function') return `class ${ref.name || '(anonymous)'}`;
  return `${ref.plural} (${ref.apiVersion}, ${ref.scope})`;
}

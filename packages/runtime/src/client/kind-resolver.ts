import type { KubernetesObject, ResourceType } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { DynamicType, ResourceRef } from '../api/resource-ref.ts';
import { isMetadataOnly } from '../scheme/metadata-only.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';
import type { Scheme } from '../scheme/scheme.ts';

/** Finds the path of a kind that is known only by name. */
export interface KindMapper {
  /** @throws {NoKindMatchError} when the server does not serve the kind */
  mappingFor(kind: DynamicType): Promise<ResourceType>;
}

/** Turns what names a kind into its type; asks the mapper only for kinds never seen as a type. */
export class KindResolver {
  readonly #mapper: KindMapper;
  readonly #scheme: Scheme | undefined;
  readonly #seen = new WeakSet<ResourceType>();
  /** By `<apiVersion>/<kind>`. */
  readonly #known = new Map<string, ResourceType>();

  constructor(mapper: KindMapper, scheme?: Scheme) {
    this.#mapper = mapper;
    this.#scheme = scheme;
  }

  /** A promise only when the server has to be asked, so that the common case costs nothing. */
  typeOf(ref: ResourceRef | DynamicType): ResourceType | Promise<ResourceType> {
    if (typeof ref === 'function' || 'plural' in ref) {
      const type = resourceTypeOf(ref);
      if (!this.#seen.has(type)) this.#learn(type);
      return type;
    }
    return this.#typeOfKind(ref);
  }

  /** The type of an object by what it says of itself. */
  typeOfObject(object: DeepReadonly<KubernetesObject>): ResourceType | Promise<ResourceType> {
    if (object.apiVersion === 'meta.k8s.io/v1' && object.kind === 'PartialObjectMetadata') {
      throw new TypeError(
        'a PartialObjectMetadata cannot be updated: patch it, naming its kind with metadataOnly()',
      );
    }
    return this.#typeOfKind(object);
  }

  #typeOfKind({ apiVersion, kind }: DynamicType): ResourceType | Promise<ResourceType> {
    if (!kind) throw new TypeError("Object 'Kind' is missing");
    if (!apiVersion) throw new TypeError("Object 'apiVersion' is missing");
    return (
      this.#known.get(`${apiVersion}/${kind}`) ??
      this.#scheme?.find({ apiVersion, kind }) ??
      this.#mapper.mappingFor({ apiVersion, kind })
    );
  }

  #learn(type: ResourceType): void {
    this.#seen.add(type);
    if (!isMetadataOnly(type)) this.#known.set(`${type.apiVersion}/${type.kind}`, type);
  }
}

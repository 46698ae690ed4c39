import type { KubernetesObject, ResourceType } from '@keelson/kubernetes';
import type { Converted, Converter } from '../api/conversion.ts';
import type { UnstructuredObject } from '../api/resource-ref.ts';
import { inexactIntegerIn } from '../client/exact-integers.ts';
import { conversionOptionsOf } from '../decorators/webhook.ts';
import { resourceTypeOf } from '../scheme/resource-type-of.ts';

type AnyConverter = Converter<UnstructuredObject, UnstructuredObject>;

/** The converters of one kind. */
interface Hub {
  readonly type: ResourceType;
  readonly spokes: Map<string, AnyConverter>;
}

/**
 * The converters of all kinds: each object goes to the hub first, and from there to where it is wanted.
 * Semantics: controller-runtime's conversion webhook.
 */
export class Converters {
  readonly #hubs = new Map<string, Hub>();

  /** Takes an instance of a class with `@Conversion`. @throws {TypeError} when it goes with no other */
  add(converter: object): void {
    const name = converter.constructor.name;
    const options = conversionOptionsOf(converter.constructor);
    if (options === undefined) throw new TypeError(`class ${name} has no @Conversion`);
    const [hubType, spoke] = [resourceTypeOf(options.hub), resourceTypeOf(options.spoke)];
    const key = keyOf(hubType);
    if (keyOf(spoke) !== key || spoke.version === hubType.version) {
      throw new TypeError(
        `class ${name} converts ${spoke.apiVersion} ${spoke.kind} and ${hubType.apiVersion} ${hubType.kind}: name two versions of one kind`,
      );
    }
    const hub = this.#hubs.get(key) ?? { type: hubType, spokes: new Map<string, AnyConverter>() };
    if (hub.type.apiVersion !== hubType.apiVersion) {
      throw new TypeError(
        `${hubType.kind} has two hubs, ${hub.type.version} and ${hubType.version}: name the same one in every @Conversion`,
      );
    }
    if (hub.spokes.has(spoke.apiVersion)) {
      throw new TypeError(`${spoke.apiVersion} ${spoke.kind} has two converters: leave one out`);
    }
    hub.spokes.set(spoke.apiVersion, converter as AnyConverter);
    this.#hubs.set(key, hub);
  }

  /** Nothing can be converted. */
  get isEmpty(): boolean {
    return this.#hubs.size === 0;
  }

  /** The kinds that can be converted. */
  get kinds(): ResourceType[] {
    return Array.from(this.#hubs.values(), ({ type }) => type);
  }

  /** @throws {Error} when there is no way, or a converter throws */
  async convert(object: UnstructuredObject, apiVersion: string): Promise<UnstructuredObject> {
    const { apiVersion: from, kind } = object;
    if (from === apiVersion) {
      throw new Error(`conversion is not allowed between same version ${from} of ${kind}`);
    }
    const hub = this.#hubs.get(`${groupOf(apiVersion)}/${kind}`);
    if (hub === undefined || groupOf(from) !== groupOf(apiVersion)) {
      throw new Error(`there is no converter from ${from} to ${apiVersion} for ${kind}`);
    }
    const inexact = inexactIntegerIn(object);
    if (inexact !== undefined) {
      throw new Error(`${inexact} is an integer that JavaScript cannot hold exactly`);
    }
    const atHub = await this.#toHub(object, hub);
    return apiVersion === hub.type.apiVersion ? atHub : this.#fromHub(atHub, hub, apiVersion);
  }

  async #toHub(object: UnstructuredObject, { type, spokes }: Hub): Promise<UnstructuredObject> {
    const { apiVersion: from, kind } = object;
    if (from === type.apiVersion) return object;
    const converter = spokes.get(from);
    if (converter === undefined) {
      throw new Error(`there is no converter from ${from} to ${type.apiVersion} for ${kind}`);
    }
    return withIdentity(await converter.toHub(object), object, type.apiVersion);
  }

  async #fromHub(
    object: UnstructuredObject,
    { type, spokes }: Hub,
    apiVersion: string,
  ): Promise<UnstructuredObject> {
    const converter = spokes.get(apiVersion);
    if (converter === undefined) {
      throw new Error(
        `there is no converter from ${type.apiVersion} to ${apiVersion} for ${type.kind}`,
      );
    }
    return withIdentity(await converter.fromHub(object), object, apiVersion);
  }
}

/** A converter gives the content; which object it is does not change. */
function withIdentity(
  converted: Converted<UnstructuredObject>,
  source: UnstructuredObject,
  apiVersion: string,
): UnstructuredObject {
  const { metadata: changes = {}, ...content } = converted;
  const metadata: KubernetesObject['metadata'] = { ...source.metadata };
  for (const field of ['labels', 'annotations'] as const) {
    const change = changes[field];
    if (change !== undefined) metadata[field] = { ...change };
  }
  return { ...content, apiVersion, kind: source.kind, metadata };
}

function keyOf({ group, kind }: ResourceType): string {
  return `${group}/${kind}`;
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

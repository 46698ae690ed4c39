import { cloneJson, errorText, type FieldError, type JsonObject } from '@keelson/schema';
import { objectOf, textOf } from '../embedded/custom-resources/definition.ts';
import { generateName } from '../embedded/metadata/generate-name.ts';
import { type NameRule, nameRuleOf, pathSegmentName } from '../embedded/metadata/name-rules.ts';
import {
  validateMetadata,
  validateMetadataUpdate,
} from '../embedded/metadata/validate-metadata.ts';
import { DecodeError } from '../embedded/registry/decode-error.ts';
import type { Strategy } from '../embedded/registry/strategy.ts';

/** A version of a kind, as an object names it. */
export interface KindRef {
  /** `<group>/<version>`. */
  readonly apiVersion: string;
  readonly kind: string;
}

/** Options of {@link DefinedKind.validate}. */
export interface ValidateWriteOptions {
  /** The object as it is stored: the write is an update of it. @default the object is new */
  readonly old?: object | undefined;
  /** What an update writes: of the main endpoint it is all but the status. @default the main endpoint */
  readonly subresource?: 'status' | undefined;
}

/** How a definition judges the objects of one of its versions. */
export interface KindRules {
  readonly ref: KindRef;
  readonly group: string;
  readonly isNamespaced: boolean;
  readonly strategy: Strategy;
}

/** What every stored object has. */
const systemFields = { resourceVersion: '1', generation: 1 } as const;
/** Of a stored object, where an update leaves them out. */
const keptFields = ['resourceVersion', 'generation', 'uid', 'creationTimestamp'] as const;

/**
 * What an API server does to the objects of one version of a custom resource and says of them,
 * without a server: from the definition alone. Webhooks and what is stored have no part in it. Objects
 * are left as they are; they may omit `apiVersion`, `kind` and, where there is one, the namespace.
 */
export class DefinedKind {
  readonly #rules: KindRules;

  /** @internal {@link CustomResourceDefinitions.of} makes them. */
  constructor(rules: KindRules) {
    this.#rules = rules;
  }

  /**
   * Why the server would refuse a write; empty when it would not. One line for each field, in the
   * server's words: `spec.size: Invalid value: -1: spec.size in body should be greater than or equal to 0`.
   * The object is pruned and defaulted before. Of an update, what has not changed is not judged again
   * (ratcheting), and rules see `oldSelf`.
   */
  validate(object: object, { old, subresource }: ValidateWriteOptions = {}): string[] {
    try {
      const next = this.#read(object).object;
      this.#rules.strategy.setDefaults(next);
      const errors =
        old === undefined
          ? this.#validateNew(next)
          : this.#validateChange(next, this.#stored(old), subresource);
      return [...new Set(errors.map(errorText))];
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const { apiVersion, kind } = this.#rules.ref;
      const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
      return [`${kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`];
    }
  }

  /**
   * The object without the fields that the definition does not know, and with its defaults: what the
   * server would go on with.
   * @throws {Error} in the server's words when its metadata cannot be read
   */
  withDefaults<T extends object>(object: T): T {
    const { object: read } = this.#read(object);
    this.#rules.strategy.setDefaults(read);
    return read as T;
  }

  /**
   * The object without the fields that the definition does not know.
   * @throws {Error} in the server's words when its metadata cannot be read
   */
  prune<T extends object>(object: T): T {
    return this.#read(object).object as T;
  }

  /**
   * Paths of the fields that {@link prune} takes out, such as `spec.ports[0].nam`: what `kubectl apply`
   * refuses an object for.
   * @throws {Error} in the server's words when its metadata cannot be read
   */
  unknownFields(object: object): string[] {
    return this.#read(object).unknown;
  }

  #read(given: object): { readonly object: JsonObject; readonly unknown: string[] } {
    const { ref, strategy } = this.#rules;
    const object = { ...ref, metadata: {}, ...cloneJson<JsonObject>(given as JsonObject) };
    const unknown = strategy.decode(object);
    return { object, unknown };
  }

  #stored(old: object): JsonObject {
    const object = this.withDefaults(old as JsonObject);
    object['metadata'] = { ...systemFields, ...this.#metadataOf(object) };
    return object;
  }

  #validateNew(object: JsonObject): FieldError[] {
    const { group, ref, strategy } = this.#rules;
    object['metadata'] = this.#metadataOf(object);
    strategy.prepareForCreate(object, { subresource: '', username: '' });
    return [
      ...this.#validateMetadata(object, nameRuleOf(group, ref.kind)),
      ...strategy.validate(object),
    ];
  }

  #validateChange(
    object: JsonObject,
    old: JsonObject,
    subresource: 'status' | undefined,
  ): FieldError[] {
    const { strategy } = this.#rules;
    const stored = objectOf(old, 'metadata');
    const metadata = this.#metadataOf(object);
    for (const field of keptFields) {
      const value = stored[field];
      if (value !== undefined) metadata[field] ??= value;
    }
    object['metadata'] = metadata;
    const context = { subresource: subresource ?? '', username: '' };
    strategy.prepareForUpdate(object, old, context);
    return [
      ...this.#validateMetadata(object, pathSegmentName),
      ...validateMetadataUpdate(objectOf(object, 'metadata'), stored, {}),
      ...strategy.validateUpdate(object, old, context),
    ];
  }

  #validateMetadata(object: JsonObject, nameRule: NameRule): FieldError[] {
    const { isNamespaced } = this.#rules;
    return validateMetadata(objectOf(object, 'metadata'), { isNamespaced, nameRule });
  }

  /** With the name and namespace that a request would give it. */
  #metadataOf(object: JsonObject): JsonObject {
    const metadata = objectOf(object, 'metadata');
    const prefix = textOf(metadata, 'generateName');
    const isUnnamed = textOf(metadata, 'name') === '' && prefix !== '';
    return {
      ...(this.#rules.isNamespaced && { namespace: 'default' }),
      ...metadata,
      ...(isUnnamed && { name: generateName(prefix, () => 0) }),
    };
  }
}

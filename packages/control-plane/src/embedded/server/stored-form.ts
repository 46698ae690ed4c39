import { cloneJson, type JsonObject } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import type { Strategy } from '../registry/strategy.ts';
import type { Conversion } from '../rest/served-resource.ts';
import type { WebhookConverter } from './webhook-converter.ts';

/** What a {@link StoredForm} needs. */
export interface StoredFormOptions {
  /** The version that is served. */
  readonly apiVersion: string;
  /** The version that is stored. */
  readonly storedIn: string;
  /** By apiVersion; versions that are not served may be stored. */
  readonly strategies: ReadonlyMap<string, Strategy>;
  /** Revision at which this definition came to hold: older objects are read through its schema. */
  readonly since: number;
  /** Absent: versions differ in the apiVersion only. */
  readonly converter: WebhookConverter | undefined;
}

/**
 * How the stored objects of a custom resource are shown in one version, and stored from it. A stored
 * object is pruned and defaulted by its own version, converted, then pruned by the one that is asked for.
 * What that gives is made once for each object.
 */
export class StoredForm implements Conversion {
  readonly #options: StoredFormOptions;
  /** By the object as it is stored. */
  readonly #shown = new WeakMap<JsonObject, JsonObject>();
  /** Conversions under way: several who want to see an object ask once. */
  readonly #asking = new WeakMap<JsonObject, Promise<void>>();
  /** What is to be stored, by the object in this version. */
  readonly #storable = new WeakMap<JsonObject, JsonObject>();

  constructor(options: StoredFormOptions) {
    this.#options = options;
  }

  fromStorage(object: JsonObject): JsonObject {
    if (this.#isShownAsItIs(object)) return object;
    const known = this.#shown.get(object);
    if (known !== undefined) return known;
    const { apiVersion, converter } = this.#options;
    if (converter !== undefined && object['apiVersion'] !== apiVersion) {
      throw new Error(`${textOf(object, 'apiVersion')} has not been converted to ${apiVersion}`);
    }
    const view = this.#read(object);
    view['apiVersion'] = apiVersion;
    return this.#show(object, view);
  }

  /** Takes the object over. */
  toStorage(object: JsonObject): JsonObject {
    const storable = this.#storable.get(object) ?? object;
    storable['apiVersion'] = this.#options.storedIn;
    return storable;
  }

  toShow(object: JsonObject): Promise<void> | undefined {
    const { apiVersion, converter } = this.#options;
    if (converter === undefined || object['apiVersion'] === apiVersion) return undefined;
    if (this.#shown.has(object)) return undefined;
    const known = this.#asking.get(object);
    if (known !== undefined) return known;
    const asking = converter
      .convert(this.#read(object), apiVersion)
      .then((view) => void this.#show(object, view))
      .finally(() => this.#asking.delete(object));
    this.#asking.set(object, asking);
    return asking;
  }

  toStore(object: JsonObject): Promise<void> | undefined {
    const { apiVersion, storedIn, converter } = this.#options;
    if (converter === undefined || apiVersion === storedIn) return undefined;
    return this.#prepareToStore(object, converter);
  }

  async #prepareToStore(object: JsonObject, converter: WebhookConverter): Promise<void> {
    const { storedIn, strategies } = this.#options;
    const storable = await converter.convert(object, storedIn);
    strategies.get(storedIn)?.decode(storable);
    this.#storable.set(object, storable);
  }

  async inVersion(object: JsonObject, version: string): Promise<JsonObject> {
    const [group] = this.#options.apiVersion.split('/');
    const apiVersion = `${group}/${version}`;
    if (object['apiVersion'] === apiVersion) return object;
    return this.#options.converter?.convert(object, apiVersion) ?? { ...object, apiVersion };
  }

  #isShownAsItIs(object: JsonObject): boolean {
    const { apiVersion, since, strategies } = this.#options;
    const { resourceVersion } = object['metadata'] as JsonObject;
    // What another version has kept, this one may not know.
    const isOfThisSchema = Number(resourceVersion) > since && strategies.size === 1;
    return object['apiVersion'] === apiVersion && isOfThisSchema;
  }

  #read(object: JsonObject): JsonObject {
    const view = cloneJson(object);
    const strategy = this.#options.strategies.get(textOf(view, 'apiVersion'));
    strategy?.decode(view);
    strategy?.setDefaults(view);
    return view;
  }

  #show(object: JsonObject, view: JsonObject): JsonObject {
    const { strategies, apiVersion } = this.#options;
    strategies.get(apiVersion)?.decode(view);
    this.#shown.set(object, view);
    return view;
  }
}

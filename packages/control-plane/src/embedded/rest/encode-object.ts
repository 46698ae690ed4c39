import type { JsonObject } from '@keelson/schema';
import { printJson } from '../json/print-json.ts';

/**
 * Texts of objects, written once for all who read them: a get, a list and any number of watches. An
 * object in the store never changes, so its text does not either.
 */
export class ObjectTexts {
  readonly #tails = new WeakMap<JsonObject, string>();

  /** The whole object. */
  textOf(object: JsonObject): string {
    const head = `{"kind":${JSON.stringify(object['kind'])},"apiVersion":${JSON.stringify(object['apiVersion'])}`;
    return `${head}${this.#tailOf(object)}`;
  }

  /** The object without kind and apiVersion, as an item of a list of a built-in kind. */
  itemTextOf(object: JsonObject): string {
    return `{${this.#tailOf(object).slice(1)}`;
  }

  /** Everything after kind and apiVersion, from the comma on. */
  #tailOf(object: JsonObject): string {
    const known = this.#tails.get(object);
    if (known !== undefined) return known;
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
    const text = printJson(rest);
    const tail = text === '{}' ? '}' : `,${text.slice(1)}`;
    this.#tails.set(object, tail);
    return tail;
  }
}

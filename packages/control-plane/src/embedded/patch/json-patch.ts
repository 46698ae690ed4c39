import {
  cloneJson,
  equalJson,
  goQuote,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setOwn,
} from '@keelson/schema';
import type { ParsedJson } from '../json/json-reader.ts';
import { printJson } from '../json/print-json.ts';
import { badRequest, tooLarge } from '../status-error.ts';
import {
  type FieldValidation,
  goValueName,
  patchRejected,
  type PatchResult,
} from './patch-body.ts';
import { showPatched, sortAlong } from './shown-object.ts';

const maxOperations = 10_000;
const maxCopyBytes = 3 * 1024 * 1024;
const operationFields: readonly string[] = ['op', 'path', 'from', 'value'];

/**
 * Applies a JSON patch (RFC 6902) with the liberties of the server's library: `replace` and `copy` take
 * a missing key of an object as null, and indexes may count from the end.
 * @throws {StatusError} 400 for what is no patch, 413 for too many operations, 422 without a reason
 * when an operation does not apply
 */
export function applyJsonPatch(
  object: JsonObject,
  patch: ParsedJson,
  validation: FieldValidation,
): PatchResult {
  const operations = decode(patch.value, validation);
  if (operations.length > maxOperations) {
    throw tooLarge(
      `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${operations.length}`,
    );
  }
  const apply = (): JsonValue => {
    const document = new PatchedDocument(cloneJson(object));
    for (const operation of operations) document.apply(operation);
    return document.root;
  };
  return {
    value: apply(),
    shown: () => showPatched(sortAlong(apply(), operations.flatMap(pointersOf))),
    strictErrors: validation === 'Ignore' ? [] : strictErrorsOf(operations, patch.duplicates),
  };
}

function pointersOf({ path, from }: JsonObject): string[] {
  return [path, from].filter((pointer) => typeof pointer === 'string');
}

function decode(value: JsonValue, validation: FieldValidation): JsonObject[] {
  const isStrict = validation !== 'Ignore';
  if (value === null) return [];
  if (!Array.isArray(value)) {
    throw wrongType(value, isStrict ? '[]handlers.jsonPatchOp' : 'jsonpatch.Patch', isStrict);
  }
  return value.map((item) => {
    if (item === null) return {};
    if (!isJsonObject(item)) {
      throw wrongType(item, isStrict ? 'handlers.jsonPatchOp' : 'jsonpatch.Operation', isStrict);
    }
    if (isStrict) checkTexts(item);
    return item;
  });
}

function wrongType(value: JsonValue, type: string, isStrict: boolean): Error {
  const message = `json: cannot unmarshal ${goValueName(value)} into Go value of type ${type}`;
  return badRequest(isStrict ? `error decoding patch: ${message}` : message);
}

function checkTexts(operation: JsonObject): void {
  for (const field of Object.keys(operation)) {
    const value = operation[field] as JsonValue;
    const isText = field === 'op' || field === 'path' || field === 'from';
    if (!isText || typeof value === 'string' || value === null) continue;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goValueName(value)} into Go struct field jsonPatchOp.${field} of type string`,
    );
  }
}

function strictErrorsOf(
  operations: readonly JsonObject[],
  duplicates: readonly string[],
): string[] {
  return operations.flatMap((operation, index) => [
    ...Object.keys(operation)
      .filter((field) => !operationFields.includes(field))
      .map((field) => `json patch unknown field ${goQuote(`[${index}].${field}`)}`),
    ...duplicates
      .filter((path) => path.startsWith(`[${index}].`))
      .map((path) => `json patch duplicate field ${goQuote(path)}`),
  ]);
}

/** An object or a list, and the key or index that a path ends with. */
interface Place {
  readonly container: JsonObject | JsonValue[];
  readonly key: string;
}

class PatchedDocument {
  root: JsonValue;
  #copiedBytes = 0;

  constructor(root: JsonObject) {
    this.root = root;
  }

  apply(operation: JsonObject): void {
    const { op } = operation;
    switch (typeof op === 'string' ? op : '') {
      case 'add':
        add(this.#find(operation['path']), valueOf(operation));
        return;
      case 'remove':
        remove(this.#find(operation['path']));
        return;
      case 'replace':
        this.#replace(operation);
        return;
      case 'move':
        this.#move(operation);
        return;
      case 'copy':
        this.#copy(operation);
        return;
      case 'test':
        this.#test(operation);
        return;
      default:
        throw patchRejected();
    }
  }

  #replace(operation: JsonObject): void {
    const value = valueOf(operation);
    if (operation['path'] === '') {
      if (typeof value !== 'object' || value === null) throw patchRejected();
      this.root = value;
      return;
    }
    const { container, key } = this.#find(operation['path']);
    if (Array.isArray(container)) container[indexOf(container, key)] = value;
    else setOwn(container, key, value);
  }

  #move(operation: JsonObject): void {
    const from = this.#find(operation['from']);
    const value = read(from);
    remove(from);
    add(this.#find(operation['path']), value);
  }

  #copy(operation: JsonObject): void {
    const value = read(this.#find(operation['from']));
    const target = this.#find(operation['path']);
    this.#copiedBytes += Buffer.byteLength(printJson(value));
    if (this.#copiedBytes > maxCopyBytes) throw patchRejected();
    add(target, cloneJson(value));
  }

  #test(operation: JsonObject): void {
    const expected = valueOf(operation);
    const found = operation['path'] === '' ? this.root : read(this.#find(operation['path']));
    if (!equalJson(found, expected)) throw patchRejected();
  }

  #find(path: JsonValue | undefined): Place {
    if (typeof path !== 'string') throw patchRejected();
    // What precedes the first slash counts for nothing.
    const parts = path.split('/').slice(1).map(unescapeKey);
    const key = parts.pop();
    if (key === undefined) throw patchRejected();
    let container = this.root;
    for (const part of parts) {
      if (typeof container !== 'object' || container === null) throw patchRejected();
      container = read({ container, key: part });
    }
    if (typeof container !== 'object' || container === null) throw patchRejected();
    return { container, key };
  }
}

function valueOf(operation: JsonObject): JsonValue {
  return cloneJson(operation['value'] ?? null);
}

/** A missing key of an object is null; a missing index of a list is an error. */
function read({ container, key }: Place): JsonValue {
  if (Array.isArray(container)) return container[indexOf(container, key)] as JsonValue;
  return Object.hasOwn(container, key) ? (container[key] as JsonValue) : null;
}

function add({ container, key }: Place, value: JsonValue): void {
  if (!Array.isArray(container)) {
    setOwn(container, key, value);
    return;
  }
  const end = container.length;
  container.splice(key === '-' ? end : parseIndex(key, end + 1), 0, value);
}

function remove({ container, key }: Place): void {
  if (Array.isArray(container)) {
    container.splice(indexOf(container, key), 1);
    return;
  }
  if (!Object.hasOwn(container, key)) throw patchRejected();
  delete container[key];
}

function indexOf(list: readonly JsonValue[], key: string): number {
  return parseIndex(key, list.length);
}

/** An index below a size; a negative one counts from there. */
function parseIndex(key: string, size: number): number {
  if (!/^[+-]?\d+$/.test(key)) throw patchRejected();
  const index = Number(key);
  if (index >= size || index < -size) throw patchRejected();
  return index < 0 ? index + size : index;
}

function unescapeKey(key: string): string {
  return key.includes('~')
    ? key.replaceAll(/~[01]/g, (found) => (found === '~1' ? '/' : '~'))
    : key;
}

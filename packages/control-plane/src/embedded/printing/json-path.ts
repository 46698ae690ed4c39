import { isJsonObject, type JsonValue } from '@keelson/schema';
import { type JsonPathNode, parseJsonPath } from './json-path-parser.ts';

/** Values of an object that a JSONPath names, in order. */
export interface JsonPath {
  /**
   * Missing keys find nothing.
   * @throws {JsonPathError} when an index is out of bounds, or a list is asked of what is none
   */
  find(object: JsonValue): JsonValue[];
}

/** A JSONPath is malformed, or does not fit the object. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/**
 * Compiles the inside of a `{…}` action of kubectl's JSONPath (client-go util/jsonpath): fields, quoted
 * keys, indexes, slices, unions, wildcards, recursive descent and filters, but no `range`.
 * @throws {JsonPathError} when the path is malformed
 */
export function compileJsonPath(path: string): JsonPath {
  const nodes = parseJsonPath(path, fail);
  const fields = nodes.map((node) => (node.type === 'field' ? node.name : undefined));
  if (fields.every((field) => field !== undefined))
    return { find: (object) => follow(object, fields) };
  return { find: (object) => walk([object], nodes) };
}

/** Plain fields, by far the most frequent path. */
function follow(object: JsonValue, fields: readonly string[]): JsonValue[] {
  let value: JsonValue = object;
  for (const field of fields) {
    if (!isJsonObject(value) || !Object.hasOwn(value, field)) return [];
    value = value[field] as JsonValue;
  }
  return [value];
}

function walk(input: readonly JsonValue[], nodes: readonly JsonPathNode[]): JsonValue[] {
  let values = [...input];
  for (const node of nodes) values = step(values, node);
  return values;
}

function step(values: readonly JsonValue[], node: JsonPathNode): JsonValue[] {
  switch (node.type) {
    case 'field':
      return values.flatMap((value) => follow(value, [node.name]));
    case 'constant':
      return values.map(() => node.value);
    case 'wildcard':
      return values.flatMap(childrenOf);
    case 'recursive':
      return values.flatMap(descendantsOf);
    case 'slice':
      return values.flatMap((value) => (value === null ? [] : slice(value, node)));
    case 'union':
      return node.branches.flatMap((branch) => walk(values, branch));
    case 'filter':
      return values.flatMap((value) => filter(value, node));
  }
}

function childrenOf(value: JsonValue): JsonValue[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function descendantsOf(value: JsonValue): JsonValue[] {
  const children = childrenOf(value);
  return children.length === 0 ? [] : [value, ...children.flatMap(descendantsOf)];
}

function slice(value: JsonValue, node: JsonPathNode & { type: 'slice' }): JsonValue[] {
  if (!Array.isArray(value)) throw fail('is not array or slice');
  const { length } = value;
  const start = node.start < 0 ? node.start + length : node.start;
  let end = node.end ?? length;
  if (end < 0 || (end === 0 && node.isIndex)) end += length;
  if (start === end) return [];
  if (start >= length || start < 0) throw outOfBounds(start, length);
  if (end > length || end < 0) throw outOfBounds(end - 1, length);
  if (start > end) {
    throw fail(`starting index ${start} is greater than ending index ${end}`);
  }
  if (node.step !== undefined && node.step <= 0) throw fail('step must be > 0');
  const every = node.step ?? 1;
  return value.slice(start, end).filter((_, index) => index % every === 0);
}

function filter(value: JsonValue, node: JsonPathNode & { type: 'filter' }): JsonValue[] {
  if (!Array.isArray(value)) throw fail('is not array or slice and cannot be filtered');
  return value.filter((item) => {
    const lefts = walk([item], node.left);
    if (node.right === undefined) return lefts.length > 0;
    const rights = walk([item], node.right);
    if (lefts.length === 0 || rights.length === 0) return false;
    if (lefts.length > 1 || rights.length > 1) {
      throw fail('can only compare one element at a time');
    }
    return compare(lefts[0] as JsonValue, rights[0] as JsonValue, node.operator);
  });
}

function compare(left: JsonValue, right: JsonValue, operator: string): boolean {
  const isNumeric = isNumber(left) && isNumber(right);
  if (!isNumeric && (typeof left !== typeof right || typeof left === 'object')) {
    throw fail('incompatible types for comparison');
  }
  switch (operator) {
    case '==':
      // Integers may be bigint on one side only.
      return isNumeric ? Number(left) === Number(right) : left === right;
    case '!=':
      return !compare(left, right, '==');
    case '<':
      return less(left, right);
    case '>=':
      return !less(left, right);
    case '>':
      return less(right, left);
    case '<=':
      return !less(right, left);
    default:
      throw fail(`unrecognized filter operator ${operator}`);
  }
}

function less(left: JsonValue, right: JsonValue): boolean {
  if (typeof left === 'boolean') throw fail('invalid type for comparison');
  return (left as number | string) < (right as number | string);
}

function isNumber(value: JsonValue): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function outOfBounds(index: number, length: number): JsonPathError {
  return fail(`array index out of bounds: index ${index}, length ${length}`);
}

function fail(message: string): JsonPathError {
  return new JsonPathError(message);
}

import { goJson, goQuote, isJsonObject, type JsonValue } from '@keelson/schema';
import { showStep } from './field-set.ts';
import type { FieldType, ListType, MapType } from './field-type.ts';
import { asList, asMap, FieldTypeError, memberType, shapeOf, stepOf } from './walk-fields.ts';

/**
 * Checks that an applied object fits its type, so that its fields can be told apart
 * (structured-merge-diff's validate).
 * @throws {FieldTypeError} with all that does not fit, each by its path
 */
export function checkFields(type: FieldType, value: JsonValue): void {
  const errors: string[] = [];
  check(type, value, { path: '', errors });
  const [first] = errors;
  if (first === undefined) return;
  if (errors.length === 1) throw new FieldTypeError(first);
  throw new FieldTypeError(['errors:', ...errors.map((error) => `  ${error}`)].join('\n'));
}

interface Place {
  readonly path: string;
  readonly errors: string[];
}

function check(type: FieldType, value: JsonValue, place: Place): void {
  const { list, map } = shapeOf(type, value);
  if (map !== undefined) return checkMap(map, value, place);
  if (list !== undefined) return checkList(list, asList(value), place);
  if (value === null) return;
  // Of several shapes a type may have, the server names the map, then the scalar, then the list.
  if (type.map === undefined && type.isScalar) checkScalar(type, value, place);
  else if (!type.isScalar || typeof value === 'object') {
    report(place, `expected ${type.map === undefined ? 'list' : 'map'}, got &{${show(value)}}`);
  }
}

function checkScalar({ scalar }: FieldType, value: JsonValue, place: Place): void {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  if (scalar === 'numeric') {
    if (!isNumber) report(place, `expected numeric (int or float), got ${goTypeOf(value)}`);
  } else if (scalar === 'string') {
    if (typeof value === 'string') return;
    report(place, `expected string, got &value.valueUnstructured{Value:${showSyntax(value)}}`);
  } else if (scalar === 'boolean') {
    if (typeof value !== 'boolean') report(place, `expected boolean, got &{${show(value)}}`);
  } else if (typeof value === 'object') {
    report(place, `expected any scalar, got &{${show(value)}}`);
  }
}

function checkMap(map: MapType, value: JsonValue, { path, errors }: Place): void {
  const object = asMap(value);
  for (const key of Object.keys(object)) {
    const member = memberType(map, key);
    const below = { path: `${path}.${key}`, errors };
    if (member === undefined) {
      // The server looks no further in this object.
      report(below, 'field not declared in schema');
      return;
    }
    check(member, object[key] as JsonValue, below);
  }
}

function checkList(list: ListType, items: readonly JsonValue[], { path, errors }: Place): void {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    let shown = `[${index}]`;
    if (!list.isAtomic) {
      const step = stepOrReport(list, item, { index, place: { path, errors } });
      // Without a key the server looks no further in this list.
      if (step === undefined) return;
      shown = showStep(step);
      if (seen.has(step)) report({ path, errors }, `duplicate entries for key ${shown}`);
      seen.add(step);
    }
    check(list.items, item, { path: `${path}${shown}`, errors });
  }
}

function stepOrReport(
  list: ListType,
  item: JsonValue,
  { index, place }: { readonly index: number; readonly place: Place },
): string | undefined {
  try {
    return stepOf(list, item);
  } catch (error) {
    if (!(error instanceof FieldTypeError)) throw error;
    report(place, `element ${index}: ${error.message}`);
    return undefined;
  }
}

function report({ path, errors }: Place, message: string): void {
  errors.push(path === '' ? message : `${path}: ${message}`);
}

/** As Go's `%v` shows a value: `map[a:1 b:[x y]]`. */
function show(value: JsonValue): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(show).join(' ')}]`;
  if (!isJsonObject(value)) return typeof value === 'string' ? value : goJson(value);
  const keys = Object.keys(value).toSorted();
  return `map[${keys.map((key) => `${key}:${show(value[key] as JsonValue)}`).join(' ')}]`;
}

/** As Go's `%T` names the type of a value. */
function goTypeOf(value: JsonValue): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isJsonObject(value)) return 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** As Go's `%#v` shows a value. */
function showSyntax(value: JsonValue): string {
  if (value === null) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(showSyntax).join(', ')}}`;
  if (!isJsonObject(value)) return typeof value === 'string' ? goQuote(value) : goJson(value);
  const terms = Object.keys(value)
    .toSorted()
    .map((key) => `${goQuote(key)}:${showSyntax(value[key] as JsonValue)}`);
  return `map[string]interface {}{${terms.join(', ')}}`;
}

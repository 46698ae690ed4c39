import { goJson, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { metadataKeys } from '../metadata/metadata-keys.ts';
import { internalTypes } from './internal-types.ts';

interface InternalField {
  /** Go's name; `@metadata` stands for embedded object metadata. */
  readonly name: string;
  /** In the API. */
  readonly key: string;
  readonly struct: string | undefined;
  /** What stands for an absent value. */
  readonly zero: string;
}

const zeros: Readonly<Record<string, string>> = { '"': '""', '~': '0', '!': 'false', '%': '"0"' };

const types = readTypes();

/**
 * A value of the API as the server's own type of it, in JSON: the form in which its messages show
 * structs. `type` is a name of the table: `core/v1#PodSpec`. With `indent`, a space for each level, as
 * in the diffs.
 */
export function internalText(value: JsonObject, type: string, indent = false): string {
  return print(value, type, indent ? '\n' : '');
}

function print(value: JsonValue | undefined, type: string, line: string): string {
  const fields = types.get(type);
  if (fields === undefined) return printPlain(value ?? null, line);
  const object = isJsonObject(value) ? value : {};
  const inner = line === '' ? '' : `${line} `;
  const entries: string[] = [];
  for (const { name, key, struct, zero } of fields) {
    // The server's own types do not keep their kind.
    if (name === '@type') continue;
    if (name === '@metadata') {
      const metadata = object['metadata'];
      if (isJsonObject(metadata)) entries.push(...metadataEntries(metadata, inner));
      continue;
    }
    entries.push(entry(name, printField(object[key], { struct, zero, line: inner }), inner));
  }
  return wrap('{}', entries, line);
}

interface FieldForm {
  readonly struct: string | undefined;
  readonly zero: string;
  readonly line: string;
}

function printField(value: JsonValue | undefined, { struct, zero, line }: FieldForm): string {
  const isAbsent = value === undefined || value === null;
  if (struct === undefined) return isAbsent ? zero : printPlain(value, line);
  if (isAbsent) return zero === '&' ? print({}, struct, line) : 'null';
  if (!Array.isArray(value)) return print(value, struct, line);
  const inner = line === '' ? '' : `${line} `;
  const items = value.map((item) => `${inner}${print(item, struct, inner)}`);
  return wrap('[]', items, line);
}

function metadataEntries(metadata: JsonObject, line: string): string[] {
  return metadataKeys.flatMap((key) => {
    const value = metadata[key];
    return value === undefined ? [] : [entry(key, printPlain(value, line), line)];
  });
}

/** A value of a type that the API and the server share. */
function printPlain(value: JsonValue, line: string): string {
  if (typeof value !== 'object' || value === null) return goJson(value);
  const inner = line === '' ? '' : `${line} `;
  if (Array.isArray(value)) {
    return wrap(
      '[]',
      value.map((item) => `${inner}${printPlain(item, inner)}`),
      line,
    );
  }
  const keys = Object.keys(value).toSorted();
  // A label selector is no map: its fields are in another order.
  if (keys[0] === 'matchExpressions') keys.reverse();
  const entries = keys.map((key) => entry(key, printPlain(value[key] as JsonValue, inner), inner));
  return wrap('{}', entries, line);
}

function entry(name: string, text: string, line: string): string {
  return `${line}${goJson(name)}:${line === '' ? '' : ' '}${text}`;
}

function wrap(brackets: string, parts: readonly string[], line: string): string {
  return parts.length === 0
    ? brackets
    : `${brackets.charAt(0)}${parts.join(',')}${line}${brackets.charAt(1)}`;
}

function readTypes(): ReadonlyMap<string, readonly InternalField[]> {
  const found = new Map<string, readonly InternalField[]>();
  let module = '';
  for (const line of internalTypes.split('\n')) {
    if (line === '') continue;
    if (!line.startsWith(' ')) {
      module = line;
      continue;
    }
    const [name, ...fields] = line.trim().split(' ');
    found.set(
      `${module}#${name}`,
      fields.map((field) => readField(field, module)),
    );
  }
  return found;
}

function readField(text: string, module: string): InternalField {
  const mark = /["~!%&]$/u.exec(text)?.[0] ?? '';
  const bare = text.slice(0, text.length - mark.length);
  const [named = '', struct] = bare.split(':', 2);
  const [name = '', key = `${name.charAt(0).toLowerCase()}${name.slice(1)}`] = named.split('=', 2);
  return {
    name,
    key,
    struct: struct === undefined || struct.includes('#') ? struct : `${module}#${struct}`,
    zero: mark === '&' ? '&' : (zeros[mark] ?? 'null'),
  };
}

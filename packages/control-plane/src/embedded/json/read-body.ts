import { goQuote, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { badRequest, type StatusError } from '../status-error.ts';
import { JsonError } from './json-error.ts';
import { parseJson } from './parse-json.ts';
import { parseYaml, yamlWarnings } from './parse-yaml.ts';

/** The body of a create or update, parsed but not decoded. */
export interface ReadBody {
  /** `apiVersion` and `kind` are texts where they are present. */
  readonly value: JsonObject;
  /** Complaints of strict parsing, to be printed before those of decoding. */
  readonly strictErrors: readonly string[];
  /** The texts of the Warning headers that they become. */
  readonly warnings: readonly string[];
  /** The text, when it is JSON that repeats keys. */
  readonly repeatingText?: string | undefined;
}

/** What a body is read for. */
export interface BodyTarget {
  readonly format: 'json' | 'yaml';
  /** Of the objects that the endpoint takes. */
  readonly kind: string;
  /** Custom resources must say their kind; others may leave it out. */
  readonly isCustom: boolean;
}

/**
 * Reads a body of JSON or YAML up to where its kind is known.
 * @throws {StatusError} 400 in the server's words: `the object provided is unrecognized (must be of type …`
 */
export function readBody(text: string, target: BodyTarget): ReadBody {
  const refuse = (why: string): StatusError =>
    badRequest(
      `the object provided is unrecognized (must be of type ${target.kind}): ${why} (${summaryOf(Buffer.from(text))})`,
    );
  const { value: parsed, ...complaints } = parse(text, target, refuse);
  const value = parsed ?? {};
  if (!isJsonObject(value)) {
    throw refuse(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${goKindOf(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  checkTypeMeta(value, refuse);
  if (target.isCustom && (value['kind'] ?? '') === '') {
    throw refuse(`Object 'Kind' is missing in '${text}'`);
  }
  return { value, ...complaints };
}

type Refuse = (why: string) => StatusError;

interface Parsed extends Omit<ReadBody, 'value'> {
  readonly value: JsonValue;
}

function parse(text: string, { format, isCustom }: BodyTarget, refuse: Refuse): Parsed {
  try {
    if (format === 'yaml') {
      const { value, strictError } = parseYaml(text);
      if (strictError === '') return { value, strictErrors: [], warnings: [] };
      return { value, strictErrors: [strictError], warnings: yamlWarnings(strictError) };
    }
    const { value, duplicates } = parseJson(text, { mergesRepeated: !isCustom });
    const repeatingText = duplicates.length > 0 ? text : undefined;
    const strictErrors = duplicates.map((path) => `duplicate field ${goQuote(path)}`);
    return { value, strictErrors, warnings: strictErrors, repeatingText };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw refuse(
      format === 'yaml'
        ? error.message
        : `couldn't get version/kind; json parse error: ${error.message}`,
    );
  }
}

function checkTypeMeta(value: JsonObject, refuse: Refuse): void {
  for (const field of Object.keys(value)) {
    if (field !== 'apiVersion' && field !== 'kind') continue;
    const item = value[field] as JsonValue;
    if (typeof item === 'string' || item === null) continue;
    throw refuse(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${goKindOf(item)} into Go struct field .${field} of type string`,
    );
  }
  const apiVersion = value['apiVersion'];
  if (typeof apiVersion === 'string' && apiVersion.split('/').length > 2) {
    throw refuse(`unexpected GroupVersion string: ${apiVersion}`);
  }
}

const summaryBytes = 30;

/** The beginning of a body that cannot be read: as it is when it looks like JSON, else in hexadecimal. */
export function summaryOf(bytes: Buffer): string {
  if (bytes.length === 0) return '<empty>';
  const encoding = bytes[0] === 0x7b ? 'utf8' : 'hex';
  const shown = bytes.toString(encoding, 0, summaryBytes);
  return bytes.length > summaryBytes ? `${shown} ...` : shown;
}

function goKindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'number';
  return typeof value;
}

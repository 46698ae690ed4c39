import { readFileSync } from 'node:fs';

const scalars = ['string', 'bool', 'int32', 'int64', 'double', 'bytes', 'json'] as const;
const specialForms = [
  'time',
  'microTime',
  'quantity',
  'intOrString',
  'raw',
  'items',
  'schemaOrArray',
  'schemaOrBool',
  'schemaOrStrings',
] as const;

/** What stands in a field as it is; `json` is a text of JSON. */
type Scalar = (typeof scalars)[number];

/** A message whose JSON is not an object of its fields. */
export type SpecialForm = (typeof specialForms)[number];

/** What stands in a field. */
export type FieldType =
  | { readonly type: Scalar }
  | { readonly type: 'form'; readonly form: SpecialForm }
  /** A message by module and name, `core/v1#PodSpec`. */
  | { readonly type: 'message'; readonly reference: string };

/** A field of a message. */
export interface MessageField {
  readonly number: number;
  /** In JSON; empty when its own fields stand in the parent. */
  readonly name: string;
  readonly goName: string;
  readonly label: 'one' | 'list' | 'map';
  readonly item: FieldType;
  /** Go writes it when it is zero, or absent. */
  readonly isWritten: boolean;
  readonly isPointer: boolean;
}

/** A message, its fields in the order of Go's JSON. */
export interface Message {
  readonly name: string;
  readonly fields: readonly MessageField[];
  /** Index in `fields` by number. */
  readonly indexes: ReadonlyMap<number, number>;
}

interface TableFile {
  readonly apiVersions: Readonly<Record<string, string>>;
  readonly messages: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The messages of the built-in kinds, from data/protobuf.json (generator/protobuf.ts says its form). */
export class MessageTable {
  readonly #file: TableFile;
  readonly #messages = new Map<string, Message>();

  constructor(file: TableFile) {
    this.#file = file;
  }

  /** Of a kind; those of options are in every group. */
  messageOfKind(apiVersion: string, kind: string): Message | undefined {
    if (kind.endsWith('Options')) {
      const options = this.#find('meta/v1', kind);
      if (options !== undefined) return options;
    }
    const { apiVersions } = this.#file;
    if (!Object.hasOwn(apiVersions, apiVersion)) return undefined;
    return this.#find(apiVersions[apiVersion] as string, kind);
  }

  /** By module and name, `core/v1#PodSpec`: of a field of another message. */
  message(reference: string): Message {
    const found = this.#messages.get(reference);
    if (found !== undefined) return found;
    const [module = '', name = ''] = reference.split('#');
    const message = this.#find(module, name);
    if (message === undefined) throw new Error(`there is no message ${reference}`);
    return message;
  }

  #find(module: string, name: string): Message | undefined {
    const reference = `${module}#${name}`;
    const found = this.#messages.get(reference);
    if (found !== undefined) return found;
    const lines = this.#file.messages[module];
    if (lines === undefined || !Object.hasOwn(lines, name)) return undefined;
    const message = parseMessage(name, lines[name] as string, module);
    this.#messages.set(reference, message);
    return message;
  }
}

/** Reads data/protobuf.json, of a hundred kilobytes: once, for the first body that needs it. */
export function readMessageTable(): MessageTable {
  const url = new URL('../../../data/protobuf.json', import.meta.url);
  return new MessageTable(JSON.parse(readFileSync(url, 'utf8')) as TableFile);
}

/** Reads a line of fields; `module` is where references without one point to. */
export function parseMessage(name: string, line: string, module = ''): Message {
  const fields = line === '' ? [] : line.split(' ').map((text) => parseField(text, module));
  return { name, fields, indexes: new Map(fields.map(({ number }, index) => [number, index])) };
}

function parseField(text: string, module: string): MessageField {
  const [number, marked = '', typed = ''] = text.split(':');
  const [, name = '', marks = '', goName] = /^([^*+!]*)([*+]*)(?:!(.*))?$/.exec(marked) ?? [];
  const label = typed.startsWith('[]') ? 'list' : typed.startsWith('{}') ? 'map' : 'one';
  const type = label === 'one' ? typed : typed.slice(2);
  return {
    number: Number(number),
    name,
    goName: goName ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    label,
    item: typeOf(type === '' ? 'string' : type, module),
    isWritten: marks.includes('+'),
    isPointer: marks.includes('*'),
  };
}

function typeOf(text: string, module: string): FieldType {
  const scalar = scalars.find((name) => name === text);
  if (scalar !== undefined) return { type: scalar };
  const form = specialForms.find((name) => name === text);
  if (form !== undefined) return { type: 'form', form };
  return { type: 'message', reference: text.startsWith('#') ? `${module}${text}` : text };
}

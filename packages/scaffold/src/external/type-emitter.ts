import { quoteTs } from '../project/render.ts';
import type { ForeignSchema } from './foreign-definition.ts';

const lineWidth = 100;

/** Names of `@keelson/runtime` for formats that TypeScript does not have. */
const numberTypes: Readonly<Record<string, string>> = {
  'integer int32': 'Int32',
  'integer int64': 'Int64',
  'number float': 'Float',
  'number double': 'Double',
};
const textTypes: Readonly<Record<string, string>> = { 'date-time': 'Time', byte: 'Base64' };

/**
 * Makes TypeScript of a definition's schemas: an interface for each object with fields of its own,
 * named for its way there (`CertificateSpecIssuerRef`).
 */
export class TypeEmitter {
  /** Names of `@keelson/runtime` that the types use. */
  readonly runtimeNames = new Set<string>();
  readonly #interfaces = new Map<string, string>();

  /** Source of the interfaces, in the order in which they are used first. */
  get interfaces(): readonly string[] {
    return [...this.#interfaces.values()];
  }

  /** Keeps a name from being given to an interface. */
  reserve(name: string): void {
    this.#interfaces.set(name, '');
  }

  /** The type of a value. @param name - of the interface, if it becomes one */
  typeOf(schema: ForeignSchema, name: string): string {
    const type = this.#present(schema, name);
    return schema.nullable === true && type !== 'unknown' ? `${type} | null` : type;
  }

  /** The fields of an object, a line or more for each. */
  membersOf(schema: ForeignSchema, name: string): string[] {
    const required = new Set(schema.required);
    return Object.entries(schema.properties ?? {}).map(([key, property]) => {
      const type = this.typeOf(property, `${name}${pascal(key)}`);
      // What has a default may be left out by whoever writes it.
      const isOptional = !required.has(key) || property.default !== undefined;
      return `${comment(property.description, '  ')}${member(key, type, isOptional)}`;
    });
  }

  #present(schema: ForeignSchema, name: string): string {
    if (schema['x-kubernetes-int-or-string'] === true) return this.#runtime('IntOrString');
    if (schema['x-kubernetes-embedded-resource'] === true) return this.#embedded(schema, name);
    const { format = '' } = schema;
    // Null is what nullable says.
    const values = schema.enum?.filter((value) => value !== null) ?? [];
    const { type = '' } = schema;
    switch (type) {
      case 'string':
        if (values.length > 0) return union(values);
        return format in textTypes ? this.#runtime(textTypes[format]!) : 'string';
      case 'boolean':
        return 'boolean';
      case 'integer':
        if (values.length > 0) return union(values);
        return this.#runtime(numberTypes[`integer ${format}`] ?? 'Integer');
      case 'number':
        if (values.length > 0) return union(values);
        return this.#runtime(numberTypes[`number ${format}`] ?? 'Real');
      case 'array': {
        const { items } = schema;
        if (items === undefined || Array.isArray(items)) return 'unknown[]';
        const item = this.typeOf(items, `${name}Item`);
        return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
      }
      case 'object':
        return this.#object(schema, name);
      default:
        return 'unknown';
    }
  }

  #object(schema: ForeignSchema, name: string): string {
    const { properties, additionalProperties } = schema;
    if (typeof additionalProperties === 'object') {
      return `Record<string, ${this.typeOf(additionalProperties, `${name}Value`)}>`;
    }
    if (properties === undefined || Object.keys(properties).length === 0) {
      return 'Record<string, unknown>';
    }
    const own = this.#freeName(name);
    this.#interfaces.set(own, '');
    const members = this.membersOf(schema, own);
    if (schema['x-kubernetes-preserve-unknown-fields'] === true) {
      members.push('  [field: string]: unknown;');
    }
    // The field that it is for has the description.
    this.#interfaces.set(own, `export interface ${own} {\n${members.join('\n')}\n}`);
    return own;
  }

  /** A whole object of some kind, of which the schema may say more. */
  #embedded(schema: ForeignSchema, name: string): string {
    const { metadata: _, ...properties } = schema.properties ?? {};
    const text: ForeignSchema = { type: 'string' };
    return this.#object(
      {
        ...schema,
        properties: { apiVersion: text, kind: text, ...properties },
        required: [...(schema.required ?? []), 'apiVersion', 'kind'],
        'x-kubernetes-preserve-unknown-fields': true,
      },
      name,
    );
  }

  #runtime(name: string): string {
    this.runtimeNames.add(name);
    return name;
  }

  #freeName(name: string): string {
    let free = name;
    for (let number = 2; this.#interfaces.has(free); number += 1) free = `${name}${number}`;
    return free;
  }
}

/** A doc comment of a description, with the line break after it; nothing of nothing. */
export function comment(text: string | undefined, indent: string): string {
  const lines = (text ?? '').replaceAll('*/', '*\\/').trim().split('\n');
  const [only = ''] = lines;
  if (only === '') return '';
  const short = `${indent}/** ${only} */`;
  if (lines.length === 1 && short.length <= lineWidth) return `${short}\n`;
  const wrapped = lines.flatMap((line) => wrap(line.trimEnd(), lineWidth - indent.length - 3));
  const body = wrapped.map((line) => `${indent} * ${line}`.trimEnd());
  return [`${indent}/**`, ...body, `${indent} */\n`].join('\n');
}

function wrap(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}

function member(key: string, type: string, isOptional: boolean): string {
  const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoteTs(key);
  return `  ${name}${isOptional ? '?' : ''}: ${type};`;
}

function union(values: readonly unknown[]): string {
  return values
    .map((value) => (typeof value === 'number' ? String(value) : quoteTs(String(value))))
    .join(' | ');
}

function pascal(key: string): string {
  return key
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

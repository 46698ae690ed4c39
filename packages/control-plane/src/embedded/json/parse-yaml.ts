import { goQuote, type JsonObject, type JsonValue, setOwn } from '@keelson/schema';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  type YAMLMap,
} from 'yaml';
import { JsonError } from './json-error.ts';
import { parseJson } from './parse-json.ts';
import { yamlErrorText, yamlTextError } from './yaml-error-text.ts';
import { plainScalar } from './yaml-scalar.ts';

/** What a YAML body says. */
export interface ParsedYaml {
  readonly value: JsonValue;
  /**
   * Strict parsing's complaint about repeated keys: one text for all of them, as Strict prints it
   * (`yaml: unmarshal errors:\n  line 6: key "a" already set in map`). Empty when there is none.
   */
  readonly strictError: string;
}

/**
 * Parses a YAML body as the server does: YAML 1.1 in the reading of go-yaml 2, of several documents
 * the first, values as JSON, integers exact.
 * @throws {JsonError} when it is not YAML, or has no JSON form
 */
export function parseYaml(text: string): ParsedYaml {
  return (looksLikeJson(text) ? tryJson(text) : undefined) ?? new YamlReader(text).read();
}

/** The texts of the Warning headers that a {@link ParsedYaml.strictError} becomes. */
export function yamlWarnings(strictError: string): string[] {
  if (strictError === '') return [];
  return strictError
    .replace(/^yaml: (?:unmarshal errors:\n)?/, '')
    .split('\n')
    .map((line) => line.trim());
}

function looksLikeJson(text: string): boolean {
  return /^\s*\{/.test(text);
}

/** Most apply patches are JSON, which is read faster; what is odd in JSON is odd in another way in YAML. */
function tryJson(text: string): ParsedYaml | undefined {
  try {
    const { value, duplicates } = parseJson(text);
    return duplicates.length === 0 ? { value, strictError: '' } : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

const maxAliasedNodes = 100_000;

class YamlReader {
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;
  readonly #repeated: string[] = [];
  /** The nodes that anchors name, as far as the document has been read. */
  readonly #anchors = new Map<string, Node>();
  #aliasDepth = 0;
  #aliasedNodes = 0;

  constructor(text: string) {
    this.#text = text;
    this.#document = parseDocument(text, {
      schema: 'failsafe',
      version: '1.1',
      uniqueKeys: false,
      lineCounter: this.#lines,
      logLevel: 'silent',
      strict: true,
    });
  }

  read(): ParsedYaml {
    const refusal = yamlTextError(this.#text);
    if (refusal !== undefined) throw new JsonError(refusal);
    const error = this.#document.errors.find(({ code }) => code !== 'MULTIPLE_DOCS');
    if (error !== undefined) throw new JsonError(yamlErrorText(error, this.#text));
    const value = this.#value(this.#document.contents);
    const complaints = this.#repeated.map((line) => `  ${line}`).join('\n');
    return {
      value,
      strictError: complaints === '' ? '' : `yaml: unmarshal errors:\n${complaints}`,
    };
  }

  #value(node: unknown): JsonValue {
    if (isAlias(node)) return this.#aliased(node);
    if (this.#aliasDepth > 0 && ++this.#aliasedNodes > maxAliasedNodes) {
      throw new JsonError('yaml: document contains excessive aliasing');
    }
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    }
    if (isScalar(node)) return scalarValue(node, this.#textOf(node));
    if (isMap(node)) return this.#map(node, {}, new Set());
    return isSeq(node) ? node.items.map((item) => this.#value(item)) : null;
  }

  /** Our parser ends the last line of a block where the document does not: go-yaml leaves it as it is. */
  #textOf({ value, type, range }: Scalar): string {
    const text = typeof value === 'string' ? value : '';
    if (type !== Scalar.BLOCK_LITERAL && type !== Scalar.BLOCK_FOLDED) return text;
    const isLast = (range?.[2] ?? 0) >= this.#text.length;
    const lastLine = this.#text.slice(this.#text.lastIndexOf('\n') + 1);
    return isLast && /\S/.test(lastLine) ? text.replace(/\n$/, '') : text;
  }

  #aliased(alias: Alias): JsonValue {
    this.#aliasDepth++;
    const value = this.#value(this.#resolve(alias));
    this.#aliasDepth--;
    return value;
  }

  #map(node: YAMLMap, target: JsonObject, seen: Set<JsonValue>): JsonObject {
    for (const pair of node.items) {
      if (isMergeKey(pair)) this.#merge(pair.value, target, seen);
      else this.#entry(pair, target, seen);
    }
    return target;
  }

  #entry({ key, value }: Pair, target: JsonObject, seen: Set<JsonValue>): void {
    const keyValue = this.#value(key);
    if (typeof keyValue === 'object' && keyValue !== null) {
      throw new JsonError(`yaml: invalid map key: ${goSyntax(keyValue)}`);
    }
    const parsed = this.#value(value);
    if (seen.has(keyValue)) {
      this.#repeated.push(
        `line ${this.#lineOf(value ?? key)}: key ${goSyntax(keyValue)} already set in map`,
      );
    }
    seen.add(keyValue);
    if (keyValue === null) {
      throw new JsonError(
        `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(parsed)}`,
      );
    }
    setOwn(target, String(keyValue), parsed);
  }

  #merge(value: unknown, target: JsonObject, seen: Set<JsonValue>): void {
    const source = isAlias(value) ? this.#resolve(value) : value;
    if (isMap(source)) {
      this.#map(source, target, seen);
    } else if (isSeq(source)) {
      // The first map of a list wins: it comes last.
      for (const item of source.items.toReversed()) this.#merge(item, target, seen);
    } else {
      throw new JsonError('yaml: map merge requires map or sequence of maps as the value');
    }
  }

  #resolve(alias: Alias): unknown {
    const target = this.#anchors.get(alias.source);
    if (target !== undefined) return target;
    throw new JsonError(`yaml: unknown anchor '${alias.source}' referenced`);
  }

  #lineOf(node: unknown): number {
    const [start] = (node as Node).range ?? [0];
    return this.#lines.linePos(start).line;
  }
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && key.value === '<<';
}

function scalarValue(node: Scalar, text: string): JsonValue {
  const tag = node.tag?.replace('tag:yaml.org,2002:', '!!');
  if (tag === '!!binary') return Buffer.from(text, 'base64').toString('utf8');
  if (tag === undefined) return node.type === Scalar.PLAIN ? plainScalar(text) : text;
  return valueOfTag(tag, text);
}

const resolvedTags: ReadonlySet<string> = new Set(['!!bool', '!!int', '!!float', '!!null']);

function valueOfTag(tag: string, text: string): JsonValue {
  if (!resolvedTags.has(tag)) return text;
  const value = plainScalar(text);
  const found = tagOf(value);
  if (found === tag || (found === '!!int' && tag === '!!float')) return value;
  throw new JsonError(`yaml: cannot decode ${found} \`${text}\` as a ${tag}`);
}

function tagOf(value: JsonValue): string {
  if (value === null) return '!!null';
  if (typeof value === 'boolean') return '!!bool';
  if (typeof value === 'bigint') return '!!int';
  if (typeof value === 'number') return Number.isInteger(value) ? '!!int' : '!!float';
  return '!!str';
}

/** A value as Go's `%#v` prints it. */
function goSyntax(value: JsonValue): string {
  if (value === null) return '<nil>';
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) {
    return `[]interface {}{${value.map(goSyntaxOfItem).join(', ')}}`;
  }
  if (typeof value !== 'object') return String(value);
  const entries = Object.keys(value).map(
    (key) => `${goQuote(key)}:${goSyntaxOfItem(value[key] as JsonValue)}`,
  );
  return `map[interface {}]interface {}{${entries.join(', ')}}`;
}

function goSyntaxOfItem(value: JsonValue): string {
  return value === null ? 'interface {}(nil)' : goSyntax(value);
}

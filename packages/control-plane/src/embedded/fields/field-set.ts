import {
  compareUtf8,
  goJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@keelson/schema';
import { JsonError } from '../json/json-error.ts';
import { parseJson } from '../json/parse-json.ts';

/** A way from the root of an object, each step in the form of FieldsV1: `f:spec`, `k:{"name":"a"}`, `v:"x"`. */
export type FieldPath = readonly string[];

/**
 * A set of fields of an object: what a manager owns (structured-merge-diff's fieldpath.Set). A node is
 * a field; it may belong to the set, and so may fields below it. Operations make new sets and share
 * what they can; only {@link FieldSet.insert} changes one.
 */
export class FieldSet {
  isMember: boolean;
  #children: Map<string, FieldSet> | undefined;

  constructor(isMember = false, children?: Map<string, FieldSet>) {
    this.isMember = isMember;
    this.#children = children;
  }

  /**
   * Reads FieldsV1. Steps of a kind that is not known are left out; `undefined` when a step or what is
   * below it cannot be read.
   */
  static decode(fields: JsonObject): FieldSet | undefined {
    const children = new Map<string, FieldSet>();
    let isMember = false;
    for (const text of Object.keys(fields)) {
      if (text === '.') {
        isMember = true;
        continue;
      }
      if (text[1] !== ':') return undefined;
      if (!Object.hasOwn(ranks, text[0] as string)) continue;
      const step = readStep(text);
      const below = fields[text];
      if (step === undefined) return undefined;
      if (below !== null && !isJsonObject(below)) return undefined;
      const child = below === null ? new FieldSet() : FieldSet.decode(below);
      if (child === undefined) return undefined;
      if (!child.hasBelow) child.isMember = true;
      children.set(step, child);
    }
    return new FieldSet(isMember, children.size === 0 ? undefined : children);
  }

  /** FieldsV1, keys in the server's order. */
  encode(): JsonObject {
    const fields: JsonObject = {};
    if (this.isMember && this.hasBelow) fields['.'] = {};
    if (this.#children === undefined) return fields;
    const steps = [...this.#children.keys()];
    if (steps.length > 1) steps.sort(compareSteps);
    for (const step of steps) fields[step] = (this.#children.get(step) as FieldSet).encode();
    return fields;
  }

  get isEmpty(): boolean {
    return !this.isMember && !this.hasBelow;
  }

  /** Whether there are fields below this one in the set. */
  get hasBelow(): boolean {
    return this.#children !== undefined && this.#children.size > 0;
  }

  /** The same set with this field in it. */
  asMember(): FieldSet {
    return this.isMember ? this : new FieldSet(true, this.#children);
  }

  /** The first steps of all paths. */
  steps(): Iterable<string> {
    return this.#children?.keys() ?? [];
  }

  /** The whole object is no field: an empty path changes nothing. */
  insert(path: FieldPath): void {
    const [step, ...rest] = path;
    if (step === undefined) return;
    this.#children ??= new Map();
    let child = this.#children.get(step);
    if (child === undefined) {
      child = new FieldSet();
      this.#children.set(step, child);
    }
    if (rest.length === 0) child.isMember = true;
    else child.insert(rest);
  }

  /** What of the set is below a step. */
  below(step: string): FieldSet | undefined {
    return this.#children?.get(step);
  }

  has(path: FieldPath): boolean {
    const [step, ...rest] = path;
    if (step === undefined) return this.isMember;
    return this.below(step)?.has(rest) ?? false;
  }

  union(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    if (this.isEmpty) return other;
    const children = new Map(this.#children);
    for (const [step, child] of other.#children ?? []) {
      const known = children.get(step);
      children.set(step, known === undefined ? child : known.union(child));
    }
    return new FieldSet(this.isMember || other.isMember, children);
  }

  /** Fields of this set that the other does not have. */
  difference(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    return this.#filtered(other, (child, without) => child.difference(without));
  }

  /** As the difference, but a field of the other takes all below it along. */
  withoutTrees(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    return this.#filtered(other, (child, without) =>
      without.isMember ? none : child.withoutTrees(without),
    );
  }

  #filtered(other: FieldSet, filter: (child: FieldSet, without: FieldSet) => FieldSet): FieldSet {
    const children = new Map<string, FieldSet>();
    for (const [step, child] of this.#children ?? []) {
      const without = other.below(step);
      const kept = without === undefined ? child : filter(child, without);
      if (!kept.isEmpty) children.set(step, kept);
    }
    return new FieldSet(this.isMember && !other.isMember, children);
  }

  intersection(other: FieldSet): FieldSet {
    const children = new Map<string, FieldSet>();
    for (const [step, child] of this.#children ?? []) {
      const same = other.below(step);
      if (same === undefined) continue;
      const both = child.intersection(same);
      if (!both.isEmpty) children.set(step, both);
    }
    return new FieldSet(this.isMember && other.isMember, children);
  }

  /**
   * Each path of the set: the fields of a level before those below them, in order.
   */
  *paths(prefix: FieldPath = []): Generator<FieldPath> {
    const steps = [...(this.#children?.keys() ?? [])].toSorted(compareSteps);
    for (const step of steps) {
      if (this.below(step)?.isMember === true) yield [...prefix, step];
    }
    for (const step of steps) yield* (this.below(step) as FieldSet).paths([...prefix, step]);
  }
}

const none = new FieldSet();

const ranks: Readonly<Record<string, number>> = { f: 0, k: 1, v: 2, i: 3 };

/** A step in the one form in which steps are compared; `undefined` when it cannot be read. */
function readStep(text: string): string | undefined {
  const rest = text.slice(2);
  if (text.startsWith('f:')) return text;
  if (text.startsWith('i:')) return /^[+-]?\d+$/.test(rest) ? `i:${Number(rest)}` : undefined;
  try {
    const { value } = parseJson(rest);
    if (text.startsWith('v:')) return `v:${goJson(value)}`;
    return isJsonObject(value) ? `k:${goJson(value)}` : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

/** Named fields first, then items by key, by value, by index. */
function compareSteps(a: string, b: string): number {
  const rank = (ranks[a[0] as string] ?? 4) - (ranks[b[0] as string] ?? 4);
  if (rank !== 0) return rank;
  if (a.startsWith('f:')) return compareUtf8(a, b);
  return compareValues(parseJson(a.slice(2)).value, parseJson(b.slice(2)).value);
}

/** Numbers, texts, booleans, lists, maps, null; and within each its own order (value.Compare). */
function compareValues(a: JsonValue, b: JsonValue): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0 || a === null || b === null) return rank;
  if (typeof a === 'string') return compareUtf8(a, b as string);
  if (typeof a !== 'object') return Number(a > b) - Number(a < b);
  if (Array.isArray(a)) return compareLists(a, b as JsonValue[]);
  const keys = (object: JsonValue) => Object.keys(object as JsonObject).toSorted(compareUtf8);
  const terms = (object: JsonValue) =>
    keys(object).flatMap((key) => [key, (object as JsonObject)[key] as JsonValue]);
  return compareLists(terms(a), terms(b));
}

function compareLists(a: readonly JsonValue[], b: readonly JsonValue[]): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareValues(item, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function rankOf(value: JsonValue): number {
  if (value === null) return 5;
  if (Array.isArray(value)) return 3;
  return { string: 1, boolean: 2, object: 4 }[typeof value as string] ?? 0;
}

/** A path as messages show it: `.spec.ports[containerPort=80,protocol="TCP"].name`. */
export function showPath(path: FieldPath): string {
  return path.map(showStep).join('');
}

/** A step as messages show it. */
export function showStep(step: string): string {
  const rest = step.slice(2);
  switch (step.charAt(0)) {
    case 'f':
      return `.${rest}`;
    case 'k': {
      const keys = JSON.parse(rest) as Record<string, unknown>;
      const terms = Object.keys(keys).map((key) => `${key}=${JSON.stringify(keys[key])}`);
      return `[${terms.join(',')}]`;
    }
    case 'v':
      return `[=${rest}]`;
    default:
      return `[${rest}]`;
  }
}

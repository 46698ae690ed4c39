import { isObject, type Json, type JsonObject } from './exact-json.ts';
import type { Exchange } from './exchange.ts';

/** What a case's answers hold that is different in every run. */
export interface Names {
  /** Resource versions that objects have had, in order. */
  readonly exact: readonly bigint[];
  /** Resource versions that lists, bookmarks and messages have said. */
  readonly floats: ReadonlySet<string>;
  /** Continue tokens, in order of appearance. */
  readonly tokens: readonly string[];
  /** Names that the server made from a `generateName`, longest first. */
  readonly generated: readonly { readonly name: string; readonly base: string }[];
}

/** The longest part of a `generateName` that the server keeps. */
const baseLength = 58;

/** Reads all answers of a case. */
export function collectNames(
  exchanges: readonly Exchange[],
  unrecorded: readonly Json[] = [],
): Names {
  const exact = new Set<bigint>();
  const floats = new Set<string>();
  const tokens = new Set<string>();
  const generated = new Map<string, string>();
  /** How often a case polls differs: what only that has seen has no rank. */
  let isUnrecorded = false;

  function visit(value: Json | undefined, floating = false): void {
    if (typeof value === 'string') {
      for (const [version] of value.matchAll(
        /(?<=current: )\d+|(?<=too old resource version: \d+ \()\d+/g,
      )) {
        floats.add(version);
      }
    } else if (Array.isArray(value)) {
      for (const item of value) visit(item);
    } else if (isObject(value)) visitObject(value, floating);
  }

  function visitObject(object: JsonObject, floating: boolean): void {
    const { resourceVersion, name } = object;
    const generateName = object['generateName'] ?? refusedBase(object);
    if (typeof resourceVersion === 'string' && /^[1-9]\d*$/.test(resourceVersion)) {
      if (floating || isUnrecorded) floats.add(resourceVersion);
      else exact.add(BigInt(resourceVersion));
    }
    if (typeof object['continue'] === 'string' && object['continue'] !== '') {
      tokens.add(object['continue']);
    }
    if (typeof generateName === 'string' && typeof name === 'string' && generateName !== '') {
      const base = generateName.slice(0, baseLength);
      if (name.startsWith(base) && name.length === base.length + 5) generated.set(name, base);
    }
    for (const key of Object.keys(object).toSorted()) {
      const child = object[key];
      if (key === 'metadata' && isObject(child)) visitObject(child, floating || isList(object));
      else visit(child, key === 'object' && object['type'] === 'BOOKMARK');
    }
  }

  for (const { body, frames } of exchanges) {
    visit(body);
    for (const frame of frames ?? []) visit(frame);
  }
  isUnrecorded = true;
  for (const body of unrecorded) visit(body);
  const longestFirst = [...generated]
    .map(([name, base]) => ({ name, base }))
    .toSorted((a, b) => b.name.length - a.name.length);
  return {
    exact: [...exact].toSorted((a, b) => (a < b ? -1 : 1)),
    floats,
    tokens: [...tokens],
    generated: longestFirst,
  };
}

/** The `generateName` of an object that was refused, from the details of its Status. */
function refusedBase({ causes }: JsonObject): string | undefined {
  if (!Array.isArray(causes)) return undefined;
  for (const cause of causes) {
    if (!isObject(cause) || cause['field'] !== 'metadata.generateName') continue;
    return /^Invalid value: "([^"]*)"/.exec(cause['message'] as string)?.[1];
  }
  return undefined;
}

/** Whether an object's resource version is that of the whole store. */
export function isList(object: JsonObject): boolean {
  const { kind } = object;
  return 'items' in object || (typeof kind === 'string' && /(List|Table)$/.test(kind));
}

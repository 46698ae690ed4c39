import type { MergedText, ThreeTexts } from './merge-lines.ts';

type Json = Readonly<Record<string, unknown>>;

/** Maps that npm keeps in alphabetical order. */
const sortedMaps = new Set(['dependencies', 'devDependencies', 'overrides']);

/**
 * Merges a package.json key by key: what the new scaffold changed comes in, what the user added or changed
 * stays. Where both changed one value the user's stays.
 * @returns nothing when one of the texts is no JSON object
 */
export function mergeManifest({
  base,
  ours,
  theirs,
}: ThreeTexts): (MergedText & { readonly kept: readonly string[] }) | undefined {
  const [baseJson, ourJson, theirJson] = [parse(base), parse(ours), parse(theirs)];
  if (baseJson === undefined || ourJson === undefined || theirJson === undefined) return undefined;
  const kept: string[] = [];
  const merged = mergeObject([baseJson, ourJson, theirJson], { path: [], kept });
  const indent = /^\{\r?\n([ \t]+)/.exec(ours)?.[1] ?? '  ';
  const text = `${JSON.stringify(merged, undefined, indent)}\n`;
  const isUnchanged = JSON.stringify(merged) === JSON.stringify(ourJson);
  return { text: isUnchanged ? ours : text, conflicts: kept.length, kept };
}

interface Place {
  readonly path: readonly string[];
  /** Where both sides changed one value, in words. */
  readonly kept: string[];
}

function mergeObject([base, ours, theirs]: readonly [Json, Json, Json], place: Place): Json {
  const merged: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const path = [...place.path, key];
    const value = mergeValue([base[key], ours[key], theirs[key]], { ...place, path });
    if (value !== undefined) merged[key] = value;
  }
  if (!sortedMaps.has(place.path.join('.'))) return merged;
  return Object.fromEntries(Object.entries(merged).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function mergeValue(
  [base, ours, theirs]: readonly [unknown, unknown, unknown],
  place: Place,
): unknown {
  if (isObject(ours) && isObject(theirs)) {
    return mergeObject([isObject(base) ? base : {}, ours, theirs], place);
  }
  if (isSame(base, theirs) || isSame(ours, theirs)) return ours;
  if (isSame(base, ours)) return theirs;
  const name = place.path.join('.');
  place.kept.push(
    `${name}: yours ${JSON.stringify(ours) ?? 'removed'}, the scaffold's ${JSON.stringify(theirs) ?? 'removed'}`,
  );
  return ours;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function parse(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

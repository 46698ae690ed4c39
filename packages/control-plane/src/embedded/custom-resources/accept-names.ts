import { equalJson, goQuote, type JsonObject } from '@keelson/schema';
import type { Condition } from './conditions.ts';
import { objectOf, textOf, textsOf } from './definition.ts';

/** Names that a definition may use, and whether they are all it asked for. */
export interface NameDecision {
  readonly acceptedNames: JsonObject;
  readonly condition: Condition;
}

/**
 * Grants the names that no other definition of the group holds (the naming controller of
 * apiextensions). Of several conflicts the condition tells the last: list kind, kind, short names,
 * singular, plural.
 */
export function decideNames(definition: JsonObject, others: readonly JsonObject[]): NameDecision {
  const taken = namesTaken(definition, others);
  const wanted = objectOf(objectOf(definition, 'spec'), 'names');
  const held = objectOf(objectOf(definition, 'status'), 'acceptedNames');
  const accepted: JsonObject = { ...held };
  let conflict: { reason: string; message: string } | undefined;

  const decide = (key: string, used: ReadonlySet<string>, reason: string): void => {
    const name = textOf(wanted, key);
    if (name !== textOf(held, key) && used.has(name)) {
      conflict = { reason, message: inUse(name) };
    } else if (name === '' && key !== 'plural' && key !== 'kind') {
      delete accepted[key];
    } else {
      accepted[key] = name;
    }
  };
  decide('plural', taken.resources, 'PluralConflict');
  decide('singular', taken.resources, 'SingularConflict');
  const shortNames = textsOf(wanted, 'shortNames');
  const ours = textsOf(held, 'shortNames');
  if (!equalJson(shortNames, ours)) {
    const lost = shortNames.filter((name) => !ours.includes(name) && taken.resources.has(name));
    if (lost.length === 0) setList(accepted, 'shortNames', shortNames);
    else conflict = { reason: 'ShortNamesConflict', message: aggregate(lost.map(inUse)) };
  }
  decide('kind', taken.kinds, 'KindConflict');
  decide('listKind', taken.kinds, 'ListKindConflict');
  setList(accepted, 'categories', textsOf(wanted, 'categories'));

  const condition: Condition =
    conflict === undefined
      ? {
          type: 'NamesAccepted',
          status: 'True',
          reason: 'NoConflicts',
          message: 'no conflicts found',
        }
      : { type: 'NamesAccepted', status: 'False', ...conflict };
  return { acceptedNames: accepted, condition };
}

/** What the group's definitions hold, the asking one included. */
function namesTaken(
  definition: JsonObject,
  others: readonly JsonObject[],
): { resources: Set<string>; kinds: Set<string> } {
  const group = textOf(objectOf(definition, 'spec'), 'group');
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const other of [definition, ...others]) {
    if (textOf(objectOf(other, 'spec'), 'group') !== group) continue;
    const names = objectOf(objectOf(other, 'status'), 'acceptedNames');
    resources.add(textOf(names, 'plural')).add(textOf(names, 'singular'));
    for (const name of textsOf(names, 'shortNames')) resources.add(name);
    kinds.add(textOf(names, 'kind')).add(textOf(names, 'listKind'));
  }
  return { resources, kinds };
}

function inUse(name: string): string {
  return `${goQuote(name)} is already in use`;
}

function aggregate(messages: readonly string[]): string {
  const distinct = [...new Set(messages)];
  return distinct.length === 1 ? (distinct[0] as string) : `[${distinct.join(', ')}]`;
}

function setList(names: JsonObject, key: string, values: string[]): void {
  if (values.length === 0) delete names[key];
  else names[key] = values;
}

import { compareUtf8, goQuote, type JsonObject } from '@keelson/schema';
import { badRequest, expired, gatewayTimeout, StatusError } from '../status-error.ts';
import { storageKey, type StoredObject } from '../storage/object-log.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { prepareToShow } from './conversion.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';
import type { ListOptions } from './request-options.ts';
import type { Selection } from './selection.ts';
import type { ServedResource } from './served-resource.ts';

/** One page of a list. */
export interface ObjectPage {
  readonly items: readonly JsonObject[];
  readonly revision: number;
  /** `''` at the end. */
  readonly continue: string;
  /** Known only without selectors. */
  readonly remaining: number | undefined;
}

const inconsistent =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/**
 * Lists what a selection takes, at the revision that the options ask for.
 * @throws {StatusError} 400, 410 for a revision that is forgotten, 504 for one that is not there yet
 */
export async function listObjects(
  store: ObjectStore,
  resource: ServedResource,
  query: { readonly options: ListOptions; readonly selection: Selection },
): Promise<ObjectPage> {
  const { options, selection } = query;
  const log = store.log(resource.storage);
  const start = startOf(store, options);
  const candidates =
    start.exact === undefined
      ? log.list(selection.namespace)
      : log.listAt(start.exact, selection.namespace);
  if (candidates === undefined) throw tooOld(start.after);
  const revision = start.exact ?? store.revision;
  const { limit } = options;
  const items: JsonObject[] = [];
  let index = start.after === undefined ? 0 : firstAfter(candidates, start.after);
  for (; index < candidates.length; index++) {
    const pending = prepareToShow(resource, [candidates[index]]);
    if (pending !== undefined) await pending;
    const object = resource.fromStorage((candidates[index] as StoredObject).object);
    if (!selection.matches(object)) continue;
    items.push(object);
    if (limit > 0 && items.length === limit) break;
  }
  const last = candidates[index];
  const isCut = last !== undefined && index + 1 < candidates.length;
  return {
    items,
    revision,
    continue: isCut
      ? encodeContinue({ revision, after: storageKey(last.namespace, last.name) })
      : '',
    remaining: isCut && selection.isAll ? candidates.length - index - 1 : undefined,
  };
}

interface ListStart {
  /** The revision to show; `undefined` for the newest. */
  readonly exact: number | undefined;
  /** Key of the last object of the page before. */
  readonly after: string | undefined;
}

function startOf(store: ObjectStore, options: ListOptions): ListStart {
  const wanted = parseResourceVersion(options.resourceVersion, true);
  if (options.continue !== '') {
    if (options.resourceVersion !== '' && options.resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    const token = decodeContinue(options.continue);
    return { exact: token.revision < 0 ? undefined : token.revision, after: token.after };
  }
  if (wanted > store.revision) throw tooLargeVersion(wanted, store.revision, 1);
  // A limit with a version but no rule means that very version, for older clients.
  const isLegacyExact = options.resourceVersionMatch === '' && options.limit > 0 && wanted > 0;
  const isExact = options.resourceVersionMatch === 'Exact' || isLegacyExact;
  return { exact: isExact ? wanted : undefined, after: undefined };
}

/** @throws {StatusError} when it is no number: 400 for a list, 500 without a reason for the other verbs */
export function parseResourceVersion(text: string, isList = false): number {
  if (text === '') return 0;
  if (/^\d+$/.test(text)) return Number(text);
  const why = `resourceVersion: Invalid value: ${goQuote(text)}: strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`;
  if (isList) throw badRequest(`invalid resource version: ${why}`);
  throw new StatusError({ message: why, code: 500 });
}

/** A revision that the server has not reached. */
export function tooLargeVersion(wanted: number, current: number, retryAfter: number): StatusError {
  const message = `Too large resource version: ${wanted}, current: ${current}`;
  return gatewayTimeout(message, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    ...(retryAfter > 0 ? { retryAfterSeconds: retryAfter } : undefined),
  });
}

function tooOld(after: string | undefined): StatusError {
  if (after === undefined) return expired('The resourceVersion for the provided list is too old.');
  const token = encodeContinue({ revision: -1, after });
  return new StatusError({ ...expired(inconsistent).status, metadata: { continue: token } });
}

function firstAfter(objects: readonly StoredObject[], key: string): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { namespace, name } = objects[middle] as StoredObject;
    if (compareUtf8(storageKey(namespace, name), key) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

import type { JsonObject } from '@keelson/schema';
import { StatusError } from '../status-error.ts';
import { etcdKeyOf } from '../storage/etcd-key.ts';
import type { StoredObject } from '../storage/object-log.ts';
import type { ServedResource } from './served-resource.ts';

/** A converter refused, or gave no proper answer, in the words of the API server. */
export class ConversionError extends StatusError {
  constructor(message: string) {
    super({ message, code: 500 });
  }
}

/**
 * Makes a resource able to show stored objects, one after the other. `undefined` where nothing has to
 * be asked, so that most requests stay synchronous.
 * @throws {StatusError} 500 that names the object which cannot be shown
 */
export function prepareToShow(
  resource: ServedResource,
  objects: readonly (StoredObject | undefined)[],
): Promise<void> | undefined {
  const { conversion } = resource;
  if (conversion === undefined) return undefined;
  return (async () => {
    for (const stored of objects) {
      if (stored === undefined) continue;
      try {
        await conversion.toShow(stored.object);
      } catch (error) {
        throw error instanceof ConversionError ? corrupt(resource, stored, error) : error;
      }
    }
  })();
}

/** A read of an object that cannot be converted. */
function corrupt(
  resource: ServedResource,
  { namespace, name, revision }: StoredObject,
  { message }: Error,
): StatusError {
  const key = etcdKeyOf(resource, namespace, name).slice('/registry'.length);
  const why = `StorageError: corrupt object, Code: 7, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${undecodable(revision, message)}`;
  return new StatusError({
    message: `Internal error occurred: ${why}`,
    reason: 'InternalError',
    details: { causes: [{ message: why }] },
    code: 500,
  });
}

/**
 * Makes a resource able to show the object that a write is to replace.
 * @throws {StatusError} 500
 */
export function prepareToReplace(
  { conversion }: ServedResource,
  { object, revision }: StoredObject,
): Promise<void> | undefined {
  return conversion?.toShow(object)?.catch((error: unknown) => {
    if (!(error instanceof ConversionError)) throw error;
    throw new StatusError({ message: undecodable(revision, error.message), code: 500 });
  });
}

function undecodable(revision: number, why: string): string {
  return `object not decodable revision=${revision}: ${why}`;
}

/** An object of the store, in the version of the resource. @throws {ConversionError} */
export async function shown(resource: ServedResource, object: JsonObject): Promise<JsonObject> {
  await resource.conversion?.toShow(object);
  return resource.fromStorage(object);
}

/** A dry run's answer: what the object would be when it has been stored. @throws {ConversionError} */
export async function shownAsStored(
  resource: ServedResource,
  object: JsonObject,
): Promise<JsonObject> {
  if (resource.conversion === undefined) return object;
  return shown(resource, resource.toStorage(object));
}

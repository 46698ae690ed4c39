import type { JsonObject } from '@keelson/schema';
import { metadataKeys } from '../metadata/metadata-keys.ts';

/** Puts the fields of `metadata` into the order in which Go writes them. */
export function orderMetadata(object: JsonObject): void {
  const metadata = object['metadata'] as JsonObject;
  const ordered: JsonObject = {};
  for (const key of metadataKeys) {
    if (key === 'resourceVersion') ordered[key] = '';
    else if (metadata[key] !== undefined) ordered[key] = metadata[key];
  }
  object['metadata'] = ordered;
}

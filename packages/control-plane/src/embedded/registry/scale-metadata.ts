import type { JsonObject } from '@keelson/schema';

const shown = ['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp'];

/** What a Scale repeats of its object's metadata. */
export function scaleMetadataOf(object: JsonObject): JsonObject {
  const metadata = object['metadata'] as JsonObject;
  return Object.fromEntries(
    shown.filter((key) => metadata[key] !== undefined).map((key) => [key, metadata[key]]),
  ) as JsonObject;
}

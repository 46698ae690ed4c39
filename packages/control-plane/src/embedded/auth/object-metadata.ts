import type { JsonObject, JsonValue } from '@keelson/schema';
import { metadataKeys } from '../metadata/metadata-keys.ts';

/** Metadata with its keys in the server's order; keys that metadata cannot have are left out. */
export function orderMetadata(metadata: JsonObject): JsonObject {
  const ordered: JsonObject = {};
  for (const key of metadataKeys) {
    const value: JsonValue | undefined = metadata[key];
    if (value !== undefined && value !== null) ordered[key] = value;
  }
  return ordered;
}

/** A moment as Kubernetes writes it, to the second; `now` is in milliseconds since 1970. */
export function timestamp(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}

import { isJsonObject, type JsonObject, type JsonValue, setOwn } from '@keelson/schema';

/** Whether a value of a strategic merge patch is an instruction rather than content. */
export function hasDirective(value: JsonValue | undefined): value is JsonObject {
  return isJsonObject(value) && Object.hasOwn(value, '$patch');
}

/** Takes out what carries `$patch`, at any depth; objects are changed in place. */
export function removeDirectives(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.filter((item) => !hasDirective(item)).map(removeDirectives);
  }
  if (!isJsonObject(value)) return value;
  for (const key of Object.keys(value)) {
    const item = value[key] as JsonValue;
    if (hasDirective(item)) delete value[key];
    else setOwn(value, key, removeDirectives(item));
  }
  return value;
}

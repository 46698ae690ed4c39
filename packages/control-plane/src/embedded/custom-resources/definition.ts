import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';

/** A field that is a string; `''` when it is absent. */
export function textOf(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}

/** A field that is an object; an empty one when it is absent. */
export function objectOf(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}

/** A field that is an object, if it is there. */
export function optionalObject(object: JsonObject, key: string): JsonObject | undefined {
  const value = object[key];
  return isJsonObject(value) ? value : undefined;
}

/** The objects of a list field. */
export function objectsOf(object: JsonObject, key: string): JsonObject[] {
  return listOf(object, key).filter(isJsonObject);
}

/** The strings of a list field. */
export function textsOf(object: JsonObject, key: string): string[] {
  return listOf(object, key).filter((item) => typeof item === 'string');
}

/** A list field; empty when it is absent. */
export function listOf(object: JsonObject, key: string): JsonValue[] {
  const value = object[key];
  return Array.isArray(value) ? value : [];
}

/** `spec.versions` of a CustomResourceDefinition. */
export function versionsOf(definition: JsonObject): JsonObject[] {
  return objectsOf(objectOf(definition, 'spec'), 'versions');
}

/** One of `spec.versions`. */
export function versionOf(definition: JsonObject, name: string): JsonObject | undefined {
  return versionsOf(definition).find((version) => version['name'] === name);
}

/** `schema.openAPIV3Schema` of a version. */
export function schemaOf(version: JsonObject): JsonObject | undefined {
  return optionalObject(objectOf(version, 'schema'), 'openAPIV3Schema');
}

/** Name of the version that objects are stored in, if one is marked. */
export function storageVersionOf(definition: JsonObject): string | undefined {
  const version = versionsOf(definition).find(({ storage }) => storage === true);
  return version && textOf(version, 'name');
}

/** A condition of `status.conditions`. */
export function conditionOf(definition: JsonObject, type: string): JsonObject | undefined {
  return objectsOf(objectOf(definition, 'status'), 'conditions').find(
    (condition) => condition['type'] === type,
  );
}

/** Whether a condition is `True`. */
export function isConditionTrue(definition: JsonObject, type: string): boolean {
  return conditionOf(definition, type)?.['status'] === 'True';
}

import type { JsonObject } from '@keelson/schema';
import { objectOf, textOf, versionsOf } from './definition.ts';
import { compareVersions } from './kube-version.ts';

/** Names of the versions that are served, the preferred first. */
export function servedVersionsOf(definition: JsonObject): string[] {
  return versionsOf(definition)
    .filter(({ served }) => served === true)
    .map((version) => textOf(version, 'name'))
    .toSorted(compareVersions);
}

/**
 * Brings an object of one version to another. With the strategy None only `apiVersion` changes; a
 * conversion webhook takes this place for other kinds.
 */
export type Convert = (object: JsonObject, version: string) => JsonObject;

/** Conversion of the strategy None. The result shares everything but `apiVersion` with the object. */
export function convertByName(definition: JsonObject): Convert {
  const group = textOf(objectOf(definition, 'spec'), 'group');
  return (object, version) => {
    const apiVersion = `${group}/${version}`;
    return object['apiVersion'] === apiVersion ? object : { ...object, apiVersion };
  };
}

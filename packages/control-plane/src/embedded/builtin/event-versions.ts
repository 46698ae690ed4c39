import type { JsonObject } from '@keelson/schema';

/** Names of fields that the two groups of events do not share. */
const modernNames: ReadonlyMap<string, string> = new Map([
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
]);
const coreNames = new Map([...modernNames].map(([core, modern]) => [modern, core]));

/** Texts that the core group writes even when they are empty, by their name in events.k8s.io. */
const writtenEmpty = ['reportingController', 'reportingInstance'] as const;

/** An event of events.k8s.io/v1, from the core/v1 event that is kept (pkg/apis/events/v1). */
export function eventFromStorage(object: JsonObject): JsonObject {
  const event: JsonObject = renamed(object, modernNames);
  for (const name of writtenEmpty) {
    if (event[name] === '') delete event[name];
  }
  return { ...event, apiVersion: 'events.k8s.io/v1' };
}

/** The core/v1 event that is kept of an event of events.k8s.io/v1. */
export function eventToStorage(object: JsonObject): JsonObject {
  const event: JsonObject = { ...object, apiVersion: 'v1' };
  for (const name of writtenEmpty) event[name] ??= '';
  return renamed(event, coreNames);
}

function renamed(object: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [names.get(name) ?? name, value]),
  );
}

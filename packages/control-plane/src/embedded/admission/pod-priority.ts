import { isJsonObject, type JsonObject } from '@keelson/schema';
import type { AdmissionAttributes, AdmissionStep } from '../rest/admission.ts';
import { textOf } from '../json/text-of.ts';

import { forbidden } from '../status-error.ts';
import type { ObjectStore } from '../storage/object-store.ts';

const priorityClasses = 'priorityclasses.scheduling.k8s.io';
const lowerPriority = 'PreemptLowerPriority';

/**
 * Gives a new pod the priority of its class, or of the class that is the default, of which there can
 * be one only (plugin Priority).
 */
export function podPriority(store: ObjectStore): AdmissionStep {
  return {
    admit: (attributes) => {
      const { operation, resource, subresource, object, old } = attributes;
      if (resource.storage !== 'pods' || subresource !== '') return;
      const spec = object?.['spec'];
      if (!isJsonObject(spec)) return;
      if (operation === 'CREATE') setPriority(spec, store, attributes);
      if (operation === 'UPDATE') keepPriority(spec, old?.['spec']);
    },
    validate: ({ operation, resource, subresource, object, name }) => {
      if (resource.storage !== priorityClasses || subresource !== '') return;
      if (object?.['globalDefault'] !== true) return;
      const known = defaultClass(store);
      const knownName = known && nameOf(known);
      if (knownName === undefined || (operation === 'UPDATE' && knownName === name)) return;
      const why = `PriorityClass ${knownName} is already marked as default. Only one default can exist`;
      throw forbidden(resource, name, why);
    },
  };
}

/** @throws {StatusError} 403 for a class that is not there, or when the pod says something else itself */
function setPriority(
  spec: JsonObject,
  store: ObjectStore,
  { resource, name }: AdmissionAttributes,
): void {
  const wanted = textOf(spec, 'priorityClassName');
  const found =
    wanted === ''
      ? defaultClass(store)
      : store.get({ resource: priorityClasses, namespace: '', name: wanted })?.object;
  if (found === undefined) {
    if (wanted === '') return;
    throw forbidden(resource, name, `no PriorityClass with name ${wanted} was found`);
  }
  const priority = Number(found['value'] ?? 0);
  const policy = textOf(found, 'preemptionPolicy') || lowerPriority;
  const refuse = (what: string, computed: string): Error =>
    forbidden(
      resource,
      name,
      `${what} must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`,
    );
  const { priority: given, preemptionPolicy: givenPolicy = policy } = spec;
  spec['priorityClassName'] = nameOf(found);
  if (typeof given === 'number' && given !== priority) {
    throw refuse(`the integer value of priority (${given})`, String(priority));
  }
  if (givenPolicy !== policy) {
    const text = textOf(spec, 'preemptionPolicy');
    throw refuse(`the string value of PreemptionPolicy (${text})`, policy);
  }
  spec['priority'] = priority;
  spec['preemptionPolicy'] = policy;
}

/** An update that does not say what was computed leaves it. */
function keepPriority(spec: JsonObject, old: unknown): void {
  if (!isJsonObject(old)) return;
  for (const field of ['priority', 'preemptionPolicy']) {
    if (old[field] !== undefined) spec[field] ??= old[field];
  }
}

/** Of several, which two servers can have made at once, the one of the lowest priority. */
function defaultClass(store: ObjectStore): JsonObject | undefined {
  return store
    .log(priorityClasses)
    .list()
    .map(({ object }) => object)
    .filter((one) => one['globalDefault'] === true)
    .toSorted((one, other) => Number(one['value'] ?? 0) - Number(other['value'] ?? 0))[0];
}

function nameOf(object: JsonObject): string {
  return textOf(object['metadata'] as JsonObject, 'name');
}

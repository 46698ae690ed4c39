import {
  equalJson,
  errorText,
  type FieldError,
  goQuote,
  isJsonObject,
  type JsonObject,
} from '@keelson/schema';
import { pathSegmentName } from '../metadata/name-rules.ts';
import { validateMetadata, validateMetadataUpdate } from '../metadata/validate-metadata.ts';
import { conflict, invalid, modified, notFound, StatusError } from '../status-error.ts';
import { etcdKeyOf } from '../storage/etcd-key.ts';
import type { StoredObject } from '../storage/object-log.ts';
import { prepareToReplace, shown, shownAsStored } from './conversion.ts';
import { attributesOf, ensureNamespace, insertObject, wipeSystemFields } from './create-object.ts';
import { dedupOwnerReferences } from './owner-references.ts';
import { textOf } from '../json/text-of.ts';
import {
  finalizersOf,
  metadataOf,
  type RegistryServices,
  type WriteTarget,
} from './registry-services.ts';

/** How an update comes by the new object. */
export interface UpdateRequest {
  /**
   * Makes the new object from the live one (in the version of the request, not to be changed), managed
   * fields included. Asked again when the live object changed meanwhile.
   */
  readonly produce: (live: JsonObject | undefined) => JsonObject;
  /** Of the object that the client sent; `''` when it did not say. */
  readonly uid: string;
  /** Apply patches create what does not exist. */
  readonly createsAlways: boolean;
}

/** What became of an update. */
export interface UpdateResult {
  readonly object: JsonObject;
  readonly created: boolean;
}

/** Replaces an object, or creates it where that is allowed (the generic registry's Update). */
export async function updateObject(
  services: RegistryServices,
  target: WriteTarget,
  request: UpdateRequest,
): Promise<UpdateResult> {
  const { resource, namespace, name } = target;
  const address = { resource: resource.storage, namespace, name };
  for (;;) {
    const stored = services.store.get(address);
    if (stored === undefined) {
      if (!resource.strategy.allowsCreateOnUpdate && !request.createsAlways) {
        throw notFound(resource, name);
      }
      return createOnUpdate(services, target, request);
    }
    const converting = prepareToReplace(resource, stored);
    if (converting !== undefined) await converting;
    const live = resource.fromStorage(stored.object);
    checkUid(target, live, request.uid);
    const next = request.produce(live);
    const attributes = {
      ...attributesOf(target, next),
      operation: 'UPDATE',
      old: live,
    } as const;
    const admitted = services.admission.admit(attributes);
    if (admitted !== undefined) await admitted;
    prepareUpdate(target, next, live);
    const validated = services.admission.validate(attributes);
    if (validated !== undefined) await validated;
    const storing = resource.conversion?.toStore(next);
    if (storing !== undefined) await storing;
    if (services.store.get(address) !== stored) continue;
    return { object: await commit(services, target, { next, live, stored }), created: false };
  }
}

async function createOnUpdate(
  services: RegistryServices,
  target: WriteTarget,
  request: UpdateRequest,
): Promise<UpdateResult> {
  const { resource, namespace, context } = target;
  if (request.uid !== '') throw preconditionFailed(target, request.uid, '');
  const next = request.produce(undefined);
  const metadata = metadataOf(next);
  const pending = services.admission.admit({
    ...attributesOf(target, next),
    operation: 'CREATE',
  });
  if (pending !== undefined) await pending;
  dedupOwnerReferences(metadata, context.warnings, true);
  wipeSystemFields(metadata);
  if (request.createsAlways) delete metadata['resourceVersion'];
  ensureNamespace(metadata, resource.namespaced ? namespace : '');
  return {
    object: await insertObject(services, { ...target, isCreateOnUpdate: true }, next),
    created: true,
  };
}

/** From the object that a client wants to the one that can be stored. */
function prepareUpdate(target: WriteTarget, next: JsonObject, live: JsonObject): void {
  const { resource, namespace, name, context, subresource } = target;
  const { strategy } = resource;
  const metadata = metadataOf(next);
  const liveMetadata = live['metadata'] as JsonObject;
  dedupOwnerReferences(metadata, context.warnings, true);

  const version = textOf(metadata, 'resourceVersion');
  const isUnset = version === '' || version === '0';
  if (!/^\d*$/.test(version)) {
    const why = `strconv.ParseUint: parsing ${goQuote(version)}: invalid syntax`;
    throw new StatusError({ message: why, code: 500 });
  }
  if (isUnset && !strategy.allowsUnconditionalUpdate) {
    throw invalid({ group: resource.group, kind: resource.plural }, name, [
      {
        type: 'FieldValueInvalid',
        field: 'metadata.resourceVersion',
        value: 0,
        detail: 'must be specified for an update',
      },
    ]);
  }
  if (!isUnset && version !== liveMetadata['resourceVersion']) throw modified(resource, name);
  metadata['resourceVersion'] = liveMetadata['resourceVersion'] as string;

  ensureNamespace(metadata, resource.namespaced ? namespace : '');
  carry(metadata, liveMetadata, 'generation');
  const writer = { subresource, username: context.user.name };
  strategy.prepareForUpdate(next, live, writer);
  if (textOf(metadata, 'uid') === '') carry(metadata, liveMetadata, 'uid');
  carry(metadata, liveMetadata, 'creationTimestamp');
  if (liveMetadata['deletionTimestamp'] !== undefined) {
    carry(metadata, liveMetadata, 'deletionTimestamp');
  }
  if (metadata['deletionGracePeriodSeconds'] === undefined) {
    carry(metadata, liveMetadata, 'deletionGracePeriodSeconds');
  }
  const rules = resource.metadataRules;
  const metadataErrors = validateMetadataUpdate(metadata, liveMetadata, rules);
  const all = [
    ...validateMetadata(metadata, { ...rules, nameRule: pathSegmentName }),
    ...metadataErrors,
    ...strategy.validateUpdate(next, live, writer),
  ];
  // The rules of custom resources look at a change of metadata again, and say so again.
  const errors = resource.isCustom ? [...all, ...metadataErrors] : withoutRepeated(all);
  if (errors.length > 0) throw invalid(resource, name, errors);
  context.warnings.push(...strategy.warningsOf(next, live));
  strategy.canonicalize?.(next);
  keepUnchangedTimes(next, live);
}

/** The rules of a kind look at metadata as well: what both say is said once. */
function withoutRepeated(errors: readonly FieldError[]): FieldError[] {
  return [...new Map(errors.map((error) => [errorText(error), error])).values()];
}

function commit(
  services: RegistryServices,
  { resource, namespace, name, context }: WriteTarget,
  { next, live, stored }: { next: JsonObject; live: JsonObject; stored: StoredObject },
): JsonObject | Promise<JsonObject> {
  const address = { resource: resource.storage, namespace, name };
  const metadata = metadataOf(next);
  const isHeld = resource.isHeld?.(next) === true;
  if (!isHeld && isFinalized(metadata, live['metadata'] as JsonObject)) {
    if (!context.dryRun) services.store.remove(address);
    return next;
  }
  // It is never stored.
  if (!context.dryRun) delete metadata['selfLink'];
  if (equalJson(next, live)) return live;
  if (context.dryRun) return shownAsStored(resource, next);
  const storable = resource.toStorage(next);
  if (storable !== next && equalJson(storable, stored.object)) return live;
  return shown(resource, services.store.put(address, storable).object);
}

/** The last finalizer of an object in deletion has gone: this update ends it. */
function isFinalized(metadata: JsonObject, liveMetadata: JsonObject): boolean {
  if (finalizersOf(metadata).length > 0 || liveMetadata['deletionTimestamp'] === undefined) {
    return false;
  }
  const grace = liveMetadata['deletionGracePeriodSeconds'];
  return grace === undefined || grace === 0;
}

/** A write that changes nothing but the times of managed fields changes nothing. */
function keepUnchangedTimes(next: JsonObject, live: JsonObject): void {
  const entries = managedFieldsOf(next);
  const before = managedFieldsOf(live);
  if (entries.length === 0 || entries.length !== before.length) return;
  if (entries.every((entry, index) => entry['time'] === before[index]?.['time'])) return;
  const rewound = entries.map((entry, index) => {
    const time = before[index]?.['time'];
    if (time !== undefined) return { ...entry, time };
    // Of who wrote through a Scale there is no time.
    const { time: _time, ...untimed } = entry;
    return untimed;
  });
  if (!equalJson(rewound, before)) return;
  const metadata = { ...metadataOf(next), managedFields: rewound };
  if (equalJson({ ...next, metadata }, live)) metadataOf(next)['managedFields'] = rewound;
}

function managedFieldsOf(object: JsonObject): JsonObject[] {
  const entries = metadataOf(object)['managedFields'];
  return Array.isArray(entries) ? entries.filter(isJsonObject) : [];
}

function checkUid(target: WriteTarget, live: JsonObject, uid: string): void {
  const actual = textOf(live['metadata'] as JsonObject, 'uid');
  if (uid !== '' && uid !== actual) throw preconditionFailed(target, uid, actual);
}

function preconditionFailed(
  { resource, namespace, name }: WriteTarget,
  wanted: string,
  actual: string,
) {
  return conflict(
    resource,
    name,
    `StorageError: invalid object, Code: 4, Key: ${etcdKeyOf(resource, namespace, name)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${actual}`,
  );
}

function carry(metadata: JsonObject, from: JsonObject, key: string): void {
  const value = from[key];
  if (value === undefined) delete metadata[key];
  else metadata[key] = value;
}

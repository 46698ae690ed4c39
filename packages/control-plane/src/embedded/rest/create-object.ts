import { cloneJson, type JsonObject } from '@keelson/schema';
import { generateName } from '../metadata/generate-name.ts';
import { validateMetadata } from '../metadata/validate-metadata.ts';
import { alreadyExists, badRequest, invalid, StatusError } from '../status-error.ts';
import type { ServedResource } from './served-resource.ts';
import { shown, shownAsStored } from './conversion.ts';
import { orderMetadata } from './metadata-order.ts';
import { dedupOwnerReferences } from './owner-references.ts';
import { textOf } from '../json/text-of.ts';
import {
  metadataOf,
  type RegistryServices,
  timestamp,
  type WriteTarget,
} from './registry-services.ts';

const generateAttempts = 8;

/**
 * Stores a new object, which it takes over: the order of steps is the API server's (endpoints'
 * createHandler and the generic registry's Create).
 */
export async function createObject(
  services: RegistryServices,
  target: WriteTarget,
  request: { readonly object: JsonObject; readonly manager: string },
): Promise<JsonObject> {
  const { resource, namespace, context, subresource } = target;
  const { object, manager } = request;
  const metadata = metadataOf(object);
  wipeSystemFields(metadata);
  ensureNamespace(metadata, resource.namespaced ? namespace : '');
  dedupOwnerReferences(metadata, context.warnings, false);
  services.fields.update(undefined, object, { resource, manager, subresource });
  const pending = services.admission.admit({
    ...attributesOf(target, object),
    operation: 'CREATE',
  });
  if (pending !== undefined) await pending;
  dedupOwnerReferences(metadata, context.warnings, true);

  if (resource.createVirtual !== undefined) return resource.createVirtual(object, context);
  if (textOf(metadata, 'generateName') === '') return insertObject(services, target, object);
  const isGenerated = textOf(metadata, 'name') === '';
  for (let attempt = 1; ; attempt++) {
    try {
      return await insertObject(services, target, cloneJson(object));
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      if (attempt === generateAttempts || !isGenerated) throw generateNameConflict(error);
    }
  }
}

/** The last part of a create: from an admitted object to the store. */
export async function insertObject(
  services: RegistryServices,
  target: WriteTarget,
  object: JsonObject,
): Promise<JsonObject> {
  const { resource, context } = target;
  const { strategy } = resource;
  const metadata = metadataOf(object);
  fillSystemFields(metadata, services);
  const prefix = textOf(metadata, 'generateName');
  if (prefix !== '' && textOf(metadata, 'name') === '') {
    metadata['name'] = generateName(prefix, services.random);
  }
  const namespace = textOf(metadata, 'namespace');
  const name = textOf(metadata, 'name');
  const writer = { subresource: target.subresource, username: context.user.name };
  strategy.prepareForCreate(object, writer);
  const errors = [
    ...validateMetadata(metadata, resource.metadataRules),
    ...strategy.validate(object),
  ];
  if (errors.length > 0) throw invalid(resource, name, errors);
  context.warnings.push(...strategy.warningsOf(object, undefined));
  strategy.canonicalize?.(object);

  const pending = services.admission.validate({
    ...attributesOf({ ...target, name }, object),
    operation: 'CREATE',
    isCreateOnUpdate: target.isCreateOnUpdate,
  });
  if (pending !== undefined) await pending;

  const converting = resource.conversion?.toStore(object);
  if (converting !== undefined) await converting;
  const address = { resource: resource.storage, namespace, name };
  const present = services.store.get(address);
  if (present !== undefined) throw nameTaken(resource, name, present.object);
  if (context.dryRun) return shownAsStored(resource, object);
  const version = textOf(metadata, 'resourceVersion');
  if (version !== '' && version !== '0') {
    throw new StatusError({
      message: 'resourceVersion should not be set on objects to be created',
      code: 500,
    });
  }
  if (!resource.isCustom) orderMetadata(object);
  const stored = services.store.put(address, resource.toStorage(object));
  return shown(resource, stored.object);
}

function nameTaken(resource: ServedResource, name: string, present: JsonObject): StatusError {
  const { status } = alreadyExists(resource, name);
  if (metadataOf(present)['deletionTimestamp'] === undefined) return new StatusError(status);
  return new StatusError({ ...status, message: `object is being deleted: ${status.message}` });
}

/** What admission sees of a write. */
export function attributesOf(
  { resource, subresource, namespace, name, context }: WriteTarget,
  object: JsonObject,
): Pick<
  Parameters<RegistryServices['admission']['admit']>[0],
  'resource' | 'subresource' | 'namespace' | 'name' | 'object' | 'user' | 'dryRun' | 'warnings'
> {
  return {
    resource,
    subresource,
    namespace,
    name: name === '' ? textOf(metadataOf(object), 'name') : name,
    object,
    user: context.user,
    dryRun: context.dryRun,
    warnings: context.warnings,
  };
}

/** Removes what only the server may say. */
export function wipeSystemFields(metadata: JsonObject): void {
  delete metadata['creationTimestamp'];
  delete metadata['uid'];
  delete metadata['deletionTimestamp'];
  delete metadata['deletionGracePeriodSeconds'];
  delete metadata['selfLink'];
}

function fillSystemFields(metadata: JsonObject, { now, newUid }: RegistryServices): void {
  metadata['creationTimestamp'] = timestamp(now());
  metadata['uid'] = newUid();
}

/**
 * The namespace of the path and that of the object must agree; an object without one gets it.
 * @throws {StatusError} 400
 */
export function ensureNamespace(metadata: JsonObject, namespace: string): void {
  const own = textOf(metadata, 'namespace');
  if (own === namespace) return;
  if (own === '') {
    metadata['namespace'] = namespace;
  } else if (namespace === '') {
    delete metadata['namespace'];
  } else {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
}

function isAlreadyExists(error: unknown): error is StatusError {
  return error instanceof StatusError && error.status.reason === 'AlreadyExists';
}

function generateNameConflict({ status }: StatusError): StatusError {
  return new StatusError({
    ...status,
    message: `${status.message}, the server was not able to generate a unique name for the object`,
    details: { ...status.details, retryAfterSeconds: 1 },
  });
}

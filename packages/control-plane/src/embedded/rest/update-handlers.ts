import { equalJson, isJsonObject, type JsonObject } from '@keelson/schema';
import { withoutManagedFields } from '../fields/update-managers.ts';
import { badRequest, conflict, StatusError } from '../status-error.ts';
import type { ApiResponse } from './api-exchange.ts';
import { ensureNamespace } from './create-object.ts';
import {
  checkBodySize,
  decodeObject,
  parseBody,
  undeterminableName,
  unregistered,
} from './decode-object.ts';
import { outputFormOf } from './negotiation.ts';
import { throughScale } from './scale-update.ts';
import type { ObjectResponder } from './object-responder.ts';
import { readApplyPatch } from '../patch/apply-patch-body.ts';
import { dedupOwnerReferences } from './owner-references.ts';
import { decodePatched, patchTypeOf, readPatch } from './patch-object.ts';
import { textOf } from '../json/text-of.ts';
import {
  type FieldWriter,
  type KnownKinds,
  metadataOf,
  type RegistryServices,
  type WriteTarget,
} from './registry-services.ts';
import { type WriteOptions, writeOptionsOf } from './request-options.ts';
import { bodyResourceOf, managerOf, type ResourceRequest } from './resource-request.ts';
import { apiVersionOf } from './watch-objects.ts';
import { updateObject } from './update-object.ts';

/** PUT: the whole object, or the whole of a subresource. */
export async function putResource(
  services: RegistryServices,
  responder: ObjectResponder,
  call: ResourceRequest,
): Promise<ApiResponse> {
  const { info, resource, request, warnings } = call;
  const form = outputFormOf(call);
  checkBodySize(request);
  const options = writeOptionsOf(request.query, 'UpdateOptions');
  const sent = readSent(call, { options, knownKinds: services.knownKinds });
  const metadata = metadataOf(sent);
  ensureNamespace(metadata, resource.namespaced ? info.namespace : '');
  checkName(metadata, info.name);
  dedupOwnerReferences(metadata, warnings, false);

  const writer = writerOf(call, options);
  const { object, created } = await updateObject(services, targetOf(call, options), {
    uid: textOf(metadata, 'uid'),
    createsAlways: false,
    produce: ofBody(call, (live) => {
      const next = copyTop(sent);
      services.fields.update(live, next, writer);
      return next;
    }),
  });
  return answer(responder, call, { status: created ? 201 : 200, object, form });
}

/** @throws {StatusError} 400, 413 and 415 */
function readSent(
  call: ResourceRequest,
  { options, knownKinds }: { readonly options: WriteOptions; readonly knownKinds: KnownKinds },
): JsonObject {
  const { request, warnings, subresource } = call;
  const resource = bodyResourceOf(call);
  const kind = subresource?.kind ?? resource;
  const { fieldValidation } = options;
  try {
    const body = parseBody(request, { kind, isCustom: resource.isCustom });
    return decodeObject(body, { resource, kind, fieldValidation, warnings, knownKinds });
  } catch (error) {
    const isRefusal = error instanceof StatusError && error.status.code === 400;
    // What words such a refusal does not know the kind: scope.Typer is that of custom resources.
    if (isRefusal && call.resource.isCustom && !resource.isCustom) throw unregistered(kind);
    throw error;
  }
}

/** PATCH: a change of what is there, or an apply. */
export async function patchResource(
  services: RegistryServices,
  responder: ObjectResponder,
  call: ResourceRequest,
): Promise<ApiResponse> {
  const { resource, request } = call;
  const type = patchTypeOf(request, resource.isCustom);
  const form = outputFormOf(call);
  checkBodySize(request);
  const options = writeOptionsOf(request.query, 'PatchOptions', type === 'apply');
  const produce =
    type === 'apply'
      ? applying(services, call, options)
      : patching(services, call, { options, type });
  const { object, created } = await updateObject(services, targetOf(call, options), {
    uid: '',
    // What is not there has no status to apply.
    createsAlways: type === 'apply' && call.subresource === undefined,
    produce: ofBody(call, produce),
  });
  return answer(responder, call, { status: created ? 201 : 200, object, form });
}

function patching(
  services: RegistryServices,
  call: ResourceRequest,
  { options, type }: { options: WriteOptions; type: 'json' | 'merge' | 'strategic' },
): (live: JsonObject | undefined) => JsonObject {
  const { info, request, warnings } = call;
  const resource = bodyResourceOf(call);
  const { fieldValidation } = options;
  const patch = readPatch(type, { body: request.body, fieldValidation }, resource);
  return (live) => {
    if (live === undefined) throw new Error('a patch needs an object');
    const decoding = {
      fieldValidation,
      warnings,
      knownKinds: services.knownKinds,
      name: info.name,
    };
    const next = decodePatched(resource, patch(live), decoding);
    const metadata = metadataOf(next);
    ensureNamespace(metadata, resource.namespaced ? info.namespace : '');
    checkName(metadata, info.name);
    services.fields.update(live, next, writerOf(call, options));
    return next;
  };
}

function applying(
  services: RegistryServices,
  call: ResourceRequest,
  options: WriteOptions,
): (live: JsonObject | undefined) => JsonObject {
  const { info, request, warnings } = call;
  const resource = bodyResourceOf(call);
  const { fieldValidation, force } = options;
  const expected = { apiVersion: apiVersionOf(resource), kind: resource.kind };
  const applied = readApplyPatch(request.body, expected);
  return (live) => {
    const writer = { ...writerOf(call, options), force };
    const next = services.fields.apply(live, applied.value, writer);
    if (call.resource.isCustom && !resource.isCustom) checkConvertible(next, live, applied.value);
    if (fieldValidation === 'Strict' && applied.strictError !== undefined) {
      throw applied.strictError;
    }
    if (fieldValidation === 'Warn') warnings.push(...applied.warnings);
    const metadata = metadataOf(next);
    const uid = textOf(metadata, 'uid');
    if (live === undefined && uid !== '') {
      throw conflict(
        resource,
        info.name,
        `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
      );
    }
    ensureNamespace(metadata, resource.namespaced ? info.namespace : '');
    checkName(metadata, info.name);
    // What changes nothing fills nothing in.
    if (live !== undefined && equalJson(withoutManagedFields(next), withoutManagedFields(live))) {
      return next;
    }
    resource.strategy.decode(next);
    resource.strategy.setDefaults(next);
    resource.strategy.settle?.(next);
    return next;
  };
}

/**
 * The server cannot bring back what an apply has made of the Scale of a custom resource.
 * @throws {StatusError} 500 when that is another Scale
 */
function checkConvertible(
  next: JsonObject,
  live: JsonObject | undefined,
  applied: JsonObject,
): void {
  const [before, after] = [live ?? {}, next].map(withoutManagedFields) as [JsonObject, JsonObject];
  if (equalJson(before, after)) return;
  const apiVersion = textOf(next, 'apiVersion');
  const metadata = metadataOf(applied);
  const object = `${textOf(metadata, 'namespace')}/${textOf(metadata, 'name')}; ${apiVersion}, Kind=${textOf(next, 'kind')}`;
  const message = `failed to convert new object (${object}) to proper version: request to convert CR to an invalid group/version: ${apiVersion}`;
  throw new StatusError({ message, code: 500 });
}

/** A change of what the bodies are, as one of the object. */
function ofBody(
  { resource, subresource }: ResourceRequest,
  change: (live: JsonObject | undefined) => JsonObject,
): (live: JsonObject | undefined) => JsonObject {
  if (subresource?.behaviour.type !== 'scale') return change;
  const changed = throughScale(resource, subresource.behaviour.scale, change);
  return (live) => {
    if (live === undefined) throw new Error('a scale needs an object');
    return changed(live);
  };
}

function answer(
  responder: ObjectResponder,
  call: ResourceRequest,
  reply: Parameters<ObjectResponder['object']>[1],
): ApiResponse {
  const { subresource } = call;
  if (subresource?.behaviour.type !== 'scale') return responder.object(call, reply);
  return responder.scale(call, {
    ...reply,
    object: subresource.behaviour.scale.scaleOf(reply.object),
  });
}

function targetOf(
  { info, resource, subresource, user, warnings }: ResourceRequest,
  { dryRun }: WriteOptions,
): WriteTarget {
  const namespace = resource.namespaced ? info.namespace : '';
  // A scale is written as a change of the object itself.
  const isScale = subresource?.behaviour.type === 'scale';
  return {
    resource,
    subresource: isScale ? '' : info.subresource,
    namespace,
    name: info.name,
    context: { namespace, user, dryRun, warnings },
  };
}

function writerOf(call: ResourceRequest, options: WriteOptions): FieldWriter {
  const manager = managerOf(options.fieldManager, call.request);
  return { resource: bodyResourceOf(call), manager, subresource: call.info.subresource };
}

/** @throws {StatusError} 400 when the object is not the one of the path */
function checkName(metadata: JsonObject, name: string): void {
  const own = textOf(metadata, 'name');
  if (own === name) return;
  if (own === '') {
    throw badRequest(undeterminableName(name));
  }
  throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
}

/** A copy whose top and metadata may be changed: an update may be tried again. */
function copyTop(object: JsonObject): JsonObject {
  const metadata = isJsonObject(object['metadata']) ? { ...object['metadata'] } : {};
  return { ...object, metadata };
}

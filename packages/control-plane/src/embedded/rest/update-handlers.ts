import { isJsonObject, type JsonObject } from '@keelson/schema';
import { badRequest } from '../status-error.ts';
import type { ApiResponse } from './api-exchange.ts';
import { ensureNamespace } from './create-object.ts';
import { checkBodySize, decodeObject, parseBody, undeterminableName } from './decode-object.ts';
import { outputFormOf } from './negotiation.ts';
import type { ScaleProjection } from './served-resource.ts';
import type { ObjectResponder } from './object-responder.ts';
import { readApplyPatch } from '../patch/apply-patch-body.ts';
import { dedupOwnerReferences } from './owner-references.ts';
import { decodePatched, patchTypeOf, readPatch } from './patch-object.ts';
import { textOf } from '../json/text-of.ts';
import {
  type FieldWriter,
  metadataOf,
  type RegistryServices,
  type WriteTarget,
} from './registry-services.ts';
import { type WriteOptions, writeOptionsOf } from './request-options.ts';
import { managerOf, type ResourceRequest } from './resource-request.ts';
import { apiVersionOf } from './watch-objects.ts';
import { updateObject } from './update-object.ts';

/** PUT: the whole object, or the whole of a subresource. */
export async function putResource(
  services: RegistryServices,
  responder: ObjectResponder,
  call: ResourceRequest,
): Promise<ApiResponse> {
  const { info, resource, subresource, request, warnings } = call;
  const form = outputFormOf(call);
  checkBodySize(request);
  const options = writeOptionsOf(request.query, 'UpdateOptions');
  const kind = subresource?.kind ?? resource;
  const body = parseBody(request, { kind, isCustom: resource.isCustom });
  const { fieldValidation } = options;
  const { knownKinds } = services;
  const sent = decodeObject(body, { resource, kind, fieldValidation, warnings, knownKinds });
  const metadata = metadataOf(sent);
  ensureNamespace(metadata, resource.namespaced ? info.namespace : '');
  checkName(metadata, info.name);
  dedupOwnerReferences(metadata, warnings, false);

  const writer = writerOf(call, options);
  const scale = subresource?.behaviour.type === 'scale' ? subresource.behaviour.scale : undefined;
  const { object, created } = await updateObject(services, targetOf(call, options), {
    uid: textOf(metadata, 'uid'),
    createsAlways: false,
    produce: (live) => {
      const next =
        scale === undefined || live === undefined ? copyTop(sent) : scale.withReplicas(live, sent);
      services.fields.update(live, next, writer);
      return next;
    },
  });
  return answer(responder, call, { status: created ? 201 : 200, object, form });
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
    produce,
  });
  return answer(responder, call, { status: created ? 201 : 200, object, form });
}

function patching(
  services: RegistryServices,
  call: ResourceRequest,
  { options, type }: { options: WriteOptions; type: 'json' | 'merge' | 'strategic' },
): (live: JsonObject | undefined) => JsonObject {
  const { info, resource, subresource, request, warnings } = call;
  const { fieldValidation } = options;
  const patch = readPatch(type, { body: request.body, fieldValidation }, resource);
  const scale = subresource?.behaviour.type === 'scale' ? subresource.behaviour.scale : undefined;
  return (live) => {
    if (live === undefined) throw new Error('a patch needs an object');
    const decoding = {
      fieldValidation,
      warnings,
      knownKinds: services.knownKinds,
      name: info.name,
    };
    const next =
      scale === undefined
        ? decodePatched(resource, patch(live), decoding)
        : scale.withReplicas(
            live,
            patch(scale.scaleForUpdate?.(live) ?? scale.scaleOf(live)).value as JsonObject,
          );
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
  const { info, resource, subresource, request, warnings } = call;
  const { fieldValidation, force } = options;
  const scale = subresource?.behaviour.type === 'scale' ? subresource.behaviour.scale : undefined;
  const kind = scale === undefined ? resource : (subresource?.kind ?? resource);
  const expected = { apiVersion: apiVersionOf(kind), kind: kind.kind };
  const applied = readApplyPatch(request.body, expected);
  return (live) => {
    const writer = { ...writerOf(call, options), force };
    const wanted = scale === undefined ? applied.value : onlyReplicas(call, scale, applied.value);
    const next = services.fields.apply(live, wanted, writer);
    if (fieldValidation === 'Strict' && applied.strictError !== undefined) {
      throw applied.strictError;
    }
    if (fieldValidation === 'Warn') warnings.push(...applied.warnings);
    const metadata = metadataOf(next);
    ensureNamespace(metadata, resource.namespaced ? info.namespace : '');
    checkName(metadata, info.name);
    resource.strategy.decode(next);
    resource.strategy.setDefaults(next);
    return next;
  };
}

/** What a Scale that is applied says of the object: its replicas. */
function onlyReplicas(
  { resource }: ResourceRequest,
  scale: ScaleProjection,
  applied: JsonObject,
): JsonObject {
  const { name, namespace } = metadataOf(applied);
  const metadata = {
    ...(name === undefined ? undefined : { name }),
    ...(namespace === undefined ? undefined : { namespace }),
  };
  const empty = { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata };
  return scale.withReplicas(empty, applied);
}

function answer(
  responder: ObjectResponder,
  call: ResourceRequest,
  reply: Parameters<ObjectResponder['object']>[1],
): ApiResponse {
  const { subresource } = call;
  if (subresource?.behaviour.type !== 'scale') return responder.object(call, reply);
  return responder.plain(call, {
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

function writerOf(
  { info, resource, request }: ResourceRequest,
  options: WriteOptions,
): FieldWriter {
  const manager = managerOf(options.fieldManager, request);
  return { resource, manager, subresource: info.subresource };
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

import type { JsonObject } from '@keelson/schema';
import {
  badRequest,
  methodNotAllowed,
  methodNotSupported,
  notFound,
  StatusError,
} from '../status-error.ts';
import type { ApiResponse } from './api-exchange.ts';
import { prepareToShow } from './conversion.ts';
import { createObject, ensureNamespace } from './create-object.ts';
import { checkBodySize, decodeObject, parseBody } from './decode-object.ts';
import { deleteObject } from './delete-object.ts';
import { type DeleteOptions, deleteOptionsOf, readDeleteOptions } from './delete-options.ts';
import { listObjects, parseResourceVersion, tooLargeVersion } from './list-objects.ts';
import { outputFormOf } from './negotiation.ts';
import { ObjectResponder } from './object-responder.ts';
import { textOf } from '../json/text-of.ts';
import { metadataOf, type RegistryServices, type WriteTarget } from './registry-services.ts';
import type { RequestInfo } from './request-info.ts';
import { listOptionsOf, writeOptionsOf } from './request-options.ts';
import { selectionOf } from './selection.ts';
import { bodyResourceOf, managerOf, type ResourceRequest } from './resource-request.ts';
import type { ServedResource, Subresource } from './served-resource.ts';
import { patchResource, putResource } from './update-handlers.ts';

/** Serves the verbs of resources: the API server's endpoints/handlers. */
export class ResourceHandler {
  readonly #services: RegistryServices;
  readonly #responder: ObjectResponder;

  constructor(services: RegistryServices) {
    this.#services = services;
    this.#responder = new ObjectResponder(services);
  }

  /** @throws {StatusError} when it fails */
  handle(call: ResourceRequest): ApiResponse | Promise<ApiResponse> {
    const { info, resource, subresource } = call;
    const verbs = subresource?.verbs ?? resource.verbs;
    if (!verbs.includes(info.verb) || !isAddressed(call)) {
      if (!resource.isCustom) throw methodNotAllowed();
      throw methodNotSupported({ group: info.group, resource: info.resource }, info.verb);
    }
    if (subresource?.behaviour.type === 'unserved') {
      throw new StatusError({
        message: `the embedded control plane does not serve ${info.resource}/${info.subresource}`,
        reason: 'MethodNotAllowed',
        code: 405,
      });
    }
    const { deprecationWarning } = resource;
    if (deprecationWarning !== undefined) call.warnings.push(deprecationWarning);
    switch (info.verb) {
      case 'get':
        return this.#get(call);
      case 'list':
      case 'watch':
        return this.#list(call);
      case 'create':
        return subresource === undefined ? this.#create(call) : this.#act(call, subresource);
      case 'update':
        return putResource(this.#services, this.#responder, call);
      case 'patch':
        return patchResource(this.#services, this.#responder, call);
      case 'delete':
        return this.#delete(call);
      case 'deletecollection':
        return this.#deleteCollection(call);
      default:
        throw methodNotSupported({ group: info.group, resource: info.resource }, info.verb);
    }
  }

  async #get(call: ResourceRequest): Promise<ApiResponse> {
    const { info, resource, subresource, request } = call;
    const form = outputFormOf(call);
    this.#checkVersion(request.query.get('resourceVersion') ?? '');
    const object = await this.#live(resource, info);
    if (subresource?.behaviour.type === 'scale') {
      const scale = subresource.behaviour.scale.scaleOf(object);
      return this.#responder.scale(call, { status: 200, object: scale, form });
    }
    return this.#responder.object(call, { status: 200, object, form });
  }

  #checkVersion(resourceVersion: string): void {
    const wanted = parseResourceVersion(resourceVersion);
    const { revision } = this.#services.store;
    if (wanted > revision) throw tooLargeVersion(wanted, revision, 1);
  }

  async #live(resource: ServedResource, { namespace, name }: RequestInfo): Promise<JsonObject> {
    const address = {
      resource: resource.storage,
      namespace: resource.namespaced ? namespace : '',
      name,
    };
    const stored = this.#services.store.get(address);
    if (stored === undefined) throw notFound(resource, name);
    await prepareToShow(resource, [stored]);
    return resource.fromStorage(stored.object);
  }

  async #list(call: ResourceRequest): Promise<ApiResponse> {
    const { info, resource, request } = call;
    const form = outputFormOf(call);
    const options = listOptionsOf(request.query, info.verb === 'watch');
    const scope = {
      namespace: resource.namespaced ? info.namespace : '',
      name: info.name,
    };
    const selection = selectionOf(resource, options, scope);
    if (options.watch) return this.#responder.watch(call, { form, options, selection });
    const page = await listObjects(this.#services.store, resource, { options, selection });
    return this.#responder.list(call, { form, page });
  }

  async #create(call: ResourceRequest): Promise<ApiResponse> {
    const { info, resource, request, user, warnings } = call;
    const form = outputFormOf(call);
    const body = parseBody(request, { kind: resource, isCustom: resource.isCustom });
    const options = writeOptionsOf(request.query, 'CreateOptions');
    const { fieldValidation, dryRun } = options;
    const { knownKinds } = this.#services;
    const target = { resource, kind: resource, fieldValidation, warnings, knownKinds };
    const object = decodeObject(body, target);
    const refusal = resource.refuseCreate?.(textOf(metadataOf(object), 'name'));
    if (refusal !== undefined) throw refusal;
    const write: WriteTarget = {
      resource,
      subresource: '',
      namespace: resource.namespaced ? info.namespace : '',
      name: '',
      context: { namespace: info.namespace, user, dryRun, warnings },
    };
    const manager = managerOf(options.fieldManager, request);
    const created = await createObject(this.#services, write, { object, manager });
    return this.#responder.object(call, { status: 201, object: created, form });
  }

  /** A POST to a subresource: its answer is not the object. */
  async #act(call: ResourceRequest, subresource: Subresource): Promise<ApiResponse> {
    const { info, resource, request, user, warnings } = call;
    const form = outputFormOf(call);
    if (subresource.behaviour.type !== 'action') {
      throw methodNotSupported({ group: info.group, resource: info.resource }, info.verb);
    }
    const { kind } = subresource;
    const own = bodyResourceOf(call);
    const body = parseBody(request, { kind, isCustom: own.isCustom });
    const options = writeOptionsOf(request.query, 'CreateOptions');
    const { dryRun, fieldValidation } = options;
    const { knownKinds, fields } = this.#services;
    const target = { resource: own, kind, fieldValidation, warnings, knownKinds };
    const object = decodeObject(body, target);
    ensureNamespace(metadataOf(object), info.namespace);
    const manager = managerOf(options.fieldManager, request);
    fields.update(undefined, object, { resource: own, manager, subresource: subresource.name });
    const parent = await this.#live(resource, info);
    const context = { namespace: info.namespace, user, dryRun, warnings };
    const answer = await subresource.behaviour.run(object, { parent, context });
    return this.#responder.plain(call, { status: 201, object: answer, form });
  }

  async #delete(call: ResourceRequest): Promise<ApiResponse> {
    const { info, resource } = call;
    const form = outputFormOf(call);
    const options = this.#deleteOptions(call);
    const { object, deleted } = await deleteObject(
      this.#services,
      { ...this.#target(call), name: info.name },
      options,
    );
    const isAccepted = !deleted && options.orphanDependents === false;
    const status = isAccepted ? 202 : 200;
    if (!deleted || resource.returnsDeleted === true) {
      return this.#responder.object(call, { status, object, form });
    }
    return this.#responder.plain(call, { status, object: deletedStatus(resource, object), form });
  }

  async #deleteCollection(call: ResourceRequest): Promise<ApiResponse> {
    const { info, resource, request } = call;
    const form = outputFormOf(call);
    const listOptions = listOptionsOf(request.query);
    const scope = { namespace: resource.namespaced ? info.namespace : '', name: '' };
    const selection = selectionOf(resource, listOptions, scope);
    const options = this.#deleteOptions(call);
    const { store } = this.#services;
    // The whole collection, whatever the limit.
    const query = { options: { ...listOptions, limit: 0 }, selection };
    const page = await listObjects(store, resource, query);
    for (const item of page.items) {
      const metadata = item['metadata'] as JsonObject;
      const target = {
        ...this.#target(call),
        namespace: textOf(metadata, 'namespace'),
        name: textOf(metadata, 'name'),
      };
      await deleteObject(this.#services, target, options);
    }
    return this.#responder.list(call, { form, page });
  }

  #target({ info, resource, user, warnings }: ResourceRequest): WriteTarget {
    const namespace = resource.namespaced ? info.namespace : '';
    return {
      resource,
      subresource: '',
      namespace,
      name: info.name,
      context: { namespace, user, dryRun: false, warnings },
    };
  }

  #deleteOptions({ request }: ResourceRequest): DeleteOptions {
    checkBodySize(request);
    const body =
      request.body === '' ? undefined : readDeleteOptions(request, this.#services.knownKinds);
    return deleteOptionsOf(request.query, body);
  }
}

/**
 * Whether the path is one that the verb is served at.
 * @throws {StatusError} 400 where custom resources need a name
 */
function isAddressed({ info, resource }: ResourceRequest): boolean {
  const { verb, name, namespace, subresource } = info;
  if (resource.isCustom && name === '' && (verb === 'update' || verb === 'patch')) {
    throw badRequest('name must be provided');
  }
  if (resource.isCustom && verb === 'create') return true;
  const isWholeCluster = resource.namespaced && namespace === '';
  if (verb === 'create') return (name === '' || subresource !== '') && !isWholeCluster;
  if (verb === 'deletecollection') return !isWholeCluster;
  return !['get', 'update', 'patch', 'delete'].includes(verb) || name !== '';
}

function deletedStatus(resource: ServedResource, object: JsonObject): JsonObject {
  const metadata = object['metadata'] as JsonObject;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: textOf(metadata, 'name'),
      ...(resource.group === '' ? undefined : { group: resource.group }),
      kind: resource.plural,
      uid: textOf(metadata, 'uid'),
    },
  };
}

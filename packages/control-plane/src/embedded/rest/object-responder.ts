import type { JsonObject } from '@keelson/schema';
import { printJson } from '../json/print-json.ts';
import type { ApiResponse, ResponseSink } from './api-exchange.ts';
import { ObjectTexts } from './encode-object.ts';
import { type ObjectPage, parseResourceVersion } from './list-objects.ts';
import { type OutputForm, wrongConversion } from './negotiation.ts';
import type { RegistryServices } from './registry-services.ts';
import type { ListOptions } from './request-options.ts';
import { headersOf, respondText, statusOf } from './respond.ts';
import type { ResourceRequest } from './resource-request.ts';
import type { ServedResource } from './served-resource.ts';
import type { Selection } from './selection.ts';
import { includeObjectOf, partialMetadataOf, tableOf, type TableRequest } from './table.ts';
import {
  apiVersionOf,
  type WatchEventType,
  watchObjects,
  type WatchRequest,
} from './watch-objects.ts';

/** One object to answer. */
export interface ObjectReply {
  readonly status: number;
  readonly object: JsonObject;
  readonly form: OutputForm;
}

/** How long a watch stays open when the client does not say: 30 to 60 minutes, as on the server. */
const defaultWatchMs = 30 * 60_000;

/** Puts objects, lists and watches into the form that the client accepts. */
export class ObjectResponder {
  readonly #services: RegistryServices;
  readonly #texts = new ObjectTexts();

  constructor(services: RegistryServices) {
    this.#services = services;
  }

  /** An object of the resource, which may be shown as a Table or by its metadata. */
  object(call: ResourceRequest, reply: ObjectReply): ApiResponse {
    const { status, object, form } = reply;
    if (form.as !== undefined) return this.#shown(call, reply, goTypeOf(call.resource));
    return respondText(status, this.#texts.textOf(object), { form, warnings: call.warnings });
  }

  /** The Scale of an object, which may be shown as a Table or by its metadata too. */
  scale(call: ResourceRequest, reply: ObjectReply): ApiResponse {
    if (reply.form.as === undefined) return this.plain(call, reply);
    return this.#shown(call, reply, 'autoscaling.Scale');
  }

  #shown(
    call: ResourceRequest,
    { status, object, form }: ObjectReply,
    goType: string,
  ): ApiResponse {
    const { as: kind, asVersion = '' } = form;
    if (kind === 'PartialObjectMetadataList') {
      throw wrongConversion(kind, `not a list (*${goType})`);
    }
    const shown =
      kind === 'Table'
        ? tableOf([object], listMetadataOf(object), this.#table(call, asVersion))
        : partialMetadataOf(object, asVersion);
    return respondText(status, printJson(shown), { form, warnings: call.warnings });
  }

  /** A document that is no object: a Status, a review. */
  plain({ warnings }: ResourceRequest, { status, object, form }: ObjectReply): ApiResponse {
    return respondText(status, printJson(object), { form, warnings });
  }

  list(call: ResourceRequest, { form, page }: { form: OutputForm; page: ObjectPage }): ApiResponse {
    const { resource, warnings } = call;
    const metadata = pageMetadata(page);
    if (form.as === undefined) {
      if (resource.isCustom) metadata['continue'] ??= '';
      const texts = page.items.map((item) =>
        resource.isCustom ? this.#texts.textOf(item) : this.#texts.itemTextOf(item),
      );
      const head = `{"kind":${JSON.stringify(resource.listKind)},"apiVersion":${JSON.stringify(apiVersionOf(resource))}`;
      const text = `${head},"metadata":${printJson(metadata)},"items":[${texts.join(',')}]}`;
      return respondText(200, text, { form, warnings });
    }
    const { asVersion = '' } = form;
    if (form.as === 'PartialObjectMetadata') {
      throw wrongConversion(form.as, `a list (*${goTypeOf(resource)}List)`);
    }
    const shown =
      form.as === 'Table'
        ? tableOf(page.items, metadata, this.#table(call, asVersion))
        : {
            kind: form.as,
            apiVersion: asVersion,
            metadata,
            items: page.items.map((item) => partialMetadataOf(item, asVersion)),
          };
    return respondText(200, printJson(shown), { form, warnings });
  }

  watch(
    call: ResourceRequest,
    { form, options, selection }: { form: OutputForm; options: ListOptions; selection: Selection },
  ): ApiResponse {
    const { resource, warnings } = call;
    const { store, random } = this.#services;
    // Refused before the stream begins.
    parseResourceVersion(options.resourceVersion);
    const seconds = options.timeoutSeconds ?? 0;
    const request: WatchRequest = {
      resource,
      options,
      selection,
      frameOf: this.#frames(call, form),
      errorFrameOf: (error) => frame('ERROR', printJson(statusOf(error))),
      timeoutMs: seconds > 0 ? seconds * 1000 : defaultWatchMs * (1 + random()),
    };
    return {
      status: 200,
      headers: headersOf(form.contentType, warnings),
      body: '',
      stream: (sink: ResponseSink) => watchObjects(store, request, sink),
    };
  }

  #frames(call: ResourceRequest, form: OutputForm): WatchRequest['frameOf'] {
    const { asVersion = '' } = form;
    if (form.as === undefined) return (type, object) => frame(type, this.#texts.textOf(object));
    if (form.as !== 'Table') {
      return (type, object) => frame(type, printJson(partialMetadataOf(object, asVersion)));
    }
    let withColumns = true;
    return (type, object) => {
      const table = { ...this.#table(call, asVersion), withColumns };
      withColumns = false;
      return frame(type, printJson(tableOf([object], listMetadataOf(object), table)));
    };
  }

  #table({ resource, subresource, request }: ResourceRequest, apiVersion: string): TableRequest {
    const { table } = resource.strategy;
    return {
      format: subresource?.behaviour.type === 'scale' ? subresource.behaviour.scale.table : table,
      apiVersion,
      includeObject: includeObjectOf(request.query),
      now: this.#services.now().getTime(),
      withColumns: true,
    };
  }
}

/** What Go calls the type, in messages. */
function goTypeOf({ isCustom, group, kind }: ServedResource): string {
  if (isCustom) return 'unstructured.Unstructured';
  return `${group === '' ? 'core' : group.split('.')[0]}.${kind}`;
}

function frame(type: WatchEventType, text: string): string {
  return `{"type":"${type}","object":${text}}\n`;
}

function pageMetadata(page: ObjectPage): JsonObject {
  return {
    resourceVersion: String(page.revision),
    ...(page.continue === '' ? undefined : { continue: page.continue }),
    ...(page.remaining === undefined ? undefined : { remainingItemCount: page.remaining }),
  };
}

/** A table of one object is a list at the version of the object. */
function listMetadataOf(object: JsonObject): JsonObject {
  const version = (object['metadata'] as JsonObject)['resourceVersion'];
  return version === undefined ? {} : { resourceVersion: version };
}

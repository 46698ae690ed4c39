import type { X509Certificate } from 'node:crypto';
import { goQuote } from '@keelson/schema';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Authorizer } from '../auth/authorizer.ts';
import { forbiddenRequest } from '../auth/forbidden-request.ts';
import { Impersonator } from '../auth/impersonation.ts';
import { identityOf } from '../auth/request-headers.ts';
import type { RequestAttributes } from '../auth/request-attributes.ts';
import type { UserInfo } from '../auth/user.ts';
import type { ReportError } from '../controllers/work-loop.ts';
import { pathSegmentErrors } from '../metadata/name-rules.ts';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { ApiRequest, ApiResponse } from '../rest/api-exchange.ts';
import { plainFormOf } from '../rest/negotiation.ts';
import { checkTimeout } from '../rest/request-timeout.ts';
import { type RequestInfo, requestInfoOf } from '../rest/request-info.ts';
import type { ServedResource } from '../rest/served-resource.ts';
import type { ResourceHandler } from '../rest/resource-handler.ts';
import { headersOf, respondError } from '../rest/respond.ts';
import {
  badRequest,
  internalError,
  methodNotAllowed,
  notFound,
  pageNotFound,
  StatusError,
} from '../status-error.ts';
import type { Documents } from './documents.ts';

/** What the connection proves about a client. */
export interface Peer {
  /** Client certificate that the server's authority signed. */
  readonly certificate?: X509Certificate | undefined;
  /** A certificate was shown that proves nothing. */
  readonly badCertificate?: boolean | undefined;
}

/** What an {@link ApiServer} is made of. */
export interface ApiServerParts {
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  readonly registry: ResourceRegistry;
  readonly handler: ResourceHandler;
  readonly documents: Documents;
  /** Told of what should not happen: a failure that is answered with 500. */
  readonly report: ReportError;
}

/**
 * One API server: from a request, however it came, to its answer. The order is the API server's
 * handler chain: who asks, as whom, may they, and only then what there is.
 */
export class ApiServer {
  readonly #parts: ApiServerParts;
  readonly #impersonator: Impersonator;

  constructor(parts: ApiServerParts) {
    this.#parts = parts;
    this.#impersonator = new Impersonator(parts.authorizer);
  }

  /** Never rejects: a failure is an answer. */
  async handle(request: ApiRequest, peer: Peer = {}): Promise<ApiResponse> {
    const warnings: string[] = [];
    try {
      return await this.#handle(request, { peer, warnings });
    } catch (error) {
      const form = plainFormOf(request);
      if (error instanceof StatusError) {
        const pretty = form.pretty || isUnnegotiated(error, request);
        return respondError(error, { form: { ...form, pretty }, warnings });
      }
      this.#parts.report(error);
      const failure = internalError(error instanceof Error ? error.message : String(error));
      return respondError(failure, { form });
    }
  }

  #handle(
    request: ApiRequest,
    { peer, warnings }: { peer: Peer; warnings: string[] },
  ): ApiResponse | Promise<ApiResponse> {
    const { authenticator, authorizer, documents } = this.#parts;
    const headers = identityOf(request);
    const info = requestInfoOf(request.method, request.path, request.query);
    checkTimeout(info, request.query);
    const caller = authenticator.userOf({ headers, ...peer });
    const user = this.#impersonator.userOf(headers, attributesOf(info, caller));
    const attributes = attributesOf(info, user);
    const decision = authorizer.authorize(attributes);
    if (!decision.allowed) throw forbiddenRequest(attributes, decision.reason);
    if (!info.isResource) return documents.respond(request) ?? notFoundPage();
    return this.#handleResource(request, { info, user, warnings });
  }

  #handleResource(
    request: ApiRequest,
    { info, user, warnings }: { info: RequestInfo; user: UserInfo; warnings: string[] },
  ): ApiResponse | Promise<ApiResponse> {
    const { registry, handler } = this.#parts;
    if (request.method === 'HEAD') throw methodNotAllowed();
    const resource = registry.get(info.group, info.version, info.resource);
    const subresource = resource?.subresources.get(info.subresource);
    const isServed =
      info.parts.length <= 3 &&
      (info.subresource === '' || subresource !== undefined) &&
      hasScope(info, resource) &&
      (info.parts.length < 2 || !isOnlyCreated(resource));
    const isUnknownPart = info.subresource !== '' && subresource === undefined;
    if (resource?.isCustom === true && isUnknownPart && info.parts.length <= 3) {
      throw notFound(resource, info.name);
    }
    if (resource === undefined || !isServed) {
      if (!this.#isBuiltin(info.group)) return notFoundPage();
      throw pageNotFound();
    }
    checkName(info.name);
    return handler.handle({ request, info, resource, subresource, user, warnings });
  }

  /** The groups of Kubernetes itself word a wrong path in another way than those of custom resources. */
  #isBuiltin(group: string): boolean {
    return this.#parts.registry.all().some((one) => one.group === group && !one.isCustom);
  }
}

/** What a client takes in no form at all is answered for people. */
function isUnnegotiated({ status }: StatusError, { path }: ApiRequest): boolean {
  const isPlain = path === '/api' || path === '/version' || status.message.startsWith('you ');
  return status.code === 406 && !isPlain;
}

function attributesOf(info: RequestInfo, user: UserInfo): RequestAttributes {
  const { verb, path } = info;
  if (!info.isResource) return { user, verb, path };
  const { group, resource, subresource, namespace, name } = info;
  return { user, verb, group, resource, subresource, namespace, name };
}

/** @throws {StatusError} 400 for what cannot be a part of a path */
function checkName(name: string): void {
  const [illegal] = pathSegmentErrors(name);
  if (illegal === undefined) return;
  throw badRequest(`Name parameter invalid: ${goQuote(name)}: ${illegal}`);
}

/** Whether the path names a namespace where it has to, and only there. */
function hasScope(
  { namespace, name, resource: plural, path }: RequestInfo,
  resource: ServedResource | undefined,
): boolean {
  if (resource === undefined) return true;
  // There are no namespaces below a namespace.
  if (plural === 'namespaces') return !/\/namespaces\/[^/]+\/namespaces(?:\/|$)/.test(path);
  if (!resource.namespaced) return namespace === '';
  // A collection of all namespaces can be read; other methods are then not allowed there.
  return namespace !== '' || name === '';
}

/** Reviews are answered and not kept: there is no path of one. */
function isOnlyCreated(resource: ServedResource | undefined): boolean {
  return (
    resource !== undefined &&
    !resource.isCustom &&
    resource.verbs.every((verb) => verb === 'create')
  );
}

/** A path that nothing is served at. */
function notFoundPage(): ApiResponse {
  const headers = {
    ...headersOf('text/plain; charset=utf-8'),
    'x-content-type-options': 'nosniff',
  };
  return { status: 404, headers, body: '404 page not found\n' };
}

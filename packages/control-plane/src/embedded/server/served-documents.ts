import type { Definitions } from '@keelson/kubernetes/schema';
import type { JsonObject } from '@keelson/schema';
import { aggregatedDiscovery, aggregatedMediaType } from '../discovery/aggregated-discovery.ts';
import {
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
} from '../discovery/discovery-documents.ts';
import { jwksDocument, openIdConfiguration, type OpenIdOptions } from '../auth/openid-documents.ts';
import { printJson } from '../json/print-json.ts';
import { createOpenApiDocuments } from '../openapi/openapi-documents.ts';
import { swaggerOf } from '../openapi/swagger.ts';
import { swaggerProtobuf } from '../openapi/swagger-protobuf.ts';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { ApiRequest, ApiResponse } from '../rest/api-exchange.ts';
import { headersOf } from '../rest/respond.ts';
import { notAcceptable, pageNotFound } from '../status-error.ts';
import { mediaTypesOf, negotiated, refuseWrites, tagged, tagOf } from './document-response.ts';
import { rootPaths } from './root-paths.ts';
import { Documents, type DocumentSource, healthDocuments, versionDocument } from './documents.ts';

/** What the documents of a server are made from. */
export interface ServedDocumentsOptions {
  readonly registry: ResourceRegistry;
  readonly definitions: Definitions;
  /** The custom resource definitions that are served now. */
  readonly customDefinitions: () => readonly JsonObject[];
  readonly openId: OpenIdOptions;
}

/** The documents of a server: what it serves, how, and whether it is well. */
export function documentsOf(options: ServedDocumentsOptions): Documents {
  return new Documents([
    healthDocuments,
    versionDocument(options.definitions.kubernetes),
    discoveryDocuments(options.registry),
    openApiDocuments(options),
    openIdDocuments(options.openId),
    rootPaths(options.registry),
  ]);
}

function openApiDocuments(options: ServedDocumentsOptions): DocumentSource {
  const { registry, definitions, customDefinitions } = options;
  const documents = createOpenApiDocuments(definitions);
  const texts = new WeakMap<JsonObject, string>();
  const textOf = (document: JsonObject): string => {
    const known = texts.get(document) ?? `${printJson(document)}\n`;
    texts.set(document, known);
    return known;
  };
  return (request) => {
    const { path, query } = request;
    if (path !== '/openapi/v2' && !/^\/openapi\/v3(?:\/|$)/.test(path)) return undefined;
    const resources = registry.all().filter(({ isCustom }) => !isCustom);
    const state = { resources, definitions: customDefinitions() };
    const contentType = 'application/json';
    if (path === '/openapi/v2') {
      const { paths } = documents.index(state);
      const all = Object.keys(paths as JsonObject).map((key) => documents.document(key, state));
      return swaggerDocument(
        request,
        all.filter((document) => document !== undefined),
      );
    }
    if (path === '/openapi/v3') {
      const headers = headersOf('text/plain; charset=utf-8');
      return { status: 200, headers, body: textOf(documents.index(state)) };
    }
    const document = documents.document(path.slice('/openapi/v3/'.length), state);
    if (document === undefined) return { status: 404, headers: headersOf(contentType), body: '' };
    if (!takesJson(request)) {
      return { status: 406, headers: { ...headersOf(contentType), vary: 'Accept' }, body: '' };
    }
    const answer = tagged(request, {
      text: textOf(document),
      contentType,
      headers: { vary: 'Accept' },
    });
    const hash = query.get('hash');
    if (hash === null || hash === '') return answer;
    const current = tagOf(textOf(document));
    if (hash === current) {
      return { ...answer, headers: { ...answer.headers, 'cache-control': 'public, immutable' } };
    }
    const location = `${path}?hash=${current}`;
    return { status: 301, headers: { ...answer.headers, location }, body: '' };
  };
}

const swaggerForms = [
  'application/json',
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
];

/** The first form of `/openapi/v2` that the client takes. One tag serves all forms: they vary. */
function swaggerDocument(request: ApiRequest, documents: readonly JsonObject[]): ApiResponse {
  const taken = mediaTypesOf(request);
  const forms = taken.map((type) => swaggerForms.find((form) => isMediaRange(type, form)));
  const form = taken.length === 0 ? swaggerForms[0] : forms.find((one) => one !== undefined);
  if (form === undefined) return { status: 406, headers: { vary: 'Accept' }, body: '' };
  const swagger = swaggerOf(documents);
  const isJson = form === swaggerForms[0];
  const answer = tagged(request, {
    text: `${printJson(swagger)}\n`,
    contentType: isJson ? form : (swaggerForms[2] ?? form),
    headers: { vary: 'Accept-Encoding, Accept' },
  });
  if (isJson || answer.status === 304) return answer;
  return { ...answer, body: swaggerProtobuf(swagger) };
}

/** Whether a media type is in a range such as `application/*`. */
function isMediaRange(range: string, type: string): boolean {
  const [main, sub] = range.split('/');
  const [ofType, subOfType] = type.split('/');
  return (main === '*' || main === ofType) && (sub === '*' || sub === subOfType);
}

function takesJson(request: ApiRequest): boolean {
  const types = mediaTypesOf(request);
  return types.length === 0 || types.some((type) => /^(?:\*|application)\/(?:\*|json)$/.test(type));
}

function openIdDocuments(options: OpenIdOptions): DocumentSource {
  return ({ path }) => {
    if (path === '/.well-known/openid-configuration') {
      return respond(openIdConfiguration(options), 'application/json');
    }
    if (path !== '/openid/v1/jwks') return undefined;
    return respond(jwksDocument(options.keys), 'application/jwk-set+json');
  };
}

/** Discovery, made anew only when what is served has changed. */
function discoveryDocuments(registry: ResourceRegistry): DocumentSource {
  let generation = -1;
  const made = new Map<string, string | undefined>();
  return (request) => {
    const { path, headers } = request;
    if (path !== '/api' && path !== '/apis' && !/^\/apis?\//.test(path)) return undefined;
    if (generation !== registry.generation) {
      generation = registry.generation;
      made.clear();
    }
    const isAggregated = acceptsAggregated(headers['accept']);
    const key = `${path}${isAggregated ? ' aggregated' : ''}${path === '/api' ? headers['host'] : ''}`;
    if (!made.has(key)) {
      const document = documentAt(registry, request, isAggregated);
      made.set(key, document && printJson(document));
    }
    const body = made.get(key);
    if (body === undefined) return isKnownGroup(registry, path) ? missing() : undefined;
    const isRoot = path === '/api' || path === '/apis';
    // The lists of groups are answered whatever the method is.
    if (!/^\/apis(?:\/[^/]*)?$/.test(path)) refuseWrites(request);
    if (isRoot && isAggregated) {
      const fresh = { 'cache-control': 'public', vary: 'Accept' };
      const text = `${body}\n`;
      return tagged(request, { text, contentType: aggregatedMediaType, headers: fresh });
    }
    if (isRoot && !takesPlain(request)) throw notAcceptable(forms);
    return negotiated(request, body);
  };
}

const forms = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** Whether the client takes a document that is not aggregated. */
function takesPlain({ path, headers }: ApiRequest): boolean {
  const { accept = '' } = headers;
  if (accept === '') return true;
  const clauses = accept.split(',').map((clause) => clause.trim());
  const isPlain = (clause: string) => !clause.includes('as=APIGroupDiscoveryList');
  if (path === '/api') return clauses.some(isPlain);
  return clauses.some((clause) => isPlain(clause) && /^(?:\*|application)\//.test(clause));
}

/** Whether the path is below a group of Kubernetes itself, whose router words what is not there. */
function isKnownGroup(registry: ResourceRegistry, path: string): boolean {
  const [, prefix, group = ''] = path.split('/');
  if (prefix === 'api') return true;
  return registry.all().some((one) => one.group === group && group !== '' && !one.isCustom);
}

function missing(): never {
  throw pageNotFound();
}

function documentAt(
  registry: ResourceRegistry,
  { path, headers }: ApiRequest,
  isAggregated: boolean,
): JsonObject | undefined {
  const resources = registry.all();
  const segments = path.replace(/\/+$/, '').split('/').slice(1);
  const [prefix = '', first = '', second = ''] = segments;
  if (segments.length === 1) {
    if (isAggregated) return aggregatedDiscovery(resources, `/${prefix as 'api' | 'apis'}`);
    const address = headers['host'] ?? headers[':authority'] ?? '';
    return prefix === 'api' ? apiVersions(address) : apiGroupList(resources);
  }
  if (prefix === 'api') {
    return segments.length === 2 ? apiResourceList(resources, '', first) : undefined;
  }
  if (segments.length === 2) return apiGroup(resources, first);
  return segments.length === 3 ? apiResourceList(resources, first, second) : undefined;
}

/** Whether the client prefers all of discovery in one document. */
function acceptsAggregated(accept = ''): boolean {
  const first = accept.split(',')[0] ?? '';
  const parameters = first.split(';').map((part) => part.trim());
  return ['g=apidiscovery.k8s.io', 'v=v2', 'as=APIGroupDiscoveryList'].every((one) =>
    parameters.includes(one),
  );
}

function respond(body: string, contentType: string): ApiResponse {
  return { status: 200, headers: headersOf(contentType), body: `${body}\n` };
}

import type { Definitions } from '@keelson/kubernetes/schema';
import type { JsonObject } from '@keelson/schema';
import { aggregatedDiscovery, aggregatedMediaType } from '../discovery/aggregated-discovery.ts';
import {
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
} from '../discovery/discovery-documents.ts';
import { printJson } from '../json/print-json.ts';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { ApiRequest, ApiResponse } from '../rest/api-exchange.ts';
import { headersOf } from '../rest/respond.ts';
import { Documents, type DocumentSource, healthDocuments, versionDocument } from './documents.ts';

/** The documents of a server: what it serves, how, and whether it is well. */
export function documentsOf(registry: ResourceRegistry, { kubernetes }: Definitions): Documents {
  return new Documents([
    healthDocuments,
    versionDocument(kubernetes),
    discoveryDocuments(registry),
  ]);
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
    const isRoot = path === '/api' || path === '/apis';
    const type = isAggregated && isRoot ? aggregatedMediaType : 'application/json';
    return body === undefined ? undefined : respond(body, type);
  };
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

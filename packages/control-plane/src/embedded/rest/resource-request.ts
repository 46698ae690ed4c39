import type { UserInfo } from '../auth/user.ts';
import type { ApiRequest } from './api-exchange.ts';
import type { RequestInfo } from './request-info.ts';
import type { ServedResource, Subresource } from './served-resource.ts';

/** A request that was authorized, with the resource that it is about. */
export interface ResourceRequest {
  readonly request: ApiRequest;
  readonly info: RequestInfo;
  readonly resource: ServedResource;
  readonly subresource: Subresource | undefined;
  readonly user: UserInfo;
  /** Texts of Warning headers; grows while the request is handled. */
  readonly warnings: string[];
}

/** Who writes, for managed fields: as the request says, else the first word of its User-Agent. */
export function managerOf(fieldManager: string, { headers }: ApiRequest): string {
  if (fieldManager !== '') return fieldManager;
  const agent = (headers['user-agent'] ?? '').split('/')[0] ?? '';
  let manager = '';
  for (const char of agent) {
    if (Buffer.byteLength(manager + char) > 128) break;
    manager += char;
  }
  return manager === '' ? 'unknown' : manager;
}

/** The resource as the bodies of the request show it: those of some subresources are of their own kind. */
export function bodyResourceOf({ resource, subresource }: ResourceRequest): ServedResource {
  const strategy = subresource?.strategy;
  if (strategy === undefined) return resource;
  return { ...resource, ...subresource?.kind, strategy, isCustom: false };
}

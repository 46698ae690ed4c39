import { parseFieldSelector } from '../selectors/field-selector.ts';
import { isPathSegment } from './path-segment.ts';

/** What a path and a method ask for, as authorization and the handlers see it. */
export interface RequestInfo {
  readonly isResource: boolean;
  readonly path: string;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; else the method. */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
  /** Path segments from the resource on. */
  readonly parts: readonly string[];
}

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);

/** Reads a request line (apiserver's RequestInfoFactory). */
export function requestInfoOf(method: string, path: string, query: URLSearchParams): RequestInfo {
  const plain: RequestInfo = {
    isResource: false,
    path,
    verb: method.toLowerCase(),
    group: '',
    version: '',
    namespace: '',
    resource: '',
    name: '',
    subresource: '',
    parts: [],
  };
  const segments = path.replace(/^\/+|\/+$/g, '').split('/');
  const isCore = segments[0] === 'api';
  if (!isCore && segments[0] !== 'apis') return plain;
  if (segments.length < (isCore ? 3 : 4)) return plain;

  const group = isCore ? '' : (segments[1] as string);
  const version = segments[isCore ? 1 : 2] as string;
  let parts = segments.slice(isCore ? 2 : 3);
  let verb = verbs[method] ?? '';
  if (parts[0] === 'watch' && parts.length > 1) {
    verb = 'watch';
    parts = parts.slice(1);
  }

  let namespace = '';
  if (parts[0] === 'namespaces' && parts.length > 1) {
    namespace = parts[1] as string;
    if (parts.length > 2 && !namespaceSubresources.has(parts[2] as string)) parts = parts.slice(2);
  }
  const [resource = '', named = '', subresource = ''] = parts;
  let name = named;
  if (name === '' && verb === 'get') {
    verb = isTrue(query.get('watch')) ? 'watch' : 'list';
    name = exactName(query.get('fieldSelector'));
  } else if (name === '' && verb === 'delete') {
    verb = 'deletecollection';
  }
  return {
    isResource: true,
    path,
    verb,
    group,
    version,
    namespace,
    resource,
    name,
    subresource,
    parts,
  };
}

/** How a boolean query parameter reads in Go: anything but these is true. */
export function isTrue(value: string | null): boolean {
  return value !== null && value.toLowerCase() !== 'false' && value !== '0';
}

/** A selector of one name makes a list a request for that name. */
function exactName(selector: string | null): string {
  if (selector === null || !selector.includes('metadata.name')) return '';
  try {
    const name = parseFieldSelector(selector).exactValueOf('metadata.name') ?? '';
    return isPathSegment(name) ? name : '';
  } catch {
    // Said when the list is served.
    return '';
  }
}

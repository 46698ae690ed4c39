/** What the API server's authorizer is asked for one request. Semantics: Kubernetes, "Request Attributes". */
export type AskedRight = AskedResource | AskedUrl;

/** A verb on a resource. */
interface AskedResource {
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `pods/status`. */
  readonly resource: string;
  /** `''` for a resource without one, and for all. */
  readonly namespace: string;
  /** `''` where the request names no object. */
  readonly name: string;
}

/** A verb on a path that is no resource. */
interface AskedUrl {
  readonly verb: string;
  readonly url: string;
}

/** A request by its method, or (as audit logs have it) by its verb. */
export interface SentRequest {
  readonly method?: string | undefined;
  readonly verb?: string | undefined;
  /** Path and query. */
  readonly uri: string;
}

/** A right on the objects themselves, whose verb follows from the method. */
const verbOf: Readonly<Record<string, string>> = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Subresources of a namespace, which stand where otherwise a resource in it would. */
const ofNamespace = new Set(['status', 'finalize']);

/** The right that a request takes. */
export function askedRight({ method = 'GET', verb, uri }: SentRequest): AskedRight {
  const [path = '', search] = uri.split('?');
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const [root, ...rest] = parts;
  const group = root === 'apis' ? (rest.shift() ?? '') : '';
  rest.shift();
  if ((root !== 'api' && root !== 'apis') || rest.length === 0) {
    return { verb: verb ?? method.toLowerCase(), url: path };
  }
  const isNamespaced =
    rest[0] === 'namespaces' &&
    rest.length > 2 &&
    !(rest.length === 3 && ofNamespace.has(rest[2] ?? ''));
  const namespace = isNamespaced ? (rest[1] ?? '') : '';
  const [resource = '', name = '', subresource] = isNamespaced ? rest.slice(2) : rest;
  const query = new URLSearchParams(search);
  return {
    verb: verb ?? resourceVerb(method, { name, isWatch: query.get('watch') === 'true' }),
    group,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    // Of a namespace itself, the authorizer takes its name for the namespace too.
    namespace: resource === 'namespaces' ? name : namespace,
    // A watch or list of one object by its name is a right to that name.
    name: name || (/^metadata\.name=([^,]+)$/.exec(query.get('fieldSelector') ?? '')?.[1] ?? ''),
  };
}

function resourceVerb(
  method: string,
  { name, isWatch }: { readonly name: string; readonly isWatch: boolean },
): string {
  if (method === 'GET' && isWatch) return 'watch';
  if (method === 'GET' && name === '') return 'list';
  if (method === 'DELETE' && name === '') return 'deletecollection';
  return verbOf[method] ?? method.toLowerCase();
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

import type { JsonObject } from '@keelson/schema';

const booleans: ReadonlySet<string> = new Set([
  'allowWatchBookmarks',
  'force',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'sendInitialEvents',
  'watch',
  // Of streams.
  'follow',
  'insecureSkipTLSVerifyBackend',
  'previous',
  'stderr',
  'stdin',
  'stdout',
  'timestamps',
  'tty',
]);
const integers: ReadonlySet<string> = new Set([
  'gracePeriodSeconds',
  'limit',
  'limitBytes',
  'ports',
  'sinceSeconds',
  'tailLines',
  'timeoutSeconds',
]);

const selection = [
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'shardSelector',
  'timeoutSeconds',
];
const listing = ['allowWatchBookmarks', ...selection, 'watch'];
const write = ['dryRun', 'fieldManager', 'fieldValidation'];
const deletion = [
  'dryRun',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'propagationPolicy',
];

/** What a request may say in its query, by action. */
const queries: Readonly<Record<string, readonly string[]>> = {
  list: listing,
  watch: listing,
  watchlist: listing,
  post: write,
  put: write,
  patch: [...write, 'force'],
  delete: deletion,
  deletecollection: [...selection, ...deletion],
};

/** The same for custom resources, whose published operations are written apart from the others. */
const customQueries: Readonly<Record<string, readonly string[]>> = {
  ...queries,
  get: ['resourceVersion'],
  deletecollection: listing,
};

/** The query parameters of an operation, sorted. */
export function queryParameters(action: string, isCustom: boolean): JsonObject[] {
  const names = (isCustom ? customQueries : queries)[action] ?? [];
  return [...new Set([...names, 'pretty'])].map(queryParameter);
}

/** One query parameter; its type is that of its name. */
export function queryParameter(name: string): JsonObject {
  const type = booleans.has(name) ? 'boolean' : integers.has(name) ? 'integer' : 'string';
  return { name, in: 'query', schema: { type, uniqueItems: true } };
}

/** The parameters in a path. */
export function pathParameters(path: string, kind: string): JsonObject[] {
  const parameters: JsonObject[] = [];
  if (path.includes('{name}')) parameters.push(pathParameter('name', `name of the ${kind}`));
  if (path.includes('{namespace}')) {
    const description = 'object name and auth scope, such as for teams and projects';
    parameters.push(pathParameter('namespace', description));
  }
  return parameters;
}

/** One part of a path. */
export function pathParameter(name: string, description: string): JsonObject {
  const schema = { type: 'string', uniqueItems: true };
  return { name, in: 'path', description, required: true, schema };
}

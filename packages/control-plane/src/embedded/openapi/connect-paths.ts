import { compareUtf8, type JsonObject } from '@keelson/schema';
import { operationPrefix, type PublishedResource, tagOf } from './describe-path.ts';
import { pathParameter, pathParameters, queryParameter } from './parameters.ts';

/** Subresources whose bodies are streams or plain text. */
export const streams: ReadonlySet<string> = new Set([
  'attach',
  'exec',
  'log',
  'portforward',
  'proxy',
]);

interface Connection {
  readonly plural: string;
  readonly name: string;
  /** Kind of the options in the query. */
  readonly options: string;
  readonly methods: readonly string[];
  readonly query: readonly string[];
  /** The rest of the path goes to the other side. */
  readonly hasPath?: boolean;
}

const streaming = ['get', 'post'];
const proxying = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
const terminal = ['container', 'stderr', 'stdin', 'stdout', 'tty'];

/** What of the core group connects to pods, services and nodes. */
const connections: readonly Connection[] = [
  {
    plural: 'pods',
    name: 'attach',
    options: 'PodAttachOptions',
    methods: streaming,
    query: terminal,
  },
  {
    plural: 'pods',
    name: 'exec',
    options: 'PodExecOptions',
    methods: streaming,
    query: ['command', ...terminal],
  },
  {
    plural: 'pods',
    name: 'portforward',
    options: 'PodPortForwardOptions',
    methods: streaming,
    query: ['ports'],
  },
  ...['pods', 'services', 'nodes'].map((plural) => ({
    plural,
    name: 'proxy',
    options: `${plural.charAt(0).toUpperCase()}${plural.slice(1, -1)}ProxyOptions`,
    methods: proxying,
    query: ['path'],
    hasPath: true,
  })),
];

const text = { schema: { type: 'string' } };

/** The paths that connect to an object. `base` is the path of the collection. */
export function connectPathsOf(
  resource: PublishedResource,
  base: string,
): Record<string, JsonObject> {
  if (resource.group !== '' || resource.isCustom) return {};
  const paths: Record<string, JsonObject> = {};
  for (const connection of connections) {
    if (connection.plural !== resource.plural) continue;
    const path = `${base}/{name}/${connection.name}`;
    paths[path] = describeConnection(connection, resource, path);
    if (connection.hasPath === true) {
      const deeper = `${path}/{path}`;
      paths[deeper] = describeConnection(connection, resource, deeper);
    }
  }
  if (resource.plural === 'pods') {
    const path = `${base}/{name}/log`;
    paths[path] = describeLog(resource, path);
  }
  return paths;
}

function describeConnection(
  { name, options, methods, query }: Connection,
  resource: PublishedResource,
  path: string,
): JsonObject {
  const { kind, version, namespaced } = resource;
  const isDeeper = path.endsWith('/{path}');
  const prefix = operationPrefix(resource);
  const suffix = `${name.charAt(0).toUpperCase()}${name.slice(1)}${isDeeper ? 'WithPath' : ''}`;
  const described: JsonObject = {};
  for (const method of methods) {
    const word = `${method.charAt(0).toUpperCase()}${method.slice(1)}`;
    described[method] = {
      tags: [tagOf(resource)],
      description: `connect ${method.toUpperCase()} requests to ${name} of ${kind}`,
      operationId: `connect${prefix}${word}${namespaced ? 'Namespaced' : ''}${kind}${suffix}`,
      responses: {
        200: { description: 'OK', content: { '*/*': text } },
        401: { description: 'Unauthorized' },
      },
      'x-kubernetes-action': 'connect',
      'x-kubernetes-group-version-kind': { group: '', version, kind: options },
    };
  }
  const own = pathParameters(path, options);
  if (isDeeper) own.push(pathParameter('path', 'path to the resource'));
  described['parameters'] = sorted([...own, ...query.map(queryParameter)]);
  return described;
}

const logQuery = [
  'container',
  'follow',
  'insecureSkipTLSVerifyBackend',
  'limitBytes',
  'pretty',
  'previous',
  'sinceSeconds',
  'stream',
  'tailLines',
  'timestamps',
];

function describeLog(resource: PublishedResource, path: string): JsonObject {
  const { kind, version } = resource;
  const types = [
    'application/json',
    'application/vnd.kubernetes.protobuf',
    'application/yaml',
    'text/plain',
  ];
  return {
    get: {
      tags: [tagOf(resource)],
      description: `read log of the specified ${kind}`,
      operationId: `read${operationPrefix(resource)}Namespaced${kind}Log`,
      responses: {
        200: {
          description: 'OK',
          content: Object.fromEntries(types.map((type) => [type, text])),
        },
        401: { description: 'Unauthorized' },
      },
      'x-kubernetes-action': 'get',
      'x-kubernetes-group-version-kind': { group: '', version, kind },
    },
    parameters: sorted([...pathParameters(path, kind), ...logQuery.map(queryParameter)]),
  };
}

function sorted(parameters: JsonObject[]): JsonObject[] {
  // The query parameter `path` follows the part of the path of that name.
  return parameters.toSorted((a, b) => compareUtf8(a['name'] as string, b['name'] as string));
}

import { compareUtf8, equalJson, type JsonObject } from '@keelson/schema';
import { pathParameters, queryParameters } from './parameters.ts';

/** A resource in one version, as its paths show it. */
export interface PublishedResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly isCustom: boolean;
  /** Names of the components of the object and of its list. */
  readonly component: string;
  readonly listComponent: string;
  readonly subresources: readonly PublishedSubresource[];
}

/** Part of an object with a path of its own. */
export interface PublishedSubresource {
  readonly name: string;
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly component: string;
  readonly verbs: readonly string[];
}

const deleteOptionsComponent = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';
const patchComponent = 'io.k8s.apimachinery.pkg.apis.meta.v1.Patch';

/** A method of a path. */
export interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'delete' | 'patch';
  readonly action: string;
  /** First word of the operation's id. */
  readonly verb: string;
  readonly description: string;
  /** Component of the answer. */
  readonly answer: string;
  readonly kind: PublishedSubresource['kind'];
  /** Ends the operation's id. */
  readonly suffix: string;
  /** Whether the id says that a namespace is named. */
  readonly isNamespaced: boolean;
}

/** A path with its operations. What all of them take as parameters stands at the path. */
export function describePath(
  path: string,
  operations: readonly Operation[],
  resource: PublishedResource,
): JsonObject {
  const parameters = operations.map(({ action }) =>
    sorted([...pathParameters(path, resource.kind), ...queryParameters(action, resource.isCustom)]),
  );
  // What all operations of a path take stands at the path.
  const shared = (parameters[0] ?? []).filter((parameter) =>
    parameters.every((list) => list.some((other) => equalJson(parameter, other))),
  );
  const described: JsonObject = {};
  for (const [index, operation] of operations.entries()) {
    const own = (parameters[index] ?? []).filter(
      (parameter) => !shared.some((other) => equalJson(parameter, other)),
    );
    described[operation.method] = describeOperation(operation, own, resource);
  }
  if (shared.length > 0) described['parameters'] = shared;
  return described;
}

function describeOperation(
  operation: Operation,
  parameters: JsonObject[],
  resource: PublishedResource,
): JsonObject {
  const { action, kind } = operation;
  const body = requestBody(operation, resource);
  return {
    tags: [tagOf(resource)],
    description: operation.description,
    operationId: operationId(operation, resource),
    ...(parameters.length === 0 ? undefined : { parameters }),
    ...(body === undefined ? undefined : { requestBody: body }),
    responses: responsesOf(operation, resource.isCustom),
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': {
      group: kind.group,
      version: kind.version,
      kind: kind.kind,
    },
  };
}

function requestBody(
  { action, answer }: Operation,
  { isCustom }: PublishedResource,
): JsonObject | undefined {
  const plain = isCustom ? ['application/json', 'application/yaml'] : ['*/*'];
  switch (action) {
    case 'post':
    case 'put':
      return { content: contentOf(plain, answer), required: true };
    case 'patch': {
      const types = [
        'application/apply-patch+yaml',
        'application/json-patch+json',
        'application/merge-patch+json',
        ...(isCustom ? [] : ['application/strategic-merge-patch+json']),
      ];
      return { content: contentOf(types, patchComponent), required: true };
    }
    case 'delete':
      return { content: contentOf(plain, deleteOptionsComponent) };
    case 'deletecollection':
      return isCustom ? undefined : { content: contentOf(plain, deleteOptionsComponent) };
    default:
      return undefined;
  }
}

const statuses: Readonly<Record<string, readonly (readonly [code: string, text: string])[]>> = {
  post: [
    ['201', 'Created'],
    ['202', 'Accepted'],
  ],
  put: [['201', 'Created']],
  delete: [['202', 'Accepted']],
};

function responsesOf({ action, answer }: Operation, isCustom: boolean): JsonObject {
  const isStream = action === 'list' || action === 'watch' || action === 'watchlist';
  const types = isCustom
    ? ['application/json', 'application/yaml']
    : [
        'application/json',
        ...(isStream ? ['application/json;stream=watch'] : []),
        'application/vnd.kubernetes.protobuf',
        ...(isStream ? ['application/vnd.kubernetes.protobuf;stream=watch'] : []),
        'application/yaml',
      ];
  const content = contentOf(types, answer);
  const more = action === 'patch' && !isCustom ? statuses['put'] : statuses[action];
  const responses: JsonObject = { 200: { description: 'OK', content } };
  for (const [code, description] of more ?? []) responses[code] = { description, content };
  responses['401'] = { description: 'Unauthorized' };
  return responses;
}

function contentOf(types: readonly string[], component: string): JsonObject {
  const schema = { $ref: `#/components/schemas/${component}` };
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}

/** `inst.test` in `v1` is `instTest_v1`. */
export function tagOf({
  group,
  version,
}: {
  readonly group: string;
  readonly version: string;
}): string {
  if (group === '') return `core_${version}`;
  const [first = '', ...rest] = group.replace(/\.k8s\.io$/u, '').split('.');
  return `${first}${rest.map(capitalized).join('')}_${version}`;
}

/** What follows the verb in an operation's id: `CoreV1`. */
export function operationPrefix(target: {
  readonly group: string;
  readonly version: string;
}): string {
  return tagOf(target).split('_').map(capitalized).join('');
}

function operationId(operation: Operation, resource: PublishedResource): string {
  const prefix = operationPrefix(resource);
  const collection = operation.action === 'deletecollection' ? 'Collection' : '';
  const namespaced = operation.isNamespaced ? 'Namespaced' : '';
  return `${operation.verb}${prefix}${collection}${namespaced}${resource.kind}${operation.suffix}`;
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function sorted(parameters: JsonObject[]): JsonObject[] {
  return parameters.toSorted((a, b) => compareUtf8(a['name'] as string, b['name'] as string));
}

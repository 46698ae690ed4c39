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

const statusComponent = 'io.k8s.apimachinery.pkg.apis.meta.v1.Status';
const deleteOptionsComponent = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';
const patchComponent = 'io.k8s.apimachinery.pkg.apis.meta.v1.Patch';

interface Operation {
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

/** The paths of a resource with their operations, as `/openapi/v3` shows them. */
export function pathsOf(resource: PublishedResource): Record<string, JsonObject> {
  const { group, version, plural, namespaced } = resource;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const base = namespaced ? `${root}/namespaces/{namespace}/${plural}` : `${root}/${plural}`;
  const paths: Record<string, JsonObject> = {};
  const add = (path: string, operations: Operation[]): void => {
    if (operations.length > 0) paths[path] = describePath(path, operations, resource);
  };
  add(base, collectionOperations(resource));
  add(`${base}/{name}`, objectOperations(resource));
  for (const subresource of resource.subresources) {
    add(`${base}/{name}/${subresource.name}`, subresourceOperations(resource, subresource));
  }
  if (namespaced && resource.verbs.includes('list')) {
    const list = { ...listOperation(resource), isNamespaced: false, suffix: 'ForAllNamespaces' };
    add(`${root}/${plural}`, [list]);
  }
  return paths;
}

function listOperation(resource: PublishedResource): Operation {
  const verbs = resource.isCustom ? 'list' : 'list or watch';
  return {
    method: 'get',
    action: 'list',
    verb: 'list',
    description: `${verbs} objects of kind ${resource.kind}`,
    answer: resource.listComponent,
    kind: resource,
    suffix: '',
    isNamespaced: resource.namespaced,
  };
}

function collectionOperations(resource: PublishedResource): Operation[] {
  const { kind, verbs, component, namespaced: isNamespaced } = resource;
  const common = { kind: resource, suffix: '', isNamespaced };
  const operations: Operation[] = [];
  if (verbs.includes('list')) operations.push(listOperation(resource));
  if (verbs.includes('create')) {
    const description = `create ${article(kind)}${kind}`;
    operations.push({
      ...common,
      method: 'post',
      action: 'post',
      verb: 'create',
      description,
      answer: component,
    });
  }
  if (verbs.includes('deletecollection')) {
    operations.push({
      ...common,
      method: 'delete',
      action: 'deletecollection',
      verb: 'delete',
      description: `delete collection of ${kind}`,
      answer: statusComponent,
    });
  }
  return operations;
}

const objectVerbs = [
  ['get', 'get', 'read', 'read the specified '],
  ['update', 'put', 'replace', 'replace the specified '],
  ['delete', 'delete', 'delete', 'delete '],
  ['patch', 'patch', 'patch', 'partially update the specified '],
] as const;

function objectOperations(resource: PublishedResource): Operation[] {
  const { kind, component, namespaced: isNamespaced } = resource;
  return objectVerbs
    .filter(([served]) => resource.verbs.includes(served))
    .map(([, method, verb, text]) => ({
      method,
      action: method,
      verb,
      description: `${text}${method === 'delete' ? article(kind) : ''}${kind}`,
      answer: method === 'delete' ? statusComponent : component,
      kind: resource,
      suffix: '',
      isNamespaced,
    }));
}

const subresourceVerbs = [
  ['get', 'get', 'read', 'read '],
  ['update', 'put', 'replace', 'replace '],
  ['patch', 'patch', 'patch', 'partially update '],
  ['create', 'post', 'create', 'create '],
] as const;

function subresourceOperations(
  resource: PublishedResource,
  { name, kind, component, verbs }: PublishedSubresource,
): Operation[] {
  return subresourceVerbs
    .filter(([served]) => verbs.includes(served))
    .map(([, method, verb, text]) => ({
      method,
      action: method,
      verb,
      description:
        method === 'post'
          ? `create ${name} of ${article(resource.kind)}${resource.kind}`
          : `${text}${name} of the specified ${resource.kind}`,
      answer: component,
      // Custom resources publish their own kind for the scale too.
      kind: resource.isCustom ? resource : kind,
      suffix: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      isNamespaced: resource.namespaced,
    }));
}

function describePath(
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
  const types = isCustom
    ? ['application/json', 'application/yaml']
    : [
        'application/json',
        ...(action === 'list' ? ['application/json;stream=watch'] : []),
        'application/vnd.kubernetes.protobuf',
        ...(action === 'list' ? ['application/vnd.kubernetes.protobuf;stream=watch'] : []),
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

function operationId(operation: Operation, resource: PublishedResource): string {
  const prefix = tagOf(resource).split('_').map(capitalized).join('');
  const collection = operation.action === 'deletecollection' ? 'Collection' : '';
  const namespaced = operation.isNamespaced ? 'Namespaced' : '';
  return `${operation.verb}${prefix}${collection}${namespaced}${resource.kind}${operation.suffix}`;
}

function article(kind: string): string {
  return /^[AEIOU]/iu.test(kind) ? 'an ' : 'a ';
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function sorted(parameters: JsonObject[]): JsonObject[] {
  return parameters.toSorted((a, b) => compareUtf8(a['name'] as string, b['name'] as string));
}

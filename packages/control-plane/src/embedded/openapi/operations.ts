import type { JsonObject } from '@keelson/schema';
import { connectPathsOf } from './connect-paths.ts';
import {
  describePath,
  type Operation,
  type PublishedResource,
  type PublishedSubresource,
} from './describe-path.ts';

const statusComponent = 'io.k8s.apimachinery.pkg.apis.meta.v1.Status';
const watchEventComponent = 'io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent';

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
  if (!resource.isCustom && resource.verbs.includes('watch')) {
    const watched = base.replace(root, `${root}/watch`);
    add(watched, [watchOperation(resource, 'List')]);
    add(`${watched}/{name}`, [watchOperation(resource, '')]);
    const all = { ...watchOperation(resource, 'ListForAllNamespaces'), isNamespaced: false };
    if (namespaced) add(`${root}/watch/${plural}`, [all]);
  }
  return { ...paths, ...connectPathsOf(resource, base) };
}

/** The paths of watches that parameters of lists have replaced. */
function watchOperation(resource: PublishedResource, suffix: string): Operation {
  const { kind, namespaced: isNamespaced } = resource;
  const deprecation = "deprecated: use the 'watch' parameter with a list operation instead";
  return {
    method: 'get',
    action: suffix === '' ? 'watch' : 'watchlist',
    verb: 'watch',
    description:
      suffix === ''
        ? `watch changes to an object of kind ${kind}. ${deprecation}, filtered to a single item with the 'fieldSelector' parameter.`
        : `watch individual changes to a list of ${kind}. ${deprecation}.`,
    answer: watchEventComponent,
    kind: resource,
    suffix,
    isNamespaced,
  };
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

function article(kind: string): string {
  return /^[AEIOU]/iu.test(kind) ? 'an ' : 'a ';
}

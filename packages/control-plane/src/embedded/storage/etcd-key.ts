import type { ServedResource } from '../rest/served-resource.ts';

/** Kinds that etcd keeps under an older name. */
const olderNames: ReadonlyMap<string, string> = new Map([
  ['endpoints', 'services/endpoints'],
  ['nodes', 'minions'],
  ['services', 'services/specs'],
]);

/** Where the API server keeps an object in etcd, which some of its messages tell. */
export function etcdKeyOf(resource: ServedResource, namespace: string, name: string): string {
  const { group, plural, isCustom } = resource;
  const folder = isCustom ? `${group}/${plural}` : (olderNames.get(plural) ?? plural);
  return ['/registry', folder, namespace, name].filter((part) => part !== '').join('/');
}

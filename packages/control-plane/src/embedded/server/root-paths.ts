import type { ResourceRegistry } from '../registry/resource-registry.ts';
import { headersOf } from '../rest/respond.ts';
import type { DocumentSource } from './documents.ts';

const fixedPaths = [
  '/.well-known/openid-configuration',
  '/api',
  '/apis',
  '/apis/',
  ...['/healthz', '/livez', '/readyz'].flatMap((path) => [path, `${path}/ping`]),
  '/openapi/v2',
  '/openapi/v3',
  '/openapi/v3/',
  '/openid/v1/jwks',
  '/version',
];

/** `/` tells the paths of documents, in whatever form and by whatever method it is asked for. */
export function rootPaths(registry: ResourceRegistry): DocumentSource {
  return ({ path }) => {
    if (path !== '/' && path !== '/index.html') return undefined;
    const groups = registry.all().flatMap(({ group, version }) => {
      const root = group === '' ? '/api' : `/apis/${group}`;
      return [root, `${root}/${version}`];
    });
    const paths = [...new Set([...fixedPaths, ...groups])].toSorted();
    const body = JSON.stringify({ paths }, undefined, 2);
    return { status: 200, headers: headersOf('application/json'), body };
  };
}

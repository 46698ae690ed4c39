import { loadDefinitions } from '@keelson/kubernetes/schema';
import { describe, expect, it } from 'vitest';
import { builtinResources } from '../registry/builtin-resources.ts';
import { ResourceRegistry } from '../registry/resource-registry.ts';
import { rootPaths } from './root-paths.ts';

const request = { method: 'POST', query: new URLSearchParams(), headers: {}, body: '' };

describe('rootPaths', () => {
  it('tells the paths of documents and groups, in order, whatever the method is', () => {
    const registry = new ResourceRegistry();
    const hooks = { reviews: new Map(), actions: new Map(), strategies: new Map() };
    for (const resource of builtinResources(loadDefinitions(), hooks)) registry.set(resource);
    const answer = rootPaths(registry)({ ...request, path: '/' });
    const { paths } = JSON.parse(String(answer?.body)) as { paths: string[] };
    expect(paths.slice(0, 4)).toEqual([
      '/.well-known/openid-configuration',
      '/api',
      '/api/v1',
      '/apis',
    ]);
    expect(paths).toContain('/apis/autoscaling/v2');
    expect(new Set(paths).size).toBe(paths.length);
    expect(String(answer?.body).startsWith('{\n  "paths": [\n')).toBe(true);
    expect(rootPaths(registry)({ ...request, path: '/x' })).toBeUndefined();
  });
});

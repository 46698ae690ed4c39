import { expect, it } from 'vitest';
import { ownNamespaceRules } from './namespaced-rules.ts';

it('keeps rights in the own namespace, but for what is in none', () => {
  const isClusterScoped = (group: string, resource: string) => group === '' && resource === 'nodes';
  const verbs = ['get'];
  const elsewhere = { groups: ['apps'], resources: ['deployments'], verbs, namespace: 'tools' };
  const urls = { urls: ['/metrics'], verbs };
  const rules = [{ groups: [''], resources: ['pods', 'nodes/status'], verbs }, elsewhere, urls];
  expect(ownNamespaceRules(rules, isClusterScoped)).toEqual([
    { groups: [''], resources: ['nodes/status'], verbs },
    { groups: [''], resources: ['pods'], verbs, namespace: 'system' },
    elsewhere,
    urls,
  ]);
});

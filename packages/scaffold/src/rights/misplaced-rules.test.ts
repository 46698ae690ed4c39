import { expect, it } from 'vitest';
import { misplacedRules } from './misplaced-rules.ts';

it('reports a Role in a namespace of others, and nothing that a project itself places', () => {
  const pods = { groups: [''], resources: ['pods'], verbs: ['get'] };
  const place = { file: 'a.ts', line: 3, column: 1 };
  const rules = [
    { ...pods, namespace: 'team', origin: { by: '@Rbac' as const, ...place } },
    { ...pods, namespace: 'system', origin: { by: '@Controller' as const, ...place } },
    { ...pods, origin: { by: '@Rbac' as const, ...place } },
  ];
  expect(misplacedRules(rules)).toEqual([
    { ...place, message: expect.stringContaining('is for the namespace "team"') },
  ]);
});

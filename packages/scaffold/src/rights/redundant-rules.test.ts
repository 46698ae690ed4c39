import { describe, expect, it } from 'vitest';
import type { RbacRule, RuleOrigin } from '../model/rbac-rule.ts';
import { redundantRules } from './redundant-rules.ts';

const pods = { groups: [''], resources: ['pods'] };

function rule(by: RuleOrigin['by'], line: number, parts: Omit<RbacRule, 'origin'>): RbacRule {
  return { ...parts, origin: { by, file: 'a.ts', line, column: 1 } };
}

function messages(...rules: RbacRule[]): string[] {
  return redundantRules(rules).map(({ line, message }) => `${line}: ${message}`);
}

describe('redundantRules', () => {
  const controller = rule('@Controller', 1, { ...pods, verbs: ['get', 'list', 'watch'] });

  it('reports what @Controller implies', () => {
    const declared = rule('@Rbac', 2, {
      ...pods,
      groups: ['core'],
      verbs: ['list'],
      namespace: 'a',
    });
    expect(messages(controller, declared)).toEqual([
      '2: this @Rbac adds nothing: @Controller at a.ts:1:1 already implies it. Take it out',
    ]);
  });

  it('keeps what adds a verb, a resource, or objects of other names', () => {
    const named = rule('@Rbac', 2, { ...pods, verbs: ['patch'], resourceNames: ['a'] });
    const status = rule('@Rbac', 3, { ...pods, resources: ['pods', 'pods/log'], verbs: ['get'] });
    expect(messages(controller, named, status)).toEqual([]);
  });

  it('reports the second of two that say the same, and the narrower of two', () => {
    const narrow = rule('@Rbac', 2, { ...pods, verbs: ['patch'] });
    const same = rule('@Rbac', 3, { ...pods, verbs: ['patch'] });
    const wide = rule('@Rbac', 4, { ...pods, verbs: ['patch', 'delete'] });
    expect(messages(narrow, same).map((line) => line[0])).toEqual(['3']);
    expect(messages(narrow, wide).map((line) => line[0])).toEqual(['2']);
  });

  it('finds what several give together', () => {
    const other = rule('manager.events', 5, { ...pods, verbs: ['create'] });
    const both = rule('@Rbac', 6, { ...pods, verbs: ['create', 'get'] });
    expect(messages(controller, other, both)).toEqual([
      '6: this @Rbac adds nothing: manager.events at a.ts:5:1 and @Controller at a.ts:1:1 already imply it. Take it out',
    ]);
  });
});

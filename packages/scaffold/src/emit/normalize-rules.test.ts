import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RbacRule } from '../model/rbac-rule.ts';
import { normalizeRules } from './normalize-rules.ts';

const none = { resourceNames: [], urls: [] };

describe('normalizeRules', () => {
  it('writes "core" as the group without a name, sorts lists and drops what is there twice', () => {
    const rule = { groups: ['core', 'apps', ''], resources: ['b'], verbs: ['list', 'get', 'get'] };
    expect(normalizeRules([rule])).toEqual([
      { ...none, groups: ['', 'apps'], resources: ['b'], verbs: ['get', 'list'] },
    ]);
  });

  it('unites the verbs of one resource, also where it stands among others', () => {
    const rules = [
      { groups: [''], resources: ['pods', 'nodes'], verbs: ['get'] },
      { groups: [''], resources: ['pods'], verbs: ['list'] },
    ];
    expect(normalizeRules(rules)).toEqual([
      { ...none, groups: [''], resources: ['nodes'], verbs: ['get'] },
      { ...none, groups: [''], resources: ['pods'], verbs: ['get', 'list'] },
    ]);
  });

  it('joins resources with equal verbs, then groups with equal resources', () => {
    const rules = [
      { groups: ['a'], resources: ['x'], verbs: ['get'] },
      { groups: ['a'], resources: ['y'], verbs: ['get'] },
      { groups: ['b'], resources: ['x', 'y'], verbs: ['get'] },
    ];
    expect(normalizeRules(rules)).toEqual([
      { ...none, groups: ['a', 'b'], resources: ['x', 'y'], verbs: ['get'] },
    ]);
  });

  it('keeps apart what is bound to names', () => {
    const rules = [
      { groups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['b', 'a'] },
      { groups: [''], resources: ['secrets'], verbs: ['list'] },
    ];
    expect(normalizeRules(rules)).toEqual([
      { groups: [''], resources: ['secrets'], resourceNames: [], urls: [], verbs: ['list'] },
      { groups: [''], resources: ['secrets'], resourceNames: ['a', 'b'], urls: [], verbs: ['get'] },
    ]);
  });

  it('joins URLs with equal verbs and puts them first', () => {
    const rules = [
      { groups: [''], resources: ['pods'], verbs: ['get'] },
      { urls: ['/metrics'], verbs: ['get'] },
      { urls: ['/healthz'], verbs: ['get'] },
    ];
    expect(normalizeRules(rules)).toEqual([
      {
        groups: [],
        resources: [],
        resourceNames: [],
        urls: ['/healthz', '/metrics'],
        verbs: ['get'],
      },
      { ...none, groups: [''], resources: ['pods'], verbs: ['get'] },
    ]);
  });

  it('lets a verb of all swallow the others after merging, so that it merges nothing', () => {
    const rules = [
      { groups: ['a'], resources: ['x'], verbs: ['*', 'get'] },
      { groups: ['a'], resources: ['y'], verbs: ['*'] },
    ];
    expect(normalizeRules(rules)).toEqual([
      { ...none, groups: ['a'], resources: ['x'], verbs: ['*'] },
      { ...none, groups: ['a'], resources: ['y'], verbs: ['*'] },
    ]);
  });

  const words = (...all: string[]) => fc.uniqueArray(fc.constantFrom(...all), { minLength: 1 });
  const anyRules = fc.array(
    fc.record({
      groups: words('', 'apps', 'batch'),
      resources: words('pods', 'jobs', 'nodes'),
      resourceNames: fc.oneof(fc.constant([]), words('a', 'b')),
      verbs: words('get', 'list', 'patch'),
    }),
    { maxLength: 6 },
  );

  it('gives the same rights, whatever the order', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        const normalized = normalizeRules(rules);
        expect(rightsOf(normalized)).toEqual(rightsOf(rules));
        expect(normalizeRules(rules.toReversed())).toEqual(normalized);
      }),
    );
  });
});

/** Every single right, as text. */
function rightsOf(rules: readonly RbacRule[]): string[] {
  const rights = rules.flatMap(({ groups = [], resources = [], resourceNames = [], verbs }) =>
    groups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.flatMap((verb) =>
          (resourceNames.length === 0 ? ['any'] : resourceNames).map(
            (name) => `${verb} ${group}/${resource} ${name}`,
          ),
        ),
      ),
    ),
  );
  return [...new Set(rights)].toSorted();
}

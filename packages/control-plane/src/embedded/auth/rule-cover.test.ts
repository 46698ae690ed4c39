import { describe, expect, it } from 'vitest';
import { coversPath, parseRule, type PolicyRule } from './policy-rule.ts';
import { ruleJson } from './rbac-source.test.support.ts';
import { compactRules, uncoveredRules } from './rule-cover.ts';

const rules = (...texts: string[]): PolicyRule[] =>
  texts.map((text) => {
    const [rule = '', names] = text.split(' ');
    const resourceNames = names === undefined ? [] : names.split(',');
    return parseRule({ ...ruleJson(rule), resourceNames });
  });

// From the server's own tests (component-helpers/auth/rbac/validation).
const table: [title: string, held: string[], wanted: string[], missing: string[]][] = [
  ['exact match', ['get|v1|builds'], ['get|v1|builds'], []],
  ['subresource wildcard', ['get|v1|*/scale'], ['get|v1|foo/scale'], []],
  [
    'many rules for one',
    ['delete|v1|deployments', 'delete|v1|builds', 'update|v1|builds,deployments'],
    ['delete,update|v1|builds,deployments'],
    [],
  ],
  [
    'one rule for many groups',
    ['delete,update|group1,group2|builds,deployments'],
    ['delete|group1|deployments', 'update|group2|builds,deployments'],
    [],
  ],
  [
    'a missing combination',
    ['delete,update|v1|builds,deployments', 'delete|v1|pods'],
    ['delete,update|v1|builds,deployments,pods'],
    ['update|v1|pods'],
  ],
  ['group star for many', ['get|*|roles'], ['get|group1,group2|roles'], []],
  ['no enumeration for a group star', ['get|dummy|roles'], ['get|*|roles'], ['get|*|roles']],
  ['group star for star', ['get|*|roles'], ['get|*|roles'], []],
  ['verb star for many', ['*|v1|roles'], ['watch,list|v1|roles'], []],
  ['no enumeration for a verb star', ['get,list|v1|roles'], ['*|v1|roles'], ['*|v1|roles']],
  ['resource star', ['get|v1|*'], ['get|v1|resourcegroup:deployments'], []],
  ['no enumeration for a resource star', ['get|v1|roles'], ['get|v1|*'], ['get|v1|*']],
  ['no names for many names', ['get|v1|pods'], ['get|v1|pods foo,bar'], []],
  ['names not for all names', ['get|v1|pods foo,bar'], ['get|v1|pods'], ['get|v1|pods']],
  ['paths', ['*|-|-|/apis'], ['*|-|-|/apis'], []],
  ['path star', ['*|-|-|*'], ['*|-|-|/apis,/apis/v1,/'], []],
  ['a prefix not for its parent', ['*|-|-|/apis/*'], ['get|-|-|/apis,/apis/v1'], ['get|-|-|/apis']],
  ['a path prefix', ['*|-|-|/apis/*'], ['get|-|-|/apis/v1/foo,/apis/v1'], []],
  ['paths and resources', ['get|v1|builds|/apis'], ['get|v1|builds|/apis'], []],
  ['paths beyond resources', ['get|v1|builds'], ['get|v1|builds|/apis'], ['get|-|-|/apis']],
];

describe('uncoveredRules', () => {
  it.each(table.map(([title, ...lists]) => ({ title, lists })))('$title', ({ lists }) => {
    const [held, wanted, missing] = lists;
    expect(uncoveredRules(rules(...held), rules(...wanted))).toEqual(rules(...missing));
  });
});

describe('coversPath', () => {
  it.each([
    ['*', '', true],
    ['*', '/', true],
    ['*', '/api', true],
    ['/*', '', false],
    ['/*', '/', true],
    ['/*', '/foo', true],
    ['/api', '/api', true],
    ['/apis', '/api', false],
    ['/api/v1', '/api', false],
    ['/api/v1', '/api/v1', true],
    ['/api/*', '/api/v1', true],
    ['/api/*', '/api', false],
    ['/api/*/*', '/api/v1', false],
    ['/*/v1/*', '/api/v1', false],
  ])('%s, %s: %s', (pattern, path, covers) => {
    expect(coversPath(pattern, path)).toBe(covers);
  });
});

describe('compactRules', () => {
  it('joins the verbs of simple rules, names apart', () => {
    expect(
      compactRules(
        rules(
          'get||builds',
          'list||builds',
          'update,patch||builds',
          'create|extensions|daemonsets',
          'delete|extensions|daemonsets',
          'get|extensions|daemonsets foo',
          'list|extensions|daemonsets foo',
          '-||pods',
          'create||pods',
        ),
      ),
    ).toEqual(
      rules(
        'get,list,update,patch||builds',
        'create,delete|extensions|daemonsets',
        'get,list|extensions|daemonsets foo',
        'create||pods',
      ),
    );
  });

  it('leaves others as they are', () => {
    const others = rules(
      'get|,x|builds',
      'list|,x|builds',
      'get||a,b',
      'get||builds|/',
      'get||c x,y',
    );
    expect(compactRules(others)).toEqual(others);
  });
});

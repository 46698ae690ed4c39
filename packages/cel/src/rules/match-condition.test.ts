import { describe, expect, it } from 'vitest';
import { MatchCondition } from './match-condition.ts';

const subject = {
  object: { metadata: { name: 'a', labels: { tier: 'web' } }, spec: { replicas: 3 } },
  oldObject: undefined,
  request: { operation: 'CREATE', userInfo: { username: 'ann', groups: ['system:masters'] } },
};

describe('MatchCondition', () => {
  it.each([
    ["object.metadata.labels['tier'] == 'web'", true],
    ['object.spec.replicas > 3', false],
    ['has(object.spec.paused) && object.spec.paused', false],
    ['oldObject == null', true],
    ["request.userInfo.groups.exists(group, group == 'system:masters')", true],
    [" request.operation in ['UPDATE', 'DELETE'] ", false],
  ])('%s is %s', (expression, expected) => {
    expect(new MatchCondition(expression).matches(subject)).toBe(expected);
  });

  it('says which expression fails, and why', () => {
    const condition = new MatchCondition("object.metadata.annotations['a'] == 'b'");
    expect(condition.error).toBeUndefined();
    expect(() => condition.matches(subject)).toThrow(
      "expression 'object.metadata.annotations['a'] == 'b'' resulted in error: no such key: annotations",
    );
  });

  it.each([
    ['object.metadata.name', 'must evaluate to bool but got dyn'],
    ['nobody == 1', "undeclared reference to 'nobody'"],
    ["authorizer.group('').resource('pods').check('get').allowed()", 'undeclared reference'],
  ])('refuses %s', (expression, error) => {
    const condition = new MatchCondition(expression);
    expect(condition.error).toContain(error);
    expect(() => condition.matches(subject)).toThrow(error);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adviseRules } from './advice.ts';
import { checkRules } from './check-rules.ts';
import type { RuleSchema } from './rule-schema.ts';

const recorded = JSON.parse(
  readFileSync(new URL('recorded-rules.test.json', import.meta.url), 'utf8'),
) as { readonly schema: RuleSchema; readonly rules: readonly Recorded[] };

function reportOf(rule: string) {
  const schema = { ...recorded.schema, 'x-kubernetes-validations': [{ rule }] };
  return checkRules(schema);
}

interface Recorded {
  readonly rule: string;
  readonly error?: string;
  readonly cost?: number;
  readonly usesOldSelf?: boolean;
}

/** What apiextensions' compiler said (recorded from k8s.io/apiextensions-apiserver 0.37.2). */
describe('checkRules says what the API server says', () => {
  it.each(recorded.rules)('$rule', ({ rule, error, cost = 0, usesOldSelf = false }) => {
    const { compiled } = reportOf(rule).rules[0]!;
    expect(compiled.rule.error).toBe(error);
    expect(compiled.usesOldSelf).toBe(usesOldSelf);
    // Beyond what a double counts exactly, any number will do.
    if (compiled.rule.maxCost > 2 ** 53) expect(cost).toBeGreaterThan(2 ** 53);
    else expect(compiled.rule.maxCost).toBe(cost);
  });
});

describe('adviseRules', () => {
  it.each([
    ['self.spec.sze > 1', "no such field 'sze'; did you mean 'size'?"],
    [
      'self.spec.hosts.all(h, h.startWith("a"))',
      "no such function 'startWith'; did you mean 'startsWith'?",
    ],
    ['self.metadata.labels == {}', "no such field 'labels': the fields are generateName, name"],
    ['self.spec.size >', 'the expression ends too early: a value is missing'],
    ['self.spec.size > > 1', "unexpected '>': a value should stand here"],
    ['self.spec.size', 'the expression gives int, and must give bool'],
    [
      'self.spec.hosts.all(h, self.spec.hosts.exists_one(g, g == h))',
      'the rule costs more than 100 times what the API server allows: put @MaxItems on spec.hosts and @MaxLength on spec.hosts[]',
    ],
  ])('tells of %s what to write', (rule, message) => {
    expect(adviseRules(reportOf(rule)).map((one) => one.message)).toEqual([message]);
  });

  it('says nothing of a good rule', () => {
    expect(adviseRules(reportOf('self.spec.few.all(x, x != "")'))).toEqual([]);
  });

  it('adds up the rules of a schema', () => {
    const property: RuleSchema = {
      type: 'array',
      items: { type: 'string' },
      'x-kubernetes-validations': [{ rule: 'self.all(x, x.size() >= 0)' }],
    };
    const names = Array.from({ length: 20 }, (_, index) => `list${index}`);
    const properties = Object.fromEntries(names.map((name) => [name, property]));
    const report = checkRules({ type: 'object', properties });
    expect(report.rules.every(({ cost }) => cost < 10_000_000)).toBe(true);
    expect(adviseRules(report).map((one) => one.message)).toEqual([
      expect.stringContaining('all rules together cost 1.3 times what the API server allows'),
    ]);
  });
});

import { placeOf, type Place, type Problem } from '../syntax/problem.ts';
import {
  expressionCostLimit,
  type RuleReport,
  type RulesReport,
  schemaCostLimit,
} from './check-rules.ts';
import type { CompiledExpression } from './compile-rule.ts';

/** What is wrong with a rule, and what to write instead. */
export interface RuleAdvice {
  /** `undefined` for what is wrong with all rules together. */
  readonly report: RuleReport | undefined;
  readonly part: 'rule' | 'messageExpression' | 'optionalOldSelf';
  /** In the expression; `undefined` when all of it is meant. */
  readonly place: Place | undefined;
  readonly offset: number | undefined;
  readonly message: string;
}

/** Everything that the API server would refuse in the rules of a schema, in words for their author. */
export function adviseRules({ rules, totalCost }: RulesReport): RuleAdvice[] {
  const advice = rules.flatMap(adviseRule);
  if (advice.length > 0 || totalCost <= schemaCostLimit) return advice;
  const most = rules.toSorted((a, b) => b.cost - a.cost)[0];
  return [
    {
      report: most,
      part: 'rule',
      place: undefined,
      offset: undefined,
      message: `all rules together cost ${factor(totalCost / schemaCostLimit)} what the API server allows, this one the most: ${remedy(most?.unbounded ?? [])}`,
    },
  ];
}

function adviseRule(report: RuleReport): RuleAdvice[] {
  const { compiled, source, cost, messageCost, uncorrelatable, unbounded } = report;
  const advice: RuleAdvice[] = [
    ...adviseExpression(report, 'rule', compiled.rule),
    ...(compiled.messageExpression
      ? adviseExpression(report, 'messageExpression', compiled.messageExpression)
      : []),
  ];
  const add = (part: RuleAdvice['part'], message: string): void => {
    advice.push({ report, part, place: undefined, offset: undefined, message });
  };
  if (cost > expressionCostLimit) {
    add(
      'rule',
      `the rule costs ${factor(cost / expressionCostLimit)} what the API server allows: ${remedy(unbounded)}`,
    );
  }
  if (messageCost > expressionCostLimit) {
    add(
      'messageExpression',
      `the message costs ${factor(messageCost / expressionCostLimit)} what the API server allows: ${remedy(unbounded)}`,
    );
  }
  if (compiled.usesOldSelf && uncorrelatable !== undefined) {
    add(
      'rule',
      'oldSelf cannot be used here: the items of this list have no counterpart before the change. Put the rule on the field that holds the list, or write @ListType("map") with @ListMapKey',
    );
  }
  if (!compiled.usesOldSelf && source.optionalOldSelf !== undefined && advice.length === 0) {
    add('optionalOldSelf', 'the rule does not use oldSelf: leave optionalOldSelf out');
  }
  return advice;
}

function factor(value: number): string {
  if (value > 100) return 'more than 100 times';
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} times`;
}

function remedy(unbounded: readonly string[]): string {
  const [first, second] = [...new Set(unbounded)];
  if (first === undefined) return 'make it simpler, or lower the limits of what it looks at';
  const more = second === undefined ? '' : ` and ${second}`;
  return `put ${first}${more}`;
}

function adviseExpression(
  report: RuleReport,
  part: RuleAdvice['part'],
  { source, problems }: CompiledExpression,
): RuleAdvice[] {
  return problems.map((problem) => ({
    report,
    part,
    place: placeOf(source, problem.offset),
    offset: problem.offset,
    message: explain(problem),
  }));
}

function explain({ message, unknown }: Problem): string {
  if (unknown === undefined) return plainWords(message);
  const { kind, name, known } = unknown;
  const likely = closest(name, known);
  const hint = likely === undefined ? listed(kind, known) : `; did you mean '${likely}'?`;
  return `no such ${kind} '${name}'${hint}`;
}

/** The grammar's lists of tokens help nobody. */
function plainWords(message: string): string {
  const found = /^Syntax error: (?:mismatched|extraneous) input '(.*)' expecting \{/u.exec(message);
  if (!found) return message.replace(/^Syntax error: /u, '');
  return found[1] === '<EOF>'
    ? 'the expression ends too early: a value is missing'
    : `unexpected '${found[1]}': a value should stand here`;
}

function listed(kind: string, known: readonly string[]): string {
  if (kind === 'function' || known.length === 0 || known.length > 8) return '';
  const what = kind === 'field' ? 'the fields are' : 'an expression knows';
  return `: ${what} ${known.toSorted().join(', ')}`;
}

/** The known name that differs least, if it differs by little. */
function closest(name: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const ranked = known
    .map((candidate) => ({
      candidate,
      distance: distance(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter((one) => one.distance <= limit)
    .toSorted((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** How many letters are to be added, dropped, changed or swapped with the next. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] as number) + 1);
      }
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
}

import type { RbacRule, RuleOrigin } from '../model/rbac-rule.ts';
import type { SourceProblem } from '../source/source-error.ts';
import { implies, singleRights } from './single-right.ts';

/** The `@Rbac` whose rights are all there without it, and what gives them. */
export function redundantRules(rules: readonly RbacRule[]): SourceProblem[] {
  const declared = rules.filter(({ origin }) => origin?.by === '@Rbac');
  const derived = rules.filter((rule) => !declared.includes(rule));
  return declared.flatMap((rule, index) => {
    // Of two that say the same, the second is too much.
    const others = [...derived, ...declared.slice(0, index), ...widerThan(rule, declared, index)];
    const givers = singleRights(rule).map((right) =>
      others.find((other) => singleRights(other).some((one) => implies(one, right))),
    );
    const { origin } = rule;
    if (origin === undefined || givers.includes(undefined)) return [];
    const places = new Set(givers.flatMap((giver) => placeOf(giver?.origin) ?? []));
    const { file, line, column } = origin;
    const message = `this @Rbac adds nothing: ${[...places].join(' and ')} already ${places.size > 1 ? 'imply' : 'implies'} it. Take it out`;
    return [{ file, line, column, message }];
  });
}

/** Those further down that give more than this one: then it is this one that is too much. */
function widerThan(rule: RbacRule, declared: readonly RbacRule[], index: number): RbacRule[] {
  const own = singleRights(rule);
  return declared.slice(index + 1).filter((other) => {
    const theirs = singleRights(other);
    const covers = own.every((right) => theirs.some((one) => implies(one, right)));
    const isCovered = theirs.every((right) => own.some((one) => implies(one, right)));
    return covers && !isCovered;
  });
}

/** `@Controller at src/controllers/a.ts:12:2`. */
export function placeOf(origin: RuleOrigin | undefined): string | undefined {
  if (origin === undefined) return undefined;
  return `${origin.by} at ${origin.file}:${origin.line}:${origin.column}`;
}

import type { CaseGroup } from './group.ts';
import { Limiter, type Outcome, runCase } from './run-case.ts';
import { TargetClient } from './session.ts';
import type { Target } from './target.ts';

const casesAtOnce = 8;

/** Starts all cases of the groups, some at a time. Each promise is that of one case. */
export function runGroups(
  target: Target,
  groups: readonly CaseGroup[],
): Map<string, Map<string, Promise<Outcome>>> {
  const shared = new TargetClient(target);
  const limiter = new Limiter(casesAtOnce);
  return new Map(
    groups.map(({ name, cases }) => {
      const outcomes = Object.entries(cases).map(([title, run]) => {
        const outcome = limiter.run(() => runCase(shared, run));
        // Whoever wants it awaits it later.
        outcome.catch(() => {});
        return [title, outcome] as const;
      });
      return [name, new Map(outcomes)];
    }),
  );
}

/** The lines that differ, as a difference is written: `-` recorded, `+` answered. Empty when they are equal. */
export function compareLines(recorded: readonly string[], answered: readonly string[]): string[] {
  const differences: string[] = [];
  for (let index = 0; index < Math.max(recorded.length, answered.length); index += 1) {
    const [before, after] = [recorded[index], answered[index]];
    if (before === after) continue;
    if (before !== undefined) differences.push(`- ${before}`);
    if (after !== undefined) differences.push(`+ ${after}`);
  }
  return differences;
}

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { kubectlCases } from './cases/kubectl.ts';
import { describeDifference } from './describe-difference.ts';
import { knownDifferences } from './known-differences.ts';
import { hasKubectl, runKubectl } from './kubectl.ts';
import { judged, startTarget, type Target } from './target.ts';

const timeoutMs = 120_000;
const isPossible =
  judged.includes('embedded') && inject('backend') === 'real' && (await hasKubectl());

// Some orders and ages come from times in whole seconds: a slow machine may put two writes into two.
describe.skipIf(!isPossible)('kubectl prints the same for both', { retry: 2 }, () => {
  let real: Target;
  let embedded: Target;

  beforeAll(async () => {
    [real, embedded] = await Promise.all([startTarget('real'), startTarget('embedded')]);
  }, timeoutMs);

  afterAll(async () => {
    await Promise.all([real, embedded].map((target) => target?.[Symbol.asyncDispose]()));
  }, timeoutMs);

  it.each(Object.entries(kubectlCases))(
    '%s',
    async (title, steps) => {
      const [wanted, got] = await Promise.all([
        runKubectl(real, steps),
        runKubectl(embedded, steps),
      ]);
      const differences = describeDifference(wanted, got).join('\n');
      if (title in (knownDifferences['kubectl'] ?? {})) expect(differences).not.toBe('');
      else expect(differences).toBe('');
    },
    timeoutMs,
  );
});

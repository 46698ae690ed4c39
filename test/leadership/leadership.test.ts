import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { Contest } from './contest.ts';

// The short one; `main.ts` does it in earnest, with the usual times and as often as one likes.
it('never has two writers, whatever becomes of the leader', { timeout: 120_000 }, async () => {
  await using contest = await Contest.begin({
    kubeconfigPath: inject('kubeconfigPath'),
    namespace: `leadership-${randomUUID().slice(0, 8)}`,
    candidates: 2,
    times: [3_000, 2_000, 400],
  });
  // Given back: the next one sees it at once. Its event loop busy: it goes on to lead.
  expect(await contest.change('term')).toBeLessThan(1_500);
  expect(await contest.change('busy')).toBeUndefined();
  expect(await contest.change('stop')).toBeLessThan(6_000);
  expect(await contest.change('partition')).toBeLessThan(6_000);
  expect(await contest.change('delete')).toBeUndefined();
  expect(await contest.change('block')).toBeLessThan(8_000);
  await contest.end();
  expect(contest.breaches).toEqual([]);
  const writers = new Set(contest.writes.map(({ writer }) => writer));
  expect(writers.size).toBeGreaterThan(4);
});

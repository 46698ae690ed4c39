import { describe, expect, it } from 'vitest';
import { EventBudget } from './event-budget.ts';

describe('EventBudget', () => {
  it('lets 25 writes about an object follow at once, then one in five minutes', () => {
    const budget = new EventBudget();
    const taken = Array.from({ length: 30 }, () => budget.take('a', 0));
    expect(taken.filter(Boolean)).toHaveLength(25);
    expect([budget.take('b', 0), budget.waitMs('b', 0)]).toEqual([true, 0]);
    expect(budget.waitMs('a', 100_000)).toBeCloseTo(200_000);
    expect([budget.take('a', 299_999), budget.take('a', 300_001)]).toEqual([false, true]);
    expect(budget.take('a', 300_002)).toBe(false);
  });

  it('saves up no more than the burst, and forgets who was not heard of for long', () => {
    const budget = new EventBudget({ burst: 1, refillMs: 1_000 });
    expect(budget.take('a', 0)).toBe(true);
    expect([budget.take('a', 10_000), budget.take('a', 10_000)]).toEqual([true, false]);
    for (let index = 0; index < 4_096; index += 1) budget.take(`other-${index}`, 10_000);
    expect(budget.take('a', 10_000)).toBe(true);
  });
});

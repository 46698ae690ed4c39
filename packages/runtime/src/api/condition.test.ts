import type { Condition } from '@keelson/kubernetes/meta/v1';
import { describe, expect, it } from 'vitest';
import { findCondition, isConditionTrue, removeCondition, setCondition } from './condition.ts';

const ready = { type: 'Ready', status: 'True', reason: 'AllGood', message: '' };
const earlier = Date.UTC(2026, 0, 1);
const later = Date.UTC(2026, 0, 2);

describe('setCondition', () => {
  it('adds what is not there', () => {
    const conditions: Condition[] = [];
    expect(setCondition(conditions, ready, earlier)).toBe(true);
    expect(conditions).toEqual([{ ...ready, lastTransitionTime: '2026-01-01T00:00:00Z' }]);
  });

  it('moves the time only when the status changes', () => {
    const conditions: Condition[] = [];
    setCondition(conditions, ready, earlier);
    expect(setCondition(conditions, { ...ready, reason: 'StillGood' }, later)).toBe(true);
    expect(conditions[0]).toMatchObject({
      reason: 'StillGood',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    });
    expect(setCondition(conditions, { ...ready, status: 'False' }, later)).toBe(true);
    expect(conditions).toEqual([
      { ...ready, status: 'False', lastTransitionTime: '2026-01-02T00:00:00Z' },
    ]);
  });

  it('says when nothing changes', () => {
    const conditions: Condition[] = [];
    setCondition(conditions, { ...ready, observedGeneration: 1 }, earlier);
    expect(setCondition(conditions, { ...ready, observedGeneration: 1 }, later)).toBe(false);
    expect(setCondition(conditions, { ...ready, observedGeneration: 2 }, later)).toBe(true);
    expect(setCondition(conditions, { ...ready, observedGeneration: 2, message: 'm' })).toBe(true);
    expect(conditions).toMatchObject([{ lastTransitionTime: '2026-01-01T00:00:00Z' }]);
  });

  it('keeps the order and the others', () => {
    const conditions: Condition[] = [];
    setCondition(conditions, ready, earlier);
    setCondition(conditions, { ...ready, type: 'Synced' }, earlier);
    setCondition(conditions, { ...ready, status: 'Unknown' }, later);
    expect(conditions.map(({ type, status }) => `${type} ${status}`)).toEqual([
      'Ready Unknown',
      'Synced True',
    ]);
  });
});

describe('conditions', () => {
  it('are found, and true only when they say so', () => {
    const conditions = [ready, { ...ready, type: 'Synced', status: 'Unknown' }];
    expect(findCondition(conditions, 'Synced')).toBe(conditions[1]);
    expect(findCondition(undefined, 'Ready')).toBeUndefined();
    expect(isConditionTrue(conditions, 'Ready')).toBe(true);
    expect(isConditionTrue(conditions, 'Synced')).toBe(false);
    expect(isConditionTrue(conditions, 'Other')).toBe(false);
    expect(isConditionTrue(undefined, 'Ready')).toBe(false);
  });

  it('are removed', () => {
    const conditions: Condition[] = [];
    setCondition(conditions, ready, earlier);
    expect(removeCondition(conditions, 'Synced')).toBe(false);
    expect(removeCondition(conditions, 'Ready')).toBe(true);
    expect(conditions).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { ageOf, humanDuration } from './human-duration.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('humanDuration', () => {
  // The table of apimachinery's duration_test.go.
  it.each([
    [second, '1s'],
    [70 * second, '70s'],
    [190 * second, '3m10s'],
    [70 * minute, '70m'],
    [47 * hour, '47h'],
    [49 * hour, '2d1h'],
    [8 * day + 2 * hour, '8d'],
    [367 * day, '367d'],
    [(365 * 2 + 25) * day, '2y25d'],
    [(365 * 8 + 2) * day, '8y'],
    [-1 * second, '0s'],
    [-2 * second, '<invalid>'],
    [2 * minute, '2m'],
    [3 * hour, '3h'],
    [3 * hour + 5 * minute, '3h5m'],
  ])('shows %d as %s', (duration, text) => {
    expect(humanDuration(duration)).toBe(text);
  });
});

describe('ageOf', () => {
  it('is unknown without a time', () => {
    expect(ageOf('', 0)).toBe('<unknown>');
    expect(ageOf('1970-01-01T00:00:00Z', 90 * second)).toBe('90s');
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMicroTime, toTime } from './time.ts';

const at = Date.UTC(2026, 7, 9, 10, 11, 12);

describe('toTime', () => {
  it('is in whole seconds', () => {
    expect(toTime(at)).toBe('2026-08-09T10:11:12Z');
    expect(toTime(at + 999)).toBe('2026-08-09T10:11:12Z');
    expect(toTime(new Date(at))).toBe('2026-08-09T10:11:12Z');
  });
});

describe('toMicroTime', () => {
  it('has six digits, always', () => {
    expect(toMicroTime(at)).toBe('2026-08-09T10:11:12.000000Z');
    expect(toMicroTime(new Date(at))).toBe('2026-08-09T10:11:12.000000Z');
    expect(toMicroTime(at + 7)).toBe('2026-08-09T10:11:12.007000Z');
    expect(toMicroTime(at + 7.125)).toBe('2026-08-09T10:11:12.007125Z');
    const times = fc.double({ min: 0, max: 4e12, noNaN: true });
    fc.assert(
      fc.property(times, (time) => {
        expect(toMicroTime(time)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
        expect(Date.parse(toMicroTime(time))).toBe(Math.floor(time));
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { normaliseTime } from './go-time.ts';

describe('normaliseTime', () => {
  it('writes seconds in UTC', () => {
    expect(normaliseTime('2001-02-03T04:05:06+01:00', false)).toBe('2001-02-03T03:05:06Z');
    expect(normaliseTime('2001-02-03T04:05:06.9Z', false)).toBe('2001-02-03T04:05:06Z');
  });

  it('writes microseconds in UTC', () => {
    expect(normaliseTime('2001-02-03T04:05:06.000007+01:00', true)).toBe(
      '2001-02-03T03:05:06.000007Z',
    );
  });

  it('refuses other texts in the words of Go', () => {
    expect(() => normaliseTime('yesterday', false)).toThrow(
      'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
    );
    expect(() => normaliseTime('2001-02-03T04:05:06Z', true)).toThrow(
      'parsing time "2001-02-03T04:05:06Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
    );
    expect(() => normaliseTime('2001-02-03T04:05:06.0000079Z', true)).toThrow(
      'parsing time "2001-02-03T04:05:06.0000079Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "9Z" as "Z07:00"',
    );
    expect(() => normaliseTime('2001-13-01T00:00:00Z', false)).toThrow(
      'parsing time "2001-13-01T00:00:00Z": month out of range',
    );
  });
});

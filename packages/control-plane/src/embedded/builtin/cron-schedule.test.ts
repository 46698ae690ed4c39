import { describe, expect, it } from 'vitest';
import { scheduleError } from './cron-schedule.ts';

describe('scheduleError', () => {
  it.each(['*/5 * * * *', '@daily', '@every 1h', '* * * jan mon', '1,2,3 * * * *', '5/10 * * * *'])(
    'has nothing against %s',
    (schedule) => {
      expect(scheduleError(schedule)).toBeUndefined();
    },
  );

  it.each([
    ['often', 'expected exactly 5 fields, found 1: [often]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['1-0 * * * *', 'beginning of range (1) beyond end of range (0): 1-0'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['@never', 'unrecognized descriptor: @never'],
    ['TZ=UTC * * * * *', 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'],
  ])('refuses %s', (schedule, why) => {
    expect(scheduleError(schedule)).toBe(why);
  });
});

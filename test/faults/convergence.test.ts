import { expect, inject, it } from 'vitest';
import { converge } from './support/convergence.ts';
import { formatSchedule, makeSchedule, scheduleOfRun } from './support/fault-schedule.ts';

it(
  'a cache that was thrown every fault at ends equal to the server',
  { timeout: 60_000 },
  async () => {
    const lengthMs = 8_000;
    const schedule = scheduleOfRun({ lengthMs, everyMs: 300 });
    try {
      const result = await converge({
        kubeconfigPath: inject('kubeconfigPath'),
        schedule,
        lengthMs,
        objects: 500,
        writesPerSecond: 25,
        speed: 20,
        settleMs: 20_000,
      });
      expect(result.breaches).toEqual([]);
      expect(result.objects).toBeGreaterThan(300);
      expect(result.watches).toBeGreaterThan(5);
    } catch (error) {
      throw new Error(`Run it again with\n${formatSchedule(schedule)}`, { cause: error });
    }
  },
);

it('a schedule is the same for the same seed, and what was printed can be played', () => {
  const options = { lengthMs: 10_000, everyMs: 100 };
  const schedule = makeSchedule(7, options);
  expect(schedule.steps.length).toBeGreaterThanOrEqual(99);
  expect(scheduleOfRun(options, { KEELSON_FAULT_SEED: '7' })).toEqual(schedule);
  const [, printed = ''] = /KEELSON_FAULT_SCHEDULE='(.*)'/.exec(formatSchedule(schedule)) ?? [];
  expect(scheduleOfRun(options, { KEELSON_FAULT_SCHEDULE: printed })).toEqual(schedule);
  expect(makeSchedule(8, options).steps).not.toEqual(schedule.steps);
});

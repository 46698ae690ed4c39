import { expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { ExchangeMeter } from './exchange-meter.ts';

it('reports each try, and why there was a further one', async () => {
  const clock = new FakeClock();
  const reports: unknown[] = [];
  const metrics = {
    requested: (report: object) => void reports.push({ is: 'request', ...report }),
    retried: (report: object) => void reports.push({ is: 'retry', ...report }),
  };
  const meter = new ExchangeMeter('GET', { metrics, host: 'h:1', clock });
  const answer = (status: number) => () => {
    clock.pause(20);
    return Promise.resolve({ status });
  };
  await meter.measure(answer(429));
  await expect(meter.measure(() => Promise.reject(new Error('reset')))).rejects.toThrow('reset');
  await meter.measure(answer(200));
  const common = { method: 'GET', host: 'h:1' };
  expect(reports).toEqual([
    { is: 'request', ...common, code: '429', durationMs: 20 },
    { is: 'retry', ...common, code: '429' },
    { is: 'request', ...common, code: '<error>', durationMs: 0 },
    { is: 'retry', ...common, code: '<error>' },
    { is: 'request', ...common, code: '200', durationMs: 20 },
  ]);
});

import { expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import type { ClientRequestReport } from './client-metrics.ts';
import { MeasuredTransport } from './measured-transport.ts';
import { ScriptedTransport } from './scripted-transport.fixture.ts';

it('reports whole exchanges, streams and failures', async () => {
  const clock = new FakeClock();
  const inner = new ScriptedTransport(({ method }) => {
    clock.pause(20);
    if (method === 'PUT') throw new Error('no answer');
    return { status: method === 'GET' ? 200 : 409 };
  });
  const reports: ClientRequestReport[] = [];
  const metrics = { requested: (report: ClientRequestReport) => void reports.push(report) };
  const transport = new MeasuredTransport({ transport: inner, metrics, host: 'h:1', clock });
  await transport.send({ method: 'POST', path: '/' });
  await transport.stream({ method: 'GET', path: '/' });
  await expect(transport.send({ method: 'PUT', path: '/' })).rejects.toThrow('no answer');
  const common = { host: 'h:1', durationMs: 20 };
  expect(reports).toEqual([
    { method: 'POST', code: '409', ...common },
    { method: 'GET', code: '200', ...common },
    { method: 'PUT', code: '<error>', ...common },
  ]);
});

import { expect, it } from 'vitest';
import type { Transport } from '../client/transport.ts';
import { MeteredTransport, createClientMetrics } from './client-metrics.ts';
import { MetricsRegistry } from './registry.ts';

it("counts requests under client-go's name and labels, failures too", async () => {
  const registry = new MetricsRegistry();
  const inner: Transport = {
    send: async ({ path }) => ({ status: path === '/a' ? 200 : 409, headers: {}, body: '' }),
    stream: () => Promise.reject(new Error('connection refused')),
    async [Symbol.asyncDispose]() {},
  };
  const transport = new MeteredTransport(inner, createClientMetrics(registry), '10.0.0.1:443');
  await transport.send({ method: 'GET', path: '/a' });
  await transport.send({ method: 'GET', path: '/a' });
  await transport.send({ method: 'PUT', path: '/b' });
  await expect(transport.stream({ method: 'GET', path: '/c' })).rejects.toThrow('refused');
  const samples = (await registry.render()).split('\n').filter((line) => line.startsWith('rest_'));
  expect(samples).toEqual([
    'rest_client_requests_total{code="200",method="GET",host="10.0.0.1:443"} 2',
    'rest_client_requests_total{code="409",method="PUT",host="10.0.0.1:443"} 1',
    'rest_client_requests_total{code="<error>",method="GET",host="10.0.0.1:443"} 1',
  ]);
});

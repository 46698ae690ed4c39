import { expect, it } from 'vitest';
import { createClientMetrics } from './client-metrics.ts';
import { MetricsRegistry } from './registry.ts';

it("counts requests under client-go's names and labels, failures too", async () => {
  const registry = new MetricsRegistry();
  const metrics = createClientMetrics(registry);
  const host = '10.0.0.1:443';
  metrics.requested({ method: 'GET', host, code: '200', durationMs: 20 });
  metrics.requested({ method: 'GET', host, code: '200', durationMs: 3_000 });
  metrics.requested({ method: 'PUT', host, code: '409', durationMs: 1 });
  metrics.requested({ method: 'GET', host, code: '<error>', durationMs: 1 });
  metrics.retried({ method: 'GET', host, code: '429' });
  const text = await registry.render();
  expect(text.split('\n').filter((line) => line.startsWith('rest_client_requests'))).toEqual([
    'rest_client_requests_total{code="200",method="GET",host="10.0.0.1:443"} 2',
    'rest_client_requests_total{code="409",method="PUT",host="10.0.0.1:443"} 1',
    'rest_client_requests_total{code="<error>",method="GET",host="10.0.0.1:443"} 1',
  ]);
  expect(text).toContain(
    'rest_client_request_retries_total{code="429",verb="GET",host="10.0.0.1:443"} 1\n',
  );
  expect(text).toContain(
    'rest_client_request_duration_seconds_bucket{le="0.025",verb="GET",host="10.0.0.1:443"} 2\n',
  );
});

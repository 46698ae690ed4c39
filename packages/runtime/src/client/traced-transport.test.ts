import { describe, expect, it } from 'vitest';
import { RecordingTracer } from '../testing/recording-tracer.ts';
import { ScriptedTransport } from './scripted-transport.test.support.ts';
import { TracedTransport } from './traced-transport.ts';

function scene() {
  const tracer = new RecordingTracer();
  const inner = new ScriptedTransport(({ method }) => {
    if (method === 'PUT') throw new Error('no answer');
    return { status: method === 'GET' ? 200 : 409 };
  });
  return { tracer, transport: new TracedTransport(inner, tracer) };
}

describe('TracedTransport', () => {
  it('makes a span of each exchange, whatever comes of it', async () => {
    const { tracer, transport } = scene();
    const path = '/api/v1/namespaces/ns/pods/a';
    await transport.send({ method: 'POST', path });
    await transport.stream({ method: 'GET', path });
    await expect(transport.send({ method: 'PUT', path })).rejects.toThrow('no answer');
    const attributes = (method: string) => ({ 'http.request.method': method, 'url.path': path });
    expect(tracer.spans).toEqual([
      {
        name: 'POST pods',
        attributes: { ...attributes('POST'), 'http.response.status_code': 409 },
        parent: undefined,
        error: 'HTTP 409',
      },
      {
        name: 'GET pods',
        attributes: { ...attributes('GET'), 'http.response.status_code': 200 },
        parent: undefined,
        error: undefined,
      },
      { name: 'PUT pods', attributes: attributes('PUT'), parent: undefined, error: 'no answer' },
    ]);
  });

  it.each([
    ['/api/v1/namespaces/ns', 'namespaces'],
    ['/api/v1/namespaces/ns/finalize', 'namespaces/finalize'],
    ['/api/v1/namespaces/ns/configmaps', 'configmaps'],
    ['/apis/apps/v1/deployments', 'deployments.apps'],
    ['/apis/apps/v1/namespaces/ns/deployments/a/status', 'deployments.apps/status'],
    ['/apis/apps/v1', '/apis/apps/v1'],
    ['/version', '/version'],
  ])('names %s by its resource: %s', async (path, name) => {
    const { tracer, transport } = scene();
    await transport.send({ method: 'GET', path });
    expect(tracer.spans[0]?.name).toBe(`GET ${name}`);
  });
});

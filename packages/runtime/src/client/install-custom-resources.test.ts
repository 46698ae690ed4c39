import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { installCustomResources, uninstallCustomResources } from './install-custom-resources.ts';
import { RestClient } from './rest-client.ts';
import {
  type ScriptedAnswer,
  ScriptedTransport,
  statusBody,
} from './scripted-transport.test.support.ts';
import type { TransportRequest } from './transport.ts';

const manifest = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Thing', plural: 'things' },
    versions: [
      { name: 'v1', served: true, storage: true },
      { name: 'v0', served: false, storage: false },
    ],
  },
};
const pending = { type: 'Established', status: 'False', message: 'not yet' };
const established = { type: 'Established', status: 'True' };
const taken = { type: 'NamesAccepted', status: 'False', message: '"Thing" is taken' };

const withConditions = (...conditions: object[]) => ({
  ...manifest,
  metadata: { ...manifest.metadata, resourceVersion: '5' },
  status: { conditions },
});
const list = (...items: object[]) => ({ body: { metadata: { resourceVersion: '5' }, items } });
const event = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;
const notFound = (details?: object) => ({
  status: 404,
  body: statusBody(404, 'NotFound', details),
});

interface Script {
  readonly found?: object;
  readonly listed: object[];
  readonly events?: readonly string[];
  readonly things?: () => ScriptedAnswer;
}

/** A server that has `found`, lists `listed`, sends `events`, and then nothing more. */
function serverOf({ found, listed, events = [], things = () => list() }: Script) {
  const clock = new FakeClock();
  const transport = new ScriptedTransport(({ method, path, query, signal }: TransportRequest) => {
    if (path === '/apis/example.com/v1/things') return things();
    if (query?.get('watch') === 'true') return { chunks: chunksThenSilence(events, signal) };
    if (method !== 'GET') return { body: withConditions(pending) };
    if (query?.has('fieldSelector') === true) return list(...listed);
    return found === undefined ? notFound({ name: 'things.example.com' }) : { body: found };
  });
  return { clock, transport, client: new RestClient({ transport }) };
}

async function* chunksThenSilence(events: readonly string[], signal: AbortSignal | undefined) {
  for (const one of events) yield one;
  await new Promise((resolve) => {
    signal?.addEventListener('abort', resolve);
  });
}

describe('installCustomResources', () => {
  it('applies, waits until the server says so, and until it answers', async () => {
    let asked = 0;
    const { client, clock, transport } = serverOf({
      listed: [withConditions(pending)],
      events: [event('MODIFIED', withConditions(established))],
      things: () => ((asked += 1) < 3 ? notFound() : list()),
    });
    const result = installCustomResources(client, [manifest], { clock });
    await clock.advance(1_000);
    expect(await result).toEqual([{ name: 'things.example.com', result: 'created' }]);
    expect(asked).toBe(3);
    expect(transport.openStreams).toBe(0);
    expect(clock.pendingTimers).toBe(0);
    const apply = transport.requests.find(({ method }) => method === 'PATCH');
    expect(apply?.headers?.['content-type']).toBe('application/apply-patch+yaml');
    expect(apply?.query?.get('fieldManager')).toBe('keelson-install');
  });

  it('says what was there already', async () => {
    const server = (resourceVersion: string) =>
      serverOf({
        found: { ...manifest, metadata: { ...manifest.metadata, resourceVersion } },
        listed: [withConditions(established)],
      });
    const install = async ({ client, clock }: ReturnType<typeof server>) =>
      (await installCustomResources(client, [manifest], { clock }))[0]?.result;
    expect(await install(server('5'))).toBe('unchanged');
    expect(await install(server('4'))).toBe('configured');
  });

  it('says which names are taken', async () => {
    const { client, clock } = serverOf({ listed: [withConditions(taken, pending)] });
    await expect(installCustomResources(client, [manifest], { clock })).rejects.toThrow(
      'things.example.com: "Thing" is taken',
    );
  });

  it('names what is not established in time', async () => {
    const { client, clock } = serverOf({ listed: [withConditions(pending)] });
    const result = installCustomResources(client, [manifest], { clock, timeoutMs: 5_000 });
    await Promise.all([
      expect(result).rejects.toThrow('things.example.com: not yet'),
      clock.advance(5_000),
    ]);
  });

  it('ends when it is aborted', async () => {
    const abort = new AbortController();
    const { client, clock } = serverOf({ listed: [withConditions(pending)] });
    const { signal } = abort;
    const result = installCustomResources(client, [manifest], { clock, signal });
    const abortSoon = async (): Promise<void> => {
      await clock.advance(100);
      abort.abort(new Error('enough'));
    };
    await Promise.all([expect(result).rejects.toThrow('enough'), abortSoon()]);
  });

  it('applies nothing when one is something else', async () => {
    const { client, transport } = serverOf({ listed: [] });
    const wrong = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } };
    await expect(installCustomResources(client, [manifest, wrong])).rejects.toThrow(
      'not a CustomResourceDefinition of apiextensions.k8s.io/v1: ConfigMap (v1) c',
    );
    await expect(installCustomResources(client, [{ ...manifest, spec: {} }])).rejects.toThrow(
      'needs metadata.name, spec.names and spec.versions',
    );
    expect(transport.requests).toEqual([]);
  });
});

describe('uninstallCustomResources', () => {
  it('waits until the definition is gone', async () => {
    const { client, clock } = serverOf({
      listed: [withConditions(established)],
      events: [event('MODIFIED', withConditions()), event('DELETED', withConditions())],
    });
    expect(await uninstallCustomResources(client, [manifest], { clock })).toEqual([
      'things.example.com',
    ]);
  });

  it('says what is still there in the end', async () => {
    const { client, clock } = serverOf({ listed: [withConditions(established)] });
    const result = uninstallCustomResources(client, [manifest], { clock });
    await Promise.all([
      expect(result).rejects.toThrow(
        'things.example.com: it is still there: do finalizers hold its objects?',
      ),
      clock.advance(30_000),
    ]);
  });
});

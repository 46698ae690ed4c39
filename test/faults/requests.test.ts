import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigMap } from '@keelson/kubernetes/core/v1';
import {
  createHttpTransport,
  isAlreadyExists,
  loadClusterConfig,
  RestClient,
} from '@keelson/runtime';
import { eventually } from '@keelson/runtime/testing';
import { describe, expect, inject, it } from 'vitest';
import { FaultProxy } from './support/fault-proxy.ts';
import type { Verb } from './support/fault.ts';
import { setUp } from './support/set-up.ts';

const begin = () => setUp({ kubeconfigPath: inject('kubeconfigPath') });

describe('F19 a server that has too much to do', () => {
  it.each<[Verb, number, number]>([
    ['watch', 429, 32],
    ['watch', 503, 1],
    ['watch-list', 429, 7],
    ['write', 429, 20],
    ['write', 503, 1],
  ])(
    'is left alone as long as it asks: a %s, with %i for %i s',
    async (verb, status, retryAfter) => {
      await using test = await begin();
      await test.put('a');
      await test.start();
      await test.holds('a=1');
      const reason = status === 429 ? 'TooManyRequests' : 'ServiceUnavailable';
      const before = test.proxy.requests.length;
      const busy = await test.proxy.inject({
        kind: 'status',
        on: [verb],
        status,
        reason,
        retryAfter,
        times: 2,
      });
      const { namespace } = test;
      const data = { v: '2' };
      if (verb === 'write') {
        await test.client.apply(ConfigMap, { metadata: { namespace, name: 'a' }, data });
      } else {
        if (verb === 'watch') await test.proxy.inject({ kind: 'reset' });
        else await test.proxy.inject({ kind: 'error-event', status: 410, reason: 'Expired' });
        await test.put('a', '2');
      }
      await test.holds('a=2');
      expect(busy.hits).toBe(2);
      const asked = test.proxy.requests.slice(before).filter((request) => request.verb === verb);
      expect(asked).toHaveLength(3);
      const pauses = asked.slice(1).map(({ at }, index) => at - asked[index]!.at);
      // The client's clock is a hundred times faster; its timers may be a millisecond early.
      for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(retryAfter * 10 - 2);
      const relists = test.recoveries.filter((line) => line.startsWith('relisted'));
      expect(relists).toEqual(verb === 'watch-list' ? ['relisted expired'] : []);
    },
  );

  it('in the midst of a watch costs no list', async () => {
    await using test = await begin();
    await test.put('a');
    await test.start();
    await test.proxy.inject({ kind: 'error-event', status: 429, reason: 'TooManyRequests' });
    await test.put('a', '2');
    await test.holds('a=2');
    expect(test.recoveries).toEqual(['restarted throttled']);
  });
});

describe('F20 credentials', () => {
  /** A client as one in a pod: its token and the authority of the server are files. */
  async function fromFiles() {
    await using cleanup = new AsyncDisposableStack();
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-faults-'));
    cleanup.defer(() => rm(folder, { recursive: true }));
    const upstream = await loadClusterConfig({ kubeconfig: inject('kubeconfigPath') });
    const proxy = cleanup.use(await FaultProxy.before(upstream));
    const [caFile, tokenFile, kubeconfig] = ['ca.crt', 'token', 'kubeconfig'].map((name) =>
      path.join(folder, name),
    ) as [string, string, string];
    const putToken = (token: string) => writeFile(tokenFile, token);
    const putAuthority = () => writeFile(caFile, proxy.caCertificate);
    await putToken('first');
    await putAuthority();
    const content = {
      clusters: [{ name: 'c', cluster: { server: proxy.url, 'certificate-authority': caFile } }],
      users: [{ name: 'u', user: { tokenFile } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'c',
    };
    await writeFile(kubeconfig, JSON.stringify(content));
    const config = await loadClusterConfig({ kubeconfig });
    const transport = cleanup.use(createHttpTransport(config));
    const get = () => transport.send({ method: 'GET', path: '/version' });
    const owned = cleanup.move();
    return {
      proxy,
      get,
      putToken,
      putAuthority,
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  }

  it('that were rotated cost no call: the new token is read at the first refusal', async () => {
    await using test = await fromFiles();
    // The server knows neither token, and refuses both: what counts is which it was shown, and how often.
    expect((await test.get()).status).toBe(401);
    await test.putToken('second');
    await test.proxy.inject({ kind: 'status', status: 401, reason: 'Unauthorized', times: 1 });
    await test.get();
    const shown = test.proxy.requests.map(({ authorization }) => authorization);
    expect(shown.slice(-2)).toEqual(['Bearer first', 'Bearer second']);
    expect(test.proxy.gate.accepted).toBe(1);
  });

  it('of the server that were rotated cost no call either', async () => {
    await using test = await fromFiles();
    await test.get();
    test.proxy.rotateAuthority();
    await expect(test.get()).rejects.toMatchObject({ name: 'ConnectionError' });
    await test.putAuthority();
    expect((await test.get()).status).toBe(401);
  });
});

describe('F23 a reply that is lost after the server has carried out the write', () => {
  it.each([{ http2: true }, { http2: false }])(
    'is an error, and never a second write: %o',
    async ({ http2 }) => {
      await using test = await begin();
      const transport = createHttpTransport(test.proxy.config, { http2 });
      await using _ = transport;
      const client = new RestClient({ transport });
      const lost = await test.proxy.inject({ kind: 'lose-reply', on: ['write'], times: 1 });
      const { namespace } = test;
      const object = { metadata: { namespace, name: 'once' } };
      await expect(client.create(ConfigMap, object)).rejects.toMatchObject({
        name: 'ConnectionError',
      });
      expect(lost.hits).toBe(1);
      expect(test.proxy.count('write')).toBe(1);
      const error: unknown = await client
        .create(ConfigMap, object)
        .catch((thrown: unknown) => thrown);
      expect(isAlreadyExists(error)).toBe(true);
    },
  );

  it('comes to the cache by the watch', async () => {
    await using test = await begin();
    await test.start();
    await test.proxy.inject({ kind: 'lose-reply', on: ['write'], times: 1 });
    const { namespace } = test;
    const object = { metadata: { namespace, name: 'a' }, data: { v: '1' } };
    await expect(test.client.create(ConfigMap, object)).rejects.toThrow('');
    await eventually(() => test.seen.length === 1);
    expect(test.seen).toEqual(['created a 1']);
  });
});

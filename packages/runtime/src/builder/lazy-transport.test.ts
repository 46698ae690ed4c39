import { describe, expect, it } from 'vitest';
import type { Transport } from '../client/transport.ts';
import { LazyTransport } from './lazy-transport.ts';

const request = { method: 'GET', path: '/' } as const;

describe('LazyTransport', () => {
  it('connects once, at the first use, and closes what it connected', async () => {
    const log: string[] = [];
    const inner: Transport = {
      async send({ path }) {
        log.push(`send ${path}`);
        return { status: 200, headers: {}, body: '' };
      },
      stream: () => Promise.reject(new Error('not used')),
      async [Symbol.asyncDispose]() {
        log.push('closed');
      },
    };
    const transport = new LazyTransport(async () => {
      log.push('connect');
      return inner;
    });
    expect(log).toEqual([]);
    await Promise.all([transport.send(request), transport.send(request)]);
    await transport[Symbol.asyncDispose]();
    expect(log).toEqual(['connect', 'send /', 'send /', 'closed']);
  });

  it('tells the error of connecting to each caller, and closes quietly', async () => {
    const transport = new LazyTransport(() => Promise.reject(new Error('no kubeconfig')));
    await expect(transport.send(request)).rejects.toThrow('no kubeconfig');
    await expect(transport.connected()).rejects.toThrow('no kubeconfig');
    await transport[Symbol.asyncDispose]();
  });
});

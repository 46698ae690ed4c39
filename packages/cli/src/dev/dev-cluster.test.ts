import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLocal, startDevCluster } from './dev-cluster.ts';

describe('isLocal', () => {
  it.each([
    ['https://127.0.0.1:6443', true],
    ['https://127.1.2.3', true],
    ['https://localhost:6443/prefix', true],
    ['https://[::1]:6443', true],
    ['https://10.0.0.1', false],
    ['https://127.0.0.1.example.com', false],
    ['https://localhost.example.com', false],
    ['https://user@example.com', false],
  ])('takes %s for local: %s', (url, expected) => {
    expect(isLocal(url)).toBe(expected);
  });
});

describe('startDevCluster', () => {
  it('refuses a cluster on another machine that was not named', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'keelson-dev-'));
    try {
      const kubeconfig = path.join(folder, 'config');
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'prod', cluster: { server: 'https://203.0.113.7:6443' } }],
        users: [{ name: 'me', user: { token: 'x' } }],
        contexts: [{ name: 'ours', context: { cluster: 'prod', user: 'me' } }],
        'current-context': 'ours',
      };
      await writeFile(kubeconfig, JSON.stringify(config));
      const options = {
        ...({ backend: 'existing', directory: folder, kubeconfig, env: {}, reset: false } as const),
        signal: new AbortController().signal,
        progress: () => {},
      };
      await expect(startDevCluster(options)).rejects.toThrow(
        /^the context "ours" is at https:\/\/203.0.113.7:6443, which is not this machine: name it with --context ours if you mean it$/,
      );
      await using named = await startDevCluster({ ...options, context: 'ours' });
      expect(named.url).toBe('https://203.0.113.7:6443');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

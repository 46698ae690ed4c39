import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useExisting } from './existing-control-plane.ts';
import { defaultKubeconfigFiles, readKubeconfigFiles } from './kubeconfig-files.ts';

describe('kubeconfig files', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keelson-kubeconfig-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function put(name: string, content: string): Promise<string> {
    const file = path.join(folder, name);
    await writeFile(file, content);
    return file;
  }

  it('are those of KUBECONFIG, else the one at home', () => {
    expect(defaultKubeconfigFiles({ KUBECONFIG: '/a::/b', HOME: '/h' })).toEqual(['/a', '/b']);
    expect(defaultKubeconfigFiles({ HOME: '/h' })).toEqual(['/h/.kube/config']);
  });

  it('are merged: the first wins, and files that are not there are passed over', async () => {
    const a = await put('a', 'contexts: [{name: dev, context: {cluster: c, user: u}}]');
    const b = await put(
      'b',
      `current-context: dev
contexts: [{name: dev, context: {cluster: other, user: other}}]
clusters: [{name: c, cluster: {server: 'https://c:6443', certificate-authority: ca.crt}}]
users: [{name: u, user: {client-key: /keys/u.key, exec: {command: ./login, env: [{name: x, value: client-key}]}}}]`,
    );
    await using cluster = await useExisting({
      env: { KUBECONFIG: [a, path.join(folder, 'gone'), b].join(path.delimiter) },
    });
    expect(cluster.url).toBe('https://c:6443');
    expect(JSON.parse(cluster.kubeconfig)).toMatchObject({
      clusters: [{ cluster: { 'certificate-authority': path.join(folder, 'ca.crt') } }],
      users: [
        { user: { 'client-key': '/keys/u.key', exec: { command: path.join(folder, 'login') } } },
      ],
      'current-context': 'dev',
    });
  });

  it('give users by impersonation', async () => {
    const file = await put(
      'config',
      `current-context: dev
contexts: [{name: dev, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: 'https://c:6443'}}]
users: [{name: u, user: {token: secret}}]`,
    );
    await using cluster = await useExisting({ kubeconfig: file });
    const bob = await cluster.addUser('bob', ['devs']);
    expect(bob.credentials).toBeUndefined();
    expect(JSON.parse(bob.kubeconfig)).toMatchObject({
      users: [{ user: { token: 'secret', as: 'bob', 'as-groups': ['devs'] } }],
    });
  });

  it('must have the context', async () => {
    const kubeconfig = await put('config', 'contexts: [{name: a, context: {cluster: c, user: u}}]');
    await expect(useExisting({ kubeconfig, context: 'b' })).rejects.toThrow(
      `${kubeconfig} has no usable context "b"; it has: a`,
    );
  });

  it('must be there and be YAML', async () => {
    const gone = path.join(folder, 'gone');
    await expect(readKubeconfigFiles([gone])).rejects.toThrow(`cannot read the kubeconfig ${gone}`);
    const text = await put('text', 'just text');
    await expect(readKubeconfigFiles([text])).rejects.toThrow('it is no mapping');
    const broken = await put('broken', 'a: [');
    await expect(readKubeconfigFiles([broken])).rejects.toThrow(`the kubeconfig ${broken}: `);
  });
});

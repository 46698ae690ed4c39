import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/fake-clock.ts';
import { certificate } from '../localhost-certificate.test.support.ts';
import { kubeconfig, TemporaryFiles } from './kubeconfig.test.support.ts';

const files = new TemporaryFiles();
const { put, load } = files;
let folder = '';

beforeEach(async () => {
  folder = await files.open();
});

afterEach(() => files.close());

const inCluster = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };

async function putServiceAccount(): Promise<void> {
  await put('token', 'pod-token\n');
  await put('ca.crt', certificate);
  await put('namespace', 'operators');
}

describe('the search order', () => {
  it('is the option, KUBECONFIG, the pod, the home directory', async () => {
    const option = await put('option', kubeconfig('option'));
    const listed = await put('listed', kubeconfig('listed'));
    await put('.kube/config', kubeconfig('home'));
    await putServiceAccount();
    const env = { ...inCluster, KUBECONFIG: listed };
    expect((await load({ kubeconfig: option, env })).server).toBe('https://option:6443');
    expect((await load({ env })).server).toBe('https://listed:6443');
    expect((await load({ env: inCluster })).source).toBe('in-cluster');
    expect((await load()).server).toBe('https://home:6443');
  });

  it('ends in one line that names every place', async () => {
    await expect(load()).rejects.toThrow(
      `no Kubernetes configuration found: name a kubeconfig with --kubeconfig or KUBECONFIG, or write ${path.join(folder, '.kube/config')}, which does not exist; and unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined`,
    );
  });

  it('never passes over a file that was named', async () => {
    await put('.kube/config', kubeconfig('home'));
    const missing = path.join(folder, 'missing');
    await expect(load({ kubeconfig: missing })).rejects.toThrow(
      `cannot read the kubeconfig ${missing}: it does not exist`,
    );
    await expect(load({ env: { KUBECONFIG: missing } })).rejects.toThrow(
      `no file of KUBECONFIG is there: ${missing}`,
    );
  });
});

describe('kubeconfig files', () => {
  it('are merged as kubectl does: the first wins, missing ones are skipped', async () => {
    const first = await put('first', { ...kubeconfig('a'), 'current-context': '' });
    const second = await put('second', { ...kubeconfig('b', { context: { namespace: 'team' } }) });
    const third = await put('third', kubeconfig('a', { server: 'https://other:1' }));
    const empty = await put('nothing', '');
    const missing = path.join(folder, 'missing');
    const KUBECONFIG = [empty, first, missing, second, third].join(path.delimiter);
    expect(await load({ env: { KUBECONFIG } })).toMatchObject({
      server: 'https://b:6443',
      namespace: 'team',
    });
    expect(await load({ env: { KUBECONFIG }, context: 'a' })).toMatchObject({
      server: 'https://a:6443',
      namespace: 'default',
    });
  });

  it('name their contexts when one is unknown', async () => {
    const file = await put('config', kubeconfig('dev'));
    await expect(load({ kubeconfig: file, context: 'prod' })).rejects.toThrow(
      `there is no context "prod" in ${file}; there are: dev`,
    );
  });

  it('must be YAML, with a server', async () => {
    const broken = await put('broken', 'a: [');
    await expect(load({ kubeconfig: broken })).rejects.toThrow(
      new RegExp(`^the kubeconfig ${broken} is not valid YAML: .+ at line 1, column 5$`),
    );
    const list = await put('list', '[]');
    await expect(load({ kubeconfig: list })).rejects.toThrow(`${list} is not a kubeconfig`);
    const empty = await put('empty', '');
    await expect(load({ kubeconfig: empty })).rejects.toThrow('has no current-context');
    const lost = await put('lost', kubeconfig('x', { server: 'nowhere' }));
    await expect(load({ kubeconfig: lost })).rejects.toThrow('has no valid server URL: "nowhere"');
    const bare = await put('bare', kubeconfig('x', { server: 'localhost:8080' }));
    await expect(load({ kubeconfig: bare })).rejects.toThrow('write https://host:port');
  });

  it('may leave the user out, but not name one that is not there', async () => {
    const parts = { context: { user: '', namespace: '' } };
    const anonymous = await load({ kubeconfig: await put('a', kubeconfig('dev', parts)) });
    expect(await anonymous.authorize()).toEqual({});
    expect(anonymous.namespace).toBe('default');
    const file = await put('b', kubeconfig('dev', { context: { user: 'eve' } }));
    await expect(load({ kubeconfig: file, context: '' })).rejects.toThrow(
      `there is no user "eve" in ${file}; there are: dev`,
    );
  });

  it('name files relative to themselves', async () => {
    await put('pki/ca.crt', certificate);
    await put('pki/token', 'from-file\n');
    const cluster = { 'certificate-authority': 'pki/ca.crt', 'tls-server-name': 'api' };
    const file = await put(
      'config',
      kubeconfig('dev', { cluster, user: { tokenFile: 'pki/token' } }),
    );
    const config = await load({ kubeconfig: file });
    expect(await config.tls()).toMatchObject({ ca: certificate, serverName: 'api' });
    expect(await config.authorize()).toEqual({ authorization: 'Bearer from-file' });
  });

  it('say which certificate authority cannot be used', async () => {
    const missing = await put(
      'a',
      kubeconfig('dev', { cluster: { 'certificate-authority': 'none.crt' } }),
    );
    await expect(load({ kubeconfig: missing })).rejects.toThrow(
      /cannot read the certificate authority .*none\.crt/,
    );
    const data = Buffer.from('not a certificate').toString('base64');
    const broken = await put(
      'b',
      kubeconfig('dev', { cluster: { 'certificate-authority-data': data } }),
    );
    await expect(load({ kubeconfig: broken })).rejects.toThrow(
      'certificate-authority-data holds no certificate',
    );
  });

  it('impersonate, with groups and extra', async () => {
    const user = {
      token: 't',
      as: 'bob',
      'as-uid': '7',
      'as-groups': ['a', 'b'],
      'as-user-extra': { 'x/y': ['1'] },
    };
    const config = await load({ kubeconfig: await put('config', kubeconfig('dev', { user })) });
    expect(await config.authorize()).toEqual({
      authorization: 'Bearer t',
      'impersonate-user': 'bob',
      'impersonate-uid': '7',
      'impersonate-group': ['a', 'b'],
      'impersonate-extra-x%2fy': ['1'],
    });
  });

  it('have tokens and certificates read again when they are refused', async () => {
    const token = await put('token', 'old');
    await put('ca.crt', certificate);
    const file = await put(
      'config',
      kubeconfig('dev', {
        cluster: { 'certificate-authority': 'ca.crt' },
        user: { tokenFile: token },
      }),
    );
    const config = await load({ kubeconfig: file });
    const before = await config.tls();
    await put('token', 'new');
    await put('ca.crt', `${certificate}\n`);
    expect([await config.authorize(), await config.tls()]).toEqual([
      { authorization: 'Bearer old' },
      before,
    ]);
    config.invalidate();
    expect(await config.authorize()).toEqual({ authorization: 'Bearer new' });
    expect(await config.tls()).toMatchObject({ ca: `${certificate}\n` });
  });

  it('have a proxy of their own, or that of the environment', async () => {
    const own = await put('own', kubeconfig('dev', { cluster: { 'proxy-url': 'http://own:1' } }));
    const plain = await put('plain', kubeconfig('api.example.com'));
    const env = { HTTPS_PROXY: 'http://env:1' };
    expect((await load({ kubeconfig: own, env })).proxyUrl).toBe('http://own:1');
    expect((await load({ kubeconfig: plain, env })).proxyUrl).toBe('http://env:1');
  });

  it('may have OpenID Connect, which client-node does', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'none' })}.${part({ exp: 4_102_444_800 })}.x`;
    const user = { 'auth-provider': { name: 'oidc', config: { 'id-token': token } } };
    const config = await load({ kubeconfig: await put('config', kubeconfig('dev', { user })) });
    expect(await config.authorize()).toEqual({ authorization: `Bearer ${token}` });
  }, 20_000);
});

describe('in a cluster', () => {
  it('reads the service account, brackets IPv6, and reads a new token in time', async () => {
    await putServiceAccount();
    const clock = new FakeClock();
    const env = { ...inCluster, KUBERNETES_SERVICE_HOST: 'fd00::1' };
    const config = await load({ env, clock });
    expect(config).toMatchObject({ server: 'https://[fd00::1]:443', namespace: 'operators' });
    expect(await config.authorize()).toEqual({ authorization: 'Bearer pod-token' });
    await put('token', 'rotated');
    expect(await config.authorize()).toEqual({ authorization: 'Bearer pod-token' });
    await clock.advance(60_000);
    expect(await config.authorize()).toEqual({ authorization: 'Bearer rotated' });
    await put('token', 'revoked earlier');
    config.invalidate();
    expect(await config.authorize()).toEqual({ authorization: 'Bearer revoked earlier' });
  });

  it('keeps the token when the file cannot be read for a while', async () => {
    await putServiceAccount();
    const config = await load({ env: inCluster });
    await rm(path.join(folder, 'token'));
    config.invalidate();
    expect(await config.authorize()).toEqual({ authorization: 'Bearer pod-token' });
  });

  it('notices a new certificate authority, and gives the same object until then', async () => {
    await putServiceAccount();
    const clock = new FakeClock();
    const config = await load({ env: inCluster, clock });
    const before = await config.tls();
    await clock.advance(60_000);
    expect(await config.tls()).toBe(before);
    await put('ca.crt', `${certificate}\n${certificate}`);
    await clock.advance(60_000);
    expect(await config.tls()).not.toBe(before);
  });

  it('loads neither client-node nor a YAML parser', async () => {
    await putServiceAccount();
    const script = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      const { loadClusterConfig } = await import(${JSON.stringify(path.join(import.meta.dirname, 'load-cluster-config.ts'))});
      const config = await loadClusterConfig({ inClusterDirectory: ${JSON.stringify(folder)} });
      console.log(JSON.stringify({ source: config.source, loaded }));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script],
      {
        env: { ...process.env, ...inCluster, KUBECONFIG: '' },
      },
    );
    const { source, loaded } = JSON.parse(stdout) as { source: string; loaded: string[] };
    expect(source).toBe('in-cluster');
    expect(loaded.filter((url) => /node_modules/.test(url))).toEqual([]);
  });
});

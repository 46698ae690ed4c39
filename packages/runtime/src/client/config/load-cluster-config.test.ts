import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/fake-clock.ts';
import { certificate } from '../localhost-certificate.fixture.ts';
import { loadClusterConfig, type LoadClusterConfigOptions } from './load-cluster-config.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keelson-config-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Nothing of the machine that runs the tests. */
function load(options: LoadClusterConfigOptions = {}) {
  return loadClusterConfig({
    env: {},
    homeDirectory: folder,
    inClusterDirectory: folder,
    ...options,
  });
}

async function put(name: string, content: string | object, mode = 0o600): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  await chmod(file, mode);
  return file;
}

interface Parts {
  readonly server?: string;
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: object;
}

function kubeconfig(
  name: string,
  { server = `https://${name}:6443`, cluster, user, context }: Parts = {},
): object {
  return {
    clusters: [{ name, cluster: { server, ...cluster } }],
    users: [{ name, user: user ?? { token: `${name}-token` } }],
    contexts: [{ name, context: { cluster: name, user: name, ...context } }],
    'current-context': name,
  };
}

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
      `no Kubernetes configuration found: there is no --kubeconfig, no KUBECONFIG, no service account (not in a cluster) and no ${path.join(folder, '.kube/config')}`,
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
    const KUBECONFIG = [first, path.join(folder, 'missing'), second, third].join(path.delimiter);
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
      `the kubeconfig ${broken} is not valid YAML`,
    );
    const empty = await put('empty', '');
    await expect(load({ kubeconfig: empty })).rejects.toThrow(`${empty} is not a kubeconfig`);
    const lost = await put('lost', kubeconfig('x', { server: 'nowhere' }));
    await expect(load({ kubeconfig: lost })).rejects.toThrow('has no valid server URL');
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

  it('know proxies: their own, then those of the environment', async () => {
    const own = await put('own', kubeconfig('dev', { cluster: { 'proxy-url': 'http://own:1' } }));
    const plain = await put('plain', kubeconfig('api.example.com'));
    const env = { HTTPS_PROXY: 'http://env:1' };
    expect((await load({ kubeconfig: own, env })).proxyUrl).toBe('http://own:1');
    expect((await load({ kubeconfig: plain, env })).proxyUrl).toBe('http://env:1');
    for (const NO_PROXY of [
      '*',
      '.example.com',
      'example.com',
      'api.example.com:6443',
      'x, api.example.com',
    ]) {
      expect(
        (await load({ kubeconfig: plain, env: { ...env, NO_PROXY } })).proxyUrl,
        NO_PROXY,
      ).toBeUndefined();
    }
    expect(
      (await load({ kubeconfig: plain, env: { ...env, NO_PROXY: 'example.org' } })).proxyUrl,
    ).toBe('http://env:1');
  });
});

describe('credential plugins', () => {
  const apiVersion = 'client.authentication.k8s.io/v1';

  async function withPlugin(script: string, exec: object = {}) {
    await put('bin/plugin', `#!/bin/sh\n${script}\n`, 0o755);
    const user = { exec: { apiVersion, command: './bin/plugin', ...exec } };
    const clock = new FakeClock({ wallTime: 0 });
    const file = await put(
      'config',
      kubeconfig('dev', { user, cluster: { 'tls-server-name': 'api' } }),
    );
    return {
      clock,
      config: await load({ kubeconfig: file, clock, env: { PATH: process.env['PATH'] } }),
    };
  }

  function credential(status: object): string {
    return JSON.stringify({ apiVersion, kind: 'ExecCredential', status });
  }

  it('run once for many requests, and again after a refusal or when the token expires', async () => {
    const { clock, config } = await withPlugin(
      `echo run >> "${folder}/runs"; n=$(wc -l < "${folder}/runs" | tr -d ' ')
       echo '${credential({ token: 'token-N', expirationTimestamp: '1970-01-01T01:00:00Z' })}' | sed "s/token-N/token-$n/"`,
    );
    const all = await Promise.all(Array.from({ length: 10 }, () => config.authorize()));
    expect(new Set(all.map((headers) => headers['authorization']))).toEqual(
      new Set(['Bearer token-1']),
    );
    config.invalidate();
    expect(await config.authorize()).toEqual({ authorization: 'Bearer token-2' });
    await clock.advance(59 * 60_000);
    expect(await config.authorize()).toEqual({ authorization: 'Bearer token-2' });
    await clock.advance(60_000);
    expect(await config.authorize()).toEqual({ authorization: 'Bearer token-3' });
  });

  it('are told about the cluster when they ask', async () => {
    const { config } = await withPlugin(
      `printf '%s' "$KUBERNETES_EXEC_INFO" > "${folder}/info"
       case "$KUBERNETES_EXEC_INFO" in *https://dev:6443*) token=told ;; *) token=untold ;; esac
       echo '${credential({ token: 'X' })}' | sed "s/X/$token-$EXTRA/"`,
      { provideClusterInfo: true, env: [{ name: 'EXTRA', value: 'env' }] },
    );
    expect(await config.authorize()).toEqual({ authorization: 'Bearer told-env' });
  });

  it('may give a client certificate', async () => {
    const status = { clientCertificateData: 'CERT', clientKeyData: 'KEY' };
    const { config } = await withPlugin(`echo '${credential(status)}'`);
    expect(await config.authorize()).toEqual({});
    expect(await config.tls()).toMatchObject({
      certificate: 'CERT',
      privateKey: 'KEY',
      serverName: 'api',
    });
  });

  it('that fail are quoted; one that is missing has a hint', async () => {
    await expect(withPlugin('echo "log in first" >&2; exit 1')).rejects.toThrow(
      /plugin failed: log in first$/,
    );
    await expect(withPlugin('echo hello')).rejects.toThrow('did not print an ExecCredential');
    const missing = withPlugin('', {
      command: 'no-such-plugin',
      installHint: 'Install it with x.',
    });
    await expect(missing).rejects.toThrow(
      'the credential plugin no-such-plugin was not found. Install it with x.',
    );
  });
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

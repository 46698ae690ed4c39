import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/fake-clock.ts';
import { certificate, privateKey } from '../localhost-certificate.test.support.ts';
import { kubeconfig, type Parts, TemporaryFiles } from './kubeconfig.test.support.ts';

const files = new TemporaryFiles();
const { put, load } = files;
let folder = '';

beforeEach(async () => {
  folder = await files.open();
});

afterEach(() => files.close());

describe('credential plugins', () => {
  const apiVersion = 'client.authentication.k8s.io/v1';

  async function withPlugin(script: string, exec: object = {}, parts: Parts = {}) {
    await put('bin/plugin', `#!/bin/sh\n${script}\n`, 0o755);
    const user = { exec: { apiVersion, command: './bin/plugin', ...exec }, ...parts.user };
    const cluster = { 'tls-server-name': 'api', ...parts.cluster };
    const clock = new FakeClock({ wallTime: 0 });
    const file = await put('config', kubeconfig('dev', { user, cluster }));
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

  it('are told about the cluster when they ask, without files or what is meant for others', async () => {
    await put('ca.crt', certificate);
    const extension = (name: string) => ({ name, extension: { audience: name } });
    const extensions = [extension('other'), extension('client.authentication.k8s.io/exec')];
    const { config } = await withPlugin(
      `printf '%s' "$KUBERNETES_EXEC_INFO" > "${folder}/info"
       echo '${credential({ token: 'X' })}' | sed "s/X/$EXTRA/"`,
      { provideClusterInfo: true, env: [{ name: 'EXTRA', value: 'env' }] },
      { cluster: { 'certificate-authority': 'ca.crt', extensions } },
    );
    expect(await config.authorize()).toEqual({ authorization: 'Bearer env' });
    expect(JSON.parse(await readFile(path.join(folder, 'info'), 'utf8'))).toEqual({
      apiVersion,
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: {
          server: 'https://dev:6443',
          'tls-server-name': 'api',
          'certificate-authority-data': Buffer.from(certificate).toString('base64'),
          config: { audience: 'client.authentication.k8s.io/exec' },
        },
      },
    });
  });

  it('find nobody to ask', async () => {
    const { config } = await withPlugin(
      `cat > /dev/null; echo '${credential({ token: 'read nothing' })}'`,
    );
    expect(await config.authorize()).toEqual({ authorization: 'Bearer read nothing' });
    await expect(withPlugin('', { interactiveMode: 'Always' })).rejects.toThrow(
      'wants to ask (interactiveMode: Always), and there is nobody to be asked',
    );
  });

  it('that give what has expired are not run by every request', async () => {
    const status = { token: 'stale', expirationTimestamp: '1960-01-01T00:00:00Z' };
    const { clock, config } = await withPlugin(
      `echo run >> "${folder}/runs"; echo '${credential(status)}'`,
    );
    const runs = async () =>
      (await readFile(path.join(folder, 'runs'), 'utf8')).split('\n').length - 1;
    for (let request = 0; request < 5; request += 1) await config.authorize();
    expect(await runs()).toBe(1);
    await clock.advance(1_000);
    await config.authorize();
    expect(await runs()).toBe(2);
  });

  it('are not asked when there is a token', async () => {
    const { config } = await withPlugin('exit 1', {}, { user: { token: 'static' } });
    expect(await config.authorize()).toEqual({ authorization: 'Bearer static' });
  });

  it.each([
    [{ command: '' }, 'user "dev" in', 'its exec has no command'],
    [{ apiVersion: undefined }, 'user "dev" in', 'write client.authentication.k8s.io/v1'],
  ])('must be complete: %o', async (exec, ...messages) => {
    for (const message of messages) await expect(withPlugin('', exec)).rejects.toThrow(message);
  });

  it.each([
    [{ token: 't', expirationTimestamp: 'soon' }, '"soon" as an expirationTimestamp'],
    [{ token: 't', clientKeyData: 'k' }, 'a client certificate or a key, but not both'],
    [{ clientCertificateData: 'no', clientKeyData: 'no' }, 'no client certificate and its key'],
    [{}, 'gave neither a token nor a client certificate'],
  ])('are refused when they give %o', async (status, message) => {
    await expect(withPlugin(`echo '${credential(status)}'`)).rejects.toThrow(message);
  });

  it('may give a client certificate', async () => {
    const status = { clientCertificateData: certificate, clientKeyData: privateKey };
    const file = await put('credential', credential(status));
    const { config } = await withPlugin(`cat "${file}"`);
    expect(await config.authorize()).toEqual({});
    const before = await config.tls();
    expect(before).toMatchObject({ certificate, privateKey, serverName: 'api' });
    await put('credential', credential({ ...status, token: 'and a token' }));
    config.invalidate();
    expect(await config.authorize()).toEqual({ authorization: 'Bearer and a token' });
    // The same object: connections that were made with it are still good.
    expect(await config.tls()).toBe(before);
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

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverAccess } from './server-access.ts';

describe('serverAccess', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keelson-access-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function file(name: string, text: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }

  it('takes a url with the credentials of files', async () => {
    const access = serverAccess({
      server: 'https://10.0.0.1:6443',
      tokenFile: await file('token', 'secret\n'),
      caFile: await file('ca', 'CA'),
    });
    expect(access).toEqual({ url: 'https://10.0.0.1:6443', token: 'secret', ca: 'CA' });
  });

  it('takes the current context of a kubeconfig', async () => {
    const config = {
      'current-context': 'two',
      contexts: [
        { name: 'one', context: { cluster: 'no', user: 'no' } },
        { name: 'two', context: { cluster: 'c', user: 'u' } },
      ],
      clusters: [
        {
          name: 'c',
          cluster: { server: 'https://c:1', 'certificate-authority-data': base64('CA') },
        },
      ],
      users: [
        {
          name: 'u',
          user: {
            'client-certificate-data': base64('CERT'),
            'client-key': await file('key', 'KEY'),
          },
        },
      ],
    };
    const server = await file('config', JSON.stringify(config));
    expect(serverAccess({ server })).toEqual({
      url: 'https://c:1',
      ca: 'CA',
      token: undefined,
      clientCertificate: 'CERT',
      clientKey: 'KEY',
    });
  });

  it('says what to do with a kubeconfig in YAML', async () => {
    const server = await file('config', 'apiVersion: v1\n');
    expect(() => serverAccess({ server })).toThrow('kubectl config view --raw');
  });

  it('names what the kubeconfig lacks', async () => {
    const server = await file('config', JSON.stringify({ 'current-context': 'x', contexts: [] }));
    expect(() => serverAccess({ server })).toThrow('the kubeconfig has no entry "x"');
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

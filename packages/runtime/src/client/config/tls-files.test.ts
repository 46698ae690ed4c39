import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/fake-clock.ts';
import {
  certificate,
  otherCertificate,
  privateKey,
} from '../localhost-certificate.test.support.ts';
import { TemporaryFiles } from './kubeconfig.test.support.ts';
import { TlsFiles } from './tls-files.ts';

const files = new TemporaryFiles();
const { put } = files;

beforeEach(() => files.open());
afterEach(() => files.close());

describe('TlsFiles', () => {
  it('keeps the old pair while the new one is only half written', async () => {
    const sources = {
      certificate: { file: await put('tls.crt', certificate) },
      privateKey: { file: await put('tls.key', privateKey) },
    };
    const clock = new FakeClock();
    const tls = new TlsFiles(sources, clock);
    const before = await tls.get();
    await put('tls.crt', otherCertificate);
    tls.invalidate();
    expect(await tls.get()).toBe(before);
    await put('tls.crt', `${certificate}\n`);
    await clock.advance(10_000);
    expect(await tls.get()).toMatchObject({ certificate: `${certificate}\n`, privateKey });
  });

  it('says which files do not go together', async () => {
    const cert = await put('tls.crt', otherCertificate);
    const key = await put('tls.key', privateKey);
    const tls = new TlsFiles(
      { certificate: { file: cert }, privateKey: { file: key } },
      new FakeClock(),
    );
    await expect(tls.get()).rejects.toThrow(
      `${cert} and ${key} are no client certificate and its key: `,
    );
  });

  it.each([
    [{ certificate: { text: certificate } }, 'a client certificate has no client key'],
    [{ privateKey: { text: privateKey } }, 'a client key has no client certificate'],
    [{ ca: { text: 'nonsense' } }, 'certificate-authority-data holds no certificate'],
  ])('refuses %o', async (sources, message) => {
    await expect(new TlsFiles(sources, new FakeClock()).get()).rejects.toThrow(message);
  });
});

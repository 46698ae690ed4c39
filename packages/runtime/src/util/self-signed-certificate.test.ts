import { X509Certificate, createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { selfSignedCertificate } from './self-signed-certificate.ts';

describe('selfSignedCertificate()', () => {
  it('is for this machine, signed by its own key, and good for ten years', () => {
    const now = Date.UTC(2026, 5, 1);
    const { cert, key } = selfSignedCertificate(now);
    const certificate = new X509Certificate(cert);
    expect(certificate.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    expect([certificate.subject, certificate.issuer]).toEqual(['CN=localhost', 'CN=localhost']);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(certificate.validFromDate.getTime()).toBe(now - 86_400_000);
    expect(certificate.validToDate.getTime()).toBe(now + 3_650 * 86_400_000);
  });

  it('differs each time, and lasts beyond 2049', () => {
    const [one, two] = [2045, 2045].map((year) => {
      return new X509Certificate(selfSignedCertificate(Date.UTC(year, 0, 1)).cert);
    });
    expect(one?.serialNumber).not.toBe(two?.serialNumber);
    expect(one?.validToDate.getUTCFullYear()).toBe(2054);
  });
});

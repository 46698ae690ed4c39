import { createPrivateKey, createPublicKey, sign, verify, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { CertificateAuthority, newServiceAccountKey } from './certificate-authority.ts';

describe('CertificateAuthority', () => {
  it('issues client certificates that say who and in which groups', () => {
    const authority = CertificateAuthority.create();
    const organizations = ['team "a", b', 'Ω=ops+x', 'system:masters'];
    const issued = authority.issue({ commonName: 'alice', organizations });
    const certificate = new X509Certificate(issued.certificate);
    const root = new X509Certificate(authority.certificate);
    expect(certificate.toLegacyObject().subject).toEqual({ O: organizations, CN: 'alice' });
    expect(certificate.checkIssued(root)).toBe(true);
    expect(certificate.verify(root.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(issued.privateKey))).toBe(true);
    expect([root.ca, certificate.ca]).toEqual([true, false]);
    expect(certificate.validFromDate.getTime()).toBeLessThan(Date.now());
    expect(certificate.validToDate.getTime()).toBeGreaterThan(Date.now() + 300 * 86_400_000);
  });

  it('issues what a TLS server and its client accept of each other', async () => {
    const authority = CertificateAuthority.create();
    const serving = authority.issue({ commonName: 'srv', hosts: ['127.0.0.1', 'localhost'] });
    const client = authority.issue({ commonName: 'bob', organizations: ['devs'] });
    const ca = authority.certificate;
    const tls = { ca, cert: serving.certificate, key: serving.privateKey };
    const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true });
    server.on('request', ({ socket }, response) => {
      response.end((socket as TLSSocket).getPeerCertificate().subject.CN);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const get = (host: string, trusted = ca): Promise<string> =>
      new Promise((resolve, reject) => {
        const credentials = { ca: trusted, cert: client.certificate, key: client.privateKey };
        request({ host, port, agent: false, ...credentials }, (response) => {
          response.setEncoding('utf8').once('data', resolve);
        })
          .on('error', reject)
          .end();
      });
    expect(await get('127.0.0.1')).toBe('bob');
    expect(await get('localhost')).toBe('bob');
    const stranger = CertificateAuthority.create();
    await expect(get('127.0.0.1', stranger.certificate)).rejects.toThrow(/certificate/);
    await once(server.close(), 'close');
  });
});

describe('newServiceAccountKey', () => {
  it('is a key that signs, and whose public half can be read from it', () => {
    const key = newServiceAccountKey();
    expect(key).toMatch(/^-----BEGIN EC PRIVATE KEY-----/);
    const signature = sign('sha256', Buffer.from('token'), key);
    expect(verify('sha256', Buffer.from('token'), createPublicKey(key), signature)).toBe(true);
  });
});

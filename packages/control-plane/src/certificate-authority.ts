import { generateKeyPairSync, webcrypto } from 'node:crypto';
import type { ClientCertificate } from './control-plane.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const oneDayMs = 24 * 60 * 60 * 1000;
const lifetimeMs = 365 * oneDayMs;

type X509 = typeof import('@peculiar/x509');

/** What a certificate is for. */
export interface CertificateRequest {
  readonly commonName: string;
  /** Groups of a client. @default none */
  readonly organizations?: readonly string[];
  /** Names and IP addresses of a server; makes it a serving certificate. @default a client certificate */
  readonly hosts?: readonly string[];
}

/** Issues the certificates of one control plane; its key never leaves the process. */
export class CertificateAuthority {
  /** PEM. */
  readonly certificate: string;
  readonly #x509: X509;
  readonly #keys: webcrypto.CryptoKeyPair;
  readonly #subject: string;

  private constructor(
    x509: X509,
    keys: webcrypto.CryptoKeyPair,
    root: { pem: string; subject: string },
  ) {
    this.#x509 = x509;
    this.#keys = keys;
    this.certificate = root.pem;
    this.#subject = root.subject;
  }

  static async create(): Promise<CertificateAuthority> {
    // The library is large and wants reflect-metadata: nobody pays for it before a server starts.
    await import('reflect-metadata');
    const x509 = await import('@peculiar/x509');
    const keys = await newKeys();
    const root = await x509.X509CertificateGenerator.createSelfSigned(
      {
        ...validity(),
        name: 'CN=keelson-control-plane',
        keys,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.BasicConstraintsExtension(true, undefined, true),
          new x509.KeyUsagesExtension(
            x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
            true,
          ),
        ],
      },
      webcrypto,
    );
    return new CertificateAuthority(x509, keys, {
      pem: root.toString('pem'),
      subject: root.subject,
    });
  }

  async issue({
    commonName,
    organizations = [],
    hosts,
  }: CertificateRequest): Promise<ClientCertificate> {
    const x509 = this.#x509;
    const keys = await newKeys();
    const usage =
      hosts === undefined ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth;
    const certificate = await x509.X509CertificateGenerator.create(
      {
        ...validity(),
        subject: new x509.Name([
          ...organizations.map((organization) => ({ O: [{ utf8String: organization }] })),
          { CN: [{ utf8String: commonName }] },
        ]),
        issuer: this.#subject,
        publicKey: keys.publicKey,
        signingKey: this.#keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.ExtendedKeyUsageExtension([usage]),
          ...(hosts === undefined
            ? []
            : [new x509.SubjectAlternativeNameExtension(hosts.map(alternativeName))]),
        ],
      },
      webcrypto,
    );
    return { certificate: certificate.toString('pem'), privateKey: await pemOf(keys.privateKey) };
  }
}

/** PEM private key for signing service account tokens, in the only form that kube-apiserver reads. */
export function newServiceAccountKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'sec1', format: 'pem' }) as string;
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{64}(?=.)/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}

/** Starts a day ago, so that a clock that is a little behind does not matter. */
function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - oneDayMs), notAfter: new Date(now + lifetimeMs) };
}

function alternativeName(host: string): { type: 'ip' | 'dns'; value: string } {
  return { type: /^[\d.]+$|:/.test(host) ? 'ip' : 'dns', value: host };
}

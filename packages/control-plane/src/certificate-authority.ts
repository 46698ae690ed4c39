import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { isIP } from 'node:net';
import type { ClientCertificate } from './control-plane.ts';
import {
  bitString,
  boolean,
  encode,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  tagged,
  time,
  utf8String,
} from './der.ts';

const oneDayMs = 24 * 60 * 60 * 1000;
const lifetimeMs = 365 * oneDayMs;
const authorityName = 'keelson-control-plane';

/** Object identifiers of RFC 5280 and RFC 5758. */
const oid = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
  clientAuthentication: '1.3.6.1.5.5.7.3.2',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

/** What a certificate is for. */
export interface CertificateRequest {
  readonly commonName: string;
  /** Groups of a client. @default none */
  readonly organizations?: readonly string[];
  /** Names and IP addresses of a server; makes it a serving certificate. @default a client certificate */
  readonly hosts?: readonly string[];
}

/** An authority as it can be kept: whoever has it can issue certificates. */
export interface SavedAuthority {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly privateKey: string;
}

/** Issues the certificates of one control plane (X.509 v3, ECDSA P-256). */
export class CertificateAuthority {
  /** PEM. */
  readonly certificate: string;
  readonly #privateKey: KeyObject;

  private constructor(certificate: string, privateKey: KeyObject) {
    this.certificate = certificate;
    this.#privateKey = privateKey;
  }

  static create(): CertificateAuthority {
    const { publicKey, privateKey } = newKeys();
    const certificate = certify({
      subject: nameOf(authorityName, []),
      publicKey,
      signingKey: privateKey,
      extensions: [
        extension(oid.basicConstraints, sequence(boolean(true)), true),
        // keyCertSign and cRLSign.
        extension(oid.keyUsage, bitString(Buffer.of(0x06), 1), true),
      ],
    });
    return new CertificateAuthority(certificate, privateKey);
  }

  /** The authority that was {@link CertificateAuthority.save | saved}. */
  static restore({ certificate, privateKey }: SavedAuthority): CertificateAuthority {
    return new CertificateAuthority(certificate, createPrivateKey(privateKey));
  }

  save(): SavedAuthority {
    return { certificate: this.certificate, privateKey: pemOf(this.#privateKey) };
  }

  issue({ commonName, organizations = [], hosts }: CertificateRequest): ClientCertificate {
    const { publicKey, privateKey } = newKeys();
    const usage = hosts === undefined ? oid.clientAuthentication : oid.serverAuthentication;
    const certificate = certify({
      subject: nameOf(commonName, organizations),
      publicKey,
      signingKey: this.#privateKey,
      extensions: [
        extension(oid.extendedKeyUsage, sequence(objectIdentifier(usage))),
        ...(hosts === undefined
          ? []
          : [extension(oid.subjectAlternativeName, sequence(...hosts.map(alternativeName)))]),
      ],
    });
    return { certificate, privateKey: pemOf(privateKey) };
  }
}

/** PEM private key for signing service account tokens, in the only form that kube-apiserver reads. */
export function newServiceAccountKey(): string {
  return newKeys().privateKey.export({ type: 'sec1', format: 'pem' }) as string;
}

interface CertificateContent {
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** A certificate of the authority, as PEM (RFC 5280, 4.1). */
function certify({ subject, publicKey, signingKey, extensions }: CertificateContent): string {
  const algorithm = sequence(objectIdentifier(oid.ecdsaWithSha256));
  // Starts a day ago, so that a clock that is a little behind does not matter.
  const now = Date.now();
  const content = sequence(
    tagged(0, integer(Buffer.of(2))),
    integer(randomBytes(16)),
    algorithm,
    nameOf(authorityName, []),
    sequence(time(new Date(now - oneDayMs)), time(new Date(now + lifetimeMs))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  );
  const signature = sign('sha256', content, signingKey);
  const der = sequence(content, algorithm, bitString(signature)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${der.replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** A distinguished name: groups, then the name. */
function nameOf(commonName: string, organizations: readonly string[]): Buffer {
  const attributes = [
    ...organizations.map((organization) => [oid.organization, organization] as const),
    [oid.commonName, commonName] as const,
  ];
  return sequence(
    ...attributes.map(([type, text]) => set(sequence(objectIdentifier(type), utf8String(text)))),
  );
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  const critical = isCritical ? [boolean(true)] : [];
  return sequence(objectIdentifier(id), ...critical, octetString(value));
}

function alternativeName(host: string): Buffer {
  if (isIP(host) === 0) return encode(0x82, Buffer.from(host));
  return encode(0x87, addressBytes(host));
}

/** The bytes of an IP address. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const groups = [...before, ...(tail === undefined ? [] : zeros), ...after];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function newKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

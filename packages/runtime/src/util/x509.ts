import {
  type KeyObject,
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';
import { isIP } from 'node:net';
import type { ServerCertificate } from './http-listener.ts';

/** From a day ago, so that a clock that is a little behind does not matter. */
const backdatedMs = 24 * 60 * 60 * 1_000;

/** Encoded object identifiers of RFC 5280 and RFC 5758. */
const oid = {
  commonName: '0603550403',
  keyUsage: '0603551d0f',
  subjectAlternativeName: '0603551d11',
  basicConstraints: '0603551d13',
  extendedKeyUsage: '0603551d25',
  serverAuthentication: '06082b06010505070301',
  ecdsaWithSha256: '06082a8648ce3d040302',
} as const;

/** A certificate to make (X.509 v3, ECDSA P-256). */
export interface CertificateOptions {
  readonly commonName: string;
  /** The present, in milliseconds since 1970. */
  readonly wallTime: number;
  readonly lifetimeMs: number;
  /** Names and IP addresses that it serves. @default none: an authority, which signs others */
  readonly hosts?: readonly string[] | undefined;
  /** Who signs it. @default itself */
  readonly issuer?: (ServerCertificate & { readonly commonName: string }) | undefined;
}

/** Makes a certificate and its key, both PEM. */
export function createCertificate(options: CertificateOptions): ServerCertificate {
  const { commonName, wallTime, lifetimeMs, hosts, issuer } = options;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signingKey = issuer === undefined ? privateKey : createPrivateKey(issuer.key);
  const algorithm = sequence(hex(oid.ecdsaWithSha256));
  const content = sequence(
    der(0xa0, hex('020102')),
    // The first bit stays 0: serial numbers are positive. The second makes it as short as it can be.
    der(0x02, Buffer.concat([Buffer.of(0x40), randomBytes(15)])),
    algorithm,
    distinguishedName(issuer?.commonName ?? commonName),
    sequence(time(wallTime - backdatedMs), time(wallTime + lifetimeMs)),
    distinguishedName(commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...(hosts === undefined ? authorityExtensions() : serverExtensions(hosts)))),
  );
  const signature = Buffer.concat([Buffer.of(0), sign('sha256', content, signingKey)]);
  const base64 = sequence(content, algorithm, der(0x03, signature)).toString('base64');
  const lines = base64.replaceAll(/.{64}(?=.)/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: pemOf(privateKey),
  };
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

function authorityExtensions(): Buffer[] {
  return [
    extension(oid.basicConstraints, sequence(der(0x01, Buffer.of(0xff))), true),
    // keyCertSign and cRLSign.
    extension(oid.keyUsage, der(0x03, Buffer.of(1, 0x06)), true),
  ];
}

function serverExtensions(hosts: readonly string[]): Buffer[] {
  return [
    extension(oid.extendedKeyUsage, sequence(hex(oid.serverAuthentication))),
    extension(oid.subjectAlternativeName, sequence(...hosts.map(alternativeName))),
  ];
}

function alternativeName(host: string): Buffer {
  if (isIP(host) === 0) return der(0x82, Buffer.from(host));
  if (isIP(host) === 4) return der(0x87, Buffer.from(host.split('.').map(Number)));
  return der(0x87, ipv6Bytes(host));
}

function ipv6Bytes(address: string): Buffer {
  const [head = '', tail] = address.split('::');
  const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return hex(groups.map((group) => group.padStart(4, '0')).join(''));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(der(0x31, sequence(hex(oid.commonName), der(0x0c, Buffer.from(commonName)))));
}

/** A value with its tag and length (ITU-T X.690). */
function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function extension(id: string, value: Uint8Array, isCritical = false): Buffer {
  const critical = isCritical ? [der(0x01, Buffer.of(0xff))] : [];
  return sequence(hex(id), ...critical, der(0x04, value));
}

/** Two-digit years until 2049, four digits from then on, as RFC 5280 asks. */
function time(wallTime: number): Buffer {
  const date = new Date(wallTime);
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(digits.slice(2)))
    : der(0x18, Buffer.from(digits));
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}

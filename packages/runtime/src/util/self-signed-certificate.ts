import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { ServerCertificate } from './http-listener.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const lifetimeMs = 10 * 365 * dayMs;

/** Encoded object identifiers of RFC 5280 and RFC 5758. */
const oid = {
  commonName: '0603550403',
  subjectAlternativeName: '0603551d11',
  extendedKeyUsage: '0603551d25',
  serverAuthentication: '06082b06010505070301',
  ecdsaWithSha256: '06082a8648ce3d040302',
} as const;

/**
 * A certificate for `localhost` that nobody has vouched for (X.509 v3, ECDSA P-256, ten years): it
 * keeps what is sent from being read along, and proves nothing. As controller-runtime makes one for
 * a server without certificate files.
 */
export function selfSignedCertificate(wallTime: number): ServerCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(hex(oid.ecdsaWithSha256));
  const name = sequence(
    der(0x31, sequence(hex(oid.commonName), der(0x0c, Buffer.from('localhost')))),
  );
  const hosts = [
    der(0x82, Buffer.from('localhost')),
    der(0x87, Buffer.of(127, 0, 0, 1)),
    der(0x87, Buffer.concat([Buffer.alloc(15), Buffer.of(1)])),
  ];
  const content = sequence(
    der(0xa0, hex('020102')),
    // The first bit stays 0: serial numbers are positive. The second makes it as short as it can be.
    der(0x02, Buffer.concat([Buffer.of(0x40), randomBytes(15)])),
    algorithm,
    name,
    // From a day ago, so that a clock that is a little behind does not matter.
    sequence(time(wallTime - dayMs), time(wallTime + lifetimeMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      sequence(
        extension(oid.extendedKeyUsage, sequence(hex(oid.serverAuthentication))),
        extension(oid.subjectAlternativeName, sequence(...hosts)),
      ),
    ),
  );
  const signature = Buffer.concat([Buffer.of(0), sign('sha256', content, privateKey)]);
  const base64 = sequence(content, algorithm, der(0x03, signature)).toString('base64');
  const lines = base64.replaceAll(/.{64}(?=.)/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
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

function extension(id: string, value: Uint8Array): Buffer {
  return sequence(hex(id), der(0x04, value));
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

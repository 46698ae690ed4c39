import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { goJson, type JsonObject } from '@keelson/schema';

interface Algorithm {
  readonly name: string;
  readonly hash: string;
}

/** A public key as JWKS documents list it. */
export interface JsonWebKey {
  readonly use: 'sig';
  readonly kty: string;
  readonly kid: string;
  readonly crv?: string;
  readonly alg: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
}

/** A key that signs service account tokens and proves them: RSA (RS256) or EC (ES256, ES384, ES512). */
export class TokenKey {
  /** Of the public key: SHA-256 of its DER form, in base64url. */
  readonly id: string;
  readonly algorithm: string;
  readonly #hash: string;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #header: string;

  /**
   * @param privateKey PEM
   * @throws {Error} when it is neither an RSA key nor one of the three curves
   */
  constructor(privateKey: string) {
    this.#privateKey = createPrivateKey(privateKey);
    this.#publicKey = createPublicKey(this.#privateKey);
    const { name, hash } = algorithmOf(this.#publicKey);
    const der = this.#publicKey.export({ type: 'spki', format: 'der' });
    this.id = createHash('sha256').update(der).digest('base64url');
    this.algorithm = name;
    this.#hash = hash;
    this.#header = base64url(goJson({ alg: name, kid: this.id }));
  }

  /** A JSON Web Token in its compact form. */
  sign(claims: JsonObject): string {
    const signed = `${this.#header}.${base64url(goJson(claims))}`;
    const key = { key: this.#privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${signed}.${sign(this.#hash, Buffer.from(signed), key).toString('base64url')}`;
  }

  /** Whether this key has signed a text. */
  verify(text: string, signature: Buffer): boolean {
    const key = { key: this.#publicKey, dsaEncoding: 'ieee-p1363' } as const;
    return verify(this.#hash, Buffer.from(text), key, signature);
  }

  /** The public key, in the order of keys of the server's document. */
  toJwk(): JsonWebKey {
    const { kty = '', crv, x, y, n, e } = this.#publicKey.export({ format: 'jwk' });
    return {
      use: 'sig',
      kty,
      kid: this.id,
      ...(crv === undefined ? undefined : { crv }),
      alg: this.algorithm,
      ...(x === undefined || y === undefined ? undefined : { x, y }),
      ...(n === undefined || e === undefined ? undefined : { n, e }),
    };
  }
}

const curves: ReadonlyMap<string | undefined, Algorithm> = new Map([
  ['prime256v1', { name: 'ES256', hash: 'sha256' }],
  ['secp384r1', { name: 'ES384', hash: 'sha384' }],
  ['secp521r1', { name: 'ES512', hash: 'sha512' }],
]);

function algorithmOf(key: KeyObject): Algorithm {
  if (key.asymmetricKeyType === 'rsa') return { name: 'RS256', hash: 'sha256' };
  const algorithm = curves.get(key.asymmetricKeyDetails?.namedCurve);
  if (key.asymmetricKeyType !== 'ec' || algorithm === undefined) {
    throw new Error('a key for service account tokens is RSA, or EC on P-256, P-384 or P-521');
  }
  return algorithm;
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

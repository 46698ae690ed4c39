import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Clock } from '../../util/clock.ts';
import type { TlsMaterial } from './cluster-config.ts';
import { ConfigError } from './config-error.ts';
import { CredentialCache } from './credential-cache.ts';

const lifetimeMs = 60_000;

/** PEM text, or the file that holds it and may be replaced at any time. */
export type PemSource = { readonly text: string } | { readonly file: string };

/** Where the parts of a {@link TlsMaterial} come from. */
export interface TlsSources {
  readonly ca?: PemSource | undefined;
  readonly certificate?: PemSource | undefined;
  readonly privateKey?: PemSource | undefined;
  readonly serverName?: string | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}

/** Reads TLS material now and then; gives the same object as long as nothing changed. */
export class TlsFiles {
  readonly #sources: TlsSources;
  readonly #cache: CredentialCache<TlsMaterial>;
  #last: TlsMaterial | undefined;

  constructor(sources: TlsSources, clock: Clock) {
    this.#sources = sources;
    this.#cache = new CredentialCache(() => this.#read(), { clock, lifetimeMs });
  }

  get(): Promise<TlsMaterial> {
    return this.#cache.get();
  }

  /** The next {@link get} reads again. */
  invalidate(): void {
    this.#cache.invalidate();
  }

  async #read(): Promise<{ value: TlsMaterial }> {
    const { ca, certificate, privateKey, serverName, rejectUnauthorized } = this.#sources;
    const material: TlsMaterial = {
      ca: await readPem(ca, 'certificate authority'),
      certificate: await readPem(certificate, 'client certificate'),
      privateKey: await readPem(privateKey, 'client key'),
      serverName,
      rejectUnauthorized,
    };
    if (this.#last === undefined || !isSame(this.#last, material)) {
      // What is half replaced is refused here, and the cache keeps what was before.
      if (material.ca !== undefined) requireCertificate(material.ca, ca);
      requireKeyPair(material, this.#sources);
      this.#last = material;
    }
    return { value: this.#last };
  }
}

function isSame(a: TlsMaterial, b: TlsMaterial): boolean {
  return a.ca === b.ca && a.certificate === b.certificate && a.privateKey === b.privateKey;
}

async function readPem(source: PemSource | undefined, what: string): Promise<string | undefined> {
  if (source === undefined) return undefined;
  if ('text' in source) return source.text;
  return readFile(source.file, 'utf8').catch((error: Error) => {
    throw new ConfigError(`cannot read the ${what} ${source.file}: ${error.message}`, {
      cause: error,
    });
  });
}

function requireCertificate(pem: string, source: PemSource | undefined): void {
  if (isCertificate(pem)) return;
  const where = nameOf(source, 'certificate-authority-data');
  throw new ConfigError(`${where} holds no certificate in PEM form`);
}

function requireKeyPair({ certificate, privateKey }: TlsMaterial, sources: TlsSources): void {
  if (certificate === undefined && privateKey === undefined) return;
  if (certificate === undefined) throw new ConfigError('a client key has no client certificate');
  if (privateKey === undefined) throw new ConfigError('a client certificate has no client key');
  try {
    createSecureContext({ cert: certificate, key: privateKey });
  } catch (error) {
    const certificateName = nameOf(sources.certificate, 'client-certificate-data');
    const keyName = nameOf(sources.privateKey, 'client-key-data');
    const why = (error as Error).message;
    throw new ConfigError(
      `${certificateName} and ${keyName} are no client certificate and its key: ${why}`,
      { cause: error },
    );
  }
}

function nameOf(source: PemSource | undefined, field: string): string {
  return source !== undefined && 'file' in source ? source.file : field;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).fingerprint !== '';
  } catch {
    return false;
  }
}

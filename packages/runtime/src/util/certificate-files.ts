import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Clock, Timer } from './clock.ts';
import type { ServerCertificate } from './http-listener.ts';
import type { Logger } from './logger.ts';

/** What reading a server certificate reports. */
export interface CertificateMetrics {
  /** The files were read. */
  read(): void;
  /** They could not be read, or what was in them was refused. */
  failed(): void;
}

/** Options of {@link CertificateFiles}. */
export interface CertificateFilesOptions {
  /** Path of the certificate chain, PEM. */
  readonly certFile: string;
  /** Path of its key, PEM. */
  readonly keyFile: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** @default records nothing */
  readonly metrics?: CertificateMetrics | undefined;
  /** Between two looks at the files. @default 10000 */
  readonly intervalMs?: number | undefined;
}

/**
 * A certificate in files that somebody else renews (a mounted Secret): read again every ten seconds.
 * Semantics: controller-runtime's `certwatcher`.
 */
export class CertificateFiles implements Disposable {
  readonly #options: CertificateFilesOptions;
  #current: ServerCertificate | undefined;
  #timer: Timer | undefined;
  #isDisposed = false;

  constructor(options: CertificateFilesOptions) {
    this.#options = options;
  }

  /** When the certificate last read ends, in milliseconds since 1970; undefined before the first. */
  get expiresAt(): number | undefined {
    if (this.#current === undefined) return undefined;
    return new X509Certificate(this.#current.cert).validToDate.getTime();
  }

  /** @throws {Error} when a file cannot be read */
  async read(): Promise<ServerCertificate> {
    const { certFile, keyFile, metrics } = this.#options;
    metrics?.read();
    // In this order, so that of two missing files always the same one is named.
    const cert = await readFile(certFile, 'utf8');
    const key = await readFile(keyFile, 'utf8');
    this.#current = { cert, key };
    return this.#current;
  }

  /** Calls back with each new pair. What cannot be read, or is refused, leaves the old one. */
  watch(onChange: (material: ServerCertificate) => void): void {
    if (this.#isDisposed) return;
    this.#timer = this.#options.clock.setTimer(() => {
      void this.#look(onChange).then(() => this.watch(onChange));
    }, this.#options.intervalMs ?? 10_000);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#timer?.cancel();
  }

  async #look(onChange: (material: ServerCertificate) => void): Promise<void> {
    const former = this.#current;
    try {
      const { cert, key } = await this.read();
      if (former?.cert === cert && former.key === key) return;
      onChange({ cert, key });
      this.#options.logger.info('Serving a new certificate', { file: this.#options.certFile });
    } catch (error) {
      this.#current = former;
      this.#options.metrics?.failed();
      this.#options.logger.error('Could not take over a new certificate', { error });
    }
  }
}

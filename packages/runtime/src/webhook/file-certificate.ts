import { CertificateFiles, type CertificateFilesOptions } from '../util/certificate-files.ts';
import type { ServerCertificate } from '../util/http-listener.ts';
import type { CertificateSource } from './webhook-server.ts';

/** A certificate that somebody else writes into files. */
export class FileCertificate implements CertificateSource {
  readonly #files: CertificateFiles;

  constructor(options: CertificateFilesOptions) {
    this.#files = new CertificateFiles(options);
  }

  get expiresAt(): number | undefined {
    return this.#files.expiresAt;
  }

  async start(serve: (material: ServerCertificate) => void): Promise<void> {
    serve(await this.#files.read());
    this.#files.watch(serve);
  }

  [Symbol.dispose](): void {
    this.#files[Symbol.dispose]();
  }
}

import type { MetricsRegistry } from './registry.ts';

/** What reading a server certificate reports. */
export interface CertificateMetrics {
  /** The files were read. */
  read(): void;
  /** They could not be read, or what was in them was refused. */
  failed(): void;
}

/** Records nothing. */
export const noCertificateMetrics: CertificateMetrics = Object.freeze({
  read() {},
  failed() {},
});

/** The `certwatcher_*` metrics under controller-runtime's names, from 0 on. */
export function createCertificateMetrics(registry: MetricsRegistry): CertificateMetrics {
  const reads = registry.counter({
    name: 'certwatcher_read_certificate_total',
    help: 'Reads of server certificates from their files.',
  });
  const errors = registry.counter({
    name: 'certwatcher_read_certificate_errors_total',
    help: 'Reads of server certificates that failed.',
  });
  return { read: () => reads.inc(), failed: () => errors.inc() };
}

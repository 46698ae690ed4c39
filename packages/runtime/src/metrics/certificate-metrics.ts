import type { CertificateMetrics } from '../util/certificate-files.ts';
import type { MetricsRegistry } from './registry.ts';

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

import type { ServerCertificate } from './http-listener.ts';
import { createCertificate } from './x509.ts';

const lifetimeMs = 10 * 365 * 24 * 60 * 60 * 1_000;

/**
 * A certificate for `localhost` that nobody has vouched for (ten years): it keeps what is sent from
 * being read along, and proves nothing. As controller-runtime makes one for a server without
 * certificate files.
 */
export function selfSignedCertificate(wallTime: number): ServerCertificate {
  const hosts = ['localhost', '127.0.0.1', '::1'];
  return createCertificate({ commonName: 'localhost', wallTime, lifetimeMs, hosts });
}

import { ConfigError } from './config/config-error.ts';
import { ConnectionError } from './connection-error.ts';
import type { TransportRequest } from './transport.ts';

const brokenCodes = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/**
 * Whether a connection that broke is worth another try at once: when the server has certainly not
 * carried the request out, or may carry it out twice without harm. A connection that never came to be
 * is not; who waits longer before the next try is the caller.
 */
export function isRepeatable(
  { method }: Pick<TransportRequest, 'method'>,
  error: unknown,
): boolean {
  if (error instanceof ConfigError) return false;
  const { code, isUnprocessed } = ConnectionError.from(error, '');
  if (isUnprocessed) return code === 'ECONNRESET' || code === 'ECONNABORTED';
  return method === 'GET' && brokenCodes.has(code);
}

const tlsCode = /^(ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

/** Whether one side refused the other's certificate: the files may have been replaced since. */
export function isTlsRefusal(error: unknown): boolean {
  return tlsCode.test(ConnectionError.from(error, '').code);
}

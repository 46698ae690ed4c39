import { describe, expect, it } from 'vitest';
import { ConfigError } from './config/config-error.ts';
import { ConnectionError } from './connection-error.ts';
import { isRepeatable, isTlsRefusal } from './retry-policy.ts';

function failure(code: string, more: object = {}): Error {
  return Object.assign(new Error('broken'), { code, ...more });
}

const wrapped = new TypeError('fetch failed', { cause: failure('ECONNRESET') });
const everyAddress = new AggregateError([failure('ECONNREFUSED', { syscall: 'connect' })]);

describe('ConnectionError.from()', () => {
  it.each([
    ['a reset', failure('ECONNRESET'), 'ECONNRESET', false],
    ['a cause', wrapped, 'ECONNRESET', false],
    ['every address', everyAddress, 'ECONNREFUSED', true],
    ['no such host', failure('ENOTFOUND', { syscall: 'getaddrinfo' }), 'ENOTFOUND', true],
    ['a slow connect', failure('ETIMEDOUT', { syscall: 'connect' }), 'ETIMEDOUT', true],
    ['a dead peer', failure('ETIMEDOUT', { syscall: 'read' }), 'ETIMEDOUT', false],
    ["undici's reset", failure('UND_ERR_SOCKET'), 'ECONNRESET', false],
    ["undici's slow connect", failure('UND_ERR_CONNECT_TIMEOUT'), 'ETIMEDOUT', true],
    ['a session that goes away', failure('ERR_HTTP2_GOAWAY_SESSION'), 'ECONNRESET', true],
    ['a stream', failure('ERR_HTTP2_STREAM_ERROR'), 'ECONNRESET', false],
    ['nothing that we know', 'what?', 'ECONNRESET', false],
  ])('reads %s', (_, error, code, isUnprocessed) => {
    expect(ConnectionError.from(error, 'h')).toMatchObject({ code, isUnprocessed });
  });

  it('keeps its own, and says what failed', () => {
    const own = ConnectionError.closed();
    expect(ConnectionError.from(own, 'h')).toBe(own);
    expect(ConnectionError.from(failure('ECONNRESET'), 'api:6443').message).toBe(
      'the connection to api:6443 failed: broken',
    );
  });
});

describe('isRepeatable()', () => {
  const refused = Object.assign(failure('ERR_HTTP2_STREAM_ERROR'), {
    message: 'Stream closed with error code NGHTTP2_REFUSED_STREAM',
  });

  it.each([
    ['GET', 'a reset', failure('ECONNRESET'), true],
    ['POST', 'a reset', failure('ECONNRESET'), false],
    ['GET', 'a dead peer', failure('ETIMEDOUT'), true],
    ['PATCH', 'a dead peer', failure('ETIMEDOUT'), false],
    ['POST', 'a refused stream', refused, true],
    ['POST', 'a replaced connection', ConnectionError.closed(), true],
    ['GET', 'a refused connection', everyAddress, false],
    ['GET', 'a slow connect', failure('UND_ERR_CONNECT_TIMEOUT'), false],
    ['GET', 'a configuration', new ConfigError('no token'), false],
    ['GET', 'a certificate', failure('CERT_HAS_EXPIRED'), false],
  ] as const)('%s after %s', (method, _, error, expected) => {
    expect(isRepeatable({ method }, error)).toBe(expected);
  });
});

it.each([
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true],
  ['CERT_HAS_EXPIRED', true],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', true],
  ['ECONNRESET', false],
])('takes %s for a refused certificate: %s', (code, expected) => {
  expect(isTlsRefusal(failure(code))).toBe(expected);
});

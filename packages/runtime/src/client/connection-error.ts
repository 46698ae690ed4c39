/** The exchange ended without a complete response: the connection broke, or nothing answered in time. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** A system code, such as `ECONNRESET`, `ECONNREFUSED`, `ETIMEDOUT`, or OpenSSL's for certificates. */
  readonly code: string;
  /** The server is known not to have looked at the request, whatever its method. */
  readonly isUnprocessed: boolean;

  constructor(
    message: string,
    options: { readonly code: string; readonly cause?: unknown; readonly isUnprocessed?: boolean },
  ) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.isUnprocessed = options.isUnprocessed ?? false;
  }

  /** What any error of a socket, of HTTP/2 or of undici means. */
  static from(error: unknown, target: string): ConnectionError {
    if (error instanceof ConnectionError) return error;
    const { code = 'ECONNRESET', message, syscall } = systemError(error);
    const isUnsent = syscall === 'connect' || syscall === 'getaddrinfo' || unsentCodes.has(code);
    return new ConnectionError(`the connection to ${target} failed: ${message}`, {
      code: systemCodes.get(code) ?? (code.startsWith('ERR_HTTP2_') ? 'ECONNRESET' : code),
      cause: error,
      isUnprocessed: isUnsent || message.includes('REFUSED_STREAM'),
    });
  }

  /** Of requests to a transport that is disposed, or to connections that were replaced meanwhile. */
  static closed(): ConnectionError {
    return new ConnectionError('the transport is closed', {
      code: 'ECONNABORTED',
      isUnprocessed: true,
    });
  }
}

/** Raised before a byte of the request is written. */
const unsentCodes = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_HTTP2_GOAWAY_SESSION',
  'ERR_HTTP2_INVALID_SESSION',
]);

const systemCodes: ReadonlyMap<string, string> = new Map([
  ['UND_ERR_SOCKET', 'ECONNRESET'],
  ['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'],
]);

interface SystemError {
  readonly code?: string | undefined;
  readonly syscall?: string | undefined;
  readonly message: string;
}

/** The innermost error that carries a system code. */
function systemError(error: unknown): SystemError {
  const {
    code,
    cause,
    syscall,
    message = String(error),
  } = (error ?? {}) as { code?: unknown; cause?: unknown; syscall?: string; message?: string };
  const inner = cause === undefined || cause === error ? undefined : systemError(cause);
  if (inner?.code !== undefined) return inner;
  const firstOfMany = error instanceof AggregateError ? systemError(error.errors[0]) : undefined;
  if (firstOfMany?.code !== undefined) return firstOfMany;
  return typeof code === 'string' ? { code, message, syscall } : { message };
}

/** The exchange ended without a complete response: the connection broke, or nothing answered in time. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** A system code, such as `ECONNRESET`, `ECONNREFUSED`, `ETIMEDOUT`. */
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
    const { code = 'ECONNRESET', message } = systemError(error);
    const isRefused = /REFUSED_STREAM/.test(message);
    return new ConnectionError(`the connection to ${target} failed: ${message}`, {
      code,
      cause: error,
      isUnprocessed: isRefused || code === 'ECONNREFUSED',
    });
  }
}

/** The innermost error that carries a system code. */
function systemError(error: unknown): { code?: string; message: string } {
  const {
    code,
    cause,
    message = String(error),
  } = (error ?? {}) as { code?: unknown; cause?: unknown; message?: string };
  const inner = cause === undefined || cause === error ? undefined : systemError(cause);
  if (inner?.code !== undefined) return inner;
  const firstOfMany = error instanceof AggregateError ? systemError(error.errors[0]) : undefined;
  if (firstOfMany?.code !== undefined) return firstOfMany;
  return typeof code === 'string' ? { code, message } : { message };
}

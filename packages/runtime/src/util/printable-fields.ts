import { stdSerializers } from 'pino';
import type { LogFields } from './logger.ts';

/**
 * In lower case, without `-` and `_`. What stands under these names is never printed, at whatever
 * depth. `data` and `stringData` are those of a Secret.
 */
const secretNames: ReadonlySet<string> = new Set([
  'accesstoken',
  'apikey',
  'authorization',
  'clientkeydata',
  'clientsecret',
  'cookie',
  'data',
  'headers',
  'idtoken',
  'password',
  'privatekey',
  'proxyauthorization',
  'refreshtoken',
  'setcookie',
  'stringdata',
  'token',
]);

/** Credentials in the middle of a text: of a header, a JSON web token, a private key, a URL. */
const secretTexts =
  /(?<=\bbearer |\bauthorization: ?basic )(?=[\w~+/-]*[\d.=])[\w.~+/=-]{8,}|\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*|(?<=-----BEGIN [A-Z ]*PRIVATE KEY-----)[^-]+|(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi;

/** A text as it may be printed: credentials left out. */
export function printableText(text: string): string {
  return text.replace(secretTexts, '[redacted]');
}

const deepest = 6;

/**
 * Log fields as they may be printed: credentials left out, errors with their stacks, and objects of
 * the Kubernetes API by their names only (as controller-runtime's `KubeAwareEncoder`). What is given
 * is not changed.
 */
export function printableFields(fields: LogFields): LogFields {
  return printableParts(fields, 0);
}

function printable(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return printableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) return '[deeper]';
  if (value instanceof Error) return printableParts(stdSerializers.err(value), depth);
  if (Array.isArray(value)) return value.map((item) => printable(item, depth + 1));
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return printable((value as { toJSON(): unknown }).toJSON(), depth + 1);
  }
  return nameOf(value) ?? printableParts(value, depth);
}

function printableParts(value: object, depth: number): Record<string, unknown> {
  // Made of entries, so that every name is data.
  return Object.fromEntries(
    Object.entries(value).map(([name, part]: [string, unknown]) => [
      name,
      secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ''))
        ? '[redacted]'
        : printable(part, depth + 1),
    ]),
  );
}

/** What to call an object of the API. */
function nameOf(value: object): object | undefined {
  if (!('metadata' in value) || typeof value.metadata !== 'object') return undefined;
  const { apiVersion, kind, metadata } = value as {
    readonly apiVersion?: unknown;
    readonly kind?: unknown;
    readonly metadata: { readonly namespace?: unknown; readonly name?: unknown } | null;
  };
  if (typeof metadata?.name !== 'string') return undefined;
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
}

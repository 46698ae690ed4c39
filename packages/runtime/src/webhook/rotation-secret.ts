import { X509Certificate } from 'node:crypto';
import type { Secret } from '@keelson/kubernetes/core/v1';
import type { CreateInput } from '../client/client.ts';
import type { Generation, RotationState } from './certificate-rotation.ts';

const publishedAtAnnotation = 'keelson.dev/next-published-at';

/** The Secret that holds the shared state; `tls.crt`, `tls.key` and `ca.crt` are what is served. */
export function secretFrom(
  { current, next, nextPublishedAt, formerAuthorities }: RotationState,
  key: { readonly namespace: string; readonly name: string },
): CreateInput<Secret> {
  const data = {
    'tls.crt': current.cert,
    'tls.key': current.key,
    'ca.crt': current.ca,
    ...(next !== undefined && {
      'next.crt': next.cert,
      'next.key': next.key,
      'next-ca.crt': next.ca,
    }),
    ...(formerAuthorities.length > 0 && { 'former-ca.crt': formerAuthorities.join('') }),
  };
  const publishedAt = nextPublishedAt && new Date(nextPublishedAt).toISOString();
  return {
    metadata: {
      ...key,
      ...(publishedAt && { annotations: { [publishedAtAnnotation]: publishedAt } }),
    },
    type: 'kubernetes.io/tls',
    data: Object.fromEntries(
      Object.entries(data).map(([name, text]) => [name, Buffer.from(text).toString('base64')]),
    ),
  };
}

/** The state in a Secret; undefined when it holds none. */
export function stateFrom({ data = {}, metadata }: Pick<Secret, 'data' | 'metadata'>) {
  const text = (name: string) => Buffer.from(data[name] ?? '', 'base64').toString();
  const current = generation(text('tls.crt'), text('tls.key'), text('ca.crt'));
  if (current === undefined) return undefined;
  const next = generation(text('next.crt'), text('next.key'), text('next-ca.crt'));
  const publishedAt = Date.parse(metadata.annotations?.[publishedAtAnnotation] ?? '');
  const state: RotationState = {
    current,
    ...(next !== undefined && { next }),
    ...(next !== undefined && !Number.isNaN(publishedAt) && { nextPublishedAt: publishedAt }),
    formerAuthorities: certificatesIn(text('former-ca.crt')).filter(isCertificate),
  };
  return state;
}

function generation(cert: string, key: string, ca: string): Generation | undefined {
  const isWhole = isCertificate(cert) && isCertificate(ca) && key.includes('PRIVATE KEY');
  return isWhole ? { cert, key, ca } : undefined;
}

/** The certificates of a bundle, one by one. */
function certificatesIn(bundle: string): string[] {
  return bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g) ?? [];
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).validToDate.getTime() > 0;
  } catch {
    return false;
  }
}

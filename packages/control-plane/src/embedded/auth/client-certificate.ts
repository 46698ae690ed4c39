import type { X509Certificate } from 'node:crypto';
import { CredentialError } from './credential-error.ts';
import { credentialIdKey, type UserInfo } from './user.ts';

/** Where a certificate carries the UID of its user. */
const uidAttribute = '1.3.6.1.4.1.57683.2';

/**
 * The user of a client certificate: the common name, the organizations as groups. `undefined` when it
 * has no common name. The caller has proven that a trusted authority has issued it for clients.
 * @throws {CredentialError} when the certificate names more than one UID, or an empty one
 */
export function userOfCertificate(certificate: X509Certificate): UserInfo | undefined {
  const subject = new Map(
    Object.entries(certificate.toLegacyObject().subject as Record<string, string | string[]>),
  );
  const name = valuesOf(subject.get('CN')).at(-1) ?? '';
  if (name === '') return undefined;
  const uids = valuesOf(subject.get(uidAttribute));
  if (uids.length > 1) {
    throw new CredentialError(`expected 1 UID, but found multiple: [${uids.join(' ')}]`);
  }
  if (uids[0] === '') throw new CredentialError('UID cannot be an empty string');
  const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  return {
    name,
    uid: uids[0],
    groups: valuesOf(subject.get('O')),
    extra: { [credentialIdKey]: [`X509SHA256=${fingerprint}`] },
  };
}

function valuesOf(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

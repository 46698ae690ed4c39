import type { JsonObject } from '@keelson/schema';
import { badRequest, conflict, notFound } from '../status-error.ts';
import { objectOf, stringOf } from './rbac-binding.ts';
import type { ServiceAccountName } from './service-account-name.ts';
import type { TokenReference } from './token-claims.ts';
import type { TokenObjects } from './token-objects.ts';
import { isWebhook } from './token-request-validation.ts';

/** What a token is bound to besides its service account: nothing, or one object and a pod's node. */
export interface TokenBinding {
  readonly pod?: TokenReference;
  readonly secret?: TokenReference;
  readonly node?: TokenReference;
}

/**
 * Looks up what a TokenRequest's boundObjectRef names.
 * @throws {StatusError} when it is not there, is another object of that name, or cannot be bound to
 */
export function bindToken(
  reference: JsonObject,
  serviceAccount: ServiceAccountName,
  objects: TokenObjects,
): TokenBinding {
  const kind = stringOf(reference['kind']);
  const name = stringOf(reference['name']);
  const { group, version } = parseApiVersion(stringOf(reference['apiVersion']));
  const found = find({ group, kind, name }, serviceAccount, objects);
  if (found === undefined) {
    const gate = isWebhook(reference)
      ? ' (feature gate APIServerWebhookAuthenticationToken is disabled)'
      : '';
    throw badRequest(
      `cannot bind token to object of type ${group}/${version}, Kind=${kind}${gate}`,
    );
  }
  const wanted = stringOf(reference['uid']);
  if (wanted !== '' && wanted !== found.uid) {
    throw conflict(
      { group, resource: kind },
      name,
      `the UID in the bound object reference (${wanted}) does not match the UID in record. ` +
        'The object might have been deleted and then recreated',
    );
  }
  return found.binding;
}

interface Target {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

interface Found {
  readonly uid: string;
  readonly binding: TokenBinding;
}

function find(
  { group, kind, name }: Target,
  { namespace, name: serviceAccount }: ServiceAccountName,
  objects: TokenObjects,
): Found | undefined {
  if (group !== '') return undefined;
  switch (kind) {
    case 'Pod': {
      const pod = objects.pod(namespace, name);
      if (pod === undefined) throw notFound({ group, resource: 'pods' }, name);
      return bindPod(pod, serviceAccount, objects);
    }
    case 'Node': {
      const node = objects.node(name);
      if (node === undefined) throw notFound({ group, resource: 'nodes' }, name);
      const reference = referenceTo(node);
      return { uid: reference.uid, binding: { node: reference } };
    }
    case 'Secret': {
      const secret = objects.secret(namespace, name);
      if (secret === undefined) throw notFound({ group, resource: 'secrets' }, name);
      const reference = referenceTo(secret);
      return { uid: reference.uid, binding: { secret: reference } };
    }
    default:
      return undefined;
  }
}

function bindPod(pod: JsonObject, serviceAccount: string, objects: TokenObjects): Found {
  const spec = objectOf(pod['spec']);
  if (stringOf(spec['serviceAccountName']) !== serviceAccount) {
    throw badRequest(
      `cannot bind token for serviceaccount "${serviceAccount}" to pod running with different serviceaccount name.`,
    );
  }
  const reference = referenceTo(pod);
  const nodeName = stringOf(spec['nodeName']);
  if (nodeName === '') return { uid: reference.uid, binding: { pod: reference } };
  const node = objects.node(nodeName);
  return {
    uid: reference.uid,
    binding: {
      pod: reference,
      node: node === undefined ? { name: nodeName, uid: '' } : referenceTo(node),
    },
  };
}

function referenceTo(object: JsonObject): TokenReference {
  const metadata = objectOf(object['metadata']);
  return { name: stringOf(metadata['name']), uid: stringOf(metadata['uid']) };
}

function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const parts = apiVersion.split('/');
  const [first = '', second] = parts;
  // Anything with more slashes is no version at all, as in Go.
  if (parts.length > 2) return { group: '', version: '' };
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { userInfoJson } from '../auth/user.ts';
import { textOf } from '../json/text-of.ts';
import type { AdmissionAttributes } from '../rest/admission.ts';
import { type FailureStatus, StatusError } from '../status-error.ts';

const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' };

const optionKinds = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' };

/** What a hook is asked, in the version that it is asked about, as the objects are (CreateV1AdmissionReview). */
export function reviewOf(
  attributes: AdmissionAttributes,
  { uid, version }: { readonly uid: string; readonly version: string },
): JsonObject {
  const { resource, subresource, name, namespace, operation, user, dryRun } = attributes;
  const { group, kind, plural } = resource;
  const options = { kind: optionKinds[operation], apiVersion: 'meta.k8s.io/v1' };
  return {
    kind: review.kind,
    apiVersion: review.apiVersion,
    request: {
      uid,
      kind: { group, version, kind },
      resource: { group, version, resource: plural },
      ...(subresource !== '' && { subResource: subresource }),
      requestKind: { group, version: resource.version, kind },
      requestResource: { group, version: resource.version, resource: plural },
      ...(subresource !== '' && { requestSubResource: subresource }),
      ...(name !== '' && { name }),
      ...(namespace !== '' && { namespace }),
      operation,
      userInfo: userInfoJson(user) as unknown as JsonObject,
      object: attributes.object ?? null,
      oldObject: attributes.old ?? null,
      dryRun,
      options,
    },
  };
}

/** What a hook answered. */
export interface ReviewAnswer {
  readonly allowed: boolean;
  readonly status: JsonObject;
  readonly warnings: readonly string[];
  /** Text of a JSON patch; `''` for none. */
  readonly patch: string;
}

/**
 * Reads the answer to a review (VerifyAdmissionResponse).
 * @throws {Error} that says what is wrong with it
 */
export function readAnswer(
  text: string,
  { uid, isMutating }: { readonly uid: string; readonly isMutating: boolean },
): ReviewAnswer {
  let answer: JsonValue;
  try {
    answer = JSON.parse(text) as JsonValue;
  } catch {
    throw new Error('the answer is not JSON');
  }
  const whole = isJsonObject(answer) ? answer : {};
  const { response } = whole;
  const [apiVersion, kind] = [textOf(whole, 'apiVersion'), textOf(whole, 'kind')];
  if (!isJsonObject(response)) throw new Error('webhook response was absent');
  if (response['uid'] !== uid) {
    const got = JSON.stringify(response['uid'] ?? '');
    throw new Error(`expected response.uid=${JSON.stringify(uid)}, got ${got}`);
  }
  if (apiVersion !== review.apiVersion || kind !== review.kind) {
    throw new Error(
      `expected webhook response of ${review.apiVersion}, Kind=${review.kind}, got ${apiVersion}, Kind=${kind}`,
    );
  }
  const { patchType, status, warnings, allowed } = response;
  const patch = textOf(response, 'patch');
  if (isMutating) {
    if (patch !== '' && patchType === undefined) {
      throw new Error('webhook returned response.patch but not response.patchType');
    }
    if (patch === '' && patchType !== undefined) {
      throw new Error('webhook returned response.patchType but not response.patch');
    }
  } else if (patch !== '') {
    throw new Error('validating webhook may not return response.patch');
  } else if (patchType !== undefined) {
    throw new Error('validating webhook may not return response.patchType');
  }
  return {
    allowed: allowed === true,
    status: isJsonObject(status) ? status : {},
    warnings: Array.isArray(warnings) ? warnings.map(String) : [],
    patch: Buffer.from(patch, 'base64').toString(),
  };
}

/** The refusal that a denial leads to (errors.ToStatusErr). */
export function denialOf(name: string, { status }: ReviewAnswer): StatusError {
  const { code = 0, details } = status;
  const [message, reason] = [textOf(status, 'message'), textOf(status, 'reason')];
  const why =
    message !== '' ? `: ${message}` : reason !== '' ? `: ${reason}` : ' without explanation';
  const failure: FailureStatus = {
    message: `admission webhook ${JSON.stringify(name)} denied the request${why}`,
    ...(reason !== '' && { reason }),
    ...(isJsonObject(details) && { details }),
    code: Math.max(Number(code), 400),
  };
  return new StatusError(failure);
}

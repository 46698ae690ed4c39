import type { Status } from '@keelson/kubernetes/meta/v1';
import type { AdmissionRequest, AdmissionVerdict } from '../api/admission.ts';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import { invalidStatus } from '../api/field-error.ts';

/** What the API server is told. Semantics: `admission.k8s.io/v1`, AdmissionResponse. */
export interface AdmissionResponse {
  /** That of the request. */
  readonly uid: string;
  readonly allowed: boolean;
  readonly status: Status;
  /** A JSON patch, in base64. */
  readonly patch?: string;
  readonly patchType?: 'JSONPatch';
  readonly warnings?: readonly string[];
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

/** A verdict as the API server reads it. */
export function admissionResponse(
  request: DeepReadonly<AdmissionRequest>,
  verdict: AdmissionVerdict,
): AdmissionResponse {
  const { allowed, patch = [], warnings = [], auditAnnotations } = verdict;
  return {
    uid: request.uid,
    allowed,
    status: statusOf(request, verdict),
    ...(allowed &&
      patch.length > 0 && {
        patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
        patchType: 'JSONPatch',
      }),
    ...(warnings.length > 0 && { warnings }),
    ...(auditAnnotations !== undefined && { auditAnnotations }),
  };
}

function statusOf(
  request: DeepReadonly<AdmissionRequest>,
  { allowed, status, errors }: AdmissionVerdict,
): Status {
  if (allowed) return { code: 200, ...status };
  if (errors === undefined) return { code: 403, ...(!status?.code && forbidden), ...status };
  const { group, kind } = request.kind;
  const { metadata } = request.object ?? request.oldObject ?? {};
  const name = request.name || metadata?.name || metadata?.generateName || '';
  return invalidStatus(errors, { group, kind, name });
}

const forbidden = { reason: 'Forbidden' };

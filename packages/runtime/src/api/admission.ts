import type { KubernetesObject } from '@keelson/kubernetes';
import type { UserInfo } from '@keelson/kubernetes/authentication/v1';
import type { Status } from '@keelson/kubernetes/meta/v1';
import type { Logger } from '../util/logger.ts';
import type { DeepReadonly } from './deep-readonly.ts';
import type { FieldError } from './field-error.ts';
import type { JsonPatchOperation } from './json-patch.ts';
import type { UnstructuredObject } from './resource-ref.ts';

/** What is being done to an object. */
export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** What the API server asks. Semantics: `admission.k8s.io/v1`, AdmissionRequest. */
export interface AdmissionRequest<T extends KubernetesObject = UnstructuredObject> {
  readonly uid: string;
  /** As the webhook is declared for. */
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly resource: {
    readonly group: string;
    readonly version: string;
    readonly resource: string;
  };
  readonly subResource?: string;
  /** As the client asked for it, which may be another version. */
  readonly requestKind?: AdmissionRequest['kind'];
  readonly requestResource?: AdmissionRequest['resource'];
  readonly requestSubResource?: string;
  /** Empty on a create with `generateName`. */
  readonly name?: string;
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly operation: AdmissionOperation;
  readonly userInfo: UserInfo;
  /** Absent on DELETE. */
  readonly object?: T | null;
  /** On UPDATE and DELETE. */
  readonly oldObject?: T | null;
  /** Nothing will be stored: there must be no side effects either. */
  readonly dryRun?: boolean;
  readonly options?: Readonly<Record<string, unknown>> | null;
}

/** What a review comes with, beside the objects. */
export interface AdmissionContext<T extends KubernetesObject = UnstructuredObject> {
  readonly request: DeepReadonly<AdmissionRequest<T>>;
  /** Nothing will be stored: leave out side effects. */
  readonly dryRun: boolean;
  /** With the object, the user and the id of the request. */
  readonly logger: Logger;
  /** Aborts when the API server does not wait any longer. */
  readonly signal: AbortSignal;
}

/** What a webhook says. Made by {@link allowed}, {@link denied} and {@link invalid}. */
export interface AdmissionVerdict {
  readonly allowed: boolean;
  /** Shown to whoever made the request, even when it is allowed. @default none */
  readonly warnings?: readonly string[] | undefined;
  /** Why it is denied; the code of the answer. @default 403 Forbidden */
  readonly status?: Readonly<Status> | undefined;
  /** The fields that are wrong: 422 Invalid. @default none */
  readonly errors?: readonly FieldError[] | undefined;
  /** Of a mutating handler. @default none */
  readonly patch?: readonly JsonPatchOperation[] | undefined;
  /** Written into the audit log. @default none */
  readonly auditAnnotations?: Readonly<Record<string, string>> | undefined;
}

/** Nothing means allowed. */
export type VerdictOrNothing = AdmissionVerdict | void | Promise<AdmissionVerdict | void>;

/**
 * Fills in what an object leaves out. Goes with `@MutatingWebhook`; not called for DELETE.
 * Semantics: controller-runtime's `admission.Defaulter`.
 */
export interface Defaulter<T extends KubernetesObject> {
  /** Changes `object` in place: the difference is what the API server gets. */
  default(object: T, context: AdmissionContext<T>): VerdictOrNothing;
}

/**
 * Judges what a schema cannot. Goes with `@ValidatingWebhook`; an operation without a method is
 * allowed. An `Error` that a method throws is a denial with its message, an `ApiError` one with its
 * status; a `TypeError` and its like, which only a bug throws, is answered with 500.
 * Semantics: controller-runtime's `admission.Validator`.
 */
export interface Validator<T extends KubernetesObject> {
  validateCreate?(object: DeepReadonly<T>, context: AdmissionContext<T>): VerdictOrNothing;
  validateUpdate?(
    object: DeepReadonly<T>,
    former: DeepReadonly<T>,
    context: AdmissionContext<T>,
  ): VerdictOrNothing;
  validateDelete?(object: DeepReadonly<T>, context: AdmissionContext<T>): VerdictOrNothing;
}

/**
 * Answers requests as they are, of any kind and operation. Goes with both decorators; only a mutating
 * one may answer with a patch. Semantics: controller-runtime's `admission.Handler`.
 */
export interface AdmissionHandler<T extends KubernetesObject = UnstructuredObject> {
  handle(
    request: DeepReadonly<AdmissionRequest<T>>,
    context: AdmissionContext<T>,
  ): VerdictOrNothing;
}

/** Lets the request pass, with warnings if there are any. */
export function allowed(
  extras: Pick<AdmissionVerdict, 'warnings' | 'patch' | 'auditAnnotations'> = {},
): AdmissionVerdict {
  return { ...extras, allowed: true };
}

/** Refuses the request with 403 Forbidden, or with another status. */
export function denied(
  message: string,
  extras: Pick<AdmissionVerdict, 'warnings' | 'status' | 'auditAnnotations'> = {},
): AdmissionVerdict {
  return { ...extras, allowed: false, status: { ...extras.status, message } };
}

/**
 * Refuses the request with 422 Invalid and the fields that are wrong, in the words of the API server;
 * allows it when there are none.
 */
export function invalid(
  errors: readonly FieldError[],
  extras: Pick<AdmissionVerdict, 'warnings' | 'auditAnnotations'> = {},
): AdmissionVerdict {
  return errors.length === 0 ? allowed(extras) : { ...extras, allowed: false, errors };
}

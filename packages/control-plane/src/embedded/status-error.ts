import { errorBody, errorText, type FieldError, goQuote } from '@keelson/schema';

/** A resource as messages name it: `deployments.apps`, or `pods` in the core group. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** A kind as messages name it: `Deployment.apps`, or `Pod`. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** One reason among several in a Status. */
interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** `details` of a Status. */
export interface StatusDetails {
  readonly name?: string | undefined;
  readonly group?: string | undefined;
  readonly kind?: string | undefined;
  readonly uid?: string | undefined;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** The body of a failed request: a meta/v1 Status. */
export interface FailureStatus {
  readonly message: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
  /** Of a list that can be continued at another revision. */
  readonly metadata?: { readonly continue: string };
}

/** A request failed: the answer is its status. The constructors below word it as the API server does. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: FailureStatus;

  constructor(status: FailureStatus) {
    super(status.message);
    this.status = status;
  }
}

export function badRequest(message: string): StatusError {
  return new StatusError({ message, reason: 'BadRequest', code: 400 });
}

export function unauthorized(): StatusError {
  return new StatusError({ message: 'Unauthorized', reason: 'Unauthorized', code: 401 });
}

/** `why` is the sentence after "is forbidden: ". */
export function forbidden(target: GroupResource, name: string, why: string): StatusError {
  return new StatusError({
    message: `${nameOf(target.resource, target.group)}${name === '' ? '' : ` ${goQuote(name)}`} is forbidden: ${why}`,
    reason: 'Forbidden',
    details: detailsOf(target, name),
    code: 403,
  });
}

export function notFound(target: GroupResource, name: string): StatusError {
  return new StatusError({
    message: `${nameOf(target.resource, target.group)} ${goQuote(name)} not found`,
    reason: 'NotFound',
    details: detailsOf(target, name),
    code: 404,
  });
}

/** There is no such path. */
export function pageNotFound(): StatusError {
  return new StatusError({
    message: 'the server could not find the requested resource',
    reason: 'NotFound',
    details: {},
    code: 404,
  });
}

export function methodNotSupported(target: GroupResource, action: string): StatusError {
  return new StatusError({
    message: `${action} is not supported on resources of kind "${nameOf(target.resource, target.group)}"`,
    reason: 'MethodNotAllowed',
    details: detailsOf(target, ''),
    code: 405,
  });
}

/** A path that other methods are served at. */
export function methodNotAllowed(): StatusError {
  return new StatusError({
    message: 'the server does not allow this method on the requested resource',
    reason: 'MethodNotAllowed',
    details: {},
    code: 405,
  });
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  return new StatusError({
    message: `only the following media types are accepted: ${accepted.join(', ')}`,
    reason: 'NotAcceptable',
    code: 406,
  });
}

/** A path that is not served in any form that the client takes. */
export function unroutable(accepted: readonly string[]): StatusError {
  return new StatusError({
    message: `406: Not Acceptable\n\nAvailable representations: ${accepted.join(', ')}`,
    reason: 'NotAcceptable',
    details: {},
    code: 406,
  });
}

export function alreadyExists(target: GroupResource, name: string): StatusError {
  return new StatusError({
    message: `${nameOf(target.resource, target.group)} ${goQuote(name)} already exists`,
    reason: 'AlreadyExists',
    details: detailsOf(target, name),
    code: 409,
  });
}

/** `why` is the sentence after "Operation cannot be fulfilled on …: ". */
export function conflict(target: GroupResource, name: string, why: string): StatusError {
  return new StatusError({
    message: `Operation cannot be fulfilled on ${nameOf(target.resource, target.group)} ${goQuote(name)}: ${why}`,
    reason: 'Conflict',
    details: detailsOf(target, name),
    code: 409,
  });
}

/** The object was changed since the version that the request names. */
export function modified(target: GroupResource, name: string): StatusError {
  return conflict(
    target,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

export function expired(message: string): StatusError {
  return new StatusError({ message, reason: 'Expired', code: 410 });
}

export function tooLarge(message: string): StatusError {
  return new StatusError({
    message: `Request entity too large: ${message}`,
    reason: 'RequestEntityTooLarge',
    code: 413,
  });
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  return new StatusError({
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
    reason: 'UnsupportedMediaType',
    code: 415,
  });
}

/** The router's words, for a content type that no handler takes. */
export function unknownMediaType(): StatusError {
  return new StatusError({
    message: '415: Unsupported Media Type',
    reason: 'UnsupportedMediaType',
    details: {},
    code: 415,
  });
}

export function invalid(
  { group: asked, kind }: GroupKind,
  name: string,
  errors: readonly FieldError[],
): StatusError {
  // Events are judged as the kind of the core group that they are.
  const group = asked === 'events.k8s.io' ? '' : asked;
  const texts = [...new Set(errors.map(errorText))];
  const summary = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return new StatusError({
    message: `${nameOf(kind, group)} ${goQuote(name)} is invalid${texts.length === 0 ? '' : `: ${summary}`}`,
    reason: 'Invalid',
    details: {
      ...(name === '' ? undefined : { name }),
      ...(group === '' ? undefined : { group }),
      ...(kind === '' ? undefined : { kind }),
      causes: errors.map((error) => ({
        reason: error.type,
        message: errorBody(error),
        field: error.field,
      })),
    },
    code: 422,
  });
}

export function internalError(message: string): StatusError {
  return new StatusError({
    message: `Internal error occurred: ${message}`,
    reason: 'InternalError',
    details: { causes: [{ message }] },
    code: 500,
  });
}

export function gatewayTimeout(message: string, details: StatusDetails): StatusError {
  return new StatusError({
    message: `Timeout: ${message}`,
    reason: 'Timeout',
    details,
    code: 504,
  });
}

function nameOf(name: string, group: string): string {
  return group === '' ? name : `${name}.${group}`;
}

function detailsOf({ group, resource }: GroupResource, name: string): StatusDetails {
  return {
    ...(name === '' ? undefined : { name }),
    ...(group === '' ? undefined : { group }),
    kind: resource,
  };
}

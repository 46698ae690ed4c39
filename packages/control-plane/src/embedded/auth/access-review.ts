import type { FieldError, JsonObject } from '@keelson/schema';
import { parseFieldSelector } from '../selectors/field-selector.ts';
import { parseLabelSelector } from '../selectors/label-selector.ts';
import { invalid, StatusError } from '../status-error.ts';
import { validateAccessReview } from './access-review-validation.ts';
import type { Authorizer } from './authorizer.ts';
import { orderMetadata } from './object-metadata.ts';
import { stringsOf } from './policy-rule.ts';
import { listOf, objectOf, stringOf } from './rbac-binding.ts';
import type { RequestAttributes } from './request-attributes.ts';
import type { UserInfo } from './user.ts';

/** A kind that asks whether someone may do something. */
export type AccessReviewKind =
  | 'SubjectAccessReview'
  | 'LocalSubjectAccessReview'
  | 'SelfSubjectAccessReview';

export interface AccessReviewOptions {
  readonly kind: AccessReviewKind;
  readonly authorizer: Authorizer;
  /** Who sends the review: a SelfSubjectAccessReview is about them. */
  readonly user: UserInfo;
}

/**
 * The answer to an access review (registry/authorization). Its metadata are checked as they are, with
 * the managed fields and the namespace that the request has given them.
 * @throws {StatusError} when the review is invalid
 */
export function reviewAccess(review: JsonObject, options: AccessReviewOptions): JsonObject {
  const { kind, authorizer, user } = options;
  const errors = validateAccessReview(kind, review);
  if (errors.length > 0) throw invalidReview(errors);
  const spec = objectOf(review['spec']);
  const subject = kind === 'SelfSubjectAccessReview' ? user : subjectOf(spec);
  const { allowed, reason } = authorizer.authorize(attributesOf(spec, subject));
  const evaluationError = selectorErrors(objectOf(spec['resourceAttributes']));
  return {
    kind,
    apiVersion: 'authorization.k8s.io/v1',
    metadata: orderMetadata(objectOf(review['metadata'])),
    spec,
    status: {
      allowed,
      ...(reason === '' ? undefined : { reason }),
      ...(evaluationError === '' ? undefined : { evaluationError }),
    },
  };
}

/** The server has forgotten the kind by then. */
function invalidReview(errors: readonly FieldError[]): StatusError {
  const { status } = invalid({ group: 'authorization.k8s.io', kind: '' }, '', errors);
  const details = { ...status.details };
  delete details.kind;
  return new StatusError({ ...status, details });
}

function subjectOf(spec: JsonObject): UserInfo {
  const extra = Object.entries(objectOf(spec['extra'])).map(
    ([key, values]) => [key, stringsOf(values)] as const,
  );
  return {
    name: stringOf(spec['user']),
    uid: stringOf(spec['uid']),
    groups: stringsOf(spec['groups']),
    extra: Object.fromEntries(extra),
  };
}

function attributesOf(spec: JsonObject, user: UserInfo): RequestAttributes {
  const { resourceAttributes } = spec;
  if (resourceAttributes === undefined || resourceAttributes === null) {
    const { path, verb } = objectOf(spec['nonResourceAttributes']);
    return { user, verb: stringOf(verb), path: stringOf(path) };
  }
  const wanted = objectOf(resourceAttributes);
  return {
    user,
    verb: stringOf(wanted['verb']),
    namespace: stringOf(wanted['namespace']),
    group: stringOf(wanted['group']),
    resource: stringOf(wanted['resource']),
    subresource: stringOf(wanted['subresource']),
    name: stringOf(wanted['name']),
  };
}

/** What of the selectors could not be read; RBAC does not look at them. */
function selectorErrors(attributes: JsonObject): string {
  const errors: string[] = [];
  for (const [key, state] of [
    ['fieldSelector', fieldSelectorState(objectOf(attributes['fieldSelector']))],
    ['labelSelector', labelSelectorState(objectOf(attributes['labelSelector']))],
  ] as const) {
    if (state !== 'fine') errors.push(`spec.resourceAttributes.${key} ${state} due to parse error`);
  }
  return errors.join('; ');
}

type SelectorState = 'fine' | 'ignored' | 'partially ignored';

function fieldSelectorState(selector: JsonObject): SelectorState {
  return selectorState(selector, {
    parse: parseFieldSelector,
    isReadable: ({ operator, values }) =>
      ['In', 'NotIn'].includes(stringOf(operator)) && stringsOf(values).length === 1,
  });
}

function labelSelectorState(selector: JsonObject): SelectorState {
  return selectorState(selector, {
    parse: parseLabelSelector,
    isReadable: ({ operator }) =>
      ['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(stringOf(operator)),
  });
}

interface SelectorSyntax {
  /** @throws {StatusError} when the text cannot be read */
  readonly parse: (text: string) => unknown;
  readonly isReadable: (requirement: JsonObject) => boolean;
}

function selectorState(
  { rawSelector, requirements }: JsonObject,
  { parse, isReadable }: SelectorSyntax,
): SelectorState {
  const readable = listOf(requirements).map((requirement) => isReadable(objectOf(requirement)));
  if (readable.length > 0) {
    if (!readable.includes(false)) return 'fine';
    return readable.includes(true) ? 'partially ignored' : 'ignored';
  }
  try {
    parse(stringOf(rawSelector));
    return 'fine';
  } catch (error) {
    if (error instanceof StatusError) return 'ignored';
    throw error;
  }
}

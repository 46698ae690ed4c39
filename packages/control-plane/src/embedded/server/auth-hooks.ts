import type { JsonObject } from '@keelson/schema';
import { type AccessReviewKind, reviewAccess } from '../auth/access-review.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { checkEscalation, type RbacResource } from '../auth/escalation.ts';
import { forbiddenRequest } from '../auth/forbidden-request.ts';
import type { RbacAuthorizer } from '../auth/rbac-authorizer.ts';
import { reviewRules } from '../auth/rules-review.ts';
import type { TokenKey } from '../auth/token-key.ts';
import type { TokenIssuer } from '../auth/token-request.ts';
import { reviewSelf, reviewToken } from '../auth/token-review.ts';
import type { AdmissionStep } from '../rest/admission.ts';
import { textOf } from '../json/text-of.ts';
import { metadataOf } from '../rest/registry-services.ts';
import type { SubresourceAction, VirtualCreate } from '../rest/served-resource.ts';

/** The parts of a server that decide about users. */
export interface AuthParts {
  /** Signs the tokens of service accounts. */
  readonly key: TokenKey;
  readonly authenticator: Authenticator;
  readonly authorizer: RbacAuthorizer;
  readonly issuer: TokenIssuer;
  readonly audiences: readonly string[];
  readonly now: () => Date;
}

const accessReviews: readonly AccessReviewKind[] = [
  'SubjectAccessReview',
  'LocalSubjectAccessReview',
  'SelfSubjectAccessReview',
];

/** How reviews are answered, by `kind.group`. */
export function reviewsOf(parts: AuthParts): ReadonlyMap<string, VirtualCreate> {
  const { authenticator, authorizer, audiences, now } = parts;
  const authentication = 'authentication.k8s.io';
  const authorization = 'authorization.k8s.io';
  return new Map<string, VirtualCreate>([
    [
      `TokenReview.${authentication}`,
      (review) => reviewToken(review, { authenticator, audiences }),
    ],
    [
      `SelfSubjectReview.${authentication}`,
      (_review, { user }) => reviewSelf(user, now().getTime()),
    ],
    [
      `SelfSubjectRulesReview.${authorization}`,
      (review, { user }) => reviewRules(review, user, authorizer),
    ],
    ...accessReviews.map((kind): [string, VirtualCreate] => [
      `${kind}.${authorization}`,
      (review, { user }) => reviewAccess(review, { kind, authorizer, user }),
    ]),
  ]);
}

/** Answers a TokenRequest for the service account that it is posted to. */
export function tokenAction({ issuer }: AuthParts): SubresourceAction {
  return (request, { parent, context: { namespace } }) =>
    issuer.issue(request, { namespace, name: textOf(metadataOf(parent), 'name') });
}

/** Who updates or applies what is not there needs the right to create it, too (withAuthorization). */
export function createOnUpdateStep(authorizer: RbacAuthorizer): AdmissionStep {
  return {
    validate: ({ isCreateOnUpdate, resource, subresource, namespace, name, user }) => {
      if (isCreateOnUpdate !== true) return;
      const { group, plural } = resource;
      const target = { group, resource: plural, subresource, namespace, name };
      const attributes = { user, verb: 'create', ...target };
      const { allowed, reason } = authorizer.authorize(attributes);
      if (!allowed) throw forbiddenRequest(attributes, reason);
    },
  };
}

const rbacGroup = 'rbac.authorization.k8s.io';

/** Nobody grants what they do not hold. */
export function escalationStep(authorizer: RbacAuthorizer): AdmissionStep {
  return {
    admit: ({ operation, resource, namespace, name, object, old, user }) => {
      if (resource.group !== rbacGroup || operation === 'DELETE') return;
      checkEscalation(authorizer, {
        resource: resource.plural as RbacResource,
        namespace,
        name: operation === 'CREATE' ? '' : name,
        user,
        object: object as JsonObject,
        old,
      });
    },
  };
}

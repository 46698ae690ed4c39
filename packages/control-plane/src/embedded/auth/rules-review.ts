import type { JsonObject } from '@keelson/schema';
import { badRequest } from '../status-error.ts';
import type { Authorizer } from './authorizer.ts';
import { joinErrors } from './error-list.ts';
import type { PolicyRule } from './policy-rule.ts';
import { objectOf, stringOf } from './rbac-binding.ts';
import type { UserInfo } from './user.ts';

/**
 * The answer to a SelfSubjectRulesReview: what a user may do in a namespace. Nothing of the request is
 * kept.
 * @throws {StatusError} when the review names no namespace
 */
export function reviewRules(
  review: JsonObject,
  user: UserInfo,
  authorizer: Authorizer,
): JsonObject {
  const namespace = stringOf(objectOf(review['spec'])['namespace']);
  if (namespace === '') throw badRequest('no namespace on request');
  const { rules, errors } = authorizer.rulesFor(user, namespace);
  return {
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: {},
    status: {
      resourceRules: rules.filter(({ resources }) => resources.length > 0).map(resourceRule),
      nonResourceRules: rules
        .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
        .map(({ verbs, nonResourceURLs }) => ({
          verbs: [...verbs],
          nonResourceURLs: [...nonResourceURLs],
        })),
      incomplete: false,
      ...(errors.length === 0 ? undefined : { evaluationError: joinErrors(errors) }),
    },
  };
}

function resourceRule({ verbs, apiGroups, resources, resourceNames }: PolicyRule): JsonObject {
  return {
    verbs: [...verbs],
    ...(apiGroups.length === 0 ? undefined : { apiGroups: [...apiGroups] }),
    resources: [...resources],
    ...(resourceNames.length === 0 ? undefined : { resourceNames: [...resourceNames] }),
  };
}

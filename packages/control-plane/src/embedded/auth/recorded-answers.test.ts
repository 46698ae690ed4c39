import { readFileSync } from 'node:fs';
import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { pathSegmentErrors } from '../metadata/name-rules.ts';
import { invalid, StatusError } from '../status-error.ts';
import { type AccessReviewKind, reviewAccess } from './access-review.ts';
import { loadBootstrapPolicy } from './bootstrap-policy.ts';
import { checkEscalation, type RbacResource } from './escalation.ts';
import { RbacAuthorizer } from './rbac-authorizer.ts';
import { objectOf, stringOf } from './rbac-binding.ts';
import { canonicalizeRbac, type RbacKind, setRbacDefaults } from './rbac-defaults.ts';
import { ListedRbac } from './rbac-source.test.support.ts';
import { validateRbac, validateRbacUpdate } from './rbac-validation.ts';
import type { UserInfo } from './user.ts';

/** What Kubernetes 1.37.2 answered to random reviews and dry writes, above its bootstrap policy. */
interface Recorded {
  readonly objects: readonly JsonObject[];
  readonly writes: readonly {
    readonly user: string;
    readonly kind: RbacKind;
    readonly update: boolean;
    readonly object: JsonObject;
    readonly answer: JsonObject;
  }[];
  readonly reviews: readonly {
    readonly kind: AccessReviewKind;
    readonly metadata: JsonObject;
    readonly spec: JsonObject;
    readonly answer: JsonObject;
  }[];
}

const recorded = JSON.parse(
  readFileSync(new URL('recorded-answers.test.json', import.meta.url), 'utf8'),
) as Recorded;

const users: Readonly<Record<string, UserInfo>> = {
  bob: { name: 'bob', groups: ['system:authenticated'] },
  alice: { name: 'alice', groups: ['devs', 'ops', 'system:authenticated'] },
  admin2: { name: 'admin2', groups: ['system:masters', 'system:authenticated'] },
};

const keyOf = ({ kind, metadata }: JsonObject): string => {
  const { namespace, name } = objectOf(metadata);
  return [kind, namespace, name].map((part) => stringOf(part)).join('/');
};
const { clusterRoles, clusterRoleBindings, roles, roleBindings } = loadBootstrapPolicy();
const objects = new Map(
  [...clusterRoles, ...clusterRoleBindings, ...roles, ...roleBindings, ...recorded.objects].map(
    (object) => [keyOf(object), object],
  ),
);
const authorizer = new RbacAuthorizer(new ListedRbac([...objects.values()]));

/** The server lists what it did not find in no order. */
function sortMissing(text: string): string {
  return text.replaceAll(
    /\[([^[\]]*not found(?:, [^[\]]*not found)*)\]/g,
    (_all, list: string) => `[${list.split(', ').toSorted().join(', ')}]`,
  );
}

function answerOf(decide: () => JsonObject): JsonObject {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const { code, message } = error.status;
    return { code, message: sortMissing(message) };
  }
}

describe('access reviews', () => {
  it.each(recorded.reviews)('$kind $spec', ({ kind, metadata, spec, answer }) => {
    const status = answerOf(() => {
      const review = reviewAccess({ metadata, spec }, { kind, authorizer, user: users['admin2']! });
      return objectOf(review['status']);
    });
    const { reason, ...rest } = status;
    const { reason: recordedReason, ...recordedRest } = answer;
    expect(rest).toEqual(recordedRest);
    // When several bindings allow, the server names any of them.
    if (rest['allowed'] !== true) {
      expect(sortMissing(stringOf(reason))).toBe(stringOf(recordedReason));
    }
  });
});

describe('writes', () => {
  it.each(recorded.writes)('$user: $kind $object', ({ user, kind, update, object, answer }) => {
    const namespace = kind === 'Role' || kind === 'RoleBinding' ? 'default' : '';
    const old = update ? objects.get(`${kind}/${namespace}/f1`) : undefined;
    const written = structuredClone(object);
    const found = answerOf(() => {
      setRbacDefaults(kind, written);
      checkEscalation(authorizer, {
        resource: `${kind.toLowerCase()}s` as RbacResource,
        namespace,
        name: update ? 'f1' : '',
        user: users[user]!,
        object: written,
        old,
      });
      const name = stringOf(objectOf(written['metadata'])['name']);
      const errors = [
        ...pathSegmentErrors(name).map((detail) => ({
          type: 'FieldValueInvalid' as const,
          field: 'metadata.name',
          value: name,
          detail,
        })),
        ...(old === undefined
          ? validateRbac(kind, written)
          : validateRbacUpdate(kind, written, old)),
      ];
      if (errors.length > 0) {
        throw invalid({ group: 'rbac.authorization.k8s.io', kind }, name, errors);
      }
      canonicalizeRbac(kind, written);
      delete written['metadata'];
      return written;
    });
    expect(found).toEqual(answer);
  });
});

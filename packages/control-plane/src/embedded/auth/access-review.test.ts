import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { StatusError } from '../status-error.ts';
import { type AccessReviewKind, reviewAccess } from './access-review.ts';
import { RbacAuthorizer } from './rbac-authorizer.ts';
import { clusterRole, clusterRoleBinding, ListedRbac } from './rbac-source.test.support.ts';
import { reviewRules } from './rules-review.ts';

const authorizer = new RbacAuthorizer(
  new ListedRbac([
    clusterRole('system:discovery', 'get|-|-|/api,/healthz'),
    clusterRoleBinding('system:discovery', 'Group:system:authenticated'),
    clusterRole('basic', 'create|authorization.k8s.io|selfsubjectaccessreviews', 'get||pods'),
    clusterRoleBinding('basic', 'User:bob'),
    clusterRoleBinding('nope', 'User:alice'),
  ]),
);
const bob = { name: 'bob', groups: ['system:authenticated'] };

function review(kind: AccessReviewKind, spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return reviewAccess({ metadata, spec }, { kind, authorizer, user: bob });
}

function failure(kind: AccessReviewKind, spec: JsonObject, metadata: JsonObject = {}) {
  try {
    review(kind, spec, metadata);
  } catch (error) {
    if (error instanceof StatusError) return error.status;
    throw error;
  }
  return undefined;
}

const listPods = { verb: 'list', resource: 'pods' };

describe('reviewAccess', () => {
  it('says no without a reason', () => {
    const spec = { user: 'system:anonymous', resourceAttributes: listPods };
    const metadata = { managedFields: [{ manager: 'curl' }] };
    expect(review('SubjectAccessReview', spec, metadata)).toEqual({
      kind: 'SubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata,
      spec,
      status: { allowed: false },
    });
  });

  it.each<[string, JsonObject, JsonObject]>([
    [
      'a master',
      { user: 'a', groups: ['system:masters'], resourceAttributes: listPods },
      { allowed: true },
    ],
    [
      'a path',
      {
        user: 'a',
        groups: ['system:authenticated'],
        nonResourceAttributes: { verb: 'get', path: '/healthz' },
      },
      {
        allowed: true,
        reason:
          'RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" to Group "system:authenticated"',
      },
    ],
    [
      'a role that is not there',
      { user: 'alice', resourceAttributes: listPods },
      {
        allowed: false,
        reason: 'rbac: RBAC: clusterrole.rbac.authorization.k8s.io "nope" not found',
      },
    ],
    [
      'a label selector that cannot be read',
      {
        user: 'x',
        resourceAttributes: { ...listPods, labelSelector: { rawSelector: 'a=b=c' } },
      },
      {
        allowed: false,
        evaluationError: 'spec.resourceAttributes.labelSelector ignored due to parse error',
      },
    ],
    [
      'a field selector that cannot be read',
      { user: 'x', resourceAttributes: { ...listPods, fieldSelector: { rawSelector: 'a' } } },
      {
        allowed: false,
        evaluationError: 'spec.resourceAttributes.fieldSelector ignored due to parse error',
      },
    ],
    [
      'an operator that nobody knows',
      {
        user: 'x',
        resourceAttributes: {
          ...listPods,
          labelSelector: {
            requirements: [
              { key: 'a', operator: 'Foo' },
              { key: 'b', operator: 'Exists' },
            ],
          },
        },
      },
      {
        allowed: false,
        evaluationError:
          'spec.resourceAttributes.labelSelector partially ignored due to parse error',
      },
    ],
  ])('judges %s', (_title, spec, status) => {
    expect(review('SubjectAccessReview', spec)['status']).toEqual(status);
  });

  it('asks for the one who sends a SelfSubjectAccessReview', () => {
    const spec = { nonResourceAttributes: { path: '/api', verb: 'get' } };
    expect(review('SelfSubjectAccessReview', spec)['status']).toMatchObject({ allowed: true });
  });

  it('says what is wrong without a kind, as the server does', () => {
    expect(failure('SubjectAccessReview', {})).toEqual({
      message:
        '.authorization.k8s.io "" is invalid: [spec: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified, spec.user: Invalid value: "": at least one of user or group must be specified]',
      reason: 'Invalid',
      details: {
        group: 'authorization.k8s.io',
        causes: [
          {
            reason: 'FieldValueInvalid',
            message:
              'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
            field: 'spec',
          },
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: "": at least one of user or group must be specified',
            field: 'spec.user',
          },
        ],
      },
      code: 422,
    });
  });

  it.each<[AccessReviewKind, JsonObject, JsonObject, string]>([
    [
      'SubjectAccessReview',
      {
        user: 'a',
        resourceAttributes: { verb: 'list' },
        nonResourceAttributes: { verb: 'get', path: '/x' },
      },
      {},
      'spec: Invalid value: {"Path":"/x","Verb":"get"}: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    ],
    [
      'SelfSubjectAccessReview',
      {},
      {},
      'spec: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    ],
    [
      'SubjectAccessReview',
      { user: 'u', nonResourceAttributes: { path: '/a', verb: 'get' } },
      {
        labels: { a: 'b' },
        managedFields: [{ manager: 'curl', operation: 'Update', fieldsV1: { 'f:spec': {} } }],
        name: 'x',
      },
      'metadata: Invalid value: {"name":"x","labels":{"a":"b"},"managedFields":[{"manager":"curl","operation":"Update","fieldsV1":{"f:spec":{}}}]}: must be empty',
    ],
    [
      'LocalSubjectAccessReview',
      { user: 'alice', resourceAttributes: listPods },
      { namespace: 'default' },
      'spec.resourceAttributes.namespace: Invalid value: "": must match metadata.namespace',
    ],
    [
      'LocalSubjectAccessReview',
      { user: 'alice', nonResourceAttributes: { verb: 'list', path: '/x' } },
      { name: 'u', namespace: 'default' },
      '[metadata: Invalid value: {"name":"u","namespace":"default"}: must be empty except for namespace, spec.nonResourceAttributes: Invalid value: {"Path":"/x","Verb":"list"}: disallowed on this kind of request]',
    ],
    [
      'SubjectAccessReview',
      {
        user: 'a',
        resourceAttributes: {
          ...listPods,
          labelSelector: { rawSelector: 'a=b', requirements: [{ key: 'a', operator: 'In' }] },
        },
      },
      {},
      "[spec.resourceAttributes.labelSelector.rawSelector: Invalid value: \"a=b\": may not specified at the same time as requirements, spec.resourceAttributes.labelSelector.requirements[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn']",
    ],
    [
      'SubjectAccessReview',
      { user: 'a', resourceAttributes: { ...listPods, labelSelector: {} } },
      {},
      'spec.resourceAttributes.labelSelector.requirements: Required value: when spec.resourceAttributes.labelSelector is specified, requirements or rawSelector is required',
    ],
    [
      'SubjectAccessReview',
      {
        user: 'a',
        resourceAttributes: {
          ...listPods,
          fieldSelector: { requirements: [{ key: '', operator: 'In' }] },
        },
      },
      {},
      "[spec.resourceAttributes.fieldSelector.requirements[0].key: Required value: must be specified, spec.resourceAttributes.fieldSelector.requirements[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn']",
    ],
  ])('refuses a %s: %o', (...[kind, spec, metadata, errors]) => {
    expect(failure(kind, spec, metadata)?.message).toBe(
      `.authorization.k8s.io "" is invalid: ${errors}`,
    );
  });
});

describe('reviewRules', () => {
  it('lists what a user may do', () => {
    const found = reviewRules(
      { metadata: { name: 'x' }, spec: { namespace: 'n' } },
      bob,
      authorizer,
    );
    expect(found).toEqual({
      kind: 'SelfSubjectRulesReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec: {},
      status: {
        resourceRules: [
          {
            verbs: ['create'],
            apiGroups: ['authorization.k8s.io'],
            resources: ['selfsubjectaccessreviews'],
          },
          { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
        ],
        nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/api', '/healthz'] }],
        incomplete: false,
      },
    });
  });

  it('tells of roles that are not there', () => {
    const alice = { name: 'alice', groups: [] };
    expect(reviewRules({ spec: { namespace: 'n' } }, alice, authorizer)['status']).toEqual({
      resourceRules: [],
      nonResourceRules: [],
      incomplete: false,
      evaluationError: 'clusterrole.rbac.authorization.k8s.io "nope" not found',
    });
  });

  it('wants a namespace', () => {
    expect(() => reviewRules({ spec: {} }, bob, authorizer)).toThrow('no namespace on request');
  });
});

import { errorText, type JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { canonicalizeRbac, type RbacKind, setRbacDefaults } from './rbac-defaults.ts';
import { validateRbac, validateRbacUpdate } from './rbac-validation.ts';

const group = 'rbac.authorization.k8s.io';
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelKey =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValue =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function errorsOf(kind: RbacKind, object: JsonObject, old?: JsonObject): string[] {
  setRbacDefaults(kind, object);
  const errors =
    old === undefined ? validateRbac(kind, object) : validateRbacUpdate(kind, object, old);
  return errors.map(errorText);
}

describe('validateRbac', () => {
  it('asks of a role what the server asks, presence of verbs last', () => {
    expect(
      errorsOf('ClusterRole', {
        rules: [
          { verbs: [] },
          { verbs: ['get'], nonResourceURLs: ['/x'], apiGroups: [''] },
          { verbs: ['get'], apiGroups: [''] },
          { verbs: ['get'], resources: ['x'] },
        ],
        aggregationRule: {},
      }),
    ).toEqual([
      'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
      'rules[0].resources: Required value: resource rules must supply at least one resource',
      'rules[1].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
      'rules[2].resources: Required value: resource rules must supply at least one resource',
      'rules[3].apiGroups: Required value: resource rules must supply at least one api group',
      'aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil',
      'rules[0].verbs: Required value',
    ]);
  });

  it('keeps paths out of a namespace', () => {
    expect(
      errorsOf('Role', {
        rules: [
          { verbs: ['get'], nonResourceURLs: ['/x'] },
          { nonResourceURLs: ['/x'], resources: ['y'] },
        ],
      }),
    ).toEqual([
      'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
      'rules[1].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
      'rules[1].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
      'rules[1].verbs: Required value',
    ]);
  });

  it('reads the selectors of an aggregation', () => {
    const field = 'aggregationRule.clusterRoleSelectors';
    expect(
      errorsOf('ClusterRole', {
        aggregationRule: {
          clusterRoleSelectors: [
            { matchLabels: { 'a b': 'c d' } },
            {
              matchExpressions: [
                { key: 'a', operator: 'In' },
                { key: '', operator: 'Exists', values: ['x'] },
                { key: 'a', operator: 'Foo' },
                { key: 'k', operator: 'In', values: ['a b'] },
              ],
            },
          ],
        },
      }),
    ).toEqual([
      `${field}[0].matchLabels: Invalid value: "a b": ${labelKey}`,
      `${field}[0].matchLabels: Invalid value: "c d": ${labelValue}`,
      `${field}[0]: Invalid value: null: invalid label selector.`,
      `${field}[1].matchExpressions[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
      `${field}[1].matchExpressions[1].values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'`,
      `${field}[1].matchExpressions[1].key: Invalid value: "": name part must be non-empty`,
      `${field}[1].matchExpressions[1].key: Invalid value: "": ${labelKey}`,
      `${field}[1].matchExpressions[2].operator: Invalid value: "Foo": not a valid selector operator`,
      `${field}[1].matchExpressions[3].values[0]: Invalid value: "a b": ${labelValue}`,
      `${field}[1]: Invalid value: null: invalid label selector.`,
    ]);
  });

  it('asks of a binding what the server asks, presence of names last', () => {
    expect(
      errorsOf('RoleBinding', {
        roleRef: { apiGroup: 'x', kind: 'Foo', name: '' },
        subjects: [
          { kind: 'User', name: '' },
          { kind: 'ServiceAccount', name: 'A_b', apiGroup: 'x' },
          { kind: 'Group', apiGroup: 'y', name: 'g' },
          { kind: 'Zed', name: 'z' },
          {},
        ],
      }),
    ).toEqual([
      `roleRef.apiGroup: Unsupported value: "x": supported values: "${group}"`,
      'roleRef.kind: Unsupported value: "Foo": supported values: "Role", "ClusterRole"',
      `subjects[1].name: Invalid value: "A_b": ${subdomain}`,
      'subjects[1].apiGroup: Unsupported value: "x": supported values: ""',
      `subjects[2].apiGroup: Unsupported value: "y": supported values: "${group}"`,
      'subjects[3].kind: Unsupported value: "Zed": supported values: "ServiceAccount", "User", "Group"',
      'subjects[4].kind: Unsupported value: "": supported values: "ServiceAccount", "User", "Group"',
      'subjects[0].name: Required value',
      'subjects[4].name: Required value',
      'roleRef.name: Required value',
    ]);
  });

  it('binds only cluster roles for the cluster', () => {
    expect(
      errorsOf('ClusterRoleBinding', {
        roleRef: { kind: 'Role', name: 'a/b' },
        subjects: [
          { kind: 'ServiceAccount', name: 'x' },
          { kind: 'ServiceAccount', name: '', namespace: 'y' },
        ],
      }),
    ).toEqual([
      'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
      'roleRef.name: Invalid value: "a/b": may not contain \'/\'',
      'subjects[0].namespace: Required value',
      'subjects[1].name: Required value',
    ]);
    expect(errorsOf('ClusterRoleBinding', { roleRef: null })).toEqual([
      'roleRef.kind: Unsupported value: "": supported values: "ClusterRole"',
      'roleRef.name: Required value',
    ]);
  });
});

describe('validateRbacUpdate', () => {
  const old = { roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'view' } };

  it.each<[string, RbacKind, JsonObject, string[]]>([
    [
      'another role',
      'ClusterRoleBinding',
      {
        roleRef: { kind: 'ClusterRole', name: 'edit' },
        subjects: [{ kind: 'User', name: '' }],
      },
      [
        `roleRef: Invalid value: {"APIGroup":"${group}","Kind":"ClusterRole","Name":"edit"}: field is immutable`,
        'subjects[0].name: Required value',
      ],
    ],
    [
      'everything at once',
      'ClusterRoleBinding',
      {
        roleRef: { kind: 'Role', name: '', apiGroup: 'foo' },
        subjects: [
          { kind: 'User', name: '' },
          { kind: 'Foo', name: 'x' },
        ],
      },
      [
        `roleRef.apiGroup: Unsupported value: "foo": supported values: "${group}"`,
        'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
        'roleRef.name: Required value',
        'subjects[1].kind: Unsupported value: "Foo": supported values: "ServiceAccount", "User", "Group"',
        'roleRef: Invalid value: {"APIGroup":"foo","Kind":"Role","Name":""}: field is immutable',
        'subjects[0].name: Required value',
      ],
    ],
    [
      'the same role',
      'RoleBinding',
      {
        roleRef: { kind: 'ClusterRole', name: 'view' },
        subjects: [{ kind: 'User', name: '' }],
      },
      ['subjects[0].name: Required value'],
    ],
  ])('%s', (...[, kind, object, errors]) => {
    expect(errorsOf(kind, object, old)).toEqual(errors);
  });
});

describe('setRbacDefaults', () => {
  it('fills API groups', () => {
    const binding: JsonObject = {
      roleRef: { kind: 'ClusterRole', name: 'view' },
      subjects: [
        { kind: 'User', name: 'u' },
        { kind: 'ServiceAccount', name: 's', namespace: 'n' },
      ],
    };
    setRbacDefaults('ClusterRoleBinding', binding);
    expect(binding).toEqual({
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'view' },
      subjects: [
        { kind: 'User', apiGroup: group, name: 'u' },
        { kind: 'ServiceAccount', name: 's', namespace: 'n' },
      ],
    });
  });
});

describe('canonicalizeRbac', () => {
  it('forgets what is empty', () => {
    const role: JsonObject = {
      rules: [{ resourceNames: [], resources: ['x'], verbs: ['get'], apiGroups: [''] }],
    };
    canonicalizeRbac('Role', role);
    expect(role).toEqual({ rules: [{ verbs: ['get'], apiGroups: [''], resources: ['x'] }] });
    const empty: JsonObject = { rules: [] };
    canonicalizeRbac('ClusterRole', empty);
    expect(empty).toEqual({ rules: null });
    const binding: JsonObject = { subjects: [] };
    canonicalizeRbac('RoleBinding', binding);
    expect(binding).toEqual({});
  });
});

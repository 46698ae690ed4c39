import {
  equalJson,
  type FieldError,
  type JsonObject,
  type JsonValue,
  supportedValues,
} from '@keelson/schema';
import { pathSegmentErrors, subdomainErrors } from '../metadata/name-rules.ts';
import { validateLabelSelector } from './label-selector-validation.ts';
import { stringsOf } from './policy-rule.ts';
import type { RbacKind } from './rbac-defaults.ts';
import { listOf, objectOf, parseRoleRef, stringOf } from './rbac-binding.ts';

const group = 'rbac.authorization.k8s.io';

/** Everything wrong with a new RBAC object, apart from its metadata (pkg/apis/rbac/validation). */
export function validateRbac(kind: RbacKind, object: JsonObject): FieldError[] {
  if (kind === 'Role' || kind === 'ClusterRole') return validateRole(kind, object);
  const roleName = stringOf(objectOf(object['roleRef'])['name']);
  // Generated checks of presence come after those written by hand.
  return [
    ...validateRoleRef(kind, object),
    ...validateSubjects(kind, object),
    ...missingSubjectNames(object),
    ...(roleName === '' ? [required('roleRef.name')] : []),
  ];
}

/** Everything wrong with a change of an RBAC object, apart from its metadata. */
export function validateRbacUpdate(
  kind: RbacKind,
  object: JsonObject,
  old: JsonObject,
): FieldError[] {
  if (kind === 'Role' || kind === 'ClusterRole') return validateRole(kind, object);
  const roleRef = parseRoleRef(object);
  const roleName = roleRef.name === '' ? [required('roleRef.name')] : [];
  const changed: FieldError[] = equalJson({ ...roleRef }, { ...parseRoleRef(old) })
    ? []
    : [
        invalid(
          'roleRef',
          { APIGroup: roleRef.apiGroup, Kind: roleRef.kind, Name: roleRef.name },
          'field is immutable',
        ),
      ];
  return [
    ...validateRoleRef(kind, object),
    ...roleName,
    ...validateSubjects(kind, object),
    ...changed,
    ...missingSubjectNames(object),
  ];
}

function validateRole(kind: RbacKind, role: JsonObject): FieldError[] {
  const rules = listOf(role['rules']).map(objectOf);
  return [
    ...rules.flatMap((rule, index) => validateRule(kind, rule, `rules[${index}]`)),
    ...(kind === 'ClusterRole' ? validateAggregation(role['aggregationRule']) : []),
    ...rules.flatMap(({ verbs }, index) =>
      stringsOf(verbs).length === 0 ? [required(`rules[${index}].verbs`)] : [],
    ),
  ];
}

function validateRule(kind: RbacKind, rule: JsonObject, field: string): FieldError[] {
  const { apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const isResource = [apiGroups, resources, resourceNames].map((list) => listOf(list).length > 0);
  const urls = stringsOf(nonResourceURLs);
  const errors: FieldError[] = [];
  if (urls.length > 0) {
    const urlField = `${field}.nonResourceURLs`;
    if (kind === 'Role') {
      errors.push(invalid(urlField, urls, 'namespaced rules cannot apply to non-resource URLs'));
    }
    if (isResource.includes(true)) {
      const why = 'rules cannot apply to both regular resources and non-resource URLs';
      errors.push(invalid(urlField, urls, why));
    }
    return errors;
  }
  const [hasGroup = false, hasResource = false] = isResource;
  if (!hasGroup) {
    errors.push(
      required(`${field}.apiGroups`, 'resource rules must supply at least one api group'),
    );
  }
  if (!hasResource) {
    errors.push(required(`${field}.resources`, 'resource rules must supply at least one resource'));
  }
  return errors;
}

function validateAggregation(aggregationRule: JsonValue | undefined): FieldError[] {
  if (aggregationRule === undefined || aggregationRule === null) return [];
  const field = 'aggregationRule.clusterRoleSelectors';
  const selectors = listOf(objectOf(aggregationRule)['clusterRoleSelectors']);
  if (selectors.length === 0) {
    return [
      required(field, 'at least one clusterRoleSelector required if aggregationRule is non-nil'),
    ];
  }
  return selectors.flatMap((selector, index) => {
    const path = `${field}[${index}]`;
    const errors = validateLabelSelector(objectOf(selector), path);
    return errors.length === 0 ? [] : [...errors, invalid(path, null, 'invalid label selector.')];
  });
}

function validateRoleRef(kind: RbacKind, object: JsonObject): FieldError[] {
  const { apiGroup, kind: roleKind, name } = parseRoleRef(object);
  const kinds = kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  const errors: FieldError[] = [];
  if (apiGroup !== group) errors.push(notSupported('roleRef.apiGroup', apiGroup, [group]));
  if (!kinds.includes(roleKind)) errors.push(notSupported('roleRef.kind', roleKind, kinds));
  return [...errors, ...pathSegmentErrors(name).map((why) => invalid('roleRef.name', name, why))];
}

function validateSubjects(kind: RbacKind, object: JsonObject): FieldError[] {
  return listOf(object['subjects']).flatMap((subject, index) =>
    validateSubject(objectOf(subject), kind === 'RoleBinding', `subjects[${index}]`),
  );
}

function validateSubject(subject: JsonObject, isNamespaced: boolean, field: string): FieldError[] {
  const name = stringOf(subject['name']);
  const apiGroup = stringOf(subject['apiGroup']);
  const kind = stringOf(subject['kind']);
  switch (kind) {
    case 'ServiceAccount': {
      const errors =
        name === '' ? [] : subdomainErrors(name).map((why) => invalid(`${field}.name`, name, why));
      if (apiGroup !== '') errors.push(notSupported(`${field}.apiGroup`, apiGroup, ['']));
      if (!isNamespaced && stringOf(subject['namespace']) === '') {
        errors.push(required(`${field}.namespace`));
      }
      return errors;
    }
    case 'User':
    case 'Group':
      return apiGroup === group ? [] : [notSupported(`${field}.apiGroup`, apiGroup, [group])];
    default:
      return [notSupported(`${field}.kind`, kind, ['ServiceAccount', 'User', 'Group'])];
  }
}

function missingSubjectNames(object: JsonObject): FieldError[] {
  return listOf(object['subjects']).flatMap((subject, index) =>
    stringOf(objectOf(subject)['name']) === '' ? [required(`subjects[${index}].name`)] : [],
  );
}

function required(field: string, detail?: string): FieldError {
  return { type: 'FieldValueRequired', field, detail };
}

function invalid(field: string, value: JsonValue, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, value, detail };
}

function notSupported(field: string, value: string, values: readonly string[]): FieldError {
  return { type: 'FieldValueNotSupported', field, value, detail: supportedValues(values) };
}

import type { FieldError, JsonObject } from '@keelson/schema';
import { validateLabelSelector } from '../auth/label-selector-validation.ts';
import { labelErrors, labelKeyErrors } from '../metadata/name-rules.ts';
import {
  duplicate,
  forbidden,
  invalid,
  invalidAll,
  notSupported,
  required,
} from './field-errors.ts';
import {
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  optionalNumber,
  optionalObject,
  textOf,
  textsOf,
} from './json-access.ts';

const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferredTerms = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Where a pod wants to run (validateAffinity). */
export function validateAffinity(affinity: JsonObject, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const node = optionalObject(affinity, 'nodeAffinity');
  if (node !== undefined) errors.push(...validateNodeAffinity(node, `${field}.nodeAffinity`));
  for (const key of ['podAffinity', 'podAntiAffinity']) {
    const pods = optionalObject(affinity, key);
    if (pods !== undefined) errors.push(...validatePodAffinity(pods, `${field}.${key}`));
  }
  return errors;
}

function validateNodeAffinity(affinity: JsonObject, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const needed = optionalObject(affinity, requiredTerms);
  if (needed !== undefined) {
    const path = `${field}.${requiredTerms}.nodeSelectorTerms`;
    const terms = objectsOf(needed, 'nodeSelectorTerms');
    if (terms.length === 0) {
      errors.push(required(path, 'must have at least one node selector term'));
    }
    for (const [index, term] of terms.entries()) {
      errors.push(...validateNodeTerm(term, `${path}[${index}]`));
    }
  }
  for (const [index, one] of objectsOf(affinity, preferredTerms).entries()) {
    const path = `${field}.${preferredTerms}[${index}]`;
    errors.push(...validateWeight(one, path));
    errors.push(...validateNodeTerm(objectOf(one, 'preference'), `${path}.preference`));
  }
  return errors;
}

function validateWeight(term: JsonObject, path: string): FieldError[] {
  const weight = numberOf(term, 'weight');
  return weight >= 1 && weight <= 100
    ? []
    : [invalid(`${path}.weight`, weight, 'must be in the range 1-100')];
}

function validateNodeTerm(term: JsonObject, field: string): FieldError[] {
  const errors = objectsOf(term, 'matchExpressions').flatMap((expression, index) =>
    validateNodeRequirement(expression, `${field}.matchExpressions[${index}]`),
  );
  for (const [index, one] of objectsOf(term, 'matchFields').entries()) {
    const key = textOf(one, 'key');
    if (key === 'metadata.name') continue;
    const why = 'not a valid field selector key';
    errors.push(invalid(`${field}.matchFields[${index}].key`, key, why));
  }
  return errors;
}

function validateNodeRequirement(requirement: JsonObject, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const operator = textOf(requirement, 'operator');
  const values = listOf(requirement, 'values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        const why = "must be specified when `operator` is 'In' or 'NotIn'";
        errors.push(required(`${field}.values`, why));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        const why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
        errors.push(forbidden(`${field}.values`, why));
      }
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        const why = "must be specified single value when `operator` is 'Lt' or 'Gt'";
        errors.push(required(`${field}.values`, why));
      }
      break;
    default:
      errors.push(invalid(`${field}.operator`, operator, 'not a valid selector operator'));
  }
  const key = textOf(requirement, 'key');
  return [...errors, ...invalidAll(`${field}.key`, key, labelKeyErrors(key))];
}

function validatePodAffinity(affinity: JsonObject, field: string): FieldError[] {
  const errors = objectsOf(affinity, requiredTerms).flatMap((term, index) =>
    validatePodTerm(term, `${field}.${requiredTerms}[${index}]`),
  );
  for (const [index, one] of objectsOf(affinity, preferredTerms).entries()) {
    const path = `${field}.${preferredTerms}[${index}]`;
    errors.push(...validateWeight(one, path));
    errors.push(...validatePodTerm(objectOf(one, 'podAffinityTerm'), `${path}.podAffinityTerm`));
  }
  return errors;
}

function validatePodTerm(term: JsonObject, field: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of ['labelSelector', 'namespaceSelector']) {
    const selector = optionalObject(term, key);
    if (selector !== undefined) errors.push(...validateLabelSelector(selector, `${field}.${key}`));
  }
  for (const namespace of textsOf(term, 'namespaces')) {
    errors.push(...invalidAll(`${field}.namespace`, namespace, labelErrors(namespace)));
  }
  const key = textOf(term, 'topologyKey');
  if (key === '') errors.push(required(`${field}.topologyKey`, 'can not be empty'));
  return [...errors, ...invalidAll(`${field}.topologyKey`, key, labelKeyErrors(key))];
}

/** How a pod spreads with its like (validateTopologySpreadConstraints). */
export function validateSpread(constraints: readonly JsonObject[], list: string): FieldError[] {
  return constraints.flatMap((constraint, index) => {
    const field = `${list}[${index}]`;
    const errors: FieldError[] = [];
    const skew = numberOf(constraint, 'maxSkew');
    if (skew <= 0) errors.push(invalid(`${field}.maxSkew`, skew, 'must be greater than zero'));
    const key = textOf(constraint, 'topologyKey');
    if (key === '') errors.push(required(`${field}.topologyKey`, 'can not be empty'));
    const otherwise = textOf(constraint, 'whenUnsatisfiable');
    const supported = ['DoNotSchedule', 'ScheduleAnyway'];
    if (!supported.includes(otherwise)) {
      errors.push(notSupported(`${field}.whenUnsatisfiable`, otherwise, supported));
    }
    const isRepeated = constraints
      .slice(index + 1)
      .some((one) => one['topologyKey'] === key && one['whenUnsatisfiable'] === otherwise);
    if (isRepeated) {
      const path = `${field}.{topologyKey, whenUnsatisfiable}`;
      errors.push(duplicate(path, `{${key}, ${otherwise}}`));
    }
    const domains = optionalNumber(constraint, 'minDomains');
    if (domains !== undefined) {
      if (domains <= 0) {
        errors.push(invalid(`${field}.minDomains`, domains, 'must be greater than zero'));
      }
      if (otherwise !== 'DoNotSchedule') {
        const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${otherwise}`;
        errors.push(invalid(`${field}.minDomains`, domains, why));
      }
    }
    const selector = optionalObject(constraint, 'labelSelector');
    if (selector === undefined) return errors;
    return [...errors, ...validateLabelSelector(selector, `${field}.labelSelector`)];
  });
}

/** What a pod waits for before it is scheduled (validateSchedulingGates). */
export function validateGates(gates: readonly JsonObject[], list: string): FieldError[] {
  const names = new Set<string>();
  return gates.flatMap((gate, index) => {
    const name = textOf(gate, 'name');
    const errors = invalidAll(`${list}[${index}]`, name, labelKeyErrors(name));
    if (names.has(name)) errors.push(duplicate(`${list}[${index}]`, name));
    names.add(name);
    return errors;
  });
}

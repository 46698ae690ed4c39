import { equalJson, type FieldError, type JsonObject } from '@keelson/schema';
import { validateLabelSelector } from '../auth/label-selector-validation.ts';
import {
  forbidden,
  invalid,
  invalidText,
  nonNegative,
  notSupported,
  required,
} from './field-errors.ts';
import { numberOf, objectOf, optionalNumber, optionalObject, textOf } from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import {
  validateAtMostAll,
  validateIntOrPercent,
  validateQualifiedName,
} from './validate-values.ts';

/** PodDisruptionBudget (ValidatePodDisruptionBudgetSpec). */
export const disruptionBudgetRules: KindRules = {
  validate: validateBudget,
  validateUpdate: (budget) => validateBudget(budget),
};

function validateBudget(budget: JsonObject): FieldError[] {
  const spec = objectOf(budget, 'spec');
  const { minAvailable, maxUnavailable } = spec;
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const selector = spec['selector'] === undefined ? 'null' : JSON.stringify(spec['selector']);
    const policy = JSON.stringify(spec['unhealthyPodEvictionPolicy'] ?? null);
    const text = `{"MinAvailable":${JSON.stringify(minAvailable)},"Selector":${selector},"MaxUnavailable":${JSON.stringify(maxUnavailable)},"UnhealthyPodEvictionPolicy":${policy}}`;
    errors.push(invalidText('spec', text, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const key of ['minAvailable', 'maxUnavailable']) {
    errors.push(
      ...validateIntOrPercent(spec[key], `spec.${key}`),
      ...validateAtMostAll(spec[key], `spec.${key}`),
    );
  }
  const selector = optionalObject(spec, 'selector');
  if (selector !== undefined) errors.push(...validateLabelSelector(selector, 'spec.selector'));
  const policy = textOf(spec, 'unhealthyPodEvictionPolicy');
  const policies = ['AlwaysAllow', 'IfHealthyBudget'];
  if (policy !== '' && !policies.includes(policy)) {
    errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, policies));
  }
  return errors;
}

/** Lease (ValidateLeaseSpec). */
export const leaseRules: KindRules = {
  validate: validateLease,
  validateUpdate: (lease) => validateLease(lease),
};

function validateLease(lease: JsonObject): FieldError[] {
  const spec = objectOf(lease, 'spec');
  const duration = optionalNumber(spec, 'leaseDurationSeconds');
  const errors: FieldError[] = [];
  if (duration !== undefined && duration <= 0) {
    errors.push(invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'));
  }
  errors.push(...nonNegative('spec.leaseTransitions', spec['leaseTransitions']));
  const strategy = textOf(spec, 'strategy');
  if (spec['strategy'] !== undefined && strategy !== 'OldestEmulationVersion') {
    errors.push(...validateQualifiedName(strategy, 'spec.strategy'));
  }
  if (textOf(spec, 'preferredHolder') !== '' && strategy === '') {
    const why = 'may only be specified if `strategy` is defined';
    errors.push(forbidden('spec.preferredHolder', why));
  }
  return errors;
}

/** PriorityClass (ValidatePriorityClass). */
export const priorityClassRules: KindRules = {
  validate: (priorityClass) => {
    const name = textOf(objectOf(priorityClass, 'metadata'), 'name');
    const errors: FieldError[] = [];
    if (name.startsWith('system-')) {
      if (!systemClasses.has(name)) {
        const why = `priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`;
        errors.push(forbidden('metadata.name', why));
      }
    } else if (numberOf(priorityClass, 'value') > 1_000_000_000) {
      const why = 'maximum allowed value of a user defined priority is 1000000000';
      errors.push(forbidden('value', why));
    }
    const policy = textOf(priorityClass, 'preemptionPolicy');
    const policies = ['PreemptLowerPriority', 'Never'];
    if (!policies.includes(policy)) {
      errors.push(notSupported('preemptionPolicy', policy, policies));
    }
    return errors;
  },
  validateUpdate: (priorityClass, old) => {
    const errors: FieldError[] = [];
    if (priorityClass['value'] !== old['value']) {
      errors.push(forbidden('value', 'may not be changed in an update.'));
    }
    const policy = priorityClass['preemptionPolicy'];
    if (policy !== old['preemptionPolicy']) {
      errors.push(invalid('preemptionPolicy', policy, 'field is immutable'));
    }
    return errors;
  },
};

const systemClasses = new Set(['system-cluster-critical', 'system-node-critical']);

/** The server shows no value of these. */
function unchanged(object: JsonObject, old: JsonObject, keys: readonly string[]): FieldError[] {
  return keys
    .filter((key) => !equalJson(object[key] ?? null, old[key] ?? null))
    .map((key) => invalid(key, null, 'field is immutable'));
}

/** StorageClass (ValidateStorageClass). */
export const storageClassRules: KindRules = {
  validate: validateStorageClass,
  validateUpdate: (storageClass, old) => [
    ...validateStorageClass(storageClass),
    ...unchanged(storageClass, old, [
      'parameters',
      'provisioner',
      'reclaimPolicy',
      'volumeBindingMode',
    ]),
  ],
};

function validateStorageClass(storageClass: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const provisioner = textOf(storageClass, 'provisioner');
  if (provisioner !== '') {
    errors.push(...validateQualifiedName(provisioner.toLowerCase(), 'provisioner'));
  }
  const policy = textOf(storageClass, 'reclaimPolicy');
  if (policy !== 'Delete' && policy !== 'Retain') {
    errors.push(notSupported('reclaimPolicy', policy, ['Delete', 'Retain']));
  }
  const mode = textOf(storageClass, 'volumeBindingMode');
  const modes = ['Immediate', 'WaitForFirstConsumer'];
  if (!modes.includes(mode)) errors.push(notSupported('volumeBindingMode', mode, modes));
  if (provisioner === '') errors.push(required('provisioner'));
  return errors;
}

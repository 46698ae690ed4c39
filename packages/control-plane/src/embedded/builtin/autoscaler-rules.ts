import type { FieldError, JsonObject } from '@keelson/schema';
import { pathSegmentErrors } from '../metadata/name-rules.ts';
import { forbidden, invalid, invalidAll, notSupported, required } from './field-errors.ts';
import {
  numberOf,
  objectOf,
  objectsOf,
  optionalNumber,
  optionalObject,
  textOf,
} from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { parseQuantity } from './quantity.ts';

/** HorizontalPodAutoscaler (pkg/apis/autoscaling/validation). */
export const autoscalerRules: KindRules = {
  validate: validateAutoscaler,
  validateUpdate: (autoscaler) => validateAutoscaler(autoscaler),
};

function validateAutoscaler(autoscaler: JsonObject): FieldError[] {
  const spec = objectOf(autoscaler, 'spec');
  const minimum = optionalNumber(spec, 'minReplicas');
  const maximum = numberOf(spec, 'maxReplicas');
  const errors: FieldError[] = [];
  if (minimum !== undefined && minimum < 0) {
    errors.push(invalid('spec.minReplicas', minimum, 'must be greater than or equal to 0'));
  }
  if (maximum < 0) errors.push(invalid('spec.maxReplicas', maximum, 'must be greater than 0'));
  if (minimum !== undefined && maximum < minimum) {
    const why = 'must be greater than or equal to `minReplicas`';
    errors.push(invalid('spec.maxReplicas', maximum, why));
  }
  errors.push(...validateTarget(objectOf(spec, 'scaleTargetRef')));
  const metrics = objectsOf(spec, 'metrics');
  for (const [index, metric] of metrics.entries()) {
    errors.push(...validateMetric(metric, `spec.metrics[${index}]`));
  }
  const isFromOutside = metrics.some(({ type }) => type === 'Object' || type === 'External');
  if (minimum === 0 && !isFromOutside) {
    const why =
      'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(forbidden('spec.metrics', why));
  }
  const behavior = objectOf(spec, 'behavior');
  for (const key of ['scaleUp', 'scaleDown']) {
    const rules = optionalObject(behavior, key);
    if (rules !== undefined) errors.push(...validateRules(rules, `spec.behavior.${key}`));
  }
  if (maximum === 0) errors.push(required('spec.maxReplicas'));
  return errors;
}

function validateTarget(target: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of ['kind', 'name']) {
    const value = textOf(target, key);
    const field = `spec.scaleTargetRef.${key}`;
    if (value === '') errors.push(required(field));
    else errors.push(...invalidAll(field, value, pathSegmentErrors(value)));
  }
  const version = textOf(target, 'apiVersion');
  if (version === '') {
    const why = 'apiVersion must specify API group';
    errors.push(invalid('spec.scaleTargetRef.apiVersion', version, why));
  }
  return errors;
}

const sources: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

function validateMetric(metric: JsonObject, field: string): FieldError[] {
  const type = textOf(metric, 'type');
  if (type === '') return [required(`${field}.type`, 'must specify a metric source type')];
  const expected = sources[type];
  if (expected === undefined) {
    return [notSupported(`${field}.type`, type, Object.keys(sources).toSorted())];
  }
  const errors: FieldError[] = [];
  const source = optionalObject(metric, expected);
  if (source !== undefined)
    errors.push(...validateSource(source, expected, `${field}.${expected}`));
  const others = ['object', 'pods', 'resource', 'containerResource', 'external'].filter(
    (key) => key !== expected && metric[key] !== undefined,
  );
  if (source === undefined) {
    const why = 'must populate information for the given metric source';
    errors.push(required(`${field}.${expected}`, why));
  }
  for (const key of others) {
    errors.push(forbidden(`${field}.${key}`, 'must populate the given metric source only'));
  }
  return errors;
}

function validateSource(source: JsonObject, key: string, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const isResource = key === 'resource' || key === 'containerResource';
  if (isResource) {
    if (textOf(source, 'name') === '') {
      errors.push(required(`${field}.name`, 'must specify a resource name'));
    }
    if (key === 'containerResource' && textOf(source, 'container') === '') {
      errors.push(required(`${field}.container`, 'must specify a container'));
    }
  } else if (textOf(objectOf(source, 'metric'), 'name') === '') {
    errors.push(required(`${field}.metric.name`, 'must specify a metric name'));
  }
  const target = objectOf(source, 'target');
  errors.push(...validateMetricTarget(target, `${field}.target`));
  const hasValue = target['value'] !== undefined;
  const hasAverage = target['averageValue'] !== undefined;
  const hasUtilization = target['averageUtilization'] !== undefined;
  if (isResource && hasUtilization && hasAverage) {
    const why = 'may not set both a target raw value and a target utilization';
    errors.push(forbidden(`${field}.target.averageValue`, why));
  } else if (isResource && !hasUtilization && !hasAverage) {
    const why = 'must set either a target raw value or a target utilization';
    errors.push(required(`${field}.target.averageUtilization`, why));
  } else if (key === 'pods' && !hasAverage) {
    const why = 'must specify a positive target averageValue';
    errors.push(required(`${field}.target.averageValue`, why));
  } else if (key === 'external' || key === 'object') {
    if (hasValue && hasAverage) {
      const why = 'may not set both a target value for metric and a per-pod target';
      errors.push(forbidden(`${field}.target.value`, why));
    } else if (!hasValue && !hasAverage) {
      const why = 'must set either a target value for metric or a per-pod target';
      errors.push(required(`${field}.target.averageValue`, why));
    }
  }
  return errors;
}

function validateMetricTarget(target: JsonObject, field: string): FieldError[] {
  const type = textOf(target, 'type');
  const errors: FieldError[] = [];
  if (type === '') errors.push(required(`${field}.type`, 'must specify a metric target type'));
  else if (type !== 'Utilization' && type !== 'Value' && type !== 'AverageValue') {
    const why = 'must be either Utilization, Value, or AverageValue';
    errors.push(invalid(`${field}.type`, type, why));
  }
  for (const key of ['value', 'averageValue']) {
    const text = textOf(target, key);
    if (text === '' || parseQuantity(text).nanos > 0n) continue;
    errors.push(invalid(`${field}.${key}`, text, 'must be positive'));
  }
  const utilization = optionalNumber(target, 'averageUtilization');
  if (utilization !== undefined && utilization < 1) {
    errors.push(invalid(`${field}.averageUtilization`, utilization, 'must be greater than 0'));
  }
  return errors;
}

function validateRules(rules: JsonObject, field: string): FieldError[] {
  const errors = validateLimit(rules, field, ['stabilizationWindowSeconds', 3600]);
  const choice = textOf(rules, 'selectPolicy');
  const choices = ['Disabled', 'Max', 'Min'];
  if (choice !== '' && !choices.includes(choice)) {
    errors.push(notSupported(`${field}.selectPolicy`, choice, choices));
  }
  const policies = objectsOf(rules, 'policies');
  if (policies.length === 0) {
    errors.push(required(`${field}.policies`, 'must specify at least one Policy'));
  }
  for (const [index, policy] of policies.entries()) {
    const path = `${field}.policies[${index}]`;
    const type = textOf(policy, 'type');
    if (type !== 'Percent' && type !== 'Pods') {
      errors.push(notSupported(`${path}.type`, type, ['Percent', 'Pods']));
    }
    const value = numberOf(policy, 'value');
    if (value <= 0) errors.push(invalid(`${path}.value`, value, 'must be greater than zero'));
    const period = numberOf(policy, 'periodSeconds');
    if (period <= 0) {
      errors.push(invalid(`${path}.periodSeconds`, period, 'must be greater than zero'));
    } else if (period > 1800) {
      errors.push(invalid(`${path}.periodSeconds`, period, 'must be less than or equal to 1800'));
    }
  }
  return errors;
}

function validateLimit(
  rules: JsonObject,
  field: string,
  [key, limit]: readonly [key: string, limit: number],
): FieldError[] {
  const value = optionalNumber(rules, key);
  if (value === undefined) return [];
  if (value < 0) {
    return [invalid(`${field}.${key}`, value, 'must be greater than or equal to zero')];
  }
  return value > limit
    ? [invalid(`${field}.${key}`, value, `must be less than or equal to ${limit}`)]
    : [];
}

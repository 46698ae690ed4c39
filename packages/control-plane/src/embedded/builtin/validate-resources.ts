import type { FieldError, JsonObject } from '@keelson/schema';
import { labelKeyErrors } from '../metadata/name-rules.ts';
import { invalid, invalidAll, required } from './field-errors.ts';
import { objectOf, textOf } from './json-access.ts';
import { parseQuantity } from './quantity.ts';
import { validateQuantity } from './validate-values.ts';

const containerResources = new Set(['cpu', 'memory', 'ephemeral-storage']);
const standardResources = new Set([
  ...containerResources,
  'storage',
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
  'limits.cpu',
  'limits.memory',
  'requests.cpu',
  'requests.memory',
]);

/** Requests and limits of a container (validateResourceRequirements). */
export function validateResources(resources: JsonObject, field: string): FieldError[] {
  const limits = objectOf(resources, 'limits');
  const requests = objectOf(resources, 'requests');
  const errors: FieldError[] = [];
  for (const name of Object.keys(limits)) {
    errors.push(...validateAmount(name, textOf(limits, name), `${field}.limits[${name}]`));
  }
  for (const name of Object.keys(requests)) {
    const text = textOf(requests, name);
    errors.push(...validateAmount(name, text, `${field}.requests[${name}]`));
    const limit = limits[name];
    const canExceed = isNative(name) && !name.startsWith('hugepages-');
    if (typeof limit !== 'string') {
      if (!canExceed) {
        errors.push(
          required(`${field}.limits`, 'Limit must be set for non overcommitable resources'),
        );
      }
      continue;
    }
    const asked = parseQuantity(text).nanos;
    const allowed = parseQuantity(limit).nanos;
    const how = canExceed ? 'less than or equal' : 'equal';
    if (asked > allowed || (!canExceed && asked !== allowed)) {
      errors.push(
        invalid(`${field}.requests`, text, `must be ${how} to ${name} limit of ${limit}`),
      );
    }
  }
  return errors;
}

function validateAmount(name: string, text: string, field: string): FieldError[] {
  const errors = [...validateContainerResource(name, field), ...validateQuantity(text, field)];
  const isWhole = !isNative(name) && parseQuantity(text).nanos % 1_000_000_000n !== 0n;
  if (isWhole) errors.push(invalid(field, text, 'must be an integer'));
  return errors;
}

/** Kubernetes' own resources have no domain. */
function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

function validateContainerResource(name: string, field: string): FieldError[] {
  const errors = invalidAll(field, name, labelKeyErrors(name));
  if (name.includes('/')) {
    const isExtended =
      !name.startsWith('requests.') && labelKeyErrors(`requests.${name}`).length === 0;
    if (!isNative(name) && !isExtended) {
      errors.push(invalid(field, name, "doesn't follow extended resource name standard"));
    }
    return errors;
  }
  const isContainers = containerResources.has(name) || name.startsWith('hugepages-');
  if (errors.length === 0 && !isContainers && !standardResources.has(name)) {
    errors.push(invalid(field, name, 'must be a standard resource type or fully qualified'));
  }
  if (!isContainers)
    errors.push(invalid(field, name, 'must be a standard resource for containers'));
  return errors;
}

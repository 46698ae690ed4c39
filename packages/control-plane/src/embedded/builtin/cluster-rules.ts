import { equalJson, type FieldError, type JsonObject } from '@keelson/schema';
import { labelKeyErrors, labelValueErrors } from '../metadata/name-rules.ts';
import { forbidden, invalid, invalidAll, notSupported } from './field-errors.ts';
import { ensureObject, objectOf, objectsOf, textOf, textsOf } from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { validateQuantity } from './validate-values.ts';

/** Namespace (pkg/registry/core/namespace). */
export const namespaceRules: KindRules = {
  prepareForCreate: (namespace) => {
    const metadata = ensureObject(namespace, 'metadata');
    ensureObject(metadata, 'labels')['kubernetes.io/metadata.name'] = textOf(metadata, 'name');
    const spec = ensureObject(namespace, 'spec');
    const finalizers = textsOf(spec, 'finalizers');
    if (!finalizers.includes('kubernetes')) spec['finalizers'] = [...finalizers, 'kubernetes'];
    namespace['status'] = { phase: 'Active' };
  },
  prepareForUpdate: (namespace, old) => {
    const spec = ensureObject(namespace, 'spec');
    const { finalizers } = objectOf(old, 'spec');
    if (finalizers === undefined) delete spec['finalizers'];
    else spec['finalizers'] = finalizers;
  },
  validate: validateNamespace,
  validateUpdate: (namespace) => validateNamespace(namespace),
  validateSubresource: (namespace, _old, subresource) => {
    const phase = textOf(objectOf(namespace, 'status'), 'phase');
    const isActive = objectOf(namespace, 'metadata')['deletionTimestamp'] === undefined;
    if (subresource !== 'status' || isActive === (phase === 'Active')) return [];
    const why = isActive
      ? "may only be 'Active' if `deletionTimestamp` is empty"
      : "may only be 'Terminating' if `deletionTimestamp` is not empty";
    return [invalid('status.Phase', phase, why)];
  },
  fieldLabels: {
    'status.phase': (namespace) => textOf(objectOf(namespace, 'status'), 'phase'),
    name: (namespace) => textOf(objectOf(namespace, 'metadata'), 'name'),
  },
};

/** Node, with the taint that it has until it is ready (plugin TaintNodesByCondition). */
export const nodeRules: KindRules = {
  prepareForCreate: (node) => {
    const spec = ensureObject(node, 'spec');
    syncRanges(spec);
    const taints = objectsOf(spec, 'taints');
    const key = 'node.kubernetes.io/not-ready';
    if (taints.some((taint) => taint['key'] === key && taint['effect'] === 'NoSchedule')) return;
    spec['taints'] = [...taints, { key, effect: 'NoSchedule' }];
  },
  validate: validateNode,
  prepareForUpdate: (node) => syncRanges(ensureObject(node, 'spec')),
  validateUpdate: (node, old) => [...validateNode(node), ...validateNodeUpdate(node, old)],
  fieldLabels: {
    'spec.unschedulable': (node) => String(objectOf(node, 'spec')['unschedulable'] === true),
  },
};

function validateNamespace(namespace: JsonObject): FieldError[] {
  return textsOf(objectOf(namespace, 'spec'), 'finalizers').flatMap((finalizer) => {
    const errors = invalidAll('spec.finalizers', finalizer, labelKeyErrors(finalizer));
    if (finalizer.includes('/') || finalizer === 'kubernetes' || finalizer === 'orphan') {
      return errors;
    }
    const why = 'name is neither a standard finalizer name nor is it fully qualified';
    return [...errors, invalid('spec.finalizers', finalizer, why)];
  });
}

/** Either way of naming the range of a node's pods sets the other. */
function syncRanges(spec: JsonObject): void {
  const range = textOf(spec, 'podCIDR');
  const [first] = textsOf(spec, 'podCIDRs');
  if (range === '' && first !== undefined) spec['podCIDR'] = first;
  else if (range !== '' && first !== range) spec['podCIDRs'] = [range];
}

function validateNodeUpdate(node: JsonObject, old: JsonObject): FieldError[] {
  const spec = objectOf(node, 'spec');
  const before = objectOf(old, 'spec');
  const errors: FieldError[] = [];
  const ranges = textsOf(before, 'podCIDRs');
  if (ranges.length > 0 && !equalJson([...ranges], [...textsOf(spec, 'podCIDRs')])) {
    const why = 'node updates may not change podCIDR except from "" to valid';
    errors.push(forbidden('spec.podCIDRs', why));
  }
  const provider = textOf(before, 'providerID');
  if (provider !== '' && provider !== textOf(spec, 'providerID')) {
    errors.push(invalid('spec.providerID', null, 'field cannot be modified once set'));
  }
  return errors;
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function validateNode(node: JsonObject): FieldError[] {
  const spec = objectOf(node, 'spec');
  const errors = objectsOf(spec, 'taints').flatMap((taint, index) => {
    // The server says that taints are in the metadata.
    const field = `metadata.taints[${index}]`;
    const key = textOf(taint, 'key');
    const value = textOf(taint, 'value');
    const effect = textOf(taint, 'effect');
    const faults = invalidAll(`${field}.key`, key, labelKeyErrors(key));
    const valueFaults = labelValueErrors(value);
    if (valueFaults.length > 0)
      faults.push(invalid(`${field}.value`, value, valueFaults.join(';')));
    if (!effects.includes(effect)) faults.push(notSupported(`${field}.effect`, effect, effects));
    return faults;
  });
  for (const key of ['capacity', 'allocatable']) {
    const amounts = objectOf(objectOf(node, 'status'), key);
    for (const name of Object.keys(amounts)) {
      errors.push(...validateQuantity(textOf(amounts, name), `status.${key}.${name}`));
    }
  }
  return errors;
}

import { equalJson, type FieldError, type JsonObject } from '@keelson/schema';
import { invalid, nonNegative } from './field-errors.ts';
import { ensureObject, numberOf, objectOf } from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { podWarnings } from './pod-warnings.ts';
import {
  convertTemplateGeneration,
  setTemplateGeneration,
  templateGenerationOf,
} from './template-generation.ts';
import {
  immutableField,
  validateDaemonSet,
  validateDeployment,
  validateReplicaSet,
  validateSelectorUpdate,
  validateStatefulSet,
  validateStatefulSetUpdate,
} from './validate-workload.ts';

function warningsOf(workload: JsonObject): string[] {
  const spec = objectOf(objectOf(objectOf(workload, 'spec'), 'template'), 'spec');
  return podWarnings(spec, 'spec.template.spec');
}

/** Deployment (pkg/registry/apps/deployment). */
export const deploymentRules: KindRules = {
  prepareSubresource: (deployment, old, subresource) => {
    if (subresource === 'status') keepLabels(deployment, old);
  },
  validate: validateDeployment,
  validateUpdate: validateSelectorUpdate(validateDeployment),
  validateSubresource: (deployment) => validateReplicaCounts(deployment),
  warningsOf,
};

function keepLabels(object: JsonObject, old: JsonObject): void {
  const metadata = ensureObject(object, 'metadata');
  const { labels } = objectOf(old, 'metadata');
  if (labels === undefined) delete metadata['labels'];
  else metadata['labels'] = labels;
}

const setCounts = ['fullyLabeledReplicas', 'currentReplicas', 'readyReplicas', 'availableReplicas'];
const daemonCounts = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
];

function validateReplicaCounts(deployment: JsonObject): FieldError[] {
  const status = objectOf(deployment, 'status');
  const others = [
    'observedGeneration',
    'unavailableReplicas',
    'terminatingReplicas',
    'collisionCount',
  ];
  return [
    ...others.flatMap((key) => nonNegative(`status.${key}`, status[key])),
    ...validateCounts(status, ['updatedReplicas', 'readyReplicas', 'availableReplicas']),
  ];
}

/** Parts of all replicas: none negative, none more than the whole. */
function validateCounts(status: JsonObject, keys: readonly string[]): FieldError[] {
  const total = numberOf(status, 'replicas');
  const errors = ['replicas', ...keys].flatMap((key) => nonNegative(`status.${key}`, status[key]));
  for (const key of keys) {
    const count = numberOf(status, key);
    if (count > total) {
      errors.push(invalid(`status.${key}`, count, 'cannot be greater than status.replicas'));
    }
  }
  const available = numberOf(status, 'availableReplicas');
  if (available > numberOf(status, 'readyReplicas')) {
    const why = 'cannot be greater than readyReplicas';
    errors.push(invalid('status.availableReplicas', available, why));
  }
  return errors;
}

/** ReplicaSet (pkg/registry/apps/replicaset). */
export const replicaSetRules: KindRules = {
  validateSubresource: (set) => validateCounts(objectOf(set, 'status'), setCounts),
  validate: validateReplicaSet,
  validateUpdate: validateSelectorUpdate(validateReplicaSet),
  warningsOf,
};

/** StatefulSet (pkg/registry/apps/statefulset). */
export const statefulSetRules: KindRules = {
  validateSubresource: (set) => validateCounts(objectOf(set, 'status'), setCounts),
  validate: validateStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
  warningsOf,
};

/** DaemonSet (pkg/registry/apps/daemonset): the generation of its template is an annotation. */
export const daemonSetRules: KindRules = {
  convert: convertTemplateGeneration,
  prepareForCreate: (set) => {
    if (templateGenerationOf(set) < 1n) setTemplateGeneration(set, 1n);
  },
  prepareForUpdate: (set, old) => {
    const { template } = objectOf(set, 'spec');
    const isMoved = !equalJson(template, objectOf(old, 'spec')['template']);
    setTemplateGeneration(set, templateGenerationOf(old) + (isMoved ? 1n : 0n));
  },
  prepareSubresource: (set, old) => setTemplateGeneration(set, templateGenerationOf(old)),
  validateSubresource: (set) =>
    daemonCounts.flatMap((key) => nonNegative(`status.${key}`, objectOf(set, 'status')[key])),
  validate: validateDaemonSet,
  validateUpdate: (set, old) => [
    ...immutableField(objectOf(set, 'spec'), objectOf(old, 'spec'), 'selector'),
    ...validateDaemonSet(set),
  ],
  warningsOf,
};

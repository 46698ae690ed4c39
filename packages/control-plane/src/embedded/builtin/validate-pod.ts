import type { FieldError, JsonObject } from '@keelson/schema';
import { labelKeyErrors, labelValueErrors, subdomainErrors } from '../metadata/name-rules.ts';
import {
  forbidden,
  invalid,
  invalidAll,
  nonNegative,
  notSupported,
  required,
} from './field-errors.ts';
import { listOf, objectOf, objectsOf, optionalNumber, textOf } from './json-access.ts';
import { validateContainers, validateInitContainers } from './validate-container.ts';
import {
  validateDns,
  validateHostAliases,
  validateHostNetwork,
  validateHostUsers,
  validateReadinessGates,
} from './validate-pod-network.ts';
import { validateAffinity, validateGates, validateSpread } from './validate-scheduling.ts';
import { validatePodSecurity } from './validate-security.ts';
import { validateLabelName, validateLabels } from './validate-values.ts';
import { validateVolumes } from './validate-volumes.ts';

/** Everything wrong with a new pod (ValidatePodCreate). */
export function validatePod(pod: JsonObject): FieldError[] {
  const spec = objectOf(pod, 'spec');
  const errors = validatePodParts(spec);
  if (listOf(spec, 'ephemeralContainers').length > 0) {
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (textOf(spec, 'nodeName') !== '' && listOf(spec, 'schedulingGates').length > 0) {
    const why = 'cannot be set until all schedulingGates have been cleared';
    errors.push(forbidden('spec.nodeName', why));
  }
  return errors;
}

/** What holds for pods whenever they are written (validatePodMetadataAndSpec). */
export function validatePodParts(spec: JsonObject): FieldError[] {
  const errors = validatePodSpec(spec, 'spec');
  if (textOf(spec, 'serviceAccountName') === '') errors.push(...validateTokens(spec));
  errors.push(
    ...nonNegative('spec.terminationGracePeriodSeconds', spec['terminationGracePeriodSeconds']),
  );
  for (const list of ['containers', 'initContainers']) {
    for (const [index, container] of objectsOf(spec, list).entries()) {
      const image = textOf(container, 'image');
      if (image.trim() === image) continue;
      const why = 'must not have leading or trailing whitespace';
      errors.push(invalid(`spec.${list}[${index}].image`, image, why));
    }
  }
  return errors;
}

/** Tokens need an account. */
function validateTokens(spec: JsonObject): FieldError[] {
  return objectsOf(spec, 'volumes').flatMap((volume, index) =>
    objectsOf(objectOf(volume, 'projected'), 'sources').flatMap((source, at) => {
      if (source['serviceAccountToken'] === undefined) return [];
      const path = `spec.volumes[${index}].projected.sources[${at}].serviceAccountToken`;
      return [forbidden(path, 'must not be specified when serviceAccountName is not set')];
    }),
  );
}

/** The template of a workload (ValidatePodTemplateSpec). */
export function validatePodTemplate(template: JsonObject, field: string): FieldError[] {
  const metadata = objectOf(template, 'metadata');
  const spec = objectOf(template, 'spec');
  const errors = validateLabels(objectOf(metadata, 'labels'), `${field}.labels`);
  for (const key of Object.keys(objectOf(metadata, 'annotations'))) {
    errors.push(...invalidAll(`${field}.annotations`, key, labelKeyErrors(key.toLowerCase())));
  }
  errors.push(...validatePodSpec(spec, `${field}.spec`));
  if (listOf(spec, 'ephemeralContainers').length > 0) {
    const why = 'ephemeral containers not allowed in pod template';
    errors.push(forbidden(`${field}.spec.ephemeralContainers`, why));
  }
  return errors;
}

/** ValidatePodSpec, in its order. */
function validatePodSpec(spec: JsonObject, field: string): FieldError[] {
  const { names: volumes, errors } = validateVolumes(
    objectsOf(spec, 'volumes'),
    `${field}.volumes`,
  );
  const context = { volumes };
  errors.push(
    ...validateContainers(objectsOf(spec, 'containers'), `${field}.containers`, context),
    ...validateInitContainers(spec, `${field}.initContainers`, context),
    ...validateHostNetwork(spec, field),
    ...validateChoice(spec, 'restartPolicy', field),
    ...validateChoice(spec, 'dnsPolicy', field),
    ...validateLabels(objectOf(spec, 'nodeSelector'), `${field}.nodeSelector`),
    ...validatePodSecurity(spec, field),
    ...validateAffinity(objectOf(spec, 'affinity'), `${field}.affinity`),
    ...validateDns(spec, field),
    ...validateReadinessGates(spec, field),
    ...validateGates(objectsOf(spec, 'schedulingGates'), `${field}.schedulingGates`),
    ...validateSpread(
      objectsOf(spec, 'topologySpreadConstraints'),
      `${field}.topologySpreadConstraints`,
    ),
    ...validateHostUsers(spec, field),
  );
  errors.push(...validateNames(spec, field));
  const deadline = optionalNumber(spec, 'activeDeadlineSeconds');
  if (deadline !== undefined && (deadline < 1 || deadline > 2_147_483_647)) {
    const why = 'must be between 1 and 2147483647, inclusive';
    errors.push(invalid(`${field}.activeDeadlineSeconds`, deadline, why));
  }
  for (const key of ['hostname', 'subdomain']) {
    const value = textOf(spec, key);
    if (value !== '') errors.push(...validateLabelName(value, `${field}.${key}`));
  }
  errors.push(...validateTolerations(objectsOf(spec, 'tolerations'), `${field}.tolerations`));
  errors.push(...validateHostAliases(spec, field));
  for (const key of ['priorityClassName', 'runtimeClassName']) {
    const value = textOf(spec, key);
    if (value !== '') errors.push(...invalidAll(`${field}.${key}`, value, subdomainErrors(value)));
  }
  const system = textOf(objectOf(spec, 'os'), 'name');
  if (spec['os'] !== undefined && system !== 'linux' && system !== 'windows') {
    errors.push(
      system === ''
        ? required(`${field}.os.name`)
        : notSupported(`${field}.os`, system, ['linux', 'windows']),
    );
  }
  return errors;
}

function validateNames(spec: JsonObject, field: string): FieldError[] {
  return ['serviceAccountName', 'nodeName'].flatMap((key) => {
    const value = textOf(spec, key);
    return value === '' ? [] : invalidAll(`${field}.${key}`, value, subdomainErrors(value));
  });
}

const choices: Readonly<Record<string, readonly string[]>> = {
  restartPolicy: ['Always', 'OnFailure', 'Never'],
  dnsPolicy: ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
};

function validateChoice(spec: JsonObject, key: string, field: string): FieldError[] {
  const value = textOf(spec, key);
  const supported = choices[key] ?? [];
  if (value === '') return [required(`${field}.${key}`)];
  return supported.includes(value) ? [] : [notSupported(`${field}.${key}`, value, supported)];
}

function validateTolerations(tolerations: readonly JsonObject[], field: string): FieldError[] {
  return tolerations.flatMap((toleration, index) =>
    validateToleration(toleration, `${field}[${index}]`),
  );
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function validateToleration(toleration: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const operator = textOf(toleration, 'operator');
  const value = textOf(toleration, 'value');
  const effect = textOf(toleration, 'effect');
  if (textOf(toleration, 'key') === '' && operator !== 'Exists') {
    const why =
      'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(invalid(`${path}.operator`, operator, why));
  }
  if (toleration['tolerationSeconds'] !== undefined && effect !== 'NoExecute') {
    const why = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    errors.push(invalid(`${path}.effect`, effect, why));
  }
  if (operator === '' || operator === 'Equal') {
    const faults = labelValueErrors(value);
    if (faults.length > 0) errors.push(invalid(`${path}.operator`, value, faults.join(';')));
  } else if (operator === 'Exists') {
    if (value !== '') {
      const why = "value must be empty when `operator` is 'Exists'";
      errors.push(invalid(`${path}.operator`, value, why));
    }
  } else {
    errors.push(notSupported(`${path}.operator`, operator, ['Equal', 'Exists']));
  }
  if (effect !== '' && !effects.includes(effect)) {
    errors.push(notSupported(`${path}.effect`, effect, effects));
  }
  return errors;
}

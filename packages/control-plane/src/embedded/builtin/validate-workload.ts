import { equalJson, type FieldError, type JsonObject, type JsonValue } from '@keelson/schema';
import { validateLabelSelector } from '../auth/label-selector-validation.ts';
import {
  forbidden,
  invalid,
  invalidText,
  nonNegative,
  notSupported,
  required,
} from './field-errors.ts';
import { internalText } from './internal-text.ts';
import {
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  optionalNumber,
  optionalObject,
  textOf,
} from './json-access.ts';
import { isEmptySelector, matchesSelector } from './selector-match.ts';
import { validatePodTemplate } from './validate-pod.ts';
import { validateAtMostAll, validateIntOrPercent, validateLabelName } from './validate-values.ts';

const immutable = 'field is immutable';

/** Everything wrong with a Deployment (ValidateDeploymentSpec). */
export function validateDeployment(deployment: JsonObject): FieldError[] {
  const spec = objectOf(deployment, 'spec');
  const errors = [
    ...nonNegative('spec.replicas', spec['replicas']),
    ...validateSelector(spec, 'deployment'),
    ...validateTemplate(spec, 'ReplicaSet'),
    ...validateStrategy(objectOf(spec, 'strategy')),
    ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...nonNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit']),
    ...nonNegative('spec.progressDeadlineSeconds', spec['progressDeadlineSeconds']),
  ];
  const deadline = optionalNumber(spec, 'progressDeadlineSeconds');
  if (deadline !== undefined && deadline <= numberOf(spec, 'minReadySeconds')) {
    const why = 'must be greater than minReadySeconds';
    errors.push(invalid('spec.progressDeadlineSeconds', deadline, why));
  }
  return errors;
}

/** Everything wrong with a change of a Deployment or ReplicaSet. */
export function validateSelectorUpdate(
  validate: (object: JsonObject) => FieldError[],
): (object: JsonObject, old: JsonObject) => FieldError[] {
  return (object, old) => [
    ...validate(object),
    ...immutableField(objectOf(object, 'spec'), objectOf(old, 'spec'), 'selector'),
  ];
}

/** A field of the spec that may not change (ValidateImmutableField). */
export function immutableField(spec: JsonObject, old: JsonObject, key: string): FieldError[] {
  return equalJson(spec[key] ?? null, old[key] ?? null)
    ? []
    : [invalid(`spec.${key}`, spec[key] ?? null, immutable)];
}

/** Everything wrong with a ReplicaSet (ValidateReplicaSetSpec). */
export function validateReplicaSet(set: JsonObject): FieldError[] {
  const spec = objectOf(set, 'spec');
  return [
    ...nonNegative('spec.replicas', spec['replicas']),
    ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
    // The server says deployment here, too.
    ...validateSelector(spec, 'deployment'),
    ...validateTemplate(spec, 'ReplicaSet'),
  ];
}

function validateSelector(spec: JsonObject, what: string): FieldError[] {
  const selector = optionalObject(spec, 'selector');
  if (selector === undefined) return [required('spec.selector')];
  const errors = validateLabelSelector(selector, 'spec.selector');
  if (isEmptySelector(selector)) {
    errors.push(invalid('spec.selector', selector, `empty selector is invalid for ${what}`));
  }
  return errors;
}

/** Whether the selector can be read at all. */
function isReadable(spec: JsonObject): boolean {
  const selector = optionalObject(spec, 'selector');
  return selector === undefined || validateLabelSelector(selector, '').length === 0;
}

/** The selector of a workload and the labels of its pods. */
export function labelMismatch(spec: JsonObject): FieldError[] {
  const labels = optionalObject(objectOf(objectOf(spec, 'template'), 'metadata'), 'labels');
  const selector = optionalObject(spec, 'selector');
  if (!isReadable(spec) || (selector !== undefined && isEmptySelector(selector))) return [];
  if (matchesSelector(selector, labels ?? {})) return [];
  const why = '`selector` does not match template `labels`';
  return [invalid('spec.template.metadata.labels', labels ?? null, why)];
}

function validateTemplate(spec: JsonObject, what: string): FieldError[] {
  const template = objectOf(spec, 'template');
  if (!isReadable(spec))
    return [invalid('spec.selector', spec['selector'], 'invalid label selector')];
  return [
    ...labelMismatch(spec),
    ...validatePodTemplate(template, 'spec.template'),
    ...validateForever(objectOf(template, 'spec'), what),
  ];
}

/** Pods that are to run for ever. */
function validateForever(spec: JsonObject, what: string): FieldError[] {
  const errors: FieldError[] = [];
  const policy = textOf(spec, 'restartPolicy');
  const field = 'spec.template.spec';
  if (policy !== 'Always') {
    errors.push(notSupported(`${field}.restartPolicy`, policy, ['Always']));
  }
  if (spec['activeDeadlineSeconds'] !== undefined) {
    const why = `activeDeadlineSeconds in ${what} is not Supported`;
    errors.push(forbidden(`${field}.activeDeadlineSeconds`, why));
  }
  return errors;
}

function validateStrategy(strategy: JsonObject): FieldError[] {
  const field = 'spec.strategy';
  const rolling = optionalObject(strategy, 'rollingUpdate');
  switch (textOf(strategy, 'type')) {
    case 'Recreate': {
      const why = "may not be specified when strategy `type` is 'Recreate'";
      return rolling === undefined ? [] : [forbidden(`${field}.rollingUpdate`, why)];
    }
    case 'RollingUpdate':
      return rolling === undefined
        ? [required(`${field}.rollingUpdate`, 'this should be defaulted and never be nil')]
        : validateRolling(rolling, `${field}.rollingUpdate`);
    default:
      return [
        unsupportedStruct(field, internalText(strategy, 'apps/v1#DeploymentStrategy'), [
          'Recreate',
          'RollingUpdate',
        ]),
      ];
  }
}

function unsupportedStruct(field: string, text: string, supported: readonly string[]): FieldError {
  const { detail = '' } = notSupported(field, '', supported);
  return { type: 'FieldValueNotSupported', field, detail: `${text}: ${detail}` };
}

function validateRolling(rolling: JsonObject, field: string): FieldError[] {
  const { maxUnavailable, maxSurge } = rolling;
  const errors = [
    ...validateIntOrPercent(maxUnavailable, `${field}.maxUnavailable`),
    ...validateIntOrPercent(maxSurge, `${field}.maxSurge`),
  ];
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    const why = 'may not be 0 when `maxSurge` is 0';
    errors.push(invalid(`${field}.maxUnavailable`, maxUnavailable, why));
  }
  return [...errors, ...validateAtMostAll(maxUnavailable, `${field}.maxUnavailable`)];
}

function amountOf(value: JsonValue | undefined): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+%$/u.test(value) ? Number.parseInt(value, 10) : 0;
}

/** Everything wrong with a DaemonSet (ValidateDaemonSetSpec). */
export function validateDaemonSet(set: JsonObject): FieldError[] {
  const spec = objectOf(set, 'spec');
  const selector = optionalObject(spec, 'selector');
  const template = objectOf(spec, 'template');
  const errors: FieldError[] = [];
  if (selector !== undefined) errors.push(...validateLabelSelector(selector, 'spec.selector'));
  errors.push(...labelMismatch(spec));
  if (selector !== undefined && isEmptySelector(selector)) {
    errors.push(invalid('spec.selector', selector, 'empty selector is invalid for daemonset'));
  }
  errors.push(
    ...validatePodTemplate(template, 'spec.template'),
    ...validateForever(objectOf(template, 'spec'), 'DaemonSet'),
    ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
  );
  const strategy = objectOf(spec, 'updateStrategy');
  const { type } = strategy;
  if (type === 'RollingUpdate') {
    errors.push(...validateDaemonRolling(objectOf(strategy, 'rollingUpdate')));
  } else if (type !== 'OnDelete') {
    const text = internalText(strategy, 'apps/v1#DaemonSetUpdateStrategy');
    errors.push(unsupportedStruct('spec.updateStrategy', text, ['RollingUpdate', 'OnDelete']));
  }
  errors.push(...nonNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit']));
  return errors;
}

function validateDaemonRolling(rolling: JsonObject): FieldError[] {
  const field = 'spec.updateStrategy.rollingUpdate';
  const { maxUnavailable, maxSurge } = rolling;
  const errors = [
    ...validateIntOrPercent(maxUnavailable, `${field}.maxUnavailable`),
    ...validateIntOrPercent(maxSurge, `${field}.maxSurge`),
    ...validateAtMostAll(maxUnavailable, `${field}.maxUnavailable`),
    ...validateAtMostAll(maxSurge, `${field}.maxSurge`),
  ];
  const hasUnavailable = amountOf(maxUnavailable) !== 0;
  const hasSurge = amountOf(maxSurge) !== 0;
  if (hasUnavailable && hasSurge) {
    errors.push(
      invalid(`${field}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'),
    );
  } else if (!hasUnavailable && !hasSurge) {
    errors.push(required(`${field}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  }
  return errors;
}

/** Everything wrong with a StatefulSet (ValidateStatefulSetSpec). */
export function validateStatefulSet(set: JsonObject): FieldError[] {
  const spec = objectOf(set, 'spec');
  const policy = textOf(spec, 'podManagementPolicy');
  const errors: FieldError[] = [];
  if (policy !== 'OrderedReady' && policy !== 'Parallel') {
    errors.push(
      invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'"),
    );
  }
  errors.push(...validateSetStrategy(objectOf(spec, 'updateStrategy')));
  errors.push(
    ...nonNegative('spec.replicas', spec['replicas']),
    ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...nonNegative('spec.ordinals.start', objectOf(spec, 'ordinals')['start']),
  );
  const service = textOf(spec, 'serviceName');
  if (service !== '') errors.push(...validateLabelName(service, 'spec.serviceName'));
  const template = objectOf(spec, 'template');
  errors.push(
    ...validateSelector(spec, 'statefulset'),
    ...labelMismatch(spec),
    ...validatePodTemplate(withClaims(spec), 'spec.template'),
    ...validateForever(objectOf(template, 'spec'), 'StatefulSet'),
  );
  return errors;
}

function validateSetStrategy(strategy: JsonObject): FieldError[] {
  const field = 'spec.updateStrategy';
  const rolling = optionalObject(strategy, 'rollingUpdate');
  switch (textOf(strategy, 'type')) {
    case 'RollingUpdate':
      return rolling === undefined
        ? []
        : [
            ...nonNegative(`${field}.rollingUpdate.partition`, rolling['partition']),
            ...validateIntOrPercent(
              rolling['maxUnavailable'],
              `${field}.rollingUpdate.maxUnavailable`,
            ),
            ...(rolling['maxUnavailable'] === 0
              ? [invalid(`${field}.rollingUpdate.maxUnavailable`, 0, 'cannot be 0')]
              : []),
            ...validateAtMostAll(
              rolling['maxUnavailable'],
              `${field}.rollingUpdate.maxUnavailable`,
            ),
          ];
    case 'OnDelete': {
      const why = "only allowed for updateStrategy 'RollingUpdate'";
      if (rolling === undefined) return [];
      const text = internalText(rolling, 'apps/v1#RollingUpdateStatefulSetStrategy');
      return [invalidText(`${field}.rollingUpdate`, text, why)];
    }
    default: {
      const text = internalText(strategy, 'apps/v1#StatefulSetUpdateStrategy');
      return [invalidText(field, text, "must be 'RollingUpdate' or 'OnDelete'")];
    }
  }
}

/** The template with a volume for each claim, instead of its own of that name. */
function withClaims(spec: JsonObject): JsonObject {
  const template = objectOf(spec, 'template');
  const claims = objectsOf(spec, 'volumeClaimTemplates').map((claim) =>
    textOf(objectOf(claim, 'metadata'), 'name'),
  );
  if (claims.length === 0) return template;
  const own = objectOf(template, 'spec');
  const volumes: JsonValue[] = claims.map((name) => ({
    name,
    persistentVolumeClaim: { claimName: name },
  }));
  volumes.push(...objectsOf(own, 'volumes').filter((one) => !claims.includes(textOf(one, 'name'))));
  return { ...template, spec: { ...own, volumes } };
}

/** Everything wrong with a change of a StatefulSet. */
export function validateStatefulSetUpdate(set: JsonObject, old: JsonObject): FieldError[] {
  const spec = objectOf(set, 'spec');
  const oldSpec = objectOf(old, 'spec');
  const errors = validateStatefulSet(set);
  errors.push(...immutableField(spec, oldSpec, 'selector'));
  if (
    !equalJson(
      listOf(spec, 'volumeClaimTemplates') as JsonValue[],
      listOf(oldSpec, 'volumeClaimTemplates') as JsonValue[],
    )
  ) {
    const texts = objectsOf(spec, 'volumeClaimTemplates').map((claim) =>
      internalText(claim, 'core/v1#PersistentVolumeClaim'),
    );
    const shown = texts.length === 0 ? 'null' : `[${texts.join(',')}]`;
    errors.push(invalidText('spec.volumeClaimTemplates', shown, immutable));
  }
  for (const key of ['serviceName', 'podManagementPolicy']) {
    const value = textOf(spec, key);
    if (value !== textOf(oldSpec, key)) errors.push(invalid(`spec.${key}`, value, immutable));
  }
  return errors;
}

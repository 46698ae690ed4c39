import { equalJson, type FieldError, type JsonObject } from '@keelson/schema';
import { forbidden, invalid, required } from './field-errors.ts';
import { internalText } from './internal-text.ts';
import { assign, listOf, objectOf, objectsOf, optionalNumber, textOf } from './json-access.ts';
import { unifiedDiff } from './unified-diff.ts';
import { validatePodParts } from './validate-pod.ts';

const changeable =
  '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** Everything wrong with a change of a pod (ValidatePodUpdate). */
export function validatePodUpdate(pod: JsonObject, old: JsonObject): FieldError[] {
  const spec = objectOf(pod, 'spec');
  const oldSpec = objectOf(old, 'spec');
  const errors = validatePodParts(spec);
  for (const list of ['containers', 'initContainers']) {
    const { faults, isOver } = validateImages(spec, oldSpec, list);
    errors.push(...faults);
    if (isOver) return errors;
  }
  const deadlineErrors = validateDeadline(spec, oldSpec);
  errors.push(...deadlineErrors);
  if (deadlineErrors.length > 0 && spec['activeDeadlineSeconds'] !== undefined) return errors;
  errors.push(...validateAddedTolerations(spec, oldSpec));
  errors.push(...validateRemovedGates(spec, oldSpec));
  if (equalJson(spec, oldSpec)) return errors;
  const munged = withChangeables(spec, oldSpec);
  if (!equalJson(munged, oldSpec)) {
    const diff = unifiedDiff(
      internalText(oldSpec, 'core/v1#PodSpec', true),
      internalText(munged, 'core/v1#PodSpec', true),
    );
    const why = `pod updates may not change fields other than ${changeable}\n${diff}`;
    errors.push(forbidden('spec', why));
  }
  return errors;
}

function validateImages(
  spec: JsonObject,
  old: JsonObject,
  list: string,
): { readonly faults: FieldError[]; readonly isOver: boolean } {
  const containers = objectsOf(spec, list);
  if (containers.length !== objectsOf(old, list).length) {
    const why = 'pod updates may not add or remove containers';
    return { faults: [forbidden(`spec.${list}`, why)], isOver: true };
  }
  const faults = containers.flatMap((container, index) => {
    const image = textOf(container, 'image');
    const path = `spec.${list}[${index}].image`;
    if (image === '') return [required(path)];
    return image.trim() === image
      ? []
      : [invalid(path, image, 'must not have leading or trailing whitespace')];
  });
  return { faults, isOver: false };
}

function validateDeadline(spec: JsonObject, old: JsonObject): FieldError[] {
  const field = 'spec.activeDeadlineSeconds';
  const seconds = optionalNumber(spec, 'activeDeadlineSeconds');
  const before = optionalNumber(old, 'activeDeadlineSeconds');
  if (seconds === undefined) {
    const why = 'must not update from a positive integer to nil value';
    return before === undefined ? [] : [invalid(field, null, why)];
  }
  if (seconds < 0 || seconds > 2_147_483_647) {
    return [invalid(field, seconds, 'must be between 0 and 2147483647, inclusive')];
  }
  return before !== undefined && before < seconds
    ? [invalid(field, seconds, 'must be less than or equal to previous value')]
    : [];
}

function validateAddedTolerations(spec: JsonObject, old: JsonObject): FieldError[] {
  const tolerations = objectsOf(spec, 'tolerations');
  const why = 'existing toleration can not be modified except its tolerationSeconds';
  const isKept = objectsOf(old, 'tolerations').every((before) =>
    tolerations.some((one) =>
      equalJson({ ...one, tolerationSeconds: 0 }, { ...before, tolerationSeconds: 0 }),
    ),
  );
  return isKept ? [] : [forbidden('spec.tolerations', why)];
}

function validateRemovedGates(spec: JsonObject, old: JsonObject): FieldError[] {
  const before = new Set(objectsOf(old, 'schedulingGates').map((gate) => textOf(gate, 'name')));
  return objectsOf(spec, 'schedulingGates').flatMap((gate, index) => {
    const name = textOf(gate, 'name');
    const why = 'only deletion is allowed, but found new scheduling gate';
    return before.has(name)
      ? []
      : [forbidden(`spec.schedulingGates[${index}].name`, `${why} '${name}'`)];
  });
}

/** The new spec with the old values of what may change. */
function withChangeables(spec: JsonObject, old: JsonObject): JsonObject {
  const munged: JsonObject = { ...spec };
  for (const list of ['containers', 'initContainers']) {
    if (munged[list] === undefined) continue;
    munged[list] = objectsOf(spec, list).map((container, index) => {
      const copy = { ...container };
      assign(copy, 'image', objectsOf(old, list)[index]?.['image']);
      return copy;
    });
  }
  for (const key of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations']) {
    assign(munged, key, old[key]);
  }
  const grace = optionalNumber(old, 'terminationGracePeriodSeconds') ?? 0;
  if (grace < 0 && spec['terminationGracePeriodSeconds'] === 1) {
    munged['terminationGracePeriodSeconds'] = grace;
  }
  if (listOf(old, 'schedulingGates').length > 0)
    assign(munged, 'nodeSelector', old['nodeSelector']);
  return munged;
}

/** Everything wrong with a change through a subresource of a pod. */
export function validatePodSubresource(
  pod: JsonObject,
  old: JsonObject,
  subresource: string,
): FieldError[] {
  if (subresource === 'status') return validatePodStatus(pod, old);
  if (subresource !== 'ephemeralcontainers') return [];
  const containers = objectsOf(objectOf(pod, 'spec'), 'ephemeralContainers');
  return objectsOf(objectOf(old, 'spec'), 'ephemeralContainers').flatMap((before) => {
    const name = textOf(before, 'name');
    const found = containers.find((one) => one['name'] === name);
    const field = 'spec.ephemeralContainers';
    if (found === undefined) {
      return [forbidden(field, `existing ephemeral containers "${name}" may not be removed\n`)];
    }
    return equalJson(found, before)
      ? []
      : [forbidden(field, `existing ephemeral containers "${name}" may not be changed\n`)];
  });
}

function validatePodStatus(pod: JsonObject, old: JsonObject): FieldError[] {
  const { nodeName } = objectOf(pod, 'spec');
  const { nodeName: before } = objectOf(old, 'spec');
  if (nodeName === before) return [];
  return [forbidden('status.nodeName', `may not be changed directly`)];
}

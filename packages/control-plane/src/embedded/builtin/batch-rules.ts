import { equalJson, type FieldError, type JsonObject } from '@keelson/schema';
import { scheduleError } from './cron-schedule.ts';
import { invalid, invalidText, nonNegative, notSupported, required } from './field-errors.ts';
import { internalText } from './internal-text.ts';
import { validateJobStatus } from './job-status.ts';
import {
  ensureObject,
  listOf,
  numberOf,
  objectOf,
  optionalNumber,
  optionalObject,
  setDefault,
  textOf,
} from './json-access.ts';
import type { KindRules } from './kind-rules.ts';
import { podWarnings } from './pod-warnings.ts';
import { validatePodTemplate } from './validate-pod.ts';
import { immutableField, labelMismatch } from './validate-workload.ts';

/** Job (pkg/registry/batch/job): a selector and labels of its own, made from its uid. */
export const jobRules: KindRules = {
  prepareForCreate: (job) => {
    const spec = ensureObject(job, 'spec');
    if (spec['manualSelector'] === true) {
      separateLabels(job);
      return;
    }
    const { name = '', uid = '' } = objectOf(job, 'metadata');
    const metadata = ensureObject(ensureObject(spec, 'template'), 'metadata');
    const labels = ensureObject(metadata, 'labels');
    setDefault(labels, 'job-name', name);
    setDefault(labels, 'batch.kubernetes.io/job-name', name);
    setDefault(labels, 'controller-uid', uid);
    setDefault(labels, 'batch.kubernetes.io/controller-uid', uid);
    const selector = ensureObject(ensureObject(spec, 'selector'), 'matchLabels');
    setDefault(selector, 'batch.kubernetes.io/controller-uid', uid);
    separateLabels(job);
  },
  prepareForUpdate: separateLabels,
  validate: (job) => validateJob(job),
  validateUpdate: validateJobUpdate,
  validateSubresource: (job, old, subresource) =>
    subresource === 'status' ? validateJobStatus(job, old) : [],
  warningsOf: (job) =>
    podWarnings(
      objectOf(objectOf(objectOf(job, 'spec'), 'template'), 'spec'),
      'spec.template.spec',
    ),
  fieldLabels: {
    'status.successful': (job) => String(numberOf(objectOf(job, 'status'), 'succeeded')),
  },
};

/** The labels that a job has from its template become its own. */
function separateLabels(job: JsonObject): void {
  const template = ensureObject(ensureObject(job, 'spec'), 'template');
  const labels = optionalObject(objectOf(template, 'metadata'), 'labels');
  if (labels === undefined) return;
  const metadata = ensureObject(job, 'metadata');
  if (metadata['labels'] === undefined || metadata['labels'] === labels) {
    metadata['labels'] = { ...labels };
  }
}

/** CronJob (pkg/registry/batch/cronjob). */
export const cronJobRules: KindRules = {
  validate: (job) => {
    const errors = validateCronJob(job);
    const name = textOf(objectOf(job, 'metadata'), 'name');
    if (name.length > 52) {
      errors.push(invalid('metadata.name', name, 'must be no more than 52 characters'));
    }
    if (textOf(objectOf(job, 'spec'), 'schedule') === '') errors.push(required('spec.schedule'));
    return errors;
  },
  validateUpdate: (job) => {
    const errors = validateCronJob(job);
    if (textOf(objectOf(job, 'spec'), 'schedule') === '') errors.push(required('spec.schedule'));
    return errors;
  },
};

function validateJob(job: JsonObject): FieldError[] {
  const spec = objectOf(job, 'spec');
  const errors = [...validateGenerated(job), ...validateJobSpec(spec, 'spec')];
  if (optionalObject(spec, 'selector') === undefined) errors.push(required('spec.selector'));
  errors.push(...labelMismatch(spec));
  return errors;
}

/** A selector that the server made must be its own (validateGeneratedSelector). */
function validateGenerated(job: JsonObject): FieldError[] {
  const spec = objectOf(job, 'spec');
  if (spec['manualSelector'] === true) return [];
  const { name = '', uid = '' } = objectOf(job, 'metadata');
  const labels = objectOf(objectOf(objectOf(spec, 'template'), 'metadata'), 'labels');
  const expected: JsonObject = {
    'controller-uid': uid,
    'batch.kubernetes.io/controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/job-name': name,
  };
  const errors = Object.keys(expected)
    .filter((key) => labels[key] !== expected[key])
    .map((key) => {
      const why = `must be '${textOf(expected, key)}'`;
      return labels[key] === undefined
        ? required(`spec.template.metadata.labels[${key}]`, why)
        : invalidText('spec.template.metadata.labels', JSON.stringify(labels), why);
    });
  const { matchLabels = {} } = objectOf(spec, 'selector');
  const isOwn = equalJson(matchLabels, { 'batch.kubernetes.io/controller-uid': uid });
  if (!isOwn) {
    errors.push(
      invalid('spec.selector', spec['selector'] ?? null, '`selector` not auto-generated'),
    );
  }
  return errors;
}

function validateJobSpec(spec: JsonObject, field: string): FieldError[] {
  const numbers = [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
    'backoffLimitPerIndex',
    'maxFailedIndexes',
  ];
  const errors = numbers.flatMap((key) => nonNegative(`${field}.${key}`, spec[key]));
  const mode = textOf(spec, 'completionMode');
  if (mode !== '' && mode !== 'NonIndexed' && mode !== 'Indexed') {
    errors.push(notSupported(`${field}.completionMode`, mode, ['NonIndexed', 'Indexed']));
  }
  if (mode === 'Indexed') {
    if (spec['completions'] === undefined) {
      errors.push(required(`${field}.completions`, 'when completion mode is Indexed'));
    }
    const parallelism = optionalNumber(spec, 'parallelism') ?? 0;
    if (parallelism > 100_000) {
      const why = 'must be less than or equal to 100000 when completion mode is Indexed';
      errors.push(invalid(`${field}.parallelism`, parallelism, why));
    }
  } else {
    for (const key of ['backoffLimitPerIndex', 'maxFailedIndexes']) {
      if (spec[key] === undefined) continue;
      errors.push(invalid(`${field}.${key}`, spec[key], 'requires indexed completion mode'));
    }
  }
  const template = objectOf(spec, 'template');
  errors.push(...validatePodTemplate(template, `${field}.template`));
  const policy = textOf(objectOf(template, 'spec'), 'restartPolicy');
  const path = `${field}.template.spec.restartPolicy`;
  if (policy === 'Always' || policy === '') {
    errors.push(required(path, 'valid values: "OnFailure", "Never"'));
  } else if (policy !== 'OnFailure' && policy !== 'Never') {
    errors.push(notSupported(path, policy, ['OnFailure', 'Never']));
  } else if (spec['podFailurePolicy'] !== undefined && policy !== 'Never') {
    const why = 'only "Never" is supported when podFailurePolicy is specified';
    errors.push(invalid(path, policy, why));
  }
  return errors;
}

function validateJobUpdate(job: JsonObject, old: JsonObject): FieldError[] {
  const spec = objectOf(job, 'spec');
  const oldSpec = objectOf(old, 'spec');
  const errors = validateJobSpec(spec, 'spec');
  if (optionalObject(spec, 'selector') === undefined) errors.push(required('spec.selector'));
  errors.push(...labelMismatch(spec));
  const isElastic =
    spec['completionMode'] === 'Indexed' &&
    spec['completions'] === spec['parallelism'] &&
    oldSpec['completions'] !== undefined;
  if (!isElastic) errors.push(...immutableField(spec, oldSpec, 'completions'));
  errors.push(...immutableField(spec, oldSpec, 'selector'));
  errors.push(...validateTemplateUpdate(job, old));
  for (const key of [
    'completionMode',
    'podFailurePolicy',
    'backoffLimitPerIndex',
    'managedBy',
    'successPolicy',
  ]) {
    errors.push(...immutableField(spec, oldSpec, key));
  }
  return errors;
}

/** While a job waits, where its pods may run can change, and what they ask for. */
function validateTemplateUpdate(job: JsonObject, old: JsonObject): FieldError[] {
  const spec = objectOf(job, 'spec');
  const oldSpec = objectOf(old, 'spec');
  const template = objectOf(spec, 'template');
  const isWaiting =
    oldSpec['suspend'] === true && objectOf(old, 'status')['startTime'] === undefined;
  const before = objectOf(oldSpec, 'template');
  if (equalJson(template, before)) return [];
  if (isWaiting && equalJson(withoutDirectives(template), withoutDirectives(before))) return [];
  if (isWaiting) {
    const shown = internalText(objectOf(template, 'spec'), 'core/v1#PodSpec');
    return [invalidText('spec.template.spec', shown, 'field is immutable')];
  }
  const text = internalText(template, 'core/v1#PodTemplateSpec');
  return [invalidText('spec.template', text, 'field is immutable')];
}

function withoutDirectives(template: JsonObject): JsonObject {
  const { metadata: _metadata, ...rest } = template;
  const spec = { ...objectOf(template, 'spec') };
  for (const key of ['affinity', 'nodeSelector', 'tolerations', 'schedulingGates'])
    delete spec[key];
  spec['containers'] = (listOf(spec, 'containers') as readonly JsonObject[]).map(
    ({ resources: _resources, ...container }) => container,
  );
  return { ...rest, spec };
}

function validateCronJob(job: JsonObject): FieldError[] {
  const spec = objectOf(job, 'spec');
  const errors: FieldError[] = [];
  const schedule = textOf(spec, 'schedule');
  const fault = schedule === '' ? undefined : scheduleError(schedule);
  if (fault !== undefined) errors.push(invalid('spec.schedule', schedule, fault));
  errors.push(...nonNegative('spec.startingDeadlineSeconds', spec['startingDeadlineSeconds']));
  const zone = textOf(spec, 'timeZone');
  if (zone !== '' && !isTimeZone(zone)) {
    errors.push(invalid('spec.timeZone', zone, `unknown time zone ${zone}`));
  }
  const policy = textOf(spec, 'concurrencyPolicy');
  const policies = ['Allow', 'Forbid', 'Replace'];
  if (!policies.includes(policy)) {
    errors.push(notSupported('spec.concurrencyPolicy', policy, policies));
  }
  const template = objectOf(objectOf(spec, 'jobTemplate'), 'spec');
  errors.push(...validateJobSpec(template, 'spec.jobTemplate.spec'));
  for (const key of ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit']) {
    errors.push(...nonNegative(`spec.${key}`, spec[key]));
  }
  return errors;
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}

import { equalJson, type FieldError, goJson, type JsonObject } from '@keelson/schema';
import { duplicate, invalid, invalidText, nonNegative, required } from './field-errors.ts';
import { indexesFault, overlapOf } from './index-intervals.ts';
import {
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  optionalNumber,
  optionalObject,
  textOf,
} from './json-access.ts';

/** What is asked of the status of a job. */
interface JobState {
  readonly spec: JsonObject;
  readonly status: JsonObject;
  readonly isComplete: boolean;
  readonly isFailed: boolean;
  readonly isFinished: boolean;
  readonly isFailureTarget: boolean;
  readonly isSuccessful: boolean;
}

interface Change {
  readonly now: JobState;
  readonly old: JobState;
  /** Whether one of these fields of the status is another now. */
  readonly isNew: (...keys: readonly string[]) => boolean;
  /** Whether one of these answers is another now. */
  readonly hasTurned: (...keys: readonly (keyof JobState)[]) => boolean;
}

/**
 * Everything wrong with a write of the status of a job (ValidateJobStatusUpdate). Most rules look only
 * at what changes: a status that was wrong before can still be written (getStatusValidationOptions).
 */
export function validateJobStatus(job: JsonObject, old: JsonObject): FieldError[] {
  const now = stateOf(job);
  const before = stateOf(old);
  const change: Change = {
    now,
    old: before,
    isNew: (...keys) =>
      keys.some((key) => !equalJson(now.status[key] ?? null, before.status[key] ?? null)),
    hasTurned: (...keys) => keys.some((key) => now[key] !== before[key]),
  };
  return [
    ...validateCounts(now.status),
    ...validateEnd(change),
    ...validateFinished(change),
    ...validateIndexes(change),
    ...validateRunning(change),
    ...validateConditions(now),
    ...validateTransition(change),
  ];
}

function stateOf(job: JsonObject): JobState {
  const status = objectOf(job, 'status');
  const isComplete = hasCondition(status, 'Complete');
  const isFailed = hasCondition(status, 'Failed');
  return {
    spec: objectOf(job, 'spec'),
    status,
    isComplete,
    isFailed,
    isFinished: isComplete || isFailed,
    isFailureTarget: hasCondition(status, 'FailureTarget'),
    isSuccessful: hasCondition(status, 'SuccessCriteriaMet'),
  };
}

function hasCondition(status: JsonObject, type: string, value = 'True'): boolean {
  return objectsOf(status, 'conditions').some(
    (condition) => condition['type'] === type && condition['status'] === value,
  );
}

function validateCounts(status: JsonObject): FieldError[] {
  const errors = ['active', 'succeeded', 'failed', 'ready', 'terminating'].flatMap((key) =>
    nonNegative(`status.${key}`, status[key]),
  );
  const uncounted = objectOf(status, 'uncountedTerminatedPods');
  const seen = new Set<unknown>();
  for (const key of ['succeeded', 'failed']) {
    for (const [index, uid] of listOf(uncounted, key).entries()) {
      const path = `status.uncountedTerminatedPods.${key}[${index}]`;
      if (uid === '') errors.push(invalid(path, uid, 'must not be empty'));
      else if (seen.has(uid)) errors.push(duplicate(path, uid));
      seen.add(uid);
    }
  }
  return errors;
}

/** A fault of the conditions as a whole. */
function wrongConditions(detail: string): FieldError {
  return { type: 'FieldValueInvalid', field: 'status.conditions', detail };
}

function validateEnd({ now, isNew, hasTurned }: Change): FieldError[] {
  const errors: FieldError[] = [];
  const { status, isComplete, isFailed } = now;
  const { completionTime, startTime } = status;
  if (hasTurned('isComplete', 'isFailed') && isComplete && isFailed) {
    errors.push(wrongConditions('cannot set Complete=True and Failed=true conditions'));
  }
  if (hasTurned('isComplete', 'isFailureTarget') && isComplete && now.isFailureTarget) {
    errors.push(wrongConditions('cannot set Complete=True and FailureTarget=true conditions'));
  }
  const field = 'status.completionTime';
  if (hasTurned('isComplete') || isNew('completionTime')) {
    if (completionTime !== undefined && !isComplete) {
      const why = 'cannot set completionTime when there is no Complete=True condition';
      errors.push(invalid(field, completionTime, why));
    }
    if (completionTime === undefined && isComplete) {
      errors.push(required(field, 'completionTime is required for Complete jobs'));
    }
  }
  const isKnown = typeof startTime === 'string' && typeof completionTime === 'string';
  if (isNew('startTime', 'completionTime') && isKnown && completionTime < startTime) {
    errors.push(invalid(field, completionTime, 'must be equal to or after `startTime`'));
  }
  if ((hasTurned('isFailed') || isNew('failedIndexes')) && isFailed && !now.isFailureTarget) {
    const why = 'cannot set Failed=True condition without the FailureTarget=true condition';
    errors.push(wrongConditions(why));
  }
  if (hasTurned('isComplete', 'isSuccessful') && isComplete && !now.isSuccessful) {
    const why = 'cannot set Complete=True condition without the SuccessCriteriaMet=true condition';
    errors.push(wrongConditions(why));
  }
  return errors;
}

function validateFinished({ now, isNew, hasTurned }: Change): FieldError[] {
  const { spec, status, isFinished } = now;
  if (!isFinished) return [];
  const errors: FieldError[] = [];
  const isEnd = hasTurned('isFinished');
  const active = numberOf(status, 'active');
  if ((isEnd || isNew('active')) && active > 0) {
    errors.push(invalid('status.active', active, 'active>0 is invalid for finished job'));
  }
  const isEmptyJob = spec['suspend'] === true && spec['completions'] === 0;
  const isStartNew = (isEnd || isNew('startTime')) && !isEmptyJob;
  if (isStartNew && status['startTime'] === undefined) {
    errors.push(required('status.startTime', 'startTime is required for finished job'));
  }
  const uncounted = objectOf(status, 'uncountedTerminatedPods');
  const { succeeded = null, failed = null } = uncounted;
  const isCounted =
    listOf(uncounted, 'succeeded').length + listOf(uncounted, 'failed').length === 0;
  if ((isEnd || isNew('uncountedTerminatedPods')) && !isCounted) {
    const shown = `{"Succeeded":${goJson(succeeded)},"Failed":${goJson(failed)}}`;
    const field = 'status.uncountedTerminatedPods';
    errors.push(invalidText(field, shown, 'must be empty for finished job'));
  }
  return errors;
}

function validateIndexes({ now: { spec, status }, isNew }: Change): FieldError[] {
  const errors: FieldError[] = [];
  const completions = optionalNumber(spec, 'completions');
  const completed = textOf(status, 'completedIndexes');
  const { failedIndexes: failed } = status;
  const isCompletedNew = isNew('completedIndexes');
  const isFailedNew = isNew('failedIndexes') && typeof failed === 'string';
  const hasLimit = spec['backoffLimitPerIndex'] !== undefined;
  const fault = (key: string, indexes: string): void => {
    const why = completions === undefined ? undefined : indexesFault(indexes, completions);
    if (why !== undefined) {
      errors.push(invalid(`status.${key}`, indexes, `error parsing ${key}: ${why}`));
    }
  };
  if (isCompletedNew) fault('completedIndexes', completed);
  if (isFailedNew && hasLimit) fault('failedIndexes', failed);
  if (isCompletedNew && completed !== '' && spec['completionMode'] !== 'Indexed') {
    const why = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    errors.push(invalid('status.completedIndexes', completed, why));
  }
  if (isFailedNew && !hasLimit) {
    const why = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    errors.push(invalid('status.failedIndexes', failed, why));
  }
  const isEitherNew = isFailedNew || isCompletedNew;
  if (isEitherNew && completions !== undefined && typeof failed === 'string') {
    const index = overlapOf(completed, failed, completions);
    const why = `failedIndexes and completedIndexes overlap at index: ${index}`;
    if (index !== undefined) errors.push(invalid('status.failedIndexes', failed, why));
  }
  return errors;
}

function validateRunning({ now: { status, isFinished }, isNew, hasTurned }: Change): FieldError[] {
  const errors: FieldError[] = [];
  const terminating = numberOf(status, 'terminating');
  if ((hasTurned('isFinished') || isNew('terminating')) && terminating > 0 && isFinished) {
    const why = 'terminating>0 is invalid for finished job';
    errors.push(invalid('status.terminating', terminating, why));
  }
  const ready = optionalNumber(status, 'ready');
  const hasMore = ready !== undefined && ready > numberOf(status, 'active');
  if (isNew('ready', 'active') && hasMore) {
    errors.push(invalid('status.ready', ready, 'cannot set more ready pods than active'));
  }
  return errors;
}

function validateConditions(job: JobState): FieldError[] {
  const errors: FieldError[] = [];
  const { isSuccessful, isFailed, isFailureTarget, isComplete, spec } = job;
  if (isSuccessful && isFailed) {
    errors.push(wrongConditions('cannot set SuccessCriteriaMet=True and Failed=true conditions'));
  }
  if (isSuccessful && isFailureTarget) {
    const why = 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions';
    errors.push(wrongConditions(why));
  }
  if (optionalObject(spec, 'successPolicy') !== undefined && !isSuccessful && isComplete) {
    const why =
      'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True';
    errors.push(wrongConditions(why));
  }
  return errors;
}

function validateTransition({ now, old }: Change): FieldError[] {
  const { spec, status } = now;
  const errors: FieldError[] = [];
  for (const type of ['Failed', 'Complete', 'FailureTarget']) {
    if (!hasCondition(old.status, type) || hasCondition(status, type)) continue;
    errors.push(wrongConditions(`cannot disable the terminal ${type}=True condition`));
  }
  // An elastic job may be made smaller.
  const isElastic =
    spec['completionMode'] === 'Indexed' &&
    equalJson(spec['completions'] ?? null, spec['parallelism'] ?? null);
  for (const key of ['failed', 'succeeded']) {
    if (key === 'succeeded' && isElastic) continue;
    const count = numberOf(status, key);
    if (count >= numberOf(old.status, key)) continue;
    errors.push(invalid(`status.${key}`, count, `cannot decrease the ${key} counter`));
  }
  const { completionTime, startTime } = status;
  const { completionTime: oldCompletion, startTime: oldStart } = old.status;
  const isMoved = completionTime !== undefined && oldCompletion !== undefined;
  if (isMoved && completionTime !== oldCompletion) {
    errors.push(invalid('status.completionTime', completionTime, 'field is immutable'));
  }
  const isResumed =
    hasCondition(old.status, 'Suspended') && hasCondition(status, 'Suspended', 'False');
  const isFixed = oldStart !== undefined && spec['suspend'] !== true && !isResumed;
  if (isFixed && startTime !== oldStart) {
    const why = 'field is immutable for unsuspended job once set';
    errors.push(invalid('status.startTime', startTime, why));
  }
  if (old.isSuccessful && !now.isSuccessful) {
    errors.push(wrongConditions('cannot disable the SuccessCriteriaMet=True condition'));
  }
  if (old.isComplete && !old.isSuccessful && now.isSuccessful) {
    const why = 'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions';
    errors.push(wrongConditions(why));
  }
  return errors;
}

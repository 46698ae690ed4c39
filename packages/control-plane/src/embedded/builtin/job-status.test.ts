import { errorText, type JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { validateJobStatus } from './job-status.ts';

const startTime = '2020-01-01T00:00:00Z';
const later = '2020-01-01T00:01:00Z';
const conditions = (...types: string[]): JsonObject => ({
  conditions: types.map((type) => ({ type, status: 'True' })),
});
const complete = conditions('SuccessCriteriaMet', 'Complete');

function textsOf(status: JsonObject, old: JsonObject = {}, spec: JsonObject = {}): string[] {
  return validateJobStatus({ spec, status }, { spec, status: old }).map(errorText);
}

describe('validateJobStatus', () => {
  it('takes a job that runs, and one that has ended', () => {
    expect(textsOf({ active: 2, ready: 1, startTime })).toEqual([]);
    expect(textsOf({ ...complete, startTime, completionTime: later }, { active: 2 })).toEqual([]);
    expect(textsOf({ ...conditions('FailureTarget', 'Failed'), startTime, failed: 1 })).toEqual([]);
  });

  it('asks what has ended for its times, and for no pods', () => {
    expect(textsOf({ ...conditions('Complete'), active: 1 })).toEqual([
      'status.completionTime: Required value: completionTime is required for Complete jobs',
      'status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
      'status.active: Invalid value: 1: active>0 is invalid for finished job',
      'status.startTime: Required value: startTime is required for finished job',
    ]);
    const uncountedTerminatedPods = { failed: ['u'] };
    const pods = { terminating: 1, uncountedTerminatedPods };
    expect(textsOf({ ...complete, startTime, completionTime: startTime, ...pods })).toEqual([
      'status.uncountedTerminatedPods: Invalid value: {"Succeeded":null,"Failed":["u"]}: must be empty for finished job',
      'status.terminating: Invalid value: 1: terminating>0 is invalid for finished job',
    ]);
  });

  it('passes over what was wrong before', () => {
    const wrong = { ...conditions('Complete'), active: 1, ready: 2 };
    expect(textsOf({ ...wrong, failed: 1 }, wrong)).toEqual([]);
  });

  it('refuses conditions that exclude each other, and to take the last one back', () => {
    expect(
      textsOf({ ...conditions('Complete', 'Failed'), startTime, completionTime: later }),
    ).toEqual([
      'status.conditions: Invalid value: cannot set Complete=True and Failed=true conditions',
      'status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition',
      'status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
    ]);
    expect(textsOf({ startTime }, { ...complete, startTime, completionTime: later })).toEqual([
      'status.conditions: Invalid value: cannot disable the terminal Complete=True condition',
      'status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition',
    ]);
  });

  it('refuses counters that go back and times that change', () => {
    const old = { failed: 2, succeeded: 2, startTime };
    expect(textsOf({ failed: 1, succeeded: 1, startTime: later }, old)).toEqual([
      'status.failed: Invalid value: 1: cannot decrease the failed counter',
      'status.succeeded: Invalid value: 1: cannot decrease the succeeded counter',
      `status.startTime: Invalid value: "${later}": field is immutable for unsuspended job once set`,
    ]);
    const elastic = { completionMode: 'Indexed', completions: 2, parallelism: 2, suspend: true };
    expect(textsOf({ failed: 2, succeeded: 1, startTime: later }, old, elastic)).toEqual([]);
  });

  it('judges indexes', () => {
    const spec = { completions: 5 };
    expect(textsOf({ completedIndexes: '7', failedIndexes: '1' }, {}, spec)).toEqual([
      'status.completedIndexes: Invalid value: "7": error parsing completedIndexes: too large index: "7"',
      'status.completedIndexes: Invalid value: "7": cannot set non-empty completedIndexes when non-indexed completion mode',
      'status.failedIndexes: Invalid value: "1": cannot set non-null failedIndexes when backoffLimitPerIndex is null',
    ]);
    const indexed = { ...spec, completionMode: 'Indexed', backoffLimitPerIndex: 1 };
    expect(textsOf({ completedIndexes: '0-2', failedIndexes: '2-3' }, {}, indexed)).toEqual([
      'status.failedIndexes: Invalid value: "2-3": failedIndexes and completedIndexes overlap at index: 2',
    ]);
  });
});

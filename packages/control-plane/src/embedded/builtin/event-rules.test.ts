import { errorText, type JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { modernEventRules } from './event-rules.ts';

const old: JsonObject = {
  metadata: { namespace: 'n' },
  regarding: { kind: 'Pod', namespace: 'n', name: 'p' },
  eventTime: '2020-01-02T03:04:05.000006Z',
  reportingController: 'example.com/c',
  reportingInstance: 'i',
  action: 'Start',
  reason: 'Started',
};

function refusals(change: JsonObject, of: JsonObject = old): string[] {
  return (modernEventRules.validateUpdate?.({ ...of, ...change }, of) ?? []).map(errorText);
}

describe('modernEventRules.validateUpdate', () => {
  it('shows structs as Go has them', () => {
    expect(refusals({ regarding: { kind: 'Pod', namespace: 'n', name: 'q' } })).toEqual([
      'involvedObject: Invalid value: {"Kind":"Pod","Namespace":"n","Name":"q","UID":"","APIVersion":"","ResourceVersion":"","FieldPath":""}: field is immutable',
    ]);
    expect(refusals({ deprecatedSource: { host: 'h' } })).toEqual([
      'source: Invalid value: {"Component":"","Host":"h"}: field is immutable',
    ]);
  });

  it('shows what is gone as Go has it', () => {
    const related = { kind: 'Pod' };
    const before = { ...old, related, deprecatedCount: 2, note: 'x' };
    expect(refusals({ related: null, deprecatedCount: 0, note: '' }, before)).toEqual([
      'message: Invalid value: "": field is immutable',
      'count: Invalid value: 0: field is immutable',
      'related: Invalid value: null: field is immutable',
    ]);
  });

  it('judges a series that has changed', () => {
    const series = { count: 1, lastObservedTime: null };
    expect(refusals({ series })).toEqual([
      'series.count: Invalid value: "": should be at least 2',
      'series.lastObservedTime: Required value',
    ]);
    expect(refusals({ type: '' }, { ...old, series })).toEqual([]);
  });
});

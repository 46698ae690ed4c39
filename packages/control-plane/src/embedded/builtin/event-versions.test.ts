import { describe, expect, it } from 'vitest';
import { eventFromStorage, eventToStorage } from './event-versions.ts';

const core = {
  kind: 'Event',
  apiVersion: 'v1',
  metadata: { name: 'a' },
  involvedObject: { kind: 'Pod' },
  message: 'm',
  count: 2,
  source: { component: 'c' },
  reportingComponent: '',
  reportingInstance: '',
};

describe('eventFromStorage', () => {
  it('has the names of events.k8s.io, and no empty reporter', () => {
    expect(eventFromStorage(core)).toEqual({
      kind: 'Event',
      apiVersion: 'events.k8s.io/v1',
      metadata: { name: 'a' },
      regarding: { kind: 'Pod' },
      note: 'm',
      deprecatedCount: 2,
      deprecatedSource: { component: 'c' },
    });
  });

  it('is undone by eventToStorage', () => {
    expect(eventToStorage(eventFromStorage(core))).toEqual(core);
    const reported = { ...core, reportingComponent: 'x', reportingInstance: 'y' };
    expect(eventToStorage(eventFromStorage(reported))).toEqual(reported);
  });
});

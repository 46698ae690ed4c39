import { describe, expect, it } from 'vitest';
import { type EventDescription, eventKey, eventName, newEvent } from './event-object.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'shop', name: 'web-0', uid: 'u1', resourceVersion: '7' },
};
const happened: EventDescription = {
  type: 'Normal',
  reason: 'Labelled',
  action: 'Label',
  note: 'The pod was labelled',
};
const context = {
  name: 'web-0.1',
  reporter: { controller: 'demo', instance: 'demo-host' },
  eventTime: '2026-01-01T00:00:00.000000Z',
};

describe('newEvent()', () => {
  it('says all that the API has a field for', () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } };
    expect(newEvent(pod, { ...happened, related: node }, context)).toEqual({
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'web-0.1', namespace: 'shop' },
      eventTime: '2026-01-01T00:00:00.000000Z',
      type: 'Normal',
      reason: 'Labelled',
      action: 'Label',
      note: 'The pod was labelled',
      regarding: {
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: 'shop',
        name: 'web-0',
        uid: 'u1',
        resourceVersion: '7',
      },
      related: { apiVersion: 'v1', kind: 'Node', name: 'n1' },
      reportingController: 'demo',
      reportingInstance: 'demo-host',
    });
  });

  it('keeps events about cluster-scoped objects in default', () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', uid: 'u' } };
    expect(newEvent(node, happened, context).metadata.namespace).toBe('default');
  });

  it('cuts a note at 1024 bytes, between characters', () => {
    const { note = '' } = newEvent(pod, { ...happened, note: 'ä'.repeat(600) }, context);
    expect(Buffer.byteLength(note)).toBeLessThanOrEqual(1024);
    expect(note).toMatch(/^ä{510}\.\.\.$/);
  });
});

describe('eventKey()', () => {
  it('does not depend on the version of the object', () => {
    const later = { ...pod, metadata: { ...pod.metadata, resourceVersion: '8' } };
    expect(eventKey(later, happened)).toBe(eventKey(pod, happened));
    expect(eventKey(pod, { ...happened, note: 'other' })).not.toBe(eventKey(pod, happened));
    const reborn = { ...pod, metadata: { ...pod.metadata, uid: 'u2' } };
    expect(eventKey(reborn, happened)).not.toBe(eventKey(pod, happened));
  });
});

describe('eventName()', () => {
  it('is always a legal name', () => {
    expect(eventName(pod, 'abc')).toBe('web-0.abc');
    const role = { ...pod, metadata: { name: 'system:node' } };
    expect(eventName(role, 'abc')).toBe('event.abc');
    const long = { ...pod, metadata: { name: 'a'.repeat(253) } };
    expect(eventName(long, 'abc')).toHaveLength(253);
  });
});

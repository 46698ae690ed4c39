import { describe, expect, it } from 'vitest';
import { addsNothingTo } from './write-effect.ts';

const object = (fields: object, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: {
    name: 'a',
    uid: 'u',
    creationTimestamp: '2026-01-01T00:00:00Z',
    resourceVersion: '1',
    ...metadata,
  },
  ...fields,
});

describe('addsNothingTo()', () => {
  it.each<[boolean, string, [body: object, old: object, now: object]]>([
    [true, 'a field set', [{ spec: { a: 1 } }, { spec: { b: 2 } }, { spec: { a: 1, b: 2 } }]],
    [true, 'a field removed', [{ spec: { a: null } }, { spec: { a: 1 } }, { spec: {} }]],
    [true, 'a list set', [{ spec: { a: [1, { x: 1 }] } }, {}, { spec: { a: [1, { x: 1 }] } }]],
    [true, 'nothing', [{}, { spec: { a: 1 } }, { spec: { a: 1 } }]],
    [false, 'another field too', [{ spec: { a: 1 } }, { spec: {} }, { spec: { a: 1, b: 2 } }]],
    [false, 'another value', [{ spec: { a: 1 } }, { spec: {} }, { spec: { a: 2 } }]],
    [false, 'a field gone', [{ spec: { a: 1 } }, { spec: { b: 1 } }, { spec: { a: 1 } }]],
    [false, 'another item', [{ spec: { a: [1] } }, {}, { spec: { a: [1, 2] } }]],
    [false, 'a status', [{ spec: { a: 1 } }, {}, { spec: { a: 1 }, status: { ready: true } }]],
    [false, 'a name that is data', [{ spec: {} }, {}, { spec: { constructor: 1 } }]],
  ])('%s: %s', (expected, _what, [body, old, now]) => {
    const change = { old: object(old), now: object(now, { resourceVersion: '2', generation: 2 }) };
    expect(addsNothingTo(body, change)).toBe(expected);
  });

  it('judges metadata too, except what the server changes with every write', () => {
    const change = { old: object({}), now: object({}, { labels: { x: 'y' }, managedFields: [] }) };
    expect(addsNothingTo({ metadata: { labels: { x: 'y' } } }, change)).toBe(true);
    expect(addsNothingTo({ metadata: { annotations: {} } }, change)).toBe(false);
  });
});

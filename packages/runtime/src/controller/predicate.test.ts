import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '@keelson/kubernetes';
import type { ObjectEvent } from '../api/object-event.ts';
import { createdEvent, deletedEvent, updatedEvent } from '../cache/stored-event.ts';
import {
  and,
  annotationsChanged,
  generationChanged,
  labelSelectorMatches,
  labelsChanged,
  not,
  or,
  resourceVersionChanged,
} from './predicate.ts';

type Metadata = Partial<KubernetesObject['metadata']>;

const object = (metadata: Metadata = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: {
    name: 'a',
    uid: '1',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...metadata,
  },
});
const update = (now: Metadata, old: Metadata = {}) =>
  updatedEvent(object({ resourceVersion: '2', ...now }), object(old));
const deletionTimestamp = '2026-01-01T00:00:01Z';

describe('predicates on updates', () => {
  const predicates = {
    generation: generationChanged(),
    labels: labelsChanged(),
    annotations: annotationsChanged(),
    version: resourceVersionChanged(),
  };

  it.each([
    ['status only', update({ generation: 1 }, { generation: 1 }), ['version']],
    ['spec', update({ generation: 2 }, { generation: 1 }), ['generation', 'version']],
    ['a kind without generation', update({}), ['generation', 'version']],
    ['resync', update({ resourceVersion: '1' }), []],
    [
      'labels',
      update({ generation: 1, labels: { a: '1' } }, { generation: 1 }),
      ['labels', 'version'],
    ],
    [
      'one label for another',
      update({ generation: 1, labels: { a: '1' } }, { generation: 1, labels: { b: '1' } }),
      ['labels', 'version'],
    ],
    [
      'annotations',
      update(
        { generation: 1, annotations: { __proto__: '1', a: '1' } },
        { generation: 1, annotations: { a: '2' } },
      ),
      ['annotations', 'version'],
    ],
    [
      'the begin of a deletion',
      update({ generation: 1, deletionTimestamp }, { generation: 1 }),
      ['generation', 'labels', 'annotations', 'version'],
    ],
    [
      'a finalizer gone',
      update({ generation: 2, deletionTimestamp }, { generation: 2, deletionTimestamp }),
      ['version'],
    ],
    ['creation', createdEvent(object(), false), ['generation', 'labels', 'annotations', 'version']],
    ['deletion', deletedEvent(object(), true), ['generation', 'labels', 'annotations', 'version']],
  ] as [string, ObjectEvent, string[]][])('%s', (_name, event, expected) => {
    const passing = Object.entries(predicates).filter(([, predicate]) => predicate(event));
    expect(passing.map(([name]) => name)).toEqual(expected);
  });

  it('look at an event without freezing its objects', () => {
    const now = object({ generation: 2 });
    generationChanged()(updatedEvent(now, object({ generation: 1 })));
    expect(Object.isFrozen(now)).toBe(false);
  });

  it('take plain events too', () => {
    const plain: ObjectEvent = {
      type: 'updated',
      object: object({ generation: 1 }),
      old: object({ generation: 1 }),
    };
    expect(generationChanged()(plain)).toBe(false);
  });
});

describe('labelSelectorMatches()', () => {
  it('passes what matches, or matched before', () => {
    const predicate = labelSelectorMatches({ matchLabels: { app: 'x' } });
    expect(predicate(createdEvent(object({ labels: { app: 'x' } }), false))).toBe(true);
    expect(predicate(createdEvent(object(), false))).toBe(false);
    expect(predicate(update({}, { labels: { app: 'x' } }))).toBe(true);
    expect(predicate(update({ labels: { app: 'y' } }))).toBe(false);
  });
});

const yes = () => true;
const no = () => false;

describe('and(), or(), not()', () => {
  const event = createdEvent(object(), false);

  it('combine', () => {
    expect(
      [and(yes, yes), and(yes, no), and(), or(yes, no), or(no, no), or(), not(yes)].map((p) =>
        p(event),
      ),
    ).toEqual([true, false, true, true, false, false, false]);
  });
});

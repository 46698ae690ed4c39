import { type Scope, resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import { own, watch } from '../decorators/controller.ts';
import { isWatchAlive, watchLines, watchedKindsOf } from './watched-kinds.ts';

const type = (kind: string, scope: Scope = 'Namespaced') =>
  resourceType({ group: 'example.com', version: 'v1', kind, plural: kind.toLowerCase(), scope });
const [Foo, Bar, Baz, Node] = [type('Foo'), type('Bar'), type('Baz'), type('Node', 'Cluster')];

const declarations = [
  { for: Foo, owns: [Bar, own(Baz)], watches: [watch(Node, { map: () => [] })] },
  { for: Bar },
];

describe('watchedKindsOf()', () => {
  it('names each kind of each controller once', () => {
    expect(watchedKindsOf(declarations).map(({ kind }) => kind)).toEqual([
      'Foo',
      'Bar',
      'Baz',
      'Node',
    ]);
  });
});

describe('watchLines()', () => {
  it('has a line for each watch', () => {
    const kinds = watchedKindsOf([{ for: Foo, owns: [Node] }]);
    expect(watchLines(kinds, { namespaces: 'all', resyncPeriodMs: 5_000 })).toEqual([
      'Watching example.com/v1, Foo, all, 5',
      'Watching example.com/v1, Node, all, 5',
    ]);
    expect(watchLines(kinds, { namespaces: ['a', 'b'], resyncPeriodMs: 0 })).toEqual([
      'Watching example.com/v1, Foo, a, 0',
      'Watching example.com/v1, Foo, b, 0',
      'Watching example.com/v1, Node, all, 0',
    ]);
  });
});

describe('isWatchAlive()', () => {
  const status = {
    objects: 0,
    wireBytes: 0,
    synced: true,
    resourceVersion: '1',
    lastEventAgeMs: undefined,
    denial: undefined,
  };

  it('minds silence, not the time before the first word', () => {
    expect(isWatchAlive({ ...status, lastByteAgeMs: undefined })).toBe(true);
    expect(isWatchAlive({ ...status, lastByteAgeMs: 60_000 })).toBe(true);
    expect(isWatchAlive({ ...status, lastByteAgeMs: 225_000 })).toBe(false);
  });
});

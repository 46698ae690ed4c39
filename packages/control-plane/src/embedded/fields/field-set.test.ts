import { describe, expect, it } from 'vitest';
import { seededRandom } from '../server/workbench.test.support.ts';
import { type FieldPath, FieldSet, showPath } from './field-set.ts';

const steps = ['f:a', 'f:b', 'f:ab', 'k:{"name":"x"}', 'k:{"name":"y"}', 'v:"a"', 'v:1', 'i:2'];
const seeds = Array.from({ length: 30 }, (_, seed) => seed);

/** The same set as a set of texts, one a path. */
function modelOf(set: FieldSet): Set<string> {
  return new Set([...set.paths()].map((path) => path.join(' ')));
}

function randomPaths(random: () => number): FieldPath[] {
  return Array.from({ length: Math.floor(random() * 12) }, () =>
    Array.from(
      { length: 1 + Math.floor(random() * 3) },
      () => steps[Math.floor(random() * steps.length)] as string,
    ),
  );
}

function setOf(paths: readonly FieldPath[]): FieldSet {
  const set = new FieldSet();
  for (const path of paths) set.insert(path);
  return set;
}

describe('FieldSet', () => {
  it.each(seeds)('does with paths what a set does with its members (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const [one, other] = [randomPaths(random), randomPaths(random)];
    const [a, b] = [setOf(one), setOf(other)];
    const [x, y] = [
      new Set(one.map((path) => path.join(' '))),
      new Set(other.map((path) => path.join(' '))),
    ];
    expect(modelOf(a)).toEqual(x);
    expect(modelOf(a.union(b))).toEqual(new Set([...x, ...y]));
    expect(modelOf(a.intersection(b))).toEqual(new Set([...x].filter((path) => y.has(path))));
    expect(modelOf(a.difference(b))).toEqual(new Set([...x].filter((path) => !y.has(path))));
    const isBelow = (path: string): boolean =>
      [...y].some((root) => path === root || path.startsWith(`${root} `));
    expect(modelOf(a.withoutTrees(b))).toEqual(new Set([...x].filter((path) => !isBelow(path))));
    for (const path of [...one, ...other]) expect(a.has(path)).toBe(x.has(path.join(' ')));
    expect(a.isEmpty).toBe(x.size === 0);
    // The operands are as they were.
    expect([modelOf(a), modelOf(b)]).toEqual([x, y]);
  });

  it.each(seeds)('comes back from FieldsV1, in one form whatever the order (seed %i)', (seed) => {
    const paths = randomPaths(seededRandom(seed));
    const encoded = setOf(paths).encode();
    const decoded = FieldSet.decode(encoded) ?? new FieldSet(true);
    expect(modelOf(decoded)).toEqual(modelOf(setOf(paths)));
    expect(JSON.stringify(setOf(paths.toReversed()).encode())).toBe(JSON.stringify(encoded));
    expect(JSON.stringify(decoded.encode())).toBe(JSON.stringify(encoded));
  });

  it('names fields first, then items by key, by value, by index; each in its own order', () => {
    const mixed = ['i:10', 'i:9', 'v:"b"', 'v:true', 'v:2', 'v:10', 'k:{"b":1}', 'k:{"a":2}'];
    const set = setOf([...mixed, 'f:b', 'f:B', 'f:ä', 'f:a'].map((step) => [step]));
    expect(Object.keys(set.encode())).toEqual([
      'f:B',
      'f:a',
      'f:b',
      'f:ä',
      'k:{"a":2}',
      'k:{"b":1}',
      'v:2',
      'v:10',
      'v:"b"',
      'v:true',
      'i:9',
      'i:10',
    ]);
  });

  it('tells a field apart from those below it', () => {
    const set = setOf([['f:a', 'f:b'], ['f:c'], ['f:c', 'f:d']]);
    expect(set.encode()).toEqual({ 'f:a': { 'f:b': {} }, 'f:c': { '.': {}, 'f:d': {} } });
    expect([set.has(['f:a']), set.has(['f:c'])]).toEqual([false, true]);
    expect([...set.paths()]).toEqual([['f:c'], ['f:a', 'f:b'], ['f:c', 'f:d']]);
  });

  it('has no field for the whole object', () => {
    const set = new FieldSet();
    set.insert([]);
    expect(set.isEmpty).toBe(true);
  });
});

describe('showPath', () => {
  it('shows a path as messages do', () => {
    const step = 'k:{"containerPort":80,"protocol":"TCP"}';
    expect(showPath(['f:spec', 'f:ports', step, 'f:name'])).toBe(
      '.spec.ports[containerPort=80,protocol="TCP"].name',
    );
    expect(showPath(['f:finalizers', 'v:"a.b/c"'])).toBe('.finalizers[="a.b/c"]');
    expect(showPath(['f:args', 'i:3'])).toBe('.args[3]');
  });
});

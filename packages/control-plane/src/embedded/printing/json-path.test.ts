import { describe, expect, it } from 'vitest';
import { compileJsonPath } from './json-path.ts';

const object = {
  kind: 'Widget',
  metadata: { labels: { 'app.test/name': 'a', plain: 'b' } },
  spec: {
    replicas: 3,
    empty: null,
    items: [
      { name: 'one', size: 1, ready: true },
      { name: 'two', size: 2, ready: false },
      { name: 'three', size: 3 },
    ],
  },
};

describe('compileJsonPath', () => {
  it.each([
    ['.spec.replicas', [3]],
    ['.spec.none', []],
    ['.spec.none.deeper', []],
    ['.spec.replicas.deeper', []],
    ['.spec.empty', [null]],
    ['.spec.empty.deeper', []],
    ['$.kind', ['Widget']],
    ['@.kind', ['Widget']],
    [".metadata.labels['app\\.test/name']", ['a']],
    ['.metadata.labels.app\\.test/name', ['a']],
    [".metadata.labels['plain']", ['b']],
    ['.spec.items[0].name', ['one']],
    ['.spec.items[-1].name', ['three']],
    ['.spec.items[0:2].name', ['one', 'two']],
    ['.spec.items[::2].name', ['one', 'three']],
    ['.spec.items[*].name', ['one', 'two', 'three']],
    ['.spec.items[0,2].name', ['one', 'three']],
    ['.spec.items[?(@.size==2)].name', ['two']],
    ['.spec.items[?(@.size>1)].name', ['two', 'three']],
    ['.spec.items[?(@.name=="one")].size', [1]],
    ['.spec.items[?(@.name!="one")].size', [2, 3]],
    ['.spec.items[?(@.ready==true)].name', ['one']],
    ['.spec.items[?(@.ready)].name', ['one', 'two']],
    ['.metadata.labels.*', ['a', 'b']],
    ['..size', [1, 2, 3]],
    ['', [object]],
  ])('finds %s', (path, expected) => {
    expect(compileJsonPath(path).find(object)).toEqual(expected);
  });

  it.each([
    ['.spec.items[7].name', 'array index out of bounds: index 7, length 3'],
    ['.spec.items[2:9]', 'array index out of bounds: index 8, length 3'],
    ['.spec.replicas[0]', 'is not array or slice'],
  ])('fails at %s', (path, message) => {
    expect(() => compileJsonPath(path).find(object)).toThrow(message);
  });

  it.each([
    ['.spec.items[0', 'unterminated array'],
    ['.spec.items[a]', 'invalid array index a'],
    ['.spec.items[?(@.a==1', 'unterminated filter'],
    ['.spec#.a', undefined],
    ['#', "unrecognized character in action: U+0023 '#'"],
    ['spec', 'unrecognized identifier spec'],
  ])('refuses %s', (path, message) => {
    if (message === undefined) expect(compileJsonPath(path).find(object)).toEqual([]);
    else expect(() => compileJsonPath(path)).toThrow(message);
  });
});

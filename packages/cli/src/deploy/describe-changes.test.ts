import type { UnstructuredObject } from '@keelson/runtime';
import { expect, it } from 'vitest';
import { describeChanges } from './describe-changes.ts';

let version = 0;

function object(more: object, kind = 'Deployment'): UnstructuredObject {
  version += 1;
  const metadata = { name: 'ship', uid: 'u', creationTimestamp: '', resourceVersion: `${version}` };
  return { apiVersion: 'v1', kind, metadata, ...more };
}

it('names each field that differs, and items of lists by name', () => {
  const container = (image: string) => ({ name: 'manager', image });
  expect(
    describeChanges(
      object({ spec: { replicas: 1, old: true, template: [container('a:1')] } }),
      object({ spec: { replicas: 2, 'a/b': { c: 1 }, template: [container('a:2')] } }),
    ),
  ).toEqual([
    '~ spec.replicas: 1 -> 2',
    '- spec.old: true',
    '~ spec.template[manager].image: "a:1" -> "a:2"',
    '+ spec["a/b"]: {"c":1}',
  ]);
});

it('says nothing when only the server has counted, and tells no secret', () => {
  expect(describeChanges(object({ spec: {} }), object({ spec: {} }))).toEqual([]);
  expect(
    describeChanges(
      object({ data: { key: 'b2xk' } }, 'Secret'),
      object({ data: { key: 'bmV3' } }, 'Secret'),
    ),
  ).toEqual(['~ data.key: (hidden) -> (hidden)']);
});

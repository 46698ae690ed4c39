import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { applyMergePatch } from './merge-patch.ts';
import { type FieldValidation, parsePatch } from './patch-body.ts';

function patched(document: JsonObject, patch: string, validation: FieldValidation = 'Warn') {
  return applyMergePatch(document, parsePatch(patch), validation);
}

describe('applyMergePatch', () => {
  // Of RFC 7386 and of the tests of evanphx/json-patch v4.
  it.each<readonly [JsonObject, string, JsonObject]>([
    [{ a: 'b' }, '{"a":"c"}', { a: 'c' }],
    [{ a: 'b' }, '{"b":"c"}', { a: 'b', b: 'c' }],
    [{ a: 'b' }, '{"a":null}', {}],
    [{ a: 'b', b: 'c' }, '{"a":null}', { b: 'c' }],
    [{ a: ['b'] }, '{"a":"c"}', { a: 'c' }],
    [{ a: 'c' }, '{"a":["b"]}', { a: ['b'] }],
    [{ a: { b: 'c' } }, '{"a":{"b":"d","c":null}}', { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, '{"a":[1]}', { a: [1] }],
    [{ e: null }, '{"a":1}', { e: null, a: 1 }],
    [{}, '{"a":{"bb":{"ccc":null}}}', { a: { bb: {} } }],
    [{ a: 1 }, '{"a":{"b":null,"c":[null,{"d":null}]}}', { a: { c: [null, {}] } }],
    [{ a: { b: 1 } }, '{"a":[null,{"d":null}]}', { a: [null, { d: null }] }],
    [{ a: 1 }, '{"__proto__":null}', { a: 1 }],
  ])('%j with %s', (document, patch, expected) => {
    const { value, strictErrors } = patched(document, patch);
    expect(value).toEqual(expected);
    expect(strictErrors).toEqual([]);
  });

  // As a kube-apiserver 1.37.2 answered.
  it.each<readonly [string, FieldValidation, string]>([
    [
      '[]',
      'Warn',
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
    [
      '5',
      'Strict',
      'error decoding patch: json: cannot unmarshal number into Go value of type map[string]interface {}',
    ],
    ['null', 'Warn', 'Invalid JSON Patch'],
    ['5', 'Ignore', 'Invalid JSON Patch'],
    ['{', 'Ignore', 'invalid JSON patch'],
  ])('refuses %s with %s', (patch, validation, message) => {
    expect(() => patched({}, patch, validation)).toThrow(
      expect.objectContaining({ status: { message, reason: 'BadRequest', code: 400 } }),
    );
  });

  it('lets a list through when nothing validates', () => {
    expect(patched({ a: 1 }, '[]', 'Ignore').value).toEqual([]);
  });

  it('names repeated fields', () => {
    expect(patched({}, '{"spec":{"s":1,"s":2}}').strictErrors).toEqual([
      'duplicate field "spec.s"',
    ]);
    expect(patched({}, '{"spec":{"s":1,"s":2}}', 'Ignore').strictErrors).toEqual([]);
  });

  it('shows the object with what it merges into sorted', () => {
    const document = { spec: { z: 1, a: { y: 1, b: 2 } }, metadata: { uid: 'u', name: '<n>' } };
    expect(patched(document, '{"spec":{"m":{"q":1,"p":2}}}').shown()).toBe(
      String.raw`{"metadata":{"uid":"u","name":"\u003cn\u003e"},"spec":{"a":{"y":1,"b":2},"m":{"p":2,"q":1},"z":1}}`,
    );
  });
});

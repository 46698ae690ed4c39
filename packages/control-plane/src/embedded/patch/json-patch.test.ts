import type { JsonObject, JsonValue } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../json/parse-json.ts';
import { applyJsonPatch } from './json-patch.ts';
import { type FieldValidation, parsePatch } from './patch-body.ts';

const rejected = {
  message: 'the server rejected our request due to an error in our request',
  reason: 'Invalid',
  details: {},
  code: 422,
};
const badRequest = (message: string) => ({ message, reason: 'BadRequest', code: 400 });

function patched(document: JsonValue, patch: string, validation: FieldValidation = 'Warn') {
  return applyJsonPatch(document as JsonObject, parsePatch(patch), validation);
}

/** Document, patch and result, from the tests of evanphx/json-patch v4 and from a kube-apiserver 1.37.2. */
const applied: readonly (readonly [string, string, string])[] = [
  [
    '{ "foo": "bar"}',
    '[{ "op": "add", "path": "/baz", "value": "qux" }]',
    '{"baz":"qux","foo":"bar"}',
  ],
  [
    '{ "foo": [ "bar", "baz" ] }',
    '[{ "op": "add", "path": "/foo/1", "value": "qux" }]',
    '{ "foo": [ "bar", "qux", "baz" ] }',
  ],
  [
    '{ "foo": [ "bar", "baz" ] }',
    '[{ "op": "add", "path": "/foo/-1", "value": "qux" }]',
    '{ "foo": [ "bar", "baz", "qux" ] }',
  ],
  ['{ "baz": "qux", "foo": "bar" }', '[{ "op": "remove", "path": "/baz" }]', '{ "foo": "bar" }'],
  [
    '{ "foo": [ "bar", "qux", "baz" ] }',
    '[{ "op": "remove", "path": "/foo/1" }]',
    '{ "foo": [ "bar", "baz" ] }',
  ],
  [
    '{ "foo": {"bar": "baz", "waldo": "fred"}, "qux": { "corge": "grault" } }',
    '[{ "op": "move", "from": "/foo/waldo", "path": "/qux/thud" }]',
    '{ "foo": {"bar": "baz"}, "qux": { "corge": "grault", "thud": "fred" } }',
  ],
  [
    '{ "foo": [ "all", "grass", "cows", "eat" ] }',
    '[{ "op": "move", "from": "/foo/1", "path": "/foo/3" }]',
    '{ "foo": [ "all", "cows", "eat", "grass" ] }',
  ],
  [
    '{ "foo": "bar" }',
    '[{ "op": "add", "path": "/child", "value": { "grandchild": { } } }]',
    '{ "foo": "bar", "child": { "grandchild": { } } }',
  ],
  [
    '{ "foo": ["bar"] }',
    '[{ "op": "add", "path": "/foo/-", "value": ["abc", "def"] }]',
    '{ "foo": ["bar", ["abc", "def"]] }',
  ],
  [
    '{ "foo": "bar", "qux": { "baz": 1, "bar": null } }',
    '[{ "op": "remove", "path": "/qux/bar" }]',
    '{ "foo": "bar", "qux": { "baz": 1 } }',
  ],
  [
    '{ "foo": "bar" }',
    '[{ "op": "add", "path": "/baz", "value": null }]',
    '{"baz":null,"foo":"bar"}',
  ],
  [
    '{ "foo": ["bar","qux","baz"]}',
    '[{ "op": "replace", "path": "/foo/-3", "value": "bum"}]',
    '{ "foo": ["bum","qux","baz"]}',
  ],
  ['{ "a": 1 }', '[{ "op": "copy", "path": "/b", "from": "/a" }]', '{"a":1,"b":1}'],
  ['{ "a": 1 }', '[{ "op": "copy", "path": "/b", "from": "/nope" }]', '{"a":1,"b":null}'],
  ['{ "a": 1 }', '[{ "op": "replace", "path": "/new", "value": 2 }]', '{"a":1,"new":2}'],
  ['{ "a": 1 }', '[{ "op": "add", "path": "/v" }]', '{"a":1,"v":null}'],
  ['{ "a/b": { "m~n": 1 } }', '[{ "op": "remove", "path": "/a~1b/m~0n" }]', '{"a/b":{}}'],
  ['{ "a": {} }', '[{ "op": "replace", "path": "", "value": { "b": 1 } }]', '{"b":1}'],
  ['{ "a": 1 }', '[{ "op": "test", "path": "/nope", "value": null }]', '{"a":1}'],
  [
    '{ "a": [1, {"b": 2}] }',
    '[{ "op": "test", "path": "/a", "value": [1, {"b": 2}] }]',
    '{"a":[1,{"b":2}]}',
  ],
  ['{ "a": 1 }', 'null', '{"a":1}'],
  [
    '{ "a": 1 }',
    '[{"op":"add","path":"/__proto__","value":{"x":1}}]',
    '{"a":1,"__proto__":{"x":1}}',
  ],
];

describe('applyJsonPatch', () => {
  it.each(applied)('%s with %s', (document, patch, expected) => {
    expect(patched(parseJson(document).value, patch).value).toEqual(parseJson(expected).value);
  });

  it.each([
    '[{"op":"test","path":"/s","value":"x"}]',
    '[{"op":"remove","path":"/zz"}]',
    '[{"op":"remove","path":"/zz/a"}]',
    '[{"op":"add","path":"/l/9","value":1}]',
    '[{"op":"add","path":"/l/x","value":1}]',
    '[{"op":"replace","path":"/l/9","value":1}]',
    '[{"op":"remove","path":"/l/-"}]',
    '[{"op":"move","path":"/q","from":"/nope"}]',
    '[{"op":"add","path":"","value":{}}]',
    '[{"op":"replace","path":"","value":1}]',
    '[{"op":"add","path":"/s/x","value":1}]',
    '[{"op":"x","path":"/l"}]',
    '[{"op":"add"}]',
    '[{}]',
    '[null]',
  ])('rejects %s without a reason', (patch) => {
    expect(() => patched({ s: 'str', l: [1, 2, 3] }, patch)).toThrow(
      expect.objectContaining({ status: rejected }),
    );
  });

  it.each([
    ['[', 'invalid JSON patch'],
    ['', 'invalid JSON patch'],
    ['[{"op":"add","path":"/v","value":1}]x', 'invalid JSON patch'],
    [
      '{"a":1}',
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    ],
    [
      '5',
      'error decoding patch: json: cannot unmarshal number into Go value of type []handlers.jsonPatchOp',
    ],
    [
      '[1]',
      'error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp',
    ],
    [
      '[{"op":"add","path":1,"value":1}]',
      'error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.path of type string',
    ],
  ])('refuses %s', (patch, message) => {
    expect(() => patched({}, patch)).toThrow(
      expect.objectContaining({ status: badRequest(message) }),
    );
  });

  it.each([
    ['{"a":1}', 'json: cannot unmarshal object into Go value of type jsonpatch.Patch'],
    ['[1]', 'json: cannot unmarshal number into Go value of type jsonpatch.Operation'],
  ])('words %s differently without validation', (patch, message) => {
    expect(() => patched({}, patch, 'Ignore')).toThrow(message);
  });

  it('names unknown and repeated fields of operations', () => {
    const patch = '[{"op":"add","op":"add","path":"/v","value":{"a":1,"a":2},"foo":2}]';
    expect(patched({}, patch)).toMatchObject({
      value: { v: { a: 2 } },
      strictErrors: [
        'json patch unknown field "[0].foo"',
        'json patch duplicate field "[0].op"',
        'json patch duplicate field "[0].value.a"',
      ],
    });
    expect(patched({}, patch, 'Ignore').strictErrors).toEqual([]);
  });

  it('limits operations and copied bytes', () => {
    const operation = { op: 'add', path: '/a', value: 1 };
    expect(() =>
      patched({}, JSON.stringify(Array.from({ length: 10_001 }, () => operation))),
    ).toThrow(
      'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
    );
    const copies = Array.from({ length: 7 }, (_, index) => ({
      op: 'copy',
      from: '/big',
      path: `/b${index}`,
    }));
    const big = { big: 'x'.repeat(500_000) };
    expect(Object.keys(patched(big, JSON.stringify(copies.slice(1))).value as object)).toHaveLength(
      7,
    );
    expect(() => patched(big, JSON.stringify(copies))).toThrow('the server rejected our request');
  });

  it('leaves object and patch as they are', () => {
    const document = { a: { b: 1 }, l: [1] };
    const patch = parsePatch(
      '[{"op":"add","path":"/c","value":{"d":[]}},{"op":"add","path":"/c/d/-","value":1}]',
    );
    applyJsonPatch(document, patch, 'Warn');
    expect(document).toEqual({ a: { b: 1 }, l: [1] });
    expect(patch.value).toEqual([
      { op: 'add', path: '/c', value: { d: [] } },
      { op: 'add', path: '/c/d/-', value: 1 },
    ]);
  });

  it('shows the object with what it walked through sorted', () => {
    const document = { spec: { z: 1, a: { y: 1, b: 2 } }, metadata: { uid: 'u', name: 'n' } };
    expect(patched(document, '[{"op":"add","path":"/spec/v","value":1}]').shown()).toBe(
      '{"metadata":{"uid":"u","name":"n"},"spec":{"a":{"y":1,"b":2},"v":1,"z":1}}',
    );
  });
});

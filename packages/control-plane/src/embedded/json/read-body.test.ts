import { describe, expect, it } from 'vitest';
import { readBody } from './read-body.ts';

const json = { format: 'json', kind: 'W', isCustom: true } as const;
const yaml = { ...json, format: 'yaml' } as const;
const typeMeta =
  'Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

describe('readBody', () => {
  // As a kube-apiserver 1.37.2 answered.
  it.each([
    ['{', "couldn't get version/kind; json parse error: unexpected end of JSON input ({)"],
    ['', "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)"],
    [
      '[]',
      `couldn't get version/kind; json parse error: json: cannot unmarshal array into ${typeMeta} (5b5d)`,
    ],
    [
      '"x"',
      `couldn't get version/kind; json parse error: json: cannot unmarshal string into ${typeMeta} (227822)`,
    ],
    ['null', "Object 'Kind' is missing in 'null' (6e756c6c)"],
    ['{}', "Object 'Kind' is missing in '{}' ({})"],
    [
      '{"kind":1}',
      `couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string ({"kind":1})`,
    ],
    [
      '{"apiVersion":"a/b/c","kind":"W"}',
      'unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c","kind":" ...)',
    ],
    [
      'a: b',
      "couldn't get version/kind; json parse error: invalid character 'a' looking for beginning of value (613a2062)",
    ],
  ])('refuses the JSON %j', (text, why) => {
    const message = `the object provided is unrecognized (must be of type W): ${why}`;
    expect(() => readBody(text, json)).toThrow(
      expect.objectContaining({ status: { message, reason: 'BadRequest', code: 400 } }),
    );
  });

  it.each([
    ['', "Object 'Kind' is missing in '' (<empty>)"],
    ['a: &b', "Object 'Kind' is missing in 'a: &b' (613a202662)"],
    [
      '- a\n',
      `couldn't get version/kind; json parse error: json: cannot unmarshal array into ${typeMeta} (2d20610a)`,
    ],
    ['a: b: c\n', 'yaml: mapping values are not allowed in this context (613a20623a20630a)'],
    [
      'apiVersion: hp.example/v1\nkind: W\nmetadata:\n  name: y\nspec: [a\n',
      "yaml: line 5: did not find expected ',' or ']' (61706956657273696f6e3a2068702e6578616d706c652f76310a6b696e64 ...)",
    ],
  ])('refuses the YAML %j', (text, why) => {
    expect(() => readBody(text, yaml)).toThrow(
      `the object provided is unrecognized (must be of type W): ${why}`,
    );
  });

  it('lets a built-in kind leave out what it is', () => {
    const configMap = { format: 'json', kind: 'ConfigMap', isCustom: false } as const;
    expect(readBody('null', configMap)).toEqual({ value: {}, strictErrors: [], warnings: [] });
    expect(readBody('{"data":{}}', configMap).value).toEqual({ data: {} });
  });

  it('complains of repeated keys in the way of the format', () => {
    const text = '{"kind":"W","spec":{"a":1,"a":2}}';
    expect(readBody(text, json)).toEqual({
      value: { kind: 'W', spec: { a: 2 } },
      strictErrors: ['duplicate field "spec.a"'],
      warnings: ['duplicate field "spec.a"'],
      repeatingText: text,
    });
    expect(readBody(text, yaml)).toMatchObject({
      strictErrors: ['yaml: unmarshal errors:\n  line 1: key "a" already set in map'],
      warnings: ['line 1: key "a" already set in map'],
    });
  });
});

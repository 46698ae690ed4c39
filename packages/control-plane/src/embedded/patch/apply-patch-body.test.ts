import { describe, expect, it } from 'vitest';
import { readApplyPatch } from './apply-patch-body.ts';

const expected = { apiVersion: 'hp.example/v1', kind: 'W' };
const head = 'apiVersion: hp.example/v1\nkind: W\nmetadata:\n  name: yy\n';

describe('readApplyPatch', () => {
  // As a kube-apiserver 1.37.2 answered.
  it.each([
    [`${head}spec: [a\n`, "error encoding patch: yaml: line 5: did not find expected ',' or ']'"],
    ['a: b: c\n', 'error encoding patch: yaml: mapping values are not allowed in this context'],
    [`${head}spec: .inf\n`, 'error encoding patch: json: unsupported value: +Inf'],
    [
      '{"a":',
      'error decoding patch: error converting YAML to JSON: yaml: line 1: did not find expected node content',
    ],
    [
      '"x"',
      'error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type map[string]interface {}',
    ],
    [
      '- a',
      'error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
    ['', 'invalid object type: /, Kind='],
    ['{"kind":"W"}', 'invalid object type: /, Kind=W'],
    ['{"kind":1}', 'invalid object type: /, Kind='],
    ['{"apiVersion":"a/b/c","kind":"W"}', 'invalid object type: /, Kind='],
    ['{"apiVersion":"hp.example/v2","kind":"W"}', 'invalid object type: hp.example/v2, Kind=W'],
    ['{"apiVersion":"hp.example/v1","kind":"X"}', 'invalid object type: hp.example/v1, Kind=X'],
    ['{"apiVersion":"v1","kind":"W"}', 'invalid object type: /v1, Kind=W'],
  ])('refuses %j', (text, message) => {
    expect(() => readApplyPatch(text, expected)).toThrow(
      expect.objectContaining({ status: { message, reason: 'BadRequest', code: 400 } }),
    );
  });

  it('reads int64 exactly', () => {
    const text =
      '{"apiVersion":"hp.example/v1","kind":"W","spec":{"x":9007199254740993,"h":1e400}}';
    expect(readApplyPatch(text, expected)).toEqual({
      value: { ...expected, spec: { x: 9_007_199_254_740_993n, h: '1e400' } },
      warnings: [],
    });
  });

  it('says which keys are repeated', () => {
    const text = `${head}spec:\n  a: 1\n  a: 2\n  b: 1\n  b: 2\n`;
    const { value, warnings, strictError } = readApplyPatch(text, expected);
    expect(value['spec']).toEqual({ a: 2, b: 2 });
    expect(warnings).toEqual([
      'line 7: key "a" already set in map',
      'line 9: key "b" already set in map',
    ]);
    expect(strictError?.message).toBe(
      'error strict decoding patch: error converting YAML to JSON: yaml: unmarshal errors:\n  line 7: key "a" already set in map\n  line 9: key "b" already set in map',
    );
  });
});

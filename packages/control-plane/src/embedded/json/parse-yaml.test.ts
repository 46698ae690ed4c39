import { goJson } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { parseYaml, yamlWarnings } from './parse-yaml.ts';

/** Texts, and the JSON that sigs.k8s.io/yaml makes of them. */
const read: readonly (readonly [string, string])[] = [
  ['', 'null'],
  ['---\n', 'null'],
  ['5\n', '5'],
  ['- a\n', '["a"]'],
  ['x: 9007199254740993\n', '{"x":9007199254740993}'],
  ['big: 12345678901234567890\n', '{"big":12345678901234567000}'],
  ['bigg: 123456789012345678901\n', '{"bigg":123456789012345680000}'],
  ['f: 1.0\ne: 1e3\nh: .5\nd: 1.\nx: 1.5e-9\n', '{"d":1,"e":1000,"f":1,"h":0.5,"x":1.5e-9}'],
  [
    'a: 010\nb: 0o10\nc: 09\nd: 0x1F\ne: 0b11\nf: -0x10\n',
    '{"a":8,"b":8,"c":9,"d":31,"e":3,"f":-16}',
  ],
  ['a: 1_000\nb: 1_0.5\nc: +5\nd: 1.2.3\n', '{"a":1000,"b":10.5,"c":5,"d":"1.2.3"}'],
  ['a: yes\nb: off\nc: y\nd: No\n', '{"a":true,"b":false,"c":true,"d":false}'],
  ['a: ~\nb:\nc: Null\n', '{"a":null,"b":null,"c":null}'],
  ['a: 2026-01-01\nb: 190:20:30\nc: 0x\n', '{"a":"2026-01-01","b":"190:20:30","c":"0x"}'],
  ['a: "5"\nb: \'yes\'\nc: !!str 5\nd: !!float 5\n', '{"a":"5","b":"yes","c":"5","d":5}'],
  ['a: !!binary aGk=\nb: !foo x\n', '{"a":"hi","b":"x"}'],
  ['1: a\n1.5: b\nyes: c\n', '{"1":"a","1.5":"b","true":"c"}'],
  ['a: |\n  x\n  y\nb: >\n  z\n', '{"a":"x\\ny\\n","b":"z\\n"}'],
  ['a: |\n  x\n  y', '{"a":"x\\ny"}'],
  ['- >+\n  x\n  y', '["x y"]'],
  ['a: |\n  x\n  ', '{"a":"x\\n"}'],
  ['a: &x {q: 1}\nb: *x\nc:\n  <<: *x\n  z: 1\n', '{"a":{"q":1},"b":{"q":1},"c":{"q":1,"z":1}}'],
  ['a: b\n---\nc: d\n', '{"a":"b"}'],
  ['x: {a, b}\n', '{"x":{"a":null,"b":null}}'],
  ['{"a": [1, {"b": null}]}', '{"a":[1,{"b":null}]}'],
  ['__proto__: {a: 1}\n', '{"__proto__":{"a":1}}'],
];

const head = 'apiVersion: v1\nkind: W\nmetadata:\n  name: w\n';

/** Texts, and what the server says of them. */
const refused: readonly (readonly [string, string])[] = [
  [`${head}spec: [a\n`, "yaml: line 5: did not find expected ',' or ']'"],
  [`${head}\tspec: 1\n`, 'yaml: line 5: found a tab character that violates indentation'],
  ['a: b # c\n\td: e', 'yaml: line 2: found character that cannot start any token'],
  ['a:\n\t- b', 'yaml: line 2: found character that cannot start any token'],
  ['- a\n\t- b', 'yaml: line 2: found a tab character that violates indentation'],
  [`${head}spec: {a: b}}\n`, 'yaml: line 4: did not find expected key'],
  ['a: b: c\n', 'yaml: mapping values are not allowed in this context'],
  [`${head}spec: a: b\n`, 'yaml: line 5: mapping values are not allowed in this context'],
  ['a:\n b: 1\n  c: 2\n', 'yaml: line 3: mapping values are not allowed in this context'],
  [`${head}spec:\n  a: *x\n`, "yaml: unknown anchor 'x' referenced"],
  [`${head}spec: "a\n`, 'yaml: line 6: found unexpected end of stream'],
  [`${head}spec: @x\n`, 'yaml: line 5: found character that cannot start any token'],
  [`${head}spec:\n  a: 1\n b: 2\n`, 'yaml: line 6: did not find expected key'],
  [`${head}spec: - a\n`, 'yaml: line 5: block sequence entries are not allowed in this context'],
  ['{', 'yaml: line 1: did not find expected node content'],
  ['a: {b: 1\nc: 2\n', "yaml: line 1: did not find expected ',' or '}'"],
  ['- - a: b\n - c', "yaml: line 1: did not find expected '-' indicator"],
  ['key: "\\q"', 'yaml: found unknown escape character'],
  ['%YAML 3.0\n---\na: b', 'yaml: found incompatible YAML document'],
  ['a: *', 'yaml: did not find expected alphabetic or numeric character'],
  ['a: |x\n b\n', 'yaml: did not find expected comment or line break'],
  ['a: \u0007', 'yaml: control characters are not allowed'],
  ['? [a]\n: b\n', 'yaml: invalid map key: []interface {}{"a"}'],
  ['<<: 1\n', 'yaml: map merge requires map or sequence of maps as the value'],
  ['a: !!int x\n', 'yaml: cannot decode !!str `x` as a !!int'],
  ['a: {~: 1}\n', 'unsupported map key of type: %!s(<nil>), key: <nil>, value: 1'],
  ['a: .inf\n', 'json: unsupported value: +Inf'],
  ['a: .nan\n', 'json: unsupported value: NaN'],
];

describe('parseYaml', () => {
  it.each(read)('reads %j', (text, json) => {
    const { value, strictError } = parseYaml(text);
    expect(goJson(value)).toBe(json);
    expect(strictError).toBe('');
  });

  it.each(refused)('refuses %j', (text, message) => {
    expect(() => parseYaml(text)).toThrow(message);
  });

  it('says which keys are repeated, and takes the last value', () => {
    const { value, strictError } = parseYaml(
      `${head}spec:\n  a: 1\n  a: 2\n  1: x\n  1:\n    c: 3\n`,
    );
    expect(value).toMatchObject({ spec: { a: 2, 1: { c: 3 } } });
    expect(strictError).toBe(
      'yaml: unmarshal errors:\n  line 7: key "a" already set in map\n  line 10: key 1 already set in map',
    );
    expect(yamlWarnings(strictError)).toEqual([
      'line 7: key "a" already set in map',
      'line 10: key 1 already set in map',
    ]);
    expect(yamlWarnings('')).toEqual([]);
  });

  it('says so of JSON too', () => {
    expect(parseYaml('{"a":1,"a":2}')).toEqual({
      value: { a: 2 },
      strictError: 'yaml: unmarshal errors:\n  line 1: key "a" already set in map',
    });
  });

  it('does not follow aliases without end', () => {
    const levels = Array.from({ length: 12 }, (_, index) => {
      const names = Array.from({ length: 10 }, () => `*a${index}`).join(', ');
      return `a${index + 1}: &a${index + 1} [${names}]`;
    });
    expect(() => parseYaml(['a0: &a0 x', ...levels].join('\n'))).toThrow(
      'yaml: document contains excessive aliasing',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { indentJson } from './indent-json.ts';

describe('indentJson', () => {
  it.each([
    '{}',
    '[]',
    '"a"',
    '{"a":{},"b":[],"c":[{"d":1},[2,[]]],"e":null}',
    String.raw`{"a\"{":"b\\","c":"[,:]","d\\":"}"}`,
    '[1,-2.5,1e+21,true,false,"ä"]',
  ])('indents %s', (text) => {
    expect(indentJson(text)).toBe(JSON.stringify(JSON.parse(text), undefined, 2));
  });

  it('leaves numbers as they are written', () => {
    expect(indentJson('{"a":9223372036854775807,"b":[1e2,1.0]}')).toBe(
      '{\n  "a": 9223372036854775807,\n  "b": [\n    1e2,\n    1.0\n  ]\n}',
    );
  });
});

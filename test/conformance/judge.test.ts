import { describe, expect, it } from 'vitest';
import { describeDifference } from './describe-difference.ts';
import { formatJson, parseJson } from './exact-json.ts';
import { compareLines } from './judge.ts';
import { Limiter } from './run-case.ts';

describe('compareLines', () => {
  it('is empty for equal lines, and names each that differs', () => {
    expect(compareLines(['a', 'b'], ['a', 'b'])).toEqual([]);
    expect(compareLines(['a', 'b'], ['a', 'c', 'd'])).toEqual(['- b', '+ c', '+ d']);
    expect(compareLines(['a'], [])).toEqual(['- a']);
  });
});

describe('describeDifference', () => {
  const recorded = ['{"request":"GET /x","status":200,"body":{"a":1,"b":[1,2]}}'];

  it('names the fields that differ', () => {
    const answered = ['{"request":"GET /x","status":404,"body":{"a":1,"b":[1]}}'];
    expect(describeDifference(recorded, answered)).toEqual([
      '1. GET /x',
      '   status:',
      '     - 200',
      '     + 404',
      '   body.b[1]:',
      '     - 2',
      '     + (absent)',
    ]);
  });

  it('passes over a field', () => {
    const answered = ['{"request":"GET /x","status":200,"body":{"a":2,"b":[1,2]}}'];
    expect(describeDifference(recorded, answered, ['a'])).toEqual([]);
  });

  it('says where a case could not go on', () => {
    expect(describeDifference(recorded, ['{"thrown":"timed out"}'])).toEqual([
      '1. GET /x',
      '   timed out',
    ]);
  });
});

describe('JSON', () => {
  it('keeps integers that a double cannot hold', () => {
    const text = '{"a":9007199254740993,"b":0.5,"c":-9223372036854775808}';
    expect(formatJson(parseJson(text))).toBe(text);
  });

  it('sorts keys, and is undefined for what is no JSON', () => {
    expect(formatJson(parseJson('{"b":1,"a":{"d":1,"c":2}}'))).toBe('{"a":{"c":2,"d":1},"b":1}');
    expect(parseJson('ok')).toBeUndefined();
  });
});

describe('Limiter', () => {
  it('runs no more at once than it may, in their order', async () => {
    const limiter = new Limiter(2);
    const started: number[] = [];
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const runs = gates.map(({ promise }, index) => {
      return limiter.run(async () => {
        started.push(index);
        await promise;
      });
    });
    await Promise.resolve();
    expect(started).toEqual([0, 1]);
    gates[1]!.resolve();
    await runs[1];
    expect(started).toEqual([0, 1, 2]);
    for (const gate of gates) gate.resolve();
    await Promise.all(runs);
    expect(started).toEqual([0, 1, 2, 3]);
  });
});

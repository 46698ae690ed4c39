import { describe, expect, it } from 'vitest';
import { orderComplaints } from './order-complaints.ts';

describe('orderComplaints', () => {
  it('tells unknown and repeated fields in the order of the text', () => {
    const text =
      '{"spec":{"template":{"x":1},"replicas":1,"replicas":2,"y":3},"kind":"a","kind":"b"}';
    expect(
      orderComplaints(text, ['unknown field "spec.template.x"', 'unknown field "spec.y"']),
    ).toEqual([
      'unknown field "spec.template.x"',
      'duplicate field "spec.replicas"',
      'unknown field "spec.y"',
      'duplicate field "kind"',
    ]);
  });

  it('passes over what an unknown field holds, and its repetition', () => {
    const text = '{"x":{"a":1,"a":2,"l":[{"b":1,"b":2}]},"x":1,"xy":1,"xy":2}';
    expect(orderComplaints(text, ['unknown field "x"'])).toEqual([
      'unknown field "x"',
      'duplicate field "xy"',
    ]);
  });
});

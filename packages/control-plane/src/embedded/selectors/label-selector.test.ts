import { describe, expect, it } from 'vitest';
import { parseLabelSelector } from './label-selector.ts';

const keyRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** As a kube-apiserver 1.37.2 answered. */
const refused: readonly (readonly [string, string])[] = [
  ['x in', "unable to parse requirement: found '' expected: '('"],
  ['x in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
  ['x in (a', "unable to parse requirement: found '', expected: ',' or ')'"],
  ['x in (a,', "unable to parse requirement: found '', expected: ',', or identifier"],
  ['=a', "found '=', expected: !, identifier, or 'end of string'"],
  ['x=a b', "found 'b', expected: ',' or 'end of string'"],
  ['x y', "unable to parse requirement: found 'y', expected: in, notin, =, ==, !=, gt, lt"],
  ['a=!', "unable to parse requirement: found '!', expected: identifier"],
  ['!', "unable to parse requirement: found '', expected: identifier"],
  ['!x=1', "found '=', expected: ',' or 'end of string'"],
  [
    'x>a',
    `unable to parse requirement: values[0]: Invalid value: "a": for 'Gt', 'Lt' operators, the value must be an integer`,
  ],
  ['x=a,', "found '', expected: identifier after ','"],
  ['x=a,,y', "found ',', expected: identifier after ','"],
  ['_x', `unable to parse requirement: <nil>: Invalid value: "_x": name part ${keyRule}`],
  [
    'x/y/z=1',
    `unable to parse requirement: <nil>: Invalid value: "x/y/z": a valid label key ${keyRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
  ],
  ['x=-a-', `unable to parse requirement: values[0][x]: Invalid value: "-a-": ${valueRule}`],
  [
    'x in (-a,-b)',
    `unable to parse requirement: [values[0][x]: Invalid value: "-a": ${valueRule}, values[1][x]: Invalid value: "-b": ${valueRule}]`,
  ],
  [
    'a.b/=1',
    `unable to parse requirement: <nil>: Invalid value: "a.b/": name part must be non-empty; name part ${keyRule}`,
  ],
  [
    '/x=1',
    'unable to parse requirement: <nil>: Invalid value: "/x": prefix part must be non-empty',
  ],
  ['é=1', `unable to parse requirement: <nil>: Invalid value: "é": name part ${keyRule}`],
  ['x!', "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"],
  ['(a)', "found '(', expected: !, identifier, or 'end of string'"],
  ['x in (a) y', "found 'y', expected: ',' or 'end of string'"],
  // Of TestSelectorParse in Go.
  ['x=a||y=b', `unable to parse requirement: values[0][x]: Invalid value: "a||y": ${valueRule}`],
  ['x==a==b', "found '==', expected: ',' or 'end of string'"],
  [
    'x<',
    `unable to parse requirement: values[0]: Invalid value: "": for 'Gt', 'Lt' operators, the value must be an integer`,
  ],
];

/** Selector, labels, whether they match: TestSelectorMatches, TestSetMatches and our own. */
const judged: readonly (readonly [string, Record<string, string>, boolean])[] = [
  ['', { x: 'y' }, true],
  ['x=y', { x: 'y' }, true],
  ['x=y,z=w', { x: 'y', z: 'w' }, true],
  ['x!=y,z!=w', { x: 'z', z: 'a' }, true],
  ['notin=in', { notin: 'in' }, true],
  ['x', { x: 'z' }, true],
  ['!x', { y: 'z' }, true],
  ['!x,z=a', { z: 'a' }, true],
  ['x>1', { x: '2' }, true],
  ['x<1', { x: '0' }, true],
  ['x=z', {}, false],
  ['x=y', { x: 'z' }, false],
  ['x=y,z=w', { x: 'w', z: 'w' }, false],
  ['x!=y,z!=w', { x: 'z', z: 'w' }, false],
  ['x', { y: 'z' }, false],
  ['!x', { x: 'z' }, false],
  ['!x,z=a', { z: 'b' }, false],
  ['x>1', { x: '0' }, false],
  ['x<1', { x: '2' }, false],
  ['x>1', { x: 'two' }, false],
  ['x>1', { y: '2' }, false],
  ['foo=bar,baz=blah', { foo: 'bar', baz: 'blah', other: 'x' }, true],
  ['x in (abc,def)', { x: 'def' }, true],
  ['x in (,a)', { x: '' }, true],
  ['x in ()', { x: '' }, true],
  ['x notin (a,b)', { x: 'c' }, true],
  ['x notin (a,b)', {}, true],
  ['x notin (a,b)', { x: 'a' }, false],
  ['x in (in,notin)', { x: 'notin' }, true],
  ['x==', { x: '' }, true],
  ['  x   =  y  ,\tz ', { x: 'y', z: '' }, true],
  ['constructor', {}, false],
  ['x>9007199254740992', { x: '9007199254740993' }, true],
];

describe('parseLabelSelector', () => {
  it.each(refused)('refuses %s', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(
      expect.objectContaining({ status: { message, reason: 'BadRequest', code: 400 } }),
    );
  });

  it.each(judged)('%s of %j is %s', (text, labels, expected) => {
    expect(parseLabelSelector(text).matches(labels)).toBe(expected);
  });

  it('takes absent labels as none', () => {
    expect(parseLabelSelector('!x').matches(undefined)).toBe(true);
    expect(parseLabelSelector('x').matches(null)).toBe(false);
  });
});

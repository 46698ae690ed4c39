import { describe, expect, it } from 'vitest';
import { requestInfoOf } from './request-info.ts';
import { checkTimeout } from './request-timeout.ts';

function check(query: string, path = '/api/v1/namespaces/n/secrets'): void {
  const parameters = new URLSearchParams(query);
  checkTimeout(requestInfoOf('GET', path, parameters), parameters);
}

describe('checkTimeout', () => {
  it.each(['', 'timeout=', 'timeout=0', 'timeout=1m30s', 'timeout=-1.5h', 'timeout=.5ms'])(
    'takes %o',
    (query) => {
      expect(() => check(query)).not.toThrow();
    },
  );

  it.each([
    ['x', 'invalid duration "x"'],
    ['-', 'invalid duration "-"'],
    ['1m.', 'invalid duration "1m."'],
    ['5', 'missing unit in duration "5"'],
    ['1m5', 'missing unit in duration "1m5"'],
    ['5y', 'unknown unit "y" in duration "5y"'],
    ['1s"', 'unknown unit "s\\"" in duration "1s\\""'],
  ])('refuses %s', (timeout, problem) => {
    expect(() => check(`timeout=${encodeURIComponent(timeout)}`)).toThrow(
      `invalid timeout specified in the request URL - time: ${problem}`,
    );
  });

  it('passes over it where answers take their time', () => {
    expect(() => check('timeout=x&watch=1')).not.toThrow();
    expect(() => check('timeout=x', '/api/v1/namespaces/n/pods/p/log')).not.toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import { StatusError } from '../status-error.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';

describe('continue tokens', () => {
  it.each([
    { revision: 7, after: 'default/a' },
    { revision: -1, after: 'x' },
    { revision: 2 ** 40, after: 'n/ü.example' },
  ])('come back as they were given out: %o', (token) => {
    const text = encodeContinue(token);
    expect(text).toMatch(/^[\w-]+$/);
    expect(decodeContinue(text)).toEqual(token);
  });

  it('has the form of the API server', () => {
    const text = Buffer.from(encodeContinue({ revision: 7, after: 'n/a' }), 'base64url');
    expect(JSON.parse(text.toString())).toEqual({ v: 'meta.k8s.io/v1', rv: 7, start: 'n/a\0' });
  });

  const tokenOf = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    ['<>', 'illegal base64 data at input byte 0'],
    ['abcde', 'illegal base64 data at input byte 4'],
    ['abcd', 'invalid character'],
    [tokenOf({ v: 'v2', rv: 1, start: 'a' }), 'server does not recognize this encoded version v2'],
    [
      tokenOf({ v: 'meta.k8s.io/v1', rv: 1 }),
      'server does not recognize this encoded version meta.k8s.io/v1',
    ],
  ])('refuses %s', (text, why) => {
    expect(() => decodeContinue(text)).toThrow(
      new StatusError({
        message: `invalid continue token: continue key is not valid: ${why}`,
        reason: 'BadRequest',
        code: 400,
      }),
    );
  });
});

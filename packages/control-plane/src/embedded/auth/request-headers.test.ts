import { describe, expect, it } from 'vitest';
import { identityOf } from './request-headers.ts';

describe('identityOf', () => {
  it('takes the headers that say who asks', () => {
    const headers = { authorization: 'Bearer x', 'impersonate-user': 'jane', accept: '*/*' };
    expect(identityOf({ headers })).toEqual({
      authorization: ['Bearer x'],
      'impersonate-user': ['jane'],
    });
  });

  it('keeps the values of repeated headers apart, whatever their case', () => {
    const rawHeaders = ['Impersonate-Group', 'a', 'Accept', 'b', 'impersonate-group', 'c, d'];
    const headers = { 'impersonate-group': 'a, c, d', accept: 'b' };
    expect(identityOf({ headers, rawHeaders })).toEqual({ 'impersonate-group': ['a', 'c, d'] });
  });
});

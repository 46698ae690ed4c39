import { admit } from '@keelson/runtime';
import { describe, expect, it } from 'vitest';
import { {{className}}Defaulter } from './{{kebab}}-defaulter.ts';

describe('{{className}}Defaulter', () => {
  it('leaves alone what is complete', async () => {
    const complete = { metadata: { namespace: 'default', name: 'sample' }, spec: {} };
    const request = { operation: 'CREATE', object: complete } as const;
    const { allowed, object } = await admit(new {{className}}Defaulter(), request);
    expect(allowed).toBe(true);
    expect(object).toEqual({
      apiVersion: {{apiVersion|ts}},
      kind: {{kind|ts}},
      ...complete,
    });
  });
});

import { admit } from '@keelson/runtime';
import { describe, expect, it } from 'vitest';
import type { {{className}} } from '{{typesModule}}';
import { {{className}}Defaulter } from './{{kebab}}-defaulter.ts';

const complete = {
  apiVersion: {{apiVersion|ts}},
  kind: {{kind|ts}},
  metadata: { name: 'sample' },
  spec: { size: 1 },
} as {{className}};

describe('{{className}}Defaulter', () => {
  it('leaves alone what is complete', async () => {
    const request = { operation: 'CREATE', object: complete } as const;
    const { allowed, object } = await admit(new {{className}}Defaulter(), request);
    expect(allowed).toBe(true);
    expect(object).toEqual(complete);
  });
});

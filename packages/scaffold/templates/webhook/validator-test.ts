import { admit } from '@keelson/runtime';
import { describe, expect, it } from 'vitest';
import type { {{className}} } from '{{typesModule}}';
import { {{className}}Validator } from './{{kebab}}-validator.ts';

function ofSize(size: number): {{className}} {
  return {
    apiVersion: {{apiVersion|ts}},
    kind: {{kind|ts}},
    metadata: { name: 'sample' },
    spec: { size },
  } as {{className}};
}

describe('{{className}}Validator', () => {
  const validator = new {{className}}Validator();

  it('allows what is within the rules', async () => {
    const { allowed } = await admit(validator, { operation: 'CREATE', object: ofSize(1) });
    expect(allowed).toBe(true);
  });

  it('names the field that is not', async () => {
    const request = { operation: 'UPDATE', object: ofSize(1_001), oldObject: ofSize(1) } as const;
    const { status } = await admit(validator, request);
    expect(status.message).toContain('spec.size: Invalid value: 1001: must be at most 1000');
  });
});

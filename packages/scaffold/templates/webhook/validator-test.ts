import { admit } from '@keelson/runtime';
import { describe, expect, it } from 'vitest';
import { {{className}}Validator } from './{{kebab}}-validator.ts';

const named = (name: string) => ({ metadata: { namespace: 'default', name }, spec: {} });

describe('{{className}}Validator', () => {
  const validator = new {{className}}Validator();

  it('allows what is within the rules', async () => {
    const { allowed } = await admit(validator, { operation: 'CREATE', object: named('sample') });
    expect(allowed).toBe(true);
  });

  it('names the field that is not', async () => {
    const object = named('x'.repeat(53));
    const { status } = await admit(validator, { operation: 'UPDATE', object, oldObject: object });
    expect(status.code).toBe(422);
    expect(status.message).toContain('metadata.name: Invalid value');
  });
});

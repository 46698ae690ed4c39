import { describe, expect, it } from 'vitest';
import type { SchemaModule } from '../src/schema-definition.ts';
import { markNullable } from './sent-as-null.ts';

const modules: SchemaModule[] = [
  {
    module: 'rbac/v1',
    kinds: [],
    definitions: {
      Role: { type: 'object', properties: { rules: { type: 'array' }, name: { type: 'string' } } },
    },
  },
];

describe('markNullable', () => {
  it('marks the fields and nothing else', () => {
    const [rbac] = markNullable(modules, ['rbac/v1#Role.rules', 'notserved/v1#Thing.list']);
    expect(rbac?.definitions['Role']?.properties).toEqual({
      rules: { type: 'array', nullable: true },
      name: { type: 'string' },
    });
    expect(modules[0]?.definitions['Role']?.properties?.['rules']).toEqual({ type: 'array' });
  });

  it('stops when a field is gone', () => {
    expect(() => markNullable(modules, ['rbac/v1#Role.ruled'])).toThrow(
      'there is no rbac/v1#Role.ruled any more',
    );
  });
});

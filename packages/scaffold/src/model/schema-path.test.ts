import { describe, expect, it } from 'vitest';
import type { SchemaNode } from './schema-node.ts';
import { missingStep } from './schema-path.ts';

const text: SchemaNode = { type: 'string' };
const schema: SchemaNode = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        name: text,
        list: { type: 'array', items: text },
        labels: { type: 'object', additionalProperties: text },
        open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
};

describe('missingStep', () => {
  it.each([
    '.spec.name',
    '.spec.list[0]',
    '.spec.list[?(@.type=="Ready")].status',
    '.spec.labels.any',
    '.spec.open.any.thing',
    '.metadata.creationTimestamp',
    '',
  ])('follows %j', (path) => {
    expect(missingStep(schema, path)).toBeUndefined();
  });

  it.each([
    ['.spec.nmae', 'nmae'],
    ['.sepc.name', 'sepc'],
    ['.spec.name.deeper', 'deeper'],
    ['.spec.lits[0].name', 'lits'],
  ])('finds the wrong step of %j', (path, step) => {
    expect(missingStep(schema, path)).toBe(step);
  });
});

import { describe, expect, it } from 'vitest';
import type { Definition, SchemaModule, ServedKind } from '../src/schema-definition.ts';
import { emitModule } from './emit-module.ts';

const widget: ServedKind = {
  group: 'gadgets.k8s.io',
  version: 'v1',
  kind: 'Widget',
  definition: 'Widget',
  plural: 'widgets',
  scope: 'Namespaced',
  verbs: ['create', 'get'],
  shortNames: [],
  categories: [],
  subresources: [],
};

/** The source below the header's two lines. */
function emit(definitions: Record<string, Definition>, kinds: ServedKind[] = []): string {
  const gadgets: SchemaModule = { module: 'gadgets/v1', kinds, definitions };
  const core: SchemaModule = {
    module: 'core/v1',
    kinds: [{ ...widget, definition: 'Pod' }],
    definitions: {
      Part: { type: 'object', required: ['size'] },
      Pod: { type: 'object' },
      Loose: { type: 'object' },
    },
  };
  const source = emitModule(gadgets, { kubernetes: '1.99.0', modules: [gadgets, core] });
  return source.split('\n').slice(2).join('\n');
}

describe('emitModule', () => {
  it('writes a served kind as an interface and a value', () => {
    const definition: Definition = {
      type: 'object',
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { $ref: 'meta/v1#ObjectMeta', default: {} },
        data: { type: 'object', additionalProperties: { type: 'string' } },
        status: { $ref: 'core/v1#Loose', default: {} },
      },
      'x-kubernetes-group-version-kind': { group: 'gadgets.k8s.io', version: 'v1', kind: 'Widget' },
    };
    expect(emit({ Widget: definition }, [widget])).toBe(
      `import type { Loose } from '../core/v1.ts';
import type { NamespacedObjectMeta } from '../object.ts';
import { type ResourceType, resourceType } from '../resource-type.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.99/#widget-v1-gadgets-k8s-io */
export interface Widget {
  apiVersion: 'gadgets.k8s.io/v1';
  kind: 'Widget';
  metadata: NamespacedObjectMeta;
  data?: Record<string, string>;
  status: Loose;
}

export const Widget: ResourceType<Widget> = /* @__PURE__ */ resourceType({
  group: 'gadgets.k8s.io',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  scope: 'Namespaced',
});
`,
    );
  });

  it('needs what the schema requires, and what cannot be left out because of its own fields', () => {
    const source = emit({
      Part: {
        type: 'object',
        required: ['a'],
        properties: {
          a: { type: 'integer', format: 'int32' },
          strict: { $ref: 'core/v1#Part', default: {} },
          loose: { $ref: 'core/v1#Loose', default: {} },
          status: { $ref: 'core/v1#Part', default: {} },
        },
      },
    });
    expect(source).toContain('a: number;');
    expect(source).toContain('  strict: CoreV1Part;');
    expect(source).toContain('  loose?: Loose;');
    expect(source).toContain('  status?: CoreV1Part;');
    expect(source).toContain("import type { Loose, Part as CoreV1Part } from '../core/v1.ts';");
  });

  it('keeps real key names, and quotes those that are no identifier', () => {
    const string: Definition = { type: 'string' };
    const properties = { $ref: string, default: string, 'x-kubernetes-y': string };
    const source = emit({ Part: { type: 'object', properties } });
    expect(source).toContain('  $ref?: string;');
    expect(source).toContain('  default?: string;');
    expect(source).toContain("  'x-kubernetes-y'?: string;");
  });

  it('writes null, unions, and a stored kind inside another as a template', () => {
    const source = emit({
      Part: {
        type: 'object',
        properties: {
          at: { $ref: 'meta/v1#Time', nullable: true },
          modes: { type: 'array', items: { type: 'string', enum: ['A', 'B'] } },
          pods: { type: 'array', items: { $ref: 'core/v1#Pod' } },
        },
      },
    });
    expect(source).toContain('  at?: Time | null;');
    expect(source).toContain("  modes?: ('A' | 'B')[];");
    expect(source).toContain('  pods?: ObjectTemplate<Pod>[];');
  });

  it('breaks a union that is too long for a line', () => {
    const values = Array.from({ length: 4 }, (_, index) => `${'Long'.repeat(6)}${index}`);
    const union: Definition = { type: 'string', enum: values };
    const broken = values.map((value) => `\n    | '${value}'`).join('');
    const source = emit({
      Part: {
        type: 'object',
        properties: {
          one: union,
          many: { type: 'array', items: union },
          named: { type: 'object', additionalProperties: union },
        },
      },
    });
    expect(source).toContain(`  one?:${broken};`);
    expect(source).toContain(`  many?: (${broken}\n  )[];`);
    expect(source).toContain(`  named?: Record<\n    string,${broken}\n  >;`);
  });

  it('stops at a shape that it cannot write', () => {
    const properties: Record<string, Definition> = { a: { oneOf: [{ type: 'string' }] } };
    expect(() => emit({ Part: { type: 'object', properties } })).toThrow('no TypeScript type for');
  });
});

import { parseReference } from '../src/definition-name.ts';
import { formatApiVersion } from '../src/resource-type.ts';
import type { Definition, SchemaModule, ServedKind } from '../src/schema-definition.ts';
import { compareText } from './compare-text.ts';
import { docComment } from './doc-comment.ts';
import { emitProperty } from './emit-property.ts';
import { emitType } from './emit-type.ts';
import { emitValue } from './emit-value.ts';
import { ModuleImports } from './module-imports.ts';
import { presentProperties } from './present-properties.ts';
import { writtenByHand } from './written-by-hand.ts';

/** What the emitter needs to know beyond the module itself. */
export interface EmitContext {
  /** For example `1.37.2`. */
  readonly kubernetes: string;
  readonly modules: readonly SchemaModule[];
}

/** The TypeScript source of a module, formatted as oxfmt formats it. */
export function emitModule(module: SchemaModule, context: EmitContext): string {
  const imports = new ModuleImports(module);
  const declarations = Object.entries(module.definitions)
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([name, definition]) => {
      const kind = module.kinds.find((served) => served.definition === name);
      return emitDeclaration({ name, definition, kind }, { ...context, module, imports });
    });
  const header = [
    `// Generated from the OpenAPI documents of Kubernetes ${context.kubernetes} by`,
    '// packages/kubernetes/generator/main.ts: do not edit.',
  ];
  return `${[...header, ...imports.lines()].join('\n')}\n\n${declarations.join('\n\n')}\n`;
}

interface Declaration {
  readonly name: string;
  readonly definition: Definition;
  readonly kind: ServedKind | undefined;
}

interface DeclarationContext extends EmitContext {
  readonly module: SchemaModule;
  readonly imports: ModuleImports;
}

function emitDeclaration(declaration: Declaration, context: DeclarationContext): string {
  const { name, kind } = declaration;
  const known = writtenByHand.get(`${context.module.module}#${name}`);
  if (known !== undefined) return known;
  const members = emitMembers(declaration, context);
  const body =
    members.length === 0
      ? `export type ${name} = Record<string, never>;`
      : `export interface ${name} {\n${members.join('\n')}\n}`;
  const type = `${docComment(declaration, context)}${body}`;
  if (kind === undefined) return type;
  context.imports.useResourceType();
  return `${type}\n\n${emitValue(kind)}`;
}

function emitMembers({ definition, kind }: Declaration, context: DeclarationContext): string[] {
  const own = definition['x-kubernetes-group-version-kind'];
  const present = presentProperties({ definition, kind }, context.modules);
  const literals = new Map(
    own === undefined
      ? []
      : [
          ['apiVersion', `'${formatApiVersion(own.group, own.version)}'`],
          ['kind', `'${own.kind}'`],
        ],
  );
  if (kind !== undefined) {
    const meta = kind.scope === 'Namespaced' ? 'NamespacedObjectMeta' : 'StoredObjectMeta';
    literals.set('metadata', context.imports.frame(meta));
  }
  return Object.entries(definition.properties ?? {})
    .toSorted(([a], [b]) => rank(a, own !== undefined) - rank(b, own !== undefined))
    .map(([name, schema]) => {
      const type = literals.get(name) ?? emitType(schema, (ref) => nameOf(ref, context));
      return emitProperty({ name, type, isOptional: !present.has(name) });
    });
}

/** A stored kind inside another object is a template: nothing in it is set by the server yet. */
function nameOf(reference: string, { imports, modules }: DeclarationContext): string {
  const target = parseReference(reference);
  const isStored = modules.some(
    ({ module, kinds }) =>
      module === target.module && kinds.some(({ definition }) => definition === target.name),
  );
  const type = imports.type(reference);
  return isStored ? `${imports.frame('ObjectTemplate')}<${type}>` : type;
}

/** `apiVersion`, `kind` and `metadata` lead in a kind, as in a manifest. */
function rank(property: string, isKind: boolean): number {
  const first = ['apiVersion', 'kind', 'metadata'];
  return isKind && first.includes(property) ? first.indexOf(property) : first.length;
}

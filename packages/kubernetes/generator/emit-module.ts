import { formatApiVersion } from '../src/resource-type.ts';
import type { Definition, SchemaModule, ServedKind } from '../src/schema-definition.ts';
import { emitType } from './emit-type.ts';
import { presentProperties } from './present-properties.ts';
import { writtenByHand } from './written-by-hand.ts';

const lineWidth = 100;

/** What the emitter needs to know beyond the module itself. */
export interface EmitContext {
  /** For example `1.37.2`. */
  readonly kubernetes: string;
  readonly modules: readonly SchemaModule[];
}

/** The TypeScript source of a module, formatted as oxfmt formats it. */
export function emitModule(module: SchemaModule, context: EmitContext): string {
  const imports = new Imports(module);
  const declarations = Object.entries(module.definitions)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, definition]) =>
      emitDeclaration({ name, definition }, { ...context, module, imports }),
    );
  const header = [
    `// Generated from the OpenAPI documents of Kubernetes ${context.kubernetes} by`,
    '// packages/kubernetes/generator/main.ts: do not edit.',
  ];
  return `${[...header, ...imports.lines()].join('\n')}\n\n${declarations.join('\n\n')}\n`;
}

interface DeclarationContext extends EmitContext {
  readonly module: SchemaModule;
  readonly imports: Imports;
}

function emitDeclaration(
  { name, definition }: { name: string; definition: Definition },
  context: DeclarationContext,
): string {
  const known = writtenByHand.get(`${context.module.module}#${name}`);
  if (known !== undefined) return known;
  const kind = context.module.kinds.find((served) => served.definition === name);
  const doc = `/** ${referencePage({ name, definition }, context)} */`;
  const members = emitMembers({ definition, kind }, context);
  const body =
    members.length === 0
      ? `export type ${name} = Record<string, never>;`
      : `export interface ${name} {\n${members.join('\n')}\n}`;
  const value = kind === undefined ? '' : `\n\n${emitValue(kind, context.imports)}`;
  return `${doc}\n${body}${value}`;
}

function emitMembers(
  { definition, kind }: { definition: Definition; kind: ServedKind | undefined },
  context: DeclarationContext,
): string[] {
  const own = definition['x-kubernetes-group-version-kind'];
  const literal = (property: string): string | undefined => {
    if (own === undefined) return undefined;
    if (property === 'apiVersion') return `'${formatApiVersion(own.group, own.version)}'`;
    return property === 'kind' ? `'${own.kind}'` : undefined;
  };
  const present = presentProperties({ definition, kind }, context.modules);
  return Object.entries(definition.properties ?? {})
    .toSorted(([a], [b]) => rank(a, own !== undefined) - rank(b, own !== undefined))
    .map(([property, schema]) => {
      const mark = present.has(property) ? '' : '?';
      const key = /^[\w$]+$/.test(property) ? property : `'${property}'`;
      if (kind !== undefined && property === 'metadata') {
        const meta = kind.scope === 'Namespaced' ? 'NamespacedObjectMeta' : 'StoredObjectMeta';
        return `  metadata: ${context.imports.frame(meta)};`;
      }
      const type = literal(property) ?? emitType(schema, (ref) => nameOf(ref, context));
      return breakUnion(`  ${key}${mark}: `, type);
    });
}

/** A stored kind inside another object is a template: nothing in it is set by the server yet. */
function nameOf(reference: string, { imports, modules }: DeclarationContext): string {
  const [path, name] = reference.split('#');
  const isStored = modules.some(
    ({ module, kinds }) => module === path && kinds.some(({ definition }) => definition === name),
  );
  const type = imports.type(reference);
  return isStored ? `${imports.frame('ObjectTemplate')}<${type}>` : type;
}

/** `apiVersion`, `kind` and `metadata` lead in a kind, as in a manifest. */
function rank(property: string, isKind: boolean): number {
  const first = ['apiVersion', 'kind', 'metadata'];
  return isKind && first.includes(property) ? first.indexOf(property) : first.length;
}

/** A union that is too long for a line takes one line per member. */
function breakUnion(start: string, type: string): string {
  const line = `${start}${type};`;
  if (line.length <= lineWidth) return line;
  const array = /^\((.*)\)\[\]$/.exec(type)?.[1];
  if (array !== undefined) return `${start}(${onePerLine(array)}\n  )[];`;
  const record = /^Record<string, (.*)>$/.exec(type)?.[1];
  if (record !== undefined) return `${start}Record<\n    string,${onePerLine(record)}\n  >;`;
  return `${start.trimEnd()}${onePerLine(type)};`;
}

function onePerLine(union: string): string {
  return union
    .split(' | ')
    .map((member) => `\n    | ${member}`)
    .join('');
}

function emitValue(kind: ServedKind, imports: Imports): string {
  imports.useResourceType();
  const name = kind.definition;
  const start = `export const ${name}: ResourceType<${name}> =`;
  const call = '/* @__PURE__ */ resourceType({';
  const fits = `${start} ${call}`.length <= lineWidth;
  const indent = fits ? '' : '  ';
  return [
    fits ? `${start} ${call}` : `${start}\n  ${call}`,
    `${indent}  group: '${kind.group}',`,
    `${indent}  version: '${kind.version}',`,
    `${indent}  kind: '${kind.kind}',`,
    `${indent}  plural: '${kind.plural}',`,
    `${indent}  scope: '${kind.scope}',`,
    `${indent}});`,
  ].join('\n');
}

function referencePage(
  { name, definition }: { name: string; definition: Definition },
  { kubernetes, module }: DeclarationContext,
): string {
  const group =
    definition['x-kubernetes-group-version-kind']?.group ?? module.kinds[0]?.group ?? undefined;
  const [first = '', version = ''] = module.module.split('/');
  const anchor = [name.toLowerCase(), version, (group || first).replaceAll('.', '-')].join('-');
  const minor = kubernetes.split('.').slice(0, 2).join('.');
  return `https://kubernetes.io/docs/reference/generated/kubernetes-api/v${minor}/#${anchor}`;
}

/** Collects what a module takes from its siblings. */
class Imports {
  readonly #module: SchemaModule;
  readonly #types = new Map<string, Set<string>>();
  #resourceType = false;

  constructor(module: SchemaModule) {
    this.#module = module;
  }

  /** The name in this module of what `<module>#<name>` refers to. */
  type(reference: string): string {
    const [module = '', name = ''] = reference.split('#');
    if (module === this.#module.module) return name;
    if (!(name in this.#module.definitions))
      return this.#add(`../${module}.ts`, { name, as: name });
    const prefix = module.replaceAll(/(^|\/)(\w)/g, (_, _slash, letter: string) =>
      letter.toUpperCase(),
    );
    return this.#add(`../${module}.ts`, {
      name: `${name} as ${prefix}${name}`,
      as: `${prefix}${name}`,
    });
  }

  /** A type of `object.ts`. */
  frame(name: string): string {
    return this.#add('../object.ts', { name, as: name });
  }

  useResourceType(): void {
    this.#resourceType = true;
  }

  lines(): string[] {
    const lines = [...this.#types]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, names]) => formatImport(path, [...names].toSorted()));
    if (this.#resourceType) {
      lines.push("import { type ResourceType, resourceType } from '../resource-type.ts';");
    }
    return lines;
  }

  #add(path: string, { name, as }: { name: string; as: string }): string {
    const names = this.#types.get(path) ?? new Set();
    this.#types.set(path, names.add(name));
    return as;
  }
}

function formatImport(path: string, names: readonly string[]): string {
  const line = `import type { ${names.join(', ')} } from '${path}';`;
  if (line.length <= lineWidth) return line;
  return `import type {\n${names.map((name) => `  ${name},\n`).join('')}} from '${path}';`;
}

import { parseReference } from '../src/definition-name.ts';
import type { SchemaModule } from '../src/schema-definition.ts';
import { compareText } from './compare-text.ts';
import { lineWidth } from './line-width.ts';

/** Collects what the source of one module imports, as the names are used. */
export class ModuleImports {
  readonly #module: SchemaModule;
  readonly #types = new Map<string, Set<string>>();
  #hasValues = false;

  constructor(module: SchemaModule) {
    this.#module = module;
  }

  /** The name in this module of what `<module>#<name>` refers to. */
  type(reference: string): string {
    const { module, name } = parseReference(reference);
    if (module === this.#module.module) return name;
    const path = `../${module}.ts`;
    if (!Object.hasOwn(this.#module.definitions, name)) return this.#add(path, name);
    const alias = `${pascalCase(module)}${name}`;
    this.#add(path, `${name} as ${alias}`);
    return alias;
  }

  /** A type of `object.ts`. */
  frame(name: string): string {
    return this.#add('../object.ts', name);
  }

  /** Some kind of the module is a value. */
  useResourceType(): void {
    this.#hasValues = true;
  }

  lines(): string[] {
    const types = [...this.#types]
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([path, names]) => formatImport(path, [...names].toSorted(compareText)));
    const values = "import { type ResourceType, resourceType } from '../resource-type.ts';";
    return this.#hasValues ? [...types, values] : types;
  }

  #add(path: string, specifier: string): string {
    const specifiers = this.#types.get(path) ?? new Set();
    this.#types.set(path, specifiers.add(specifier));
    return specifier;
  }
}

/** `core/v1` is `CoreV1`. */
function pascalCase(module: string): string {
  return module.replaceAll(/(?:^|\/)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function formatImport(path: string, names: readonly string[]): string {
  const line = `import type { ${names.join(', ')} } from '${path}';`;
  if (line.length <= lineWidth) return line;
  return `import type {\n${names.map((name) => `  ${name},\n`).join('')}} from '${path}';`;
}

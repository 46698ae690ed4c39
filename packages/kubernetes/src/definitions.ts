import { readFileSync } from 'node:fs';
import { type DefinitionName, formatReference } from './definition-name.ts';
import type { Definition, SchemaIndex, SchemaModule } from './schema-definition.ts';

/** There is no such module, or no such type in it. */
export class UnknownDefinitionError extends Error {
  override readonly name = 'UnknownDefinitionError';
}

/** The structure of every type of this package. A module's file is read when it is first asked for. */
export interface Definitions {
  /** Kubernetes release that the structure was read from, for example `1.37.2`. */
  readonly kubernetes: string;
  /** Import paths of all modules, for example `core/v1`, sorted. */
  readonly modules: readonly string[];
  /** @throws {UnknownDefinitionError} when there is no such module */
  moduleOf(path: string): SchemaModule;
  /** Whether {@link definitionOf} would find it. */
  has(target: DefinitionName): boolean;
  /**
   * The published schema of a type, references left in place.
   * @throws {UnknownDefinitionError} when there is no such module or type
   */
  definitionOf(target: DefinitionName): Definition;
}

/** Opens the structure data of this package. Reads files synchronously, each at most once. */
export function loadDefinitions(): Definitions {
  const index = readSchemaFile('index.json') as SchemaIndex;
  const loaded = new Map<string, SchemaModule>();

  const moduleOf = (path: string): SchemaModule => {
    if (!index.modules.includes(path)) {
      throw new UnknownDefinitionError(
        `no module "${path}" in Kubernetes ${index.kubernetes}: the modules are ${index.modules.join(', ')}`,
      );
    }
    const module =
      loaded.get(path) ?? (readSchemaFile(`${path.replace('/', '.')}.json`) as SchemaModule);
    loaded.set(path, module);
    return module;
  };
  const find = ({ module, name }: DefinitionName): Definition | undefined => {
    const { definitions } = moduleOf(module);
    return Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  };

  return {
    ...index,
    moduleOf,
    has: (target) => index.modules.includes(target.module) && find(target) !== undefined,
    definitionOf: (target) => {
      const definition = find(target);
      if (definition !== undefined) return definition;
      throw new UnknownDefinitionError(
        `no type "${formatReference(target)}" in Kubernetes ${index.kubernetes}`,
      );
    },
  };
}

/** The folder `schema` lies beside both `src` and `dist`. */
function readSchemaFile(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../schema/${name}`, import.meta.url), 'utf8'));
}

import {
  type DefinitionName,
  type Definitions,
  recursionOf,
  structuralSchemaOf,
  type StructuralSchemaOptions,
  UnknownDefinitionError,
} from '@keelson/kubernetes/schema';
import type { SchemaNode } from '../model/schema-node.ts';
import type { SourceProgram } from './source-program.ts';
import type { Node } from './typescript.ts';

/** The package whose decorators and types have a meaning here. */
export const runtimePackage = '@keelson/runtime';
const kubernetesPackage = '@keelson/kubernetes';

const goDuration = '^[-+]?(0|((([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(ns|us|µs|μs|ms|s|m|h))+)$';

/** The aliases of the runtime that say more than their TypeScript type. */
const runtimeAliases: ReadonlyMap<string, SchemaNode> = new Map<string, SchemaNode>([
  ['Int32', { type: 'integer', format: 'int32' }],
  ['Int64', { type: 'integer', format: 'int64' }],
  ['Integer', { type: 'integer' }],
  ['Real', { type: 'number' }],
  ['Float', { type: 'number', format: 'float' }],
  ['Double', { type: 'number', format: 'double' }],
  ['Time', { type: 'string', format: 'date-time' }],
  ['Duration', { type: 'string', pattern: goDuration }],
  ['Base64', { type: 'string', format: 'byte' }],
]);

/** Runtime aliases that are the same as one of Kubernetes' own. */
const sharedAliases = new Set(['IntOrString', 'Quantity']);

/** Knows the types whose schema is not read from their declaration. */
export class SchemaNames {
  readonly #program: SourceProgram;
  readonly #definitions: Definitions;

  constructor(program: SourceProgram, definitions: Definitions) {
    this.#program = program;
    this.#definitions = definitions;
  }

  /** Whether a declaration is the runtime's. */
  isRuntime(declaration: Node): boolean {
    return this.#program.packageOf(declaration.getSourceFile()) === runtimePackage;
  }

  /**
   * The schema that goes with a name declared there.
   * @throws {TypeError} when the type contains itself
   */
  schemaOf(
    name: string,
    declaration: Node,
    options: StructuralSchemaOptions = {},
  ): SchemaNode | undefined {
    if (this.isRuntime(declaration)) {
      if (sharedAliases.has(name)) return this.#builtIn({ module: 'meta/v1', name }, options);
      return runtimeAliases.get(name);
    }
    const module = this.moduleOf(declaration);
    return module === undefined ? undefined : this.#builtIn({ module, name }, options);
  }

  /** `core/v1` for a declaration of Kubernetes' own types. */
  moduleOf(declaration: Node): string | undefined {
    const file = declaration.getSourceFile();
    const path = /([^/\\]+)[/\\]([^/\\]+?)(?:\.d)?\.ts$/.exec(file.fileName);
    const isBuiltIn = this.#program.packageOf(file) === kubernetesPackage;
    return isBuiltIn && path ? `${path[1]}/${path[2]}` : undefined;
  }

  #builtIn(target: DefinitionName, options: StructuralSchemaOptions): SchemaNode | undefined {
    try {
      if (!this.#definitions.has(target)) return undefined;
      const cycle = recursionOf(this.#definitions, target);
      if (cycle !== undefined) {
        throw new TypeError(
          `"${target.name}" contains itself (${cycle.join(' -> ')}), which a schema cannot express: put @Schemaless() on the field`,
        );
      }
      return sortRequired(structuralSchemaOf(this.#definitions, target, options));
    } catch (error) {
      if (error instanceof UnknownDefinitionError) return undefined;
      throw error;
    }
  }
}

function sortRequired(schema: SchemaNode): SchemaNode {
  const { required, properties, items, additionalProperties } = schema;
  return {
    ...schema,
    ...(required && { required: required.toSorted() }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, sortRequired(property)]),
      ),
    }),
    ...(items && { items: sortRequired(items) }),
    ...(additionalProperties && { additionalProperties: sortRequired(additionalProperties) }),
  };
}

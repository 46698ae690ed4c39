import type { Definitions } from '@keelson/kubernetes/schema';
import type { SchemaNode } from '../model/schema-node.ts';
import {
  structuralSchemaOf,
  UnknownDefinitionError,
  recursionOf,
} from '@keelson/kubernetes/schema';
import type { SourceProgram } from './source-program.ts';
import type { Node } from './typescript.ts';

const runtimePackage = '@keelson/runtime';
const kubernetesPackage = '@keelson/kubernetes';

const goDuration = '^[-+]?(0|((([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(ns|us|µs|μs|ms|s|m|h))+)$';

/** The aliases of the runtime that say more than their TypeScript type. */
const runtimeAliases: ReadonlyMap<string, SchemaNode> = new Map<string, SchemaNode>([
  ['Int32', { type: 'integer', format: 'int32' }],
  ['Int64', { type: 'integer', format: 'int64' }],
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
  schemaOf(name: string, declaration: Node): SchemaNode | undefined {
    if (this.isRuntime(declaration)) {
      if (sharedAliases.has(name)) return this.#builtIn('meta/v1', name);
      return runtimeAliases.get(name);
    }
    const module = this.moduleOf(declaration);
    return module === undefined ? undefined : this.#builtIn(module, name);
  }

  /** `core/v1` for a declaration of Kubernetes' own types. */
  moduleOf(declaration: Node): string | undefined {
    const file = declaration.getSourceFile();
    const path = /([^/\\]+)[/\\]([^/\\]+?)(?:\.d)?\.ts$/.exec(file.fileName);
    const isBuiltIn = this.#program.packageOf(file) === kubernetesPackage;
    return isBuiltIn && path ? `${path[1]}/${path[2]}` : undefined;
  }

  #builtIn(module: string, name: string): SchemaNode | undefined {
    const target = { module, name };
    try {
      if (!this.#definitions.has(target)) return undefined;
      const cycle = recursionOf(this.#definitions, target);
      if (cycle !== undefined) {
        throw new TypeError(
          `"${name}" contains itself (${cycle.join(' -> ')}), which a schema cannot express: put @Schemaless() on the field`,
        );
      }
      return structuralSchemaOf(this.#definitions, target);
    } catch (error) {
      if (error instanceof UnknownDefinitionError) return undefined;
      throw error;
    }
  }
}

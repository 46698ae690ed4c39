import type { SchemaModule } from '../src/schema-definition.ts';
import { emitModule } from './emit-module.ts';
import { formatSchemaIndex, formatSchemaModule, schemaFileName } from './schema-files.ts';

/** All generated files of this package: text by path relative to the package. */
export function generatedFiles(structure: {
  kubernetes: string;
  modules: readonly SchemaModule[];
}): ReadonlyMap<string, string> {
  const { kubernetes, modules } = structure;
  const names = modules.map(({ module }) => module);
  return new Map([
    ['schema/index.json', formatSchemaIndex({ kubernetes, modules: names })],
    ...modules.flatMap((module): [string, string][] => [
      [`schema/${schemaFileName(module.module)}`, formatSchemaModule(module)],
      [`src/${module.module}.ts`, emitModule(module, structure)],
    ]),
  ]);
}

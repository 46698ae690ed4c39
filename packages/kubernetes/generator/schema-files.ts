import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SchemaIndex, SchemaModule } from '../src/schema-definition.ts';

/** File name of a module's structure: `core/v1` is `core.v1.json`. */
export function schemaFileName(module: string): string {
  return `${module.replace('/', '.')}.json`;
}

/** A module's structure as JSON text: one line per kind and per definition, so that diffs are short. */
export function formatSchemaModule({ module, kinds, definitions }: SchemaModule): string {
  const kindLines = kinds.map((kind) => `    ${JSON.stringify(kind)}`);
  const definitionLines = Object.entries(definitions).map(
    ([name, definition]) => `    ${JSON.stringify(name)}: ${JSON.stringify(definition)}`,
  );
  return [
    '{',
    `  "module": ${JSON.stringify(module)},`,
    `  "kinds": [${kindLines.length === 0 ? '' : `\n${kindLines.join(',\n')}\n  `}],`,
    `  "definitions": {\n${definitionLines.join(',\n')}\n  }`,
    '}\n',
  ].join('\n');
}

export function formatSchemaIndex(index: SchemaIndex): string {
  return `${JSON.stringify(index, undefined, 2)}\n`;
}

/** Reads back what the two functions above wrote. */
export function readSchema(directory: string): { kubernetes: string; modules: SchemaModule[] } {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(directory, file), 'utf8'));
  const index = read('index.json') as SchemaIndex;
  return {
    kubernetes: index.kubernetes,
    modules: index.modules.map((module) => read(schemaFileName(module)) as SchemaModule),
  };
}

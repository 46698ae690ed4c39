import type { Definition, SchemaModule, ServedKind } from '../src/schema-definition.ts';

/**
 * The properties that are not optional in the TypeScript type:
 * - those that the schema requires;
 * - `apiVersion`, `kind` and `metadata` of a served kind;
 * - `spec` and `status` of a served kind when the server always sends them (`default: {}` in the
 *   schema: a struct by value in Go, which its JSON encoder never leaves out). Writers need not
 *   give a status: `create` and `apply` take it as optional;
 * - elsewhere a property that the server always sends and that itself has required properties, so
 *   that it cannot be left out of a request either (`PodTemplateSpec.spec`).
 */
export function presentProperties(
  { definition, kind }: { definition: Definition; kind: ServedKind | undefined },
  modules: readonly SchemaModule[],
): ReadonlySet<string> {
  const present = new Set(definition.required);
  if (kind !== undefined) for (const name of ['apiVersion', 'kind', 'metadata']) present.add(name);
  for (const [name, schema] of Object.entries(definition.properties ?? {})) {
    if (!isAlwaysSent(schema)) continue;
    const isTopLevel = kind !== undefined && (name === 'spec' || name === 'status');
    if (isTopLevel || (name !== 'status' && needsContent(schema, modules))) present.add(name);
  }
  return present;
}

function needsContent(schema: Definition, modules: readonly SchemaModule[]): boolean {
  const [module, name = ''] = schema.$ref?.split('#') ?? [];
  const target = modules.find((candidate) => candidate.module === module)?.definitions[name];
  if (target === undefined) return false;
  return (
    (target.required ?? []).length > 0 ||
    Object.values(target.properties ?? {}).some(
      (property) => isAlwaysSent(property) && needsContent(property, modules),
    )
  );
}

function isAlwaysSent(schema: Definition): boolean {
  return JSON.stringify(schema.default) === '{}';
}

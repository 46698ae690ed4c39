import type { Definition, SchemaModule, ServedKind } from '../src/schema-definition.ts';
import { compareText } from './compare-text.ts';
import { ModulePaths } from './module-paths.ts';
import { normaliseSchema } from './normalise-schema.ts';
import type { RawSchema, ServerDocuments } from './read-server.ts';
import { groupVersionKinds, isBuiltIn, servedKinds } from './served-kinds.ts';

/** Request bodies of the documents that are no type of an object. */
const leftOut: ReadonlySet<string> = new Set(['io.k8s.apimachinery.pkg.apis.meta.v1.Patch']);

/**
 * The modules of this package, from what a server says: one per group and version, each with the
 * kinds that are served and the definitions they are made of. Lists of served kinds are left out
 * (`KubernetesList<T>` stands for all of them).
 * @throws {Error} when two groups would share a module, or a schema uses an unknown keyword
 */
export function buildModules(documents: ServerDocuments): SchemaModule[] {
  const kinds = servedKinds(documents);
  const paths = new ModulePaths(kinds);
  const modules = new Map<
    string,
    { kinds: ServedKind[]; definitions: Record<string, Definition> }
  >();

  for (const [schemaName, raw] of Object.entries(documents.schemas).toSorted(byName)) {
    if (!isBuiltIn(schemaName) || leftOut.has(schemaName) || isListOfKinds(raw)) continue;
    const { module: path, name } = paths.placeOf(schemaName);
    const module = modules.get(path) ?? { kinds: [], definitions: {} };
    modules.set(path, module);
    if (name in module.definitions) throw new Error(`two definitions would be ${path}#${name}`);
    module.definitions[name] = normaliseSchema(raw, (other) => paths.referenceTo(other));
  }
  for (const { schemaName, served } of kinds) {
    modules.get(paths.placeOf(schemaName).module)?.kinds.push(served);
  }

  return [...modules].toSorted(byName).map(([module, content]) => ({
    module,
    kinds: content.kinds.toSorted((a, b) => compareText(a.kind, b.kind)),
    definitions: content.definitions,
  }));
}

function isListOfKinds(schema: RawSchema): boolean {
  const properties = (schema['properties'] ?? {}) as Record<string, RawSchema>;
  return (
    groupVersionKinds(schema).length > 0 &&
    'items' in properties &&
    JSON.stringify(properties['metadata'] ?? {}).includes('meta.v1.ListMeta')
  );
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return compareText(a, b);
}

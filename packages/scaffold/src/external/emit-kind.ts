import { classNameOf } from '../project/api-source.ts';
import { quoteTs } from '../project/render.ts';
import type { ForeignDefinition, ForeignVersion } from './foreign-definition.ts';
import { comment, TypeEmitter } from './type-emitter.ts';

/** First line of what {@link emitKind} writes. */
export const importedMark = '// Written by "operator import crd" from the definition';

/** The module of one version of a kind: its types, and the kind as a value. */
export function emitKind(
  definition: ForeignDefinition,
  { version, schema }: ForeignVersion,
): string {
  const { group, kind, plural, namespaced } = definition;
  const name = classNameOf(kind);
  const apiVersion = `${group}/${version}`;
  const meta = namespaced ? 'NamespacedObjectMeta' : 'StoredObjectMeta';
  const types = new TypeEmitter();
  types.reserve(name);
  const {
    apiVersion: _apiVersion,
    kind: _kind,
    metadata: _metadata,
    ...properties
  } = schema.properties ?? {};
  // A status is there once somebody has written it.
  const required = schema.required?.filter((name) => name !== 'status');
  const members = types.membersOf({ ...schema, properties, required: required ?? [] }, name);
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) {
    members.push('  [field: string]: unknown;');
  }
  const runtime = [...types.runtimeNames].toSorted();
  return [
    `${importedMark} ${definition.name}: do not edit.`,
    `import { type ${meta}, type ResourceType, resourceType } from '@keelson/kubernetes';`,
    ...(runtime.length === 0 ? [] : [importOf(runtime)]),
    '',
    `${comment(schema.description, '')}export interface ${name} {`,
    `  apiVersion: ${quoteTs(apiVersion)};`,
    `  kind: ${quoteTs(kind)};`,
    `  metadata: ${meta};`,
    ...members,
    '}',
    '',
    `export const ${name}: ResourceType<${name}> = resourceType({`,
    `  group: ${quoteTs(group)},`,
    `  version: ${quoteTs(version)},`,
    `  kind: ${quoteTs(kind)},`,
    `  plural: ${quoteTs(plural)},`,
    `  scope: ${quoteTs(namespaced ? 'Namespaced' : 'Cluster')},`,
    '});',
    ...types.interfaces.filter((text) => text !== '').flatMap((text) => ['', text]),
    '',
  ].join('\n');
}

function importOf(names: readonly string[]): string {
  const line = `import type { ${names.join(', ')} } from '@keelson/runtime';`;
  if (line.length <= 100) return line;
  return `import type {\n${names.map((name) => `  ${name},`).join('\n')}\n} from '@keelson/runtime';`;
}

import { type Definitions, parseReference, type ServedKind } from '@keelson/kubernetes/schema';
import { cloneJson, equalJson, type JsonObject } from '@keelson/schema';
import type { Strategy } from './strategy.ts';
export function builtinStrategy(kind: ServedKind, definitions: Definitions): Strategy {
  const module = definitions.modules.find((m) => definitions.moduleOf(m).kinds.includes(kind))!;
  return {
    structure: { $ref: `${module}#${kind.definition}` },
    resolve: (reference) => definitions.definitionOf(parseReference(reference)) as never,
    allowsUnconditionalUpdate: true, allowsCreateOnUpdate: false,
    resetFields: () => [], decode: () => [],
    setDefaults: (o) => { if (kind.kind === 'Namespace') { o['spec'] ??= { finalizers: ['kubernetes'] }; o['status'] ??= { phase: 'Active' }; } },
    prepareForCreate: (o) => { if (o['spec'] && !['Namespace','Pod'].includes(kind.kind)) (o['metadata'] as JsonObject)['generation'] = 1; },
    prepareForUpdate: (o, old, { subresource }) => {
      if (subresource === 'status') { for (const k of Object.keys(o)) if (!['status', 'metadata', 'apiVersion', 'kind'].includes(k)) o[k] = cloneJson(old[k]!); }
      else if (old['status'] !== undefined) o['status'] = cloneJson(old['status']);
      if (!equalJson(o['spec'], old['spec'])) { const m = o['metadata'] as JsonObject; if (m['generation']) m['generation'] = Number(m['generation']) + 1; }
    },
    validate: () => [], validateUpdate: () => [], warningsOf: () => [], fieldLabels: new Map(),
    table: { columns: [], cellsOf: () => [] },
  };
}

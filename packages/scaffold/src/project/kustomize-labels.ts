import type { LabelSet } from './kustomization-file.ts';
import type { Manifest } from './read-manifests.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Adds labels to an object, and as the set says to the pods that it makes and to what it selects. */
export function addLabels(manifest: Manifest, set: LabelSet): Manifest {
  const { pairs, includeSelectors = false, includeTemplates = includeSelectors } = set;
  const labelled = { ...manifest, metadata: withLabels(manifest.metadata, pairs) } as Manifest;
  const spec = fieldsOf(manifest['spec']);
  if (spec === undefined) return labelled;
  const template = fieldsOf(spec['template']);
  const changed: Record<string, unknown> = { ...spec };
  if (includeTemplates && template !== undefined) {
    changed['template'] = {
      ...template,
      metadata: withLabels(fieldsOf(template['metadata']) ?? {}, pairs),
    };
  }
  if (includeSelectors) Object.assign(changed, selectorOf(manifest.kind, spec, pairs));
  return { ...labelled, spec: changed };
}

function withLabels(metadata: Fields, pairs: Fields): Fields {
  return { ...metadata, labels: { ...fieldsOf(metadata['labels']), ...pairs } };
}

function selectorOf(kind: string, spec: Fields, pairs: Fields): Fields {
  const name = kind === 'NetworkPolicy' ? 'podSelector' : 'selector';
  const selector = fieldsOf(spec[name]);
  if (selector === undefined) return {};
  if (kind === 'Service') return { selector: { ...selector, ...pairs } };
  const matchLabels = { ...fieldsOf(selector['matchLabels']), ...pairs };
  return { [name]: { ...selector, matchLabels } };
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

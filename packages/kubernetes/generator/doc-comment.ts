import type { Definition, SchemaModule, ServedKind } from '../src/schema-definition.ts';

/**
 * The comment above a type: its place in the Kubernetes API reference, and what is surprising in
 * kinds that are only answered. Empty for types that the reference does not have.
 */
export function docComment(
  target: { name: string; definition: Definition; kind: ServedKind | undefined },
  context: { kubernetes: string; module: SchemaModule },
): string {
  const page = referencePage(target, context);
  if (page === undefined) return '';
  const { kind } = target;
  if (kind === undefined || kind.verbs.some((verb) => verb !== 'create')) return `/** ${page} */\n`;
  return [
    '/**',
    ' * Only created: the server answers it and stores nothing, so its metadata has no more than was',
    ' * sent.',
    ` * ${page}`,
    ' */\n',
  ].join('\n');
}

/** The one-page reference has an anchor per type: name, version and group. */
function referencePage(
  { name, definition }: { name: string; definition: Definition },
  { kubernetes, module }: { kubernetes: string; module: SchemaModule },
): string | undefined {
  const [folder, version] = module.module.split('/');
  const own = definition['x-kubernetes-group-version-kind']?.group;
  const group = folder === 'core' || folder === 'meta' ? folder : (own ?? module.kinds[0]?.group);
  if (group === undefined) return undefined;
  const anchor = `${name.toLowerCase()}-${version}-${group.replaceAll('.', '-')}`;
  const minor = kubernetes.split('.').slice(0, 2).join('.');
  return `https://kubernetes.io/docs/reference/generated/kubernetes-api/v${minor}/#${anchor}`;
}

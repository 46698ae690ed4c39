import type { Manifest } from '@keelson/scaffold';

/** Where kustomize puts a project: names get a prefix, namespaced objects a namespace. */
export interface Placement {
  readonly prefix: string;
  readonly namespace: string;
}

/** The placement that `config/default` gives a project. */
export function placementOf(projectName: string): Placement {
  return { prefix: `${projectName}-`, namespace: `${projectName}-system` };
}

const namespaced: ReadonlySet<string> = new Set(['Role', 'RoleBinding', 'ServiceAccount']);

interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** An RBAC manifest as kustomize would apply it: named and placed, its references too. */
export function place(manifest: Manifest, { prefix, namespace }: Placement): Manifest {
  const { kind, metadata, roleRef, subjects } = manifest as Manifest & {
    readonly roleRef?: Reference;
    readonly subjects?: readonly Reference[];
  };
  const isNamespaced = namespaced.has(kind);
  return {
    ...manifest,
    metadata: {
      ...metadata,
      name: `${prefix}${metadata.name}`,
      ...(isNamespaced ? { namespace } : undefined),
    },
    ...(roleRef === undefined
      ? undefined
      : { roleRef: { ...roleRef, name: `${prefix}${roleRef.name}` } }),
    ...(subjects === undefined
      ? undefined
      : {
          subjects: subjects.map((subject) =>
            subject.kind === 'ServiceAccount'
              ? { ...subject, name: `${prefix}${subject.name}`, namespace }
              : subject,
          ),
        }),
  };
}

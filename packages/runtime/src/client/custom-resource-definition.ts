import { resourceType, type ResourceType, type Scope } from '@keelson/kubernetes';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
} from '@keelson/kubernetes/apiextensions/v1';
import type { DeepReadonly } from '../api/deep-readonly.ts';

/** A manifest that is known to be a CustomResourceDefinition. */
export interface DefinitionManifest {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly scope: Scope;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

/**
 * Checks that manifests are CustomResourceDefinitions of v1.
 * @throws {TypeError} that names the first that is not
 */
export function checkDefinitions(manifests: readonly object[]): readonly DefinitionManifest[] {
  for (const manifest of manifests as readonly Partial<CustomResourceDefinition>[]) {
    const { apiVersion, kind, metadata, spec } = manifest;
    if (apiVersion !== 'apiextensions.k8s.io/v1' || kind !== 'CustomResourceDefinition') {
      throw new TypeError(
        `not a CustomResourceDefinition of apiextensions.k8s.io/v1: ${kind ?? 'no kind'} ` +
          `(${apiVersion ?? 'no apiVersion'}) ${metadata?.name ?? ''}`.trimEnd(),
      );
    }
    if (!metadata?.name || !spec?.names || !Array.isArray(spec.versions)) {
      throw new TypeError(
        'a CustomResourceDefinition needs metadata.name, spec.names and spec.versions',
      );
    }
  }
  return manifests as unknown as readonly DefinitionManifest[];
}

/** The kinds that the definition makes, one for each version that is served. */
export function servedTypes({ spec }: DefinitionManifest): ResourceType[] {
  const { group, scope, versions } = spec;
  const { kind, plural } = spec.names;
  return versions
    .filter(({ served }) => served)
    .map(({ name: version }) => resourceType({ group, version, kind, plural, scope }));
}

type Definition = DeepReadonly<CustomResourceDefinition>;

/** The server has accepted the names and begun to serve the kind. */
export function isEstablished(definition: Definition): boolean {
  return conditionOf(definition, 'Established')?.status === 'True';
}

/** Why the definition will not become established as it is; undefined while it still may. */
export function refusalOf(definition: Definition): string | undefined {
  const accepted = conditionOf(definition, 'NamesAccepted');
  return accepted?.status === 'False' ? accepted.message : undefined;
}

/** What the definition has not reached yet, in the server's words where it has some. */
export function pendingOf(definition: Definition): string {
  return conditionOf(definition, 'Established')?.message || 'it is not established yet';
}

function conditionOf(
  { status }: Partial<Definition>,
  type: string,
): DeepReadonly<CustomResourceDefinitionCondition> | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

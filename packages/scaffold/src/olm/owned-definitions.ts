import type { Manifest } from '../project/read-manifests.ts';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface DefinitionSpec {
  readonly group: string;
  readonly names: { readonly kind: string; readonly plural: string };
  readonly versions: readonly {
    readonly name: string;
    readonly served: boolean;
    readonly schema?: { readonly openAPIV3Schema?: Schema };
  }[];
}

interface Owned {
  readonly name: string;
  readonly kind: string;
  readonly version: string;
}

/** Each served version of each kind, with its fields described; what the base says of one comes first. */
export function ownedDefinitions(
  definitions: readonly Manifest[],
  base: Readonly<Record<string, unknown>>,
): object[] {
  const { owned: described = [] } = (base['customresourcedefinitions'] ?? {}) as {
    readonly owned?: readonly Owned[];
  };
  return definitions.flatMap((definition) => {
    const { names, versions } = definition['spec'] as DefinitionSpec;
    return versions
      .filter(({ served }) => served)
      .map(({ name: version, schema }) => {
        const { properties = {}, description = names.kind } = schema?.openAPIV3Schema ?? {};
        const own = { name: definition.metadata.name, kind: names.kind, version };
        const said = described.find(
          (one) => one.name === own.name && one.version === version && one.kind === names.kind,
        );
        return {
          displayName: wordsOf(names.kind),
          description,
          ...descriptors('specDescriptors', properties['spec']),
          ...descriptors('statusDescriptors', properties['status']),
          ...said,
          ...own,
        };
      });
  });
}

function descriptors(name: string, schema: Schema | undefined): object {
  const fields = Object.entries(schema?.properties ?? {});
  if (fields.length === 0) return {};
  const described = fields.map(([path, { description }]) => ({
    path,
    displayName: wordsOf(path),
    ...(description !== undefined && { description }),
  }));
  return { [name]: described };
}

/** `gracePeriodSeconds` is `Grace Period Seconds`. */
function wordsOf(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3 $2$4');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

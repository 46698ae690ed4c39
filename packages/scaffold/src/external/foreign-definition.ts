import type {
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
  JSONSchemaProps,
} from '@keelson/kubernetes/apiextensions/v1';
import type { Manifest } from '../project/read-manifests.ts';
import { ProjectError } from '../project/project-error.ts';

/** A schema of somebody else's definition. */
export type ForeignSchema = JSONSchemaProps;

/** One version of a definition that is not the project's. */
export interface ForeignVersion {
  readonly version: string;
  readonly schema: ForeignSchema;
}

/** Somebody else's CustomResourceDefinition, as far as types are made of it. */
export interface ForeignDefinition {
  /** `certificates.cert-manager.io`. */
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Those that are served, in the definition's order. */
  readonly versions: readonly ForeignVersion[];
  /** What installs it into a control plane of a test. */
  readonly manifest: Manifest;
}

/**
 * The definitions among objects; lists are looked into, other kinds are left out.
 * @param source - for messages
 * @throws {ProjectError} when there is none, or one cannot be read
 */
export function foreignDefinitions(
  objects: readonly Manifest[],
  source: string,
): ForeignDefinition[] {
  const all = objects.flatMap((object) =>
    object.kind.endsWith('List') ? ((object['items'] ?? []) as readonly Manifest[]) : [object],
  );
  const definitions = all.filter(({ kind }) => kind === 'CustomResourceDefinition');
  if (definitions.length === 0) {
    throw new ProjectError(`${source} has no CustomResourceDefinition`);
  }
  return definitions.map(readDefinition);
}

function readDefinition(object: Manifest): ForeignDefinition {
  const { name } = object.metadata;
  if (object.apiVersion !== 'apiextensions.k8s.io/v1') {
    throw new ProjectError(
      `${name} is of ${object.apiVersion}, which no API server serves since 1.22: get it in apiextensions.k8s.io/v1`,
    );
  }
  const spec = object['spec'] as Partial<CustomResourceDefinitionSpec> | undefined;
  const { group, names, scope, versions } = spec ?? {};
  if (group === undefined || names === undefined || versions === undefined) {
    throw new ProjectError(`${name} has no spec.group, spec.names or spec.versions`);
  }
  checkNames([group, names.plural, ...versions.map((version) => version.name)], name);
  checkForeignKind(names.kind, name);
  const served = versions.filter((version) => version.served);
  if (served.length === 0) throw new ProjectError(`${name} serves no version`);
  return {
    name,
    group,
    kind: names.kind,
    plural: names.plural,
    namespaced: scope !== 'Cluster',
    versions: served.map(readVersion),
    manifest: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      metadata: { name },
      // A test has nobody who converts.
      spec: { ...spec, conversion: { strategy: 'None' } },
    },
  };
}

/** They become names of files and of types. */
function checkNames(values: readonly string[], definition: string): void {
  const wrong = values.find((value) => !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(value));
  if (wrong !== undefined) {
    throw new ProjectError(
      `${definition}: ${JSON.stringify(wrong)} is no name of a group, plural or version`,
    );
  }
}

function checkForeignKind(kind: string, definition: string): void {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(kind)) {
    throw new ProjectError(`${definition}: ${JSON.stringify(kind)} cannot be the name of a type`);
  }
}

function readVersion({ name, schema }: CustomResourceDefinitionVersion): ForeignVersion {
  return { version: name, schema: schema?.openAPIV3Schema ?? {} };
}

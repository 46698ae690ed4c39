import { type DefinitionName, formatReference } from '../src/definition-name.ts';
import type { PublishedKind } from './served-kinds.ts';

/** Go packages whose types all kinds share: they go to the module `meta/v1`. */
const sharedPackages: ReadonlySet<string> = new Set([
  'io.k8s.apimachinery.pkg.apis.meta.v1',
  'io.k8s.apimachinery.pkg.api.resource',
  'io.k8s.apimachinery.pkg.runtime',
  'io.k8s.apimachinery.pkg.util.intstr',
]);

/** Finds the place of a schema of the documents (`io.k8s.api.core.v1.Pod`) in this package. */
export class ModulePaths {
  readonly #paths: ReadonlyMap<string, string>;

  /** @throws {Error} when two Go packages would share a module, or one would go to two */
  constructor(kinds: readonly PublishedKind[]) {
    const paths = new Map<string, string>();
    const packages = new Map<string, string>();
    for (const { schemaName, served } of kinds) {
      const goPackage = packageOf(schemaName);
      const path = `${served.group === '' ? 'core' : served.group.split('.')[0]}/${served.version}`;
      const otherPath = paths.get(goPackage) ?? path;
      if (otherPath !== path) {
        throw new Error(`${goPackage} would go to two modules: ${otherPath} and ${path}`);
      }
      const otherPackage = packages.get(path) ?? goPackage;
      if (otherPackage !== goPackage) {
        throw new Error(`${otherPackage} and ${goPackage} would share the module ${path}`);
      }
      paths.set(goPackage, path);
      packages.set(path, goPackage);
    }
    this.#paths = paths;
  }

  placeOf(schemaName: string): DefinitionName {
    const goPackage = packageOf(schemaName);
    const module = this.#paths.get(goPackage) ?? pathOfPackageWithoutKinds(goPackage);
    return { module, name: schemaName.slice(goPackage.length + 1) };
  }

  /** What stands in a `$ref` to the schema. */
  referenceTo(schemaName: string): string {
    return formatReference(this.placeOf(schemaName));
  }
}

/** `io.k8s.api.scheduling.v1alpha3` is `scheduling/v1alpha3`. */
function pathOfPackageWithoutKinds(goPackage: string): string {
  return sharedPackages.has(goPackage) ? 'meta/v1' : goPackage.split('.').slice(-2).join('/');
}

function packageOf(schemaName: string): string {
  return schemaName.slice(0, schemaName.lastIndexOf('.'));
}

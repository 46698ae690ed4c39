import type { NamespacedObjectMeta, Scope, StoredObjectMeta } from '@keelson/kubernetes';
import { MetadataKey } from './metadata.ts';

/** Paths of the scale subresource. Semantics: Kubernetes docs, "Scale subresource". */
export interface ScaleSubresource {
  /** JSON path below `.spec`, for example `.spec.replicas`. */
  readonly specReplicasPath: string;
  /** JSON path below `.status`. */
  readonly statusReplicasPath: string;
  /** JSON path of a string that holds the serialised selector. @default none */
  readonly labelSelectorPath?: string;
}

/** What `@CustomResource` takes. All values must be constants: the generator reads them from source. */
export interface CustomResourceOptions<S extends Scope = Scope> {
  /** API group, a DNS name: `policy.example.com`. */
  readonly group: string;
  /** `v1`, `v1beta1`, `v2alpha3`. */
  readonly version: string;
  /** @default the class name */
  readonly kind?: string;
  /** @default the plural of the kind in lower case */
  readonly plural?: string;
  /** @default the kind in lower case */
  readonly singular?: string;
  /** Other names for the command line. @default none */
  readonly shortNames?: readonly string[];
  /** Groups of kinds, such as `all`. @default none */
  readonly categories?: readonly string[];
  /** `'Cluster'` goes with `CustomResourceObject<Spec, Status, 'Cluster'>`. @default 'Namespaced' */
  readonly scope?: S;
  readonly subresources?: { readonly status?: boolean; readonly scale?: ScaleSubresource };
  /** The API server accepts and returns this version. @default true */
  readonly served?: boolean;
  /** Objects are stored in this version; exactly one version has it. @default true when there is only one version */
  readonly storage?: boolean;
  /** Shown to clients as a warning; `true` gives the API server's own text. @default false */
  readonly deprecated?: boolean | string;
  /** Put on the CustomResourceDefinition itself. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Base of the classes that define custom resources. The class is a type and a handle
 * (`client.get(HealthCheckPolicy, key)`); the objects themselves are plain wire JSON and never
 * instances of it.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- subclasses name them
export abstract class CustomResourceObject<Spec, Status = never, S extends Scope = 'Namespaced'> {
  declare apiVersion: string;
  declare kind: string;
  declare metadata: S extends 'Cluster' ? StoredObjectMeta : NamespacedObjectMeta;
  declare spec: Spec;
  declare status?: Status;
}

const customResource = new MetadataKey<CustomResourceOptions>('custom-resource');

/**
 * Makes a class that extends {@link CustomResourceObject} a kind of the API. Records and does
 * nothing else. Semantics: controller-gen's `+kubebuilder:resource` and its neighbours.
 */
export function CustomResource<S extends Scope = 'Namespaced'>(options: CustomResourceOptions<S>) {
  return (target: abstract new () => CustomResourceObject<unknown, unknown, S>): void => {
    customResource.set(target, options);
  };
}

/** What `@CustomResource` recorded on a class. */
export function customResourceOptionsOf(target: object): CustomResourceOptions | undefined {
  return customResource.get(target);
}

import type { GroupVersionKind, Scope } from './resource-type.ts';

/** JSON types that a schema can name. */
export type SchemaType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';

/**
 * A schema as the API server publishes it at `/openapi/v3`, without descriptions. A `$ref` is
 * `<module>#<name>`, for example `core/v1#PodSpec`.
 */
export interface Definition {
  readonly $ref?: string;
  readonly type?: SchemaType;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Definition>>;
  readonly required?: readonly string[];
  readonly items?: Definition;
  readonly additionalProperties?: Definition;
  readonly enum?: readonly string[];
  readonly oneOf?: readonly Definition[];
  /** The server sends `null` when the field is empty. */
  readonly nullable?: true;
  readonly default?: unknown;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  /** Comma-separated, for example `merge,retainKeys` (strategic merge patch). */
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  /** Set when the definition is exactly one kind. */
  readonly 'x-kubernetes-group-version-kind'?: GroupVersionKind;
}

/** A subresource that the server serves, for example `status` or `scale`. */
export interface ServedSubresource {
  readonly name: string;
  /** Kind of the request and response objects. */
  readonly kind: GroupVersionKind;
  readonly verbs: readonly string[];
}

/** A kind that the server serves as a resource of its own. */
export interface ServedKind extends GroupVersionKind {
  /** Name of its definition in the module. */
  readonly definition: string;
  readonly plural: string;
  readonly scope: Scope;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly ServedSubresource[];
}

/** The structure of one module of this package, for example `core/v1`. */
export interface SchemaModule {
  /** Import path without the package name. */
  readonly module: string;
  readonly kinds: readonly ServedKind[];
  readonly definitions: Readonly<Record<string, Definition>>;
}

/** All modules of one Kubernetes release. */
export interface SchemaIndex {
  /** Release that the structure was read from, for example `1.37.2`. */
  readonly kubernetes: string;
  readonly modules: readonly string[];
}

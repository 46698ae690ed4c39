/**
 * Structure of a value as server-side apply sees it: a structural schema, or a published definition.
 * Only these keywords are read. What has no `properties`, `additionalProperties` or `items` is a leaf
 * or, as an object without known fields, deduced from the value.
 */
export interface StructureNode {
  /** Resolved with the `resolve` that travels with the node. */
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, StructureNode>>;
  readonly additionalProperties?: StructureNode | boolean;
  readonly items?: StructureNode;
  readonly default?: unknown;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
}

/** Finds the node that a `$ref` names. */
export type ResolveStructure = (reference: string) => StructureNode;

import type { CustomResourceObject } from './custom-resource.ts';
import { type ClassMarker, marker } from './field-marker.ts';

type AnyCustomResource = Pick<
  CustomResourceObject<unknown, unknown, 'Cluster' | 'Namespaced'>,
  'apiVersion' | 'kind' | 'spec'
>;

/** What `@PrinterColumn` takes. Semantics: Kubernetes documentation, "Additional printer columns". */
export interface PrinterColumnOptions {
  /** Heading of the column. */
  readonly name: string;
  readonly type: 'boolean' | 'date' | 'integer' | 'number' | 'string';
  /** Path of the value from the object's root: `.spec.action`. */
  readonly jsonPath: string;
  /** @default none */
  readonly description?: string;
  /** How clients show the value. @default none */
  readonly format?:
    | 'byte'
    | 'date'
    | 'date-time'
    | 'double'
    | 'float'
    | 'int32'
    | 'int64'
    | 'password';
  /** Columns above 0 are shown with `-o wide` only. @default 0 */
  readonly priority?: number;
}

/** A column of `kubectl get`, on a class with `@CustomResource`. May be repeated; order is kept. */
export const PrinterColumn: (
  options: PrinterColumnOptions,
) => ClassMarker<AnyCustomResource> = () => marker;

/** What `@SelectableField` takes. */
export interface SelectableFieldOptions {
  /** Path of a text, boolean or integer field from the object's root: `.spec.color`. */
  readonly jsonPath: string;
}

/**
 * A field that `--field-selector` can name, on a class with `@CustomResource`. May be repeated.
 * Semantics: Kubernetes documentation, "CRD selectable fields" (KEP-4358).
 */
export const SelectableField: (
  options: SelectableFieldOptions,
) => ClassMarker<AnyCustomResource> = () => marker;

import { type FieldMarker, type SchemaMarker, type ValueMarker, marker } from './field-marker.ts';

/**
 * The value that the API server fills in when the field is absent. An initialiser
 * (`size: Int32 = 1`) says the same, and that the field is not required; with this decorator `!` and `?`
 * say whether the schema requires it, which makes a difference to clients only.
 */
export const Default: <const V>(value: V) => ValueMarker<V> = () => marker;

/** An example value, for readers of the schema. */
export const Example: <const V>(value: V) => ValueMarker<V> = () => marker;

/** A title, for readers of the schema. */
export const Title: (title: string) => SchemaMarker<unknown> = () => marker;

/** Where more is said of a field, a class or a kind, for readers of the schema. */
export interface ExternalDocsOptions {
  readonly url: string;
  /** @default none */
  readonly description?: string;
}

/** Points to documentation elsewhere: `externalDocs` of the schema. */
export const ExternalDocs: (options: ExternalDocsOptions) => SchemaMarker<unknown> = () => marker;

/**
 * The field is a whole Kubernetes object: the API server checks `apiVersion`, `kind` and `metadata`
 * of it.
 */
export const EmbeddedResource: () => FieldMarker<object> = () => marker;

/**
 * Fields that the schema does not know are kept, where the API server would remove them. On a field
 * of type `unknown` it means any JSON.
 */
export const PreserveUnknownFields: () => SchemaMarker<unknown> = () => marker;

/** Takes nothing from the field's type: any JSON is accepted and kept. For recursive types. */
export const Schemaless: () => FieldMarker<unknown> = () => marker;

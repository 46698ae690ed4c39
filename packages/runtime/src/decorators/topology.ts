import { type FieldMarker, type SchemaMarker, marker } from './field-marker.ts';

// How server-side apply merges a field. Semantics: Kubernetes documentation, "Server-Side Apply",
// "Merge strategy".

/**
 * `set`: scalars, each at most once. `map`: objects told apart by their {@link ListMapKey} fields.
 * `atomic`: written as a whole by one manager (what the API server takes when nothing is said).
 */
export const ListType: (type: 'atomic' | 'map' | 'set') => FieldMarker<readonly unknown[]> = () =>
  marker;

type KeysOfItems<List> = List extends readonly (infer Item)[] ? keyof Item : never;

/** A decorator for lists of objects that have a field `Key`. */
type ListMapKeyMarker<Key> = <T, K extends keyof T>(
  target: T,
  field: [Key] extends [KeysOfItems<NonNullable<T[K]>>] ? K : never,
) => void;

/** A field that tells the items of a `map` list apart. May be repeated. */
export const ListMapKey: <Key extends string>(key: Key) => ListMapKeyMarker<Key> = () => marker;

/** Whether the keys of a record have owners of their own (`granular`) or one owner together. */
export const MapType: (
  type: 'atomic' | 'granular',
) => FieldMarker<Readonly<Record<string, unknown>>> = () => marker;

/** Whether the fields of an object have owners of their own (`granular`) or one owner together. */
export const StructType: (type: 'atomic' | 'granular') => SchemaMarker<object> = () => marker;

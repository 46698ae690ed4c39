// Names for what TypeScript's own types cannot say in a schema. They are aliases: a value needs no
// conversion, and the generator reads the name from the source.

/** An integer of 32 bits: `type: integer, format: int32`. */
export type Int32 = number;

/**
 * An integer of 64 bits: `type: integer, format: int64`. JavaScript holds it exactly up to
 * `Number.MAX_SAFE_INTEGER`.
 */
export type Int64 = number;

/** An integer of no stated size: `type: integer`, as controller-gen makes of Go's `int`. */
export type Integer = number;

/** A number of single precision: `type: number, format: float`. */
export type Float = number;

/** A number of double precision: `type: number, format: double`. */
export type Double = number;

/** A number of no stated precision: `type: number`, as controller-gen makes of Go's `float64`. */
export type Real = number;

/** A moment as RFC 3339 text, as it is on the wire: `type: string, format: date-time`. */
export type Time = string;

/** A length of time in Go's notation, for example `1h30m`; the schema carries its pattern. */
export type Duration = string;

/** Bytes in base64, as they are on the wire: `type: string, format: byte`. */
export type Base64 = string;

/** A number or text, for example a port or `25%`: `x-kubernetes-int-or-string`. */
export type IntOrString = number | string;

/** A quantity of a resource, for example `500m` or `1.5Gi`; the schema carries its pattern. */
export type Quantity = number | string;

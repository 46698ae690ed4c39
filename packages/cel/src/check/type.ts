type TypeKind =
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'dyn'
  | 'error'
  | 'int'
  | 'list'
  | 'map'
  | 'null'
  | 'opaque'
  | 'param'
  | 'string'
  | 'struct'
  | 'timestamp'
  | 'type'
  | 'uint';

/** A type of CEL. `name` tells structs, opaque types and parameters apart. */
export interface Type {
  readonly kind: TypeKind;
  readonly name: string;
  /** Of a list its items, of a map its keys and values, of an optional its value. */
  readonly parameters: readonly Type[];
}

function simple(kind: TypeKind, name: string = kind): Type {
  return { kind, name, parameters: [] };
}

export const boolType = simple('bool');
export const bytesType = simple('bytes');
export const doubleType = simple('double');
export const durationType = simple('duration', 'google.protobuf.Duration');
export const dynType = simple('dyn');
export const errorType = simple('error', '!error!');
export const intType = simple('int');
export const nullType = simple('null', 'null_type');
export const stringType = simple('string');
export const timestampType = simple('timestamp', 'google.protobuf.Timestamp');
export const uintType = simple('uint');

export function listType(item: Type): Type {
  return { kind: 'list', name: 'list', parameters: [item] };
}

export function mapType(key: Type, value: Type): Type {
  return { kind: 'map', name: 'map', parameters: [key, value] };
}

export function optionalType(value: Type): Type {
  return { kind: 'opaque', name: 'optional_type', parameters: [value] };
}

export function typeType(of: Type): Type {
  return { kind: 'type', name: 'type', parameters: [of] };
}

export function parameterType(name: string): Type {
  return simple('param', name);
}

/** An object with fields; the fields are found by its name. */
export function structType(name: string): Type {
  return simple('struct', name);
}

/** As cel-go prints it: `map(string, list(int))`, `timestamp`, `null`. */
export function formatType(type: Type): string {
  const { kind, name, parameters } = type;
  switch (kind as string) {
    case 'timestamp':
    case 'duration':
    case 'null':
      return kind;
    case 'list':
    case 'map':
    case 'opaque':
      return parameters.length > 0 ? `${name}(${parameters.map(formatType).join(', ')})` : name;
    case 'type':
      return parameters.length > 0 ? `type(${parameters.map(formatType).join(', ')})` : 'type';
    default:
      return name;
  }
}

/** Whether two types are one, parameters included. */
export function sameType(a: Type, b: Type): boolean {
  return (
    a.kind === b.kind &&
    a.name === b.name &&
    a.parameters.length === b.parameters.length &&
    a.parameters.every((parameter, index) => sameType(parameter, b.parameters[index] as Type))
  );
}

export function isDynOrError({ kind }: Type): boolean {
  return kind === 'dyn' || kind === 'error';
}

/** The type in an optional; `undefined` for all others. */
export function optionalValue({ kind, name, parameters }: Type): Type | undefined {
  return kind === 'opaque' && name === 'optional_type' ? parameters[0] : undefined;
}

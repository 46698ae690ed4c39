import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  optionalType,
  parameterType,
  stringType,
  structType,
  timestampType,
  type Type,
  typeType,
  uintType,
} from './type.ts';

/** One way to call a function. */
export interface Overload {
  /** cel-go's name of it, by which costs are known. */
  readonly id: string;
  readonly name: string;
  /** The first argument stands before the dot. */
  readonly isMember: boolean;
  readonly args: readonly Type[];
  readonly result: Type;
  /** The names of type parameters in it. */
  readonly parameters: readonly string[];
}

/** Overloads by the function's name. */
export type FunctionTable = ReadonlyMap<string, readonly Overload[]>;

const names: ReadonlyMap<string, Type> = new Map([
  ['bool', boolType],
  ['bytes', bytesType],
  ['double', doubleType],
  ['duration', durationType],
  ['dyn', dynType],
  ['int', intType],
  ['null', nullType],
  ['string', stringType],
  ['timestamp', timestampType],
  ['uint', uintType],
  ['Quantity', structType('kubernetes.Quantity')],
  ['URL', structType('kubernetes.URL')],
  ['Format', structType('kubernetes.NamedFormat')],
  ['Semver', structType('kubernetes.Semver')],
  ['IP', { kind: 'opaque', name: 'net.IP', parameters: [] }],
  ['CIDR', { kind: 'opaque', name: 'net.CIDR', parameters: [] }],
]);

/**
 * Reads declarations, one a line: `overload_id: list(A) . indexOf(A) -> int` for a method,
 * `overload_id: size(list(A)) -> int` for a function.
 */
export function readDeclarations(text: string): Overload[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(readDeclaration);
}

function readDeclaration(line: string): Overload {
  const found = /^(\S+): (?:(\S.*?) \. )?([^\s(]+)\((.*)\) -> (.+)$/u.exec(line);
  if (!found) throw new SyntaxError(`no declaration: ${line}`);
  const [, id, target, name, rest, result] = found as unknown as [
    string,
    string,
    string | undefined,
    string,
    string,
    string,
  ];
  const args = [...(target === undefined ? [] : [target]), ...splitTypes(rest)].map(readType);
  const parsed = readType(result);
  const parameters = new Set([...args, parsed].flatMap(parametersOf));
  return {
    id,
    name,
    isMember: target !== undefined,
    args,
    result: parsed,
    parameters: [...parameters],
  };
}

function readType(text: string): Type {
  const found = /^(list|map|optional|type)\((.*)\)$/u.exec(text);
  if (!found) return names.get(text) ?? parameterType(text);
  const inner = splitTypes(found[2] as string).map(readType) as [Type, Type];
  switch (found[1] as string) {
    case 'list':
      return listType(inner[0]);
    case 'map':
      return mapType(...inner);
    case 'optional':
      return optionalType(inner[0]);
    default:
      return typeType(inner[0]);
  }
}

function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  return part.trim() === '' ? parts : [...parts, part.trim()];
}

function parametersOf(type: Type): string[] {
  return type.kind === 'param' ? [type.name] : type.parameters.flatMap(parametersOf);
}

/** All overloads of several libraries, by the function's name. */
export function functionTable(libraries: readonly (readonly Overload[])[]): FunctionTable {
  const table = new Map<string, Overload[]>();
  for (const overload of libraries.flat()) {
    table.set(overload.name, [...(table.get(overload.name) ?? []), overload]);
  }
  return table;
}

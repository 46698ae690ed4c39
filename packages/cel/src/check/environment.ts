import {
  extensionDeclarations,
  kubernetesDeclarations,
} from '../library/extension-declarations.ts';
import { standardDeclarations } from '../library/standard-declarations.ts';
import { type FunctionTable, functionTable } from './declaration.ts';
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
  stringType,
  structType,
  timestampType,
  type Type,
  typeType,
  uintType,
} from './type.ts';

/** What names mean in an expression. */
export interface Environment {
  readonly variables: ReadonlyMap<string, Type>;
  readonly functions: FunctionTable;
  /** The fields of objects, by the name of their type. */
  readonly structs: ReadonlyMap<string, ReadonlyMap<string, Type>>;
  /** Whether the checker refuses lists and maps of mixed types; Kubernetes does so after it. */
  readonly isHomogeneous: boolean;
}

/** Names that are types. */
const types: ReadonlyMap<string, Type> = new Map(
  [
    boolType,
    bytesType,
    doubleType,
    durationType,
    intType,
    listType(dynType),
    mapType(dynType, dynType),
    nullType,
    stringType,
    timestampType,
    typeType(dynType),
    uintType,
    optionalType(dynType),
    { kind: 'opaque', name: 'net.IP', parameters: [] } as const,
    { kind: 'opaque', name: 'net.CIDR', parameters: [] } as const,
    structType('kubernetes.Quantity'),
    structType('kubernetes.URL'),
    structType('kubernetes.Semver'),
    structType('kubernetes.NamedFormat'),
  ].map((type) => [type.name, type]),
);

/** The type that a name stands for. */
export function typeNamed(name: string): Type | undefined {
  return types.get(name);
}

const kubernetesFunctions = functionTable([
  standardDeclarations,
  extensionDeclarations,
  kubernetesDeclarations,
]);

/** The environment of a CRD's rules (apiserver's cel/environment, version 1.36 and later). */
export function kubernetesEnvironment(
  parts: Pick<Environment, 'variables' | 'structs'>,
): Environment {
  return { ...parts, functions: kubernetesFunctions, isHomogeneous: false };
}

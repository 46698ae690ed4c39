import type { JsonValue } from '@keelson/schema';
import type { TypedNode } from './typed-node.ts';

/**
 * Why a value of a tree cannot become a value of a Go type, in the words of the converter that makes
 * objects of strategic merge patches (runtime.DefaultUnstructuredConverter).
 */
export function conversionFault(value: JsonValue, node: TypedNode): string {
  const found = kindOf(value);
  switch (node.type) {
    case 'struct':
      return `cannot restore struct from: ${found}`;
    case 'map':
      return `cannot restore map from ${found}`;
    case 'list':
    case 'bytes':
      return `cannot restore slice from ${found}`;
    case 'text':
      // Go can make a text of a whole number, but means a character.
      return found === 'int64' ? `cannot convert int64 to ${node.goType}` : unrecognized('string');
    case 'int':
      return found === 'float64'
        ? `cannot convert float64 to ${node.goType}`
        : unrecognized(`int${node.bits}`);
    case 'float':
      return unrecognized('float64');
    case 'bool':
    case 'time':
    case 'quantity':
    case 'intOrString':
    case 'raw':
      return unrecognized(node.type);
  }
}

/** A whole number in so many bits, as far as there is room; `undefined` when it is not whole. */
export function wrapInteger(value: number | bigint, bits: 32 | 64): number | bigint | undefined {
  if (typeof value === 'number' && !Number.isInteger(value)) return undefined;
  const wrapped = BigInt.asIntN(bits, BigInt(value));
  const number = Number(wrapped);
  return Number.isSafeInteger(number) ? number : wrapped;
}

function unrecognized(kind: string): string {
  return `unrecognized type: ${kind}`;
}

/** Name of a value's kind in Go's reflection. */
function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'object') return 'map';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return typeof value === 'bigint' || Number.isInteger(value) ? 'int64' : 'float64';
}

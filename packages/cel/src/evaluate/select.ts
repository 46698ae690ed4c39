import { toText } from '../values/conversion.ts';
import {
  EvaluationError,
  isList,
  isMap,
  noSuchOverload,
  Optional,
  Uint,
  type Value,
} from '../values/value.ts';

/** `value.field` @throws {EvaluationError} when there is none */
export function selectFrom(value: Value, field: string): Value {
  if (value instanceof Optional) return optionalSelect(value, field);
  if (!isMap(value)) throw noSuchOverload();
  const found = value.get(field);
  if (found === undefined) throw new EvaluationError(`no such key: ${field}`);
  return found;
}

/** `value.?field` */
export function optionalSelect(value: Value, field: string): Optional {
  const target = value instanceof Optional ? value.value : value;
  if (target === undefined) return Optional.none;
  if (!isMap(target)) throw noSuchOverload();
  return new Optional(target.get(field));
}

/** `value[key]` @throws {EvaluationError} when there is none */
export function indexInto(value: Value, key: Value): Value {
  if (value instanceof Optional) return optionalIndex(value, key);
  if (isList(value)) {
    const index = indexOf(key);
    const item = value[index];
    if (index < 0 || item === undefined) throw new EvaluationError(`index out of bounds: ${index}`);
    return item;
  }
  if (!isMap(value)) throw noSuchOverload();
  const found = value.get(key);
  if (found === undefined) throw new EvaluationError(`no such key: ${toText(key)}`);
  return found;
}

/** `value[?key]` */
export function optionalIndex(value: Value, key: Value): Optional {
  const target = value instanceof Optional ? value.value : value;
  if (target === undefined) return Optional.none;
  if (isList(target)) {
    const index = indexOf(key);
    return index < 0 || index >= target.length ? Optional.none : new Optional(target[index]);
  }
  if (!isMap(target)) throw noSuchOverload();
  return new Optional(target.get(key));
}

function indexOf(key: Value): number {
  if (typeof key === 'bigint') return Number(key);
  if (key instanceof Uint) return Number(key.value);
  if (typeof key === 'number' && Number.isInteger(key)) return key;
  throw new EvaluationError(`unsupported index type '${typeof key}' in list`);
}

import { Address, Network } from './address.ts';
import { int, timestamp, uint } from './arithmetic.ts';
import { Duration, parseDuration } from './duration.ts';
import { parseTimestamp, Timestamp } from './timestamp.ts';
import { EvaluationError, noSuchOverload, Uint, type Value } from './value.ts';

const second = 1_000_000_000n;

function failed(from: 'string', to: string): EvaluationError {
  return new EvaluationError(`type conversion error from '${from}' to '${to}'`);
}

/** `int(x)` @throws {EvaluationError} */
export function toInt(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Uint) return int(value.value);
  if (value instanceof Timestamp) {
    const { nanoseconds } = value;
    const floor = nanoseconds / second - (nanoseconds % second < 0n ? 1n : 0n);
    return floor;
  }
  if (value instanceof Duration) return value.nanoseconds;
  if (typeof value === 'number') {
    if (!(value > -(2 ** 63) && value < 2 ** 63)) throw new EvaluationError('integer overflow');
    return BigInt(Math.trunc(value));
  }
  if (typeof value !== 'string') throw noSuchOverload();
  if (!/^[+-]?[0-9]+$/u.test(value)) throw failed('string', 'int');
  return int(BigInt(value.replace(/^\+/u, '')));
}

/** `uint(x)` @throws {EvaluationError} */
export function toUint(value: Value): Uint {
  if (value instanceof Uint) return value;
  if (typeof value === 'bigint') return uint(value);
  if (typeof value === 'number') {
    if (!(value >= 0 && value < 2 ** 64)) throw new EvaluationError('unsigned integer overflow');
    return new Uint(BigInt(Math.trunc(value)));
  }
  if (typeof value !== 'string') throw noSuchOverload();
  if (!/^[0-9]+$/u.test(value)) throw failed('string', 'uint');
  return uint(BigInt(value));
}

/** `double(x)` @throws {EvaluationError} */
export function toDouble(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint) return Number(value.value);
  if (typeof value !== 'string') throw noSuchOverload();
  const infinite = /^([+-]?)inf(?:inity)?$/iu.exec(value);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  if (/^nan$/iu.test(value)) return Number.NaN;
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/u.test(value)) {
    throw failed('string', 'double');
  }
  return Number(value);
}

/** `bool(x)` @throws {EvaluationError} */
export function toBool(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') throw noSuchOverload();
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value)) return false;
  throw failed('string', 'bool');
}

/** `bytes(x)` @throws {EvaluationError} */
export function toBytes(value: Value): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return new TextEncoder().encode(value);
  throw noSuchOverload();
}

/** `string(x)` @throws {EvaluationError} */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return goDouble(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Timestamp || value instanceof Duration) return value.toString();
  if (value instanceof Address || value instanceof Network) return value.toString();
  if (value instanceof Uint8Array) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
    } catch {
      throw new EvaluationError('invalid UTF-8 in bytes, cannot convert to string');
    }
  }
  throw noSuchOverload();
}

/** `duration(x)` @throws {EvaluationError} */
export function toDuration(value: Value): Duration {
  if (value instanceof Duration) return value;
  if (typeof value !== 'string') throw noSuchOverload();
  const parsed = parseDuration(value);
  if (parsed === undefined) throw failed('string', 'google.protobuf.Duration');
  return parsed;
}

/** `timestamp(x)` @throws {EvaluationError} */
export function toTimestamp(value: Value): Timestamp {
  if (value instanceof Timestamp) return value;
  if (typeof value === 'bigint') return timestamp(value * second);
  if (typeof value !== 'string') throw noSuchOverload();
  const parsed = parseTimestamp(value);
  if (parsed === undefined) throw failed('string', 'google.protobuf.Timestamp');
  return parsed;
}

/** As Go's `%g` writes it. */
function goDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 21) return value.toString();
  const [digits, power] = value.toExponential().split('e') as [string, string];
  return `${digits}e${power[0]}${power.slice(1).padStart(2, '0')}`;
}

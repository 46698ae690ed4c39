import { goQuote, type JsonObject } from '@keelson/schema';
import { DecodeError } from '../registry/decode-error.ts';
import { ensureObject, objectOf } from './json-access.ts';

const key = 'deprecated.daemonset.template.generation';
const maxInt64 = 2n ** 63n - 1n;

/**
 * The generation of a DaemonSet's template: a field of the internal version, an annotation of the
 * published one (pkg/apis/apps/v1/conversion.go). `0` when it was never set.
 */
export function templateGenerationOf(set: JsonObject): bigint {
  const value = objectOf(objectOf(set, 'metadata'), 'annotations')[key];
  return typeof value === 'string' && /^[+-]?\d+$/.test(value) ? BigInt(value) : 0n;
}

export function setTemplateGeneration(set: JsonObject, generation: bigint): void {
  ensureObject(ensureObject(set, 'metadata'), 'annotations')[key] = String(generation);
}

/**
 * Brings the annotation to the form that the trip through the internal version gives it: always there.
 * @throws {DecodeError} when it is no number
 */
export function convertTemplateGeneration(set: JsonObject): void {
  const value = objectOf(objectOf(set, 'metadata'), 'annotations')[key];
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw unparsable(value, 'invalid syntax');
    const number = BigInt(value);
    if (number > maxInt64 || number < -maxInt64 - 1n) {
      throw unparsable(value, 'value out of range');
    }
  }
  setTemplateGeneration(set, templateGenerationOf(set));
}

function unparsable(value: string, why: string): DecodeError {
  return new DecodeError(`strconv.ParseInt: parsing ${goQuote(value)}: ${why}`);
}

import { goFloat, isInteger } from './go-number.ts';
import type { Finding } from './finding.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** A limit of numbers, and what Go says when the type cannot hold the limit itself. */
interface Limit {
  readonly value: number;
  readonly rangeProblem: string | undefined;
}

/** What a schema asks of numbers. */
export interface NumberRules {
  readonly type: string;
  readonly format: string;
  readonly multipleOf: Limit | undefined;
  readonly maximum: Limit | undefined;
  readonly minimum: Limit | undefined;
  readonly isMaximumExclusive: boolean;
  readonly isMinimumExclusive: boolean;
}

const formatsOfType: Readonly<Record<string, readonly string[]>> = {
  integer: ['int32', 'int64'],
  number: ['float', 'double'],
};

/** Reads the number keywords of a schema; `undefined` when any number will do. */
export function numberRules(
  schema: StructuralSchema,
  types: readonly string[],
): NumberRules | undefined {
  const only = types.length === 1 ? (types[0] as string) : '';
  const type = Object.hasOwn(formatsOfType, only) ? only : '';
  const format = schema.format ?? '';
  const known = formatsOfType[type]?.includes(format) === true ? format : '';
  const limit = (value: number | bigint | undefined, prefix: string): Limit | undefined =>
    value === undefined
      ? undefined
      : {
          value: Number(value),
          rangeProblem: rangeProblem(value, { type, format: known, prefix }),
        };
  const rules: NumberRules = {
    type,
    format: known,
    multipleOf: limit(schema.multipleOf, 'MultipleOf'),
    maximum: limit(schema.maximum, 'Maximum boundary'),
    minimum: limit(schema.minimum, 'Minimum boundary'),
    isMaximumExclusive: schema.exclusiveMaximum === true,
    isMinimumExclusive: schema.exclusiveMinimum === true,
  };
  const hasLimits =
    rules.multipleOf !== undefined || rules.maximum !== undefined || rules.minimum !== undefined;
  return hasLimits || type === 'integer' || known === 'float' ? rules : undefined;
}

/** Everything wrong with a number, in the server's order (kube-openapi's numberValidator). */
export function checkNumber(rules: NumberRules, value: number | bigint, path: string): Finding[] {
  const findings: Finding[] = [];
  const { type, format, multipleOf, maximum, minimum } = rules;
  const problem = rangeProblem(value, { type, format, prefix: 'Checked' });
  if (problem !== undefined) findings.push(plain(problem, path));
  if (multipleOf !== undefined) checkMultiple(multipleOf, value, { path, findings });
  if (minimum !== undefined) {
    const words = rules.isMinimumExclusive ? 'greater than' : 'greater than or equal to';
    const breaks = rules.isMinimumExclusive
      ? (a: number | bigint, b: number | bigint) => a <= b
      : (a: number | bigint, b: number | bigint) => a < b;
    checkLimit(minimum, value, { path, findings, words, breaks });
  }
  if (maximum !== undefined) {
    const words = rules.isMaximumExclusive ? 'less than' : 'less than or equal to';
    const breaks = rules.isMaximumExclusive
      ? (a: number | bigint, b: number | bigint) => a >= b
      : (a: number | bigint, b: number | bigint) => a > b;
    checkLimit(maximum, value, { path, findings, words, breaks });
  }
  return findings;
}

interface Target {
  readonly path: string;
  readonly findings: Finding[];
}

interface LimitTarget extends Target {
  readonly words: string;
  readonly breaks: (value: number | bigint, limit: number | bigint) => boolean;
}

function checkLimit(limit: Limit, value: number | bigint, target: LimitTarget): void {
  const { path, findings, words, breaks } = target;
  if (limit.rangeProblem !== undefined) findings.push(plain(limit.rangeProblem, path));
  // An integer is compared with the integer part of the limit, as Go does.
  const isWhole = isInteger(value) && limit.rangeProblem === undefined;
  const bound = isWhole ? Math.trunc(limit.value) : limit.value;
  const compared = isWhole ? value : Number(value);
  if (!breaks(compared, bound)) return;
  const shown = isWhole ? String(BigInt(bound)) : goFloat(bound);
  findings.push({
    name: path,
    type: 'FieldValueInvalid',
    value: compared,
    message: `${path} in body should be ${words} ${shown}`,
  });
}

function checkMultiple(factor: Limit, value: number | bigint, { path, findings }: Target): void {
  if (factor.rangeProblem !== undefined) findings.push(plain(factor.rangeProblem, path));
  const isWhole = isInteger(value) && factor.rangeProblem === undefined;
  const unit = isWhole ? Math.trunc(factor.value) : factor.value;
  const shown = isWhole ? String(BigInt(unit)) : goFloat(unit);
  if (unit <= 0) {
    findings.push({
      name: path,
      type: 'FieldValueInvalid',
      value: unit,
      message: `factor MultipleOf declared for ${path} must be positive: ${shown}`,
    });
    return;
  }
  const number = Number(value);
  const isMultiple = isWhole
    ? BigInt(value) % BigInt(unit) === 0n
    : isAlmostInteger(unit < 1 ? (1 / unit) * number : number / unit);
  if (isMultiple) return;
  findings.push({
    name: path,
    type: 'FieldValueInvalid',
    value: isWhole ? value : number,
    message: `${path} in body should be a multiple of ${shown}`,
  });
}

/** Whether a float counts as an integer (swag's IsFloat64AJSONInteger): off by less than 1e-9 of it. */
export function isAlmostInteger(value: number): boolean {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  const rounded = Math.round(value);
  if (value === rounded) return true;
  return rounded !== 0 && Math.abs(value - rounded) < 1e-9 * Math.abs(rounded);
}

interface Kind {
  readonly type: string;
  readonly format: string;
  readonly prefix: string;
}

/** What Go says, up to the path, of a number that a type cannot hold. */
function rangeProblem(value: number | bigint, { type, format, prefix }: Kind): string | undefined {
  if (isInRange(value, type, format)) return undefined;
  const suffix = format === '' ? '(default format)' : `with format ${format}`;
  return `${prefix} value must be of type ${type} ${suffix} in `;
}

function isInRange(value: number | bigint, type: string, format: string): boolean {
  if (type === 'integer') {
    if (typeof value === 'number' && !Number.isInteger(value)) return false;
    if (format === 'int32') return value >= -2147483648 && value <= 2147483647;
    return value >= -9223372036854775808n && value <= 9223372036854775807n;
  }
  return format !== 'float' || Number.isFinite(Math.fround(Number(value)));
}

function plain(problem: string, path: string): Finding {
  return { name: undefined, type: 'FieldValueInvalid', value: '', message: problem + path };
}

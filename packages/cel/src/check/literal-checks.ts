import { compileGoPattern, GoPatternError } from '@keelson/schema';
import { childrenOf, type Expression } from '../syntax/expression.ts';
import type { Problem } from '../syntax/problem.ts';
import { parseDuration } from '../values/duration.ts';
import { parseTimestamp } from '../values/timestamp.ts';
import type { Checked } from './checker.ts';
import { formatType, sameType, type Type } from './type.ts';

/**
 * What is wrong with literals that only fail when they are evaluated: durations, timestamps, patterns,
 * and lists or maps of mixed types (cel-go's extended validations, on since Kubernetes 1.29).
 */
export function checkLiterals(checked: Checked): Problem[] {
  const problems: Problem[] = [];
  const visit = (expression: Expression, isFormat: boolean): void => {
    if (expression.kind === 'call') problems.push(...checkCall(expression.name, expression));
    if (!isFormat) problems.push(...checkMixed(expression, checked));
    const exempt = isFormat || (expression.kind === 'call' && expression.name === 'format');
    for (const child of childrenOf(expression)) visit(child, exempt);
  };
  visit(checked.expression, false);
  return problems;
}

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  duration: parseDuration,
  timestamp: parseTimestamp,
  matches: compileGoPattern,
};

function checkCall(name: string, { args }: Extract<Expression, { kind: 'call' }>): Problem[] {
  const [literal] = args;
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (read === undefined || literal?.kind !== 'literal') return [];
  if (literal.literal.kind !== 'string') return [];
  const { value } = literal.literal;
  return succeeds(() => read(value))
    ? []
    : [{ message: `invalid ${name} argument`, offset: literal.offset }];
}

function succeeds(read: () => unknown): boolean {
  try {
    return read() !== undefined;
  } catch (error) {
    if (error instanceof GoPatternError) return false;
    throw error;
  }
}

function checkMixed(expression: Expression, { types }: Checked): Problem[] {
  const typeOf = ({ id }: Expression, isOptional: boolean): Type => {
    const type = types.get(id) as Type;
    return isOptional ? (type.parameters[0] ?? type) : type;
  };
  if (expression.kind === 'list') {
    return firstMismatch(
      expression.items.map(({ value, isOptional }) => ({ value, type: typeOf(value, isOptional) })),
    );
  }
  if (expression.kind !== 'map') return [];
  return [
    ...firstMismatch(
      expression.entries.map(({ key }) => ({ value: key, type: typeOf(key, false) })),
    ),
    ...firstMismatch(
      expression.entries.map(({ value, isOptional }) => ({
        value,
        type: typeOf(value, isOptional),
      })),
    ),
  ];
}

function firstMismatch(
  parts: readonly { readonly value: Expression; readonly type: Type }[],
): Problem[] {
  const [first] = parts;
  const other = parts.find(({ type }) => first && !equivalent(first.type, type));
  if (!first || !other) return [];
  const message = `expected type '${formatType(first.type)}' but found '${formatType(other.type)}'`;
  return [{ message, offset: other.value.offset }];
}

/** Type parameters are all alike. */
function equivalent(a: Type, b: Type): boolean {
  return sameType(a, b) || (a.kind === 'param' && b.kind === 'param');
}

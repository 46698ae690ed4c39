import { functionBindings } from '../library/function-bindings.ts';
import { EvaluationError } from '../values/value.ts';
import { childrenOf, type Expression, type LiteralValue } from '../syntax/expression.ts';

const conversions = new Set(['bool', 'double', 'int', 'string', 'uint', 'bytes']);

/** Why a program cannot be made: conversions of literals, and patterns, are computed beforehand. */
export function constantFailure(expression: Expression): string | undefined {
  if (expression.kind === 'call') {
    const failure = failureOf(expression);
    if (failure !== undefined) return failure;
  }
  for (const child of childrenOf(expression)) {
    const failure = constantFailure(child);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function failureOf({
  name,
  target,
  args,
}: Extract<Expression, { kind: 'call' }>): string | undefined {
  const [argument] = args;
  if (argument?.kind !== 'literal') return undefined;
  const isPattern = target !== undefined && ['find', 'findAll'].includes(name);
  if (isPattern) return attempt('find', ['', plain(argument.literal)]);
  if (target !== undefined || !conversions.has(name)) return undefined;
  return argument.literal.kind === 'uint' ? undefined : attempt(name, [plain(argument.literal)]);
}

function plain(literal: LiteralValue) {
  return literal.kind === 'null' ? null : literal.kind === 'uint' ? null : literal.value;
}

function attempt(name: string, args: readonly ReturnType<typeof plain>[]): string | undefined {
  try {
    functionBindings.get(name)?.(...args);
    return undefined;
  } catch (error) {
    if (error instanceof EvaluationError) return error.message;
    throw error;
  }
}

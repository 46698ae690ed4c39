import { check, type Checked } from '../check/checker.ts';
import { type Environment, kubernetesEnvironment } from '../check/environment.ts';
import { checkLiterals } from '../check/literal-checks.ts';
import { formatType, optionalType, type Type } from '../check/type.ts';
import { estimateCost } from '../cost/static-cost.ts';
import { childrenOf, type Expression } from '../syntax/expression.ts';
import { parse } from '../syntax/parser.ts';
import { displayProblems, type Problem, sortProblems } from '../syntax/problem.ts';
import { constantFailure } from './constant-calls.ts';
import { type DeclaredType, maxRequestBytes, structsOf } from './declared-type.ts';
import type { RuleSource } from './rule-schema.ts';

/** An expression that has been read. */
export interface CompiledExpression {
  readonly source: string;
  /** `undefined` when it is wrong. */
  readonly checked: Checked | undefined;
  /** What is wrong, in the order of the expression. */
  readonly problems: readonly Problem[];
  /** What the API server says when it is wrong. */
  readonly error: string | undefined;
  /** The most that evaluating it once can cost; 0 when it is wrong. */
  readonly maxCost: number;
}

/** A rule that has been read, apiextensions' CompilationResult. */
export interface CompiledRule {
  readonly source: RuleSource;
  readonly rule: CompiledExpression;
  readonly messageExpression: CompiledExpression | undefined;
  readonly usesOldSelf: boolean;
  /** How many values of this size fit in a request: how often the rule can run below unbounded lists. */
  readonly maxCardinality: number;
}

/** Parses, checks and costs one rule against the type that it stands on. */
export function compileRule(source: RuleSource, self: DeclaredType): CompiledRule {
  const structs = structsOf(self);
  const oldSelf = source.optionalOldSelf ? optionalType(self.type) : self.type;
  const environment = kubernetesEnvironment({
    structs,
    variables: new Map([
      ['self', self.type],
      ['oldSelf', oldSelf],
    ]),
  });
  const sizeOf = (path: readonly string[]) => sizeAt(self, path);
  const rule = compileExpression(source.rule, {
    environment,
    sizeOf,
    wants: 'bool',
    failed: 'compilation failed: ',
    unready: 'program instantiation failed: ',
    otherwise: () => 'cel expression must evaluate to a bool',
  });
  const messageExpression =
    rule.checked === undefined || (source.messageExpression ?? '') === ''
      ? undefined
      : compileExpression(source.messageExpression as string, {
          environment,
          sizeOf,
          wants: 'string',
          failed: 'messageExpression compilation failed: ',
          unready: 'messageExpression instantiation failed: ',
          otherwise: () => 'messageExpression must evaluate to a string',
        });
  return {
    source,
    rule,
    messageExpression,
    usesOldSelf:
      rule.checked !== undefined && mentions(rule.checked.expression, 'oldSelf', new Set()),
    maxCardinality: Math.floor(maxRequestBytes / (self.minSize + 1)),
  };
}

/** What an expression is compiled for. */
export interface Wanted {
  readonly environment: Environment;
  /** The most elements of the value at a path that begins with a variable. */
  readonly sizeOf: (path: readonly string[]) => number | undefined;
  readonly wants: Type['kind'];
  readonly failed: string;
  readonly unready: string;
  /** What is said when it gives a value of this type instead. */
  readonly otherwise: (type: Type) => string;
}

/** Parses, checks and costs one expression. */
export function compileExpression(source: string, wanted: Wanted): CompiledExpression {
  const refused = (problems: readonly Problem[], error?: string): CompiledExpression => ({
    source,
    checked: undefined,
    problems: sortProblems(problems),
    error: error ?? wanted.failed + displayProblems(source, problems),
    maxCost: 0,
  });
  const parsed = parse(source);
  if (parsed.expression === undefined) return refused(parsed.problems);
  const { checked, problems } = check(parsed.expression, wanted.environment);
  if (problems.length > 0) return refused(problems);
  const literals = checkLiterals(checked);
  if (literals.length > 0) return refused(literals);
  if (checked.type.kind !== wanted.wants) {
    const message = `the expression gives ${formatType(checked.type)}, and must give ${wanted.wants}`;
    return refused([{ message, offset: 0 }], wanted.otherwise(checked.type));
  }
  const failure = constantFailure(checked.expression);
  if (failure !== undefined) {
    return refused([{ message: failure, offset: 0 }], wanted.unready + failure);
  }
  const { max } = estimateCost(checked, wanted.sizeOf);
  return { source, checked, problems: [], error: undefined, maxCost: max };
}

/** The most elements of the value at a path that begins with `self` (or `oldSelf`). */
function sizeAt(self: DeclaredType, path: readonly string[]): number | undefined {
  let current: DeclaredType | undefined = self;
  for (const name of path.slice(1)) {
    if (name === '@items' || name === '@values') current = current.element;
    else if (name === '@keys') current = current.key;
    else current = current.fields.get(name);
    if (current === undefined) return undefined;
  }
  return current.maxElements;
}

function mentions(expression: Expression, name: string, hidden: ReadonlySet<string>): boolean {
  if (expression.kind === 'name') {
    return expression.name.replace(/^\./u, '') === name && !hidden.has(name);
  }
  const within =
    expression.kind === 'comprehension'
      ? new Set([
          ...hidden,
          expression.variable,
          ...(expression.variable2 === undefined ? [] : [expression.variable2]),
          expression.accumulator,
        ])
      : hidden;
  return childrenOf(expression).some((child) =>
    mentions(
      child,
      name,
      expression.kind === 'comprehension' && child === expression.range ? hidden : within,
    ),
  );
}

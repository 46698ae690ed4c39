import { SourceError } from './source-error.ts';
import type { SchemaNames } from './schema-names.ts';
import type { SourceProgram } from './source-program.ts';
import { isCallExpression, isDecorator, type Node } from './typescript.ts';

/** A decorator of the runtime as it stands in the source. */
export interface DecoratorUse {
  /** As the runtime exports it, whatever it is imported as. */
  readonly name: string;
  readonly args: readonly Node[];
  readonly node: Node;
}

/** Types of the runtime's decorators that only say something about a schema. */
const markerTypes = new Set(['ClassMarker', 'FieldMarker', 'SchemaMarker', 'ValueMarker']);

/** Decorators that add to each other; of the others the last one would win. */
const repeatable = new Set([
  'AtLeastOneOf',
  'AtMostOneOf',
  'ExactlyOneOf',
  'Items',
  'ListMapKey',
  'MutatingWebhook',
  'PrinterColumn',
  'Rbac',
  'SelectableField',
  'ValidatingWebhook',
  'Values',
  'XValidation',
]);

/**
 * The runtime's decorators on a class or a field, in source order; those of others are left alone.
 * @throws {SourceError} when a function of the project makes one, which would be lost, or one that
 * says a single thing is there twice
 */
export function decoratorsOf(
  program: SourceProgram,
  names: SchemaNames,
  declaration: Node,
): DecoratorUse[] {
  const modifiers = (declaration as { modifiers?: readonly Node[] }).modifiers ?? [];
  const seen = new Set<string>();
  return modifiers.filter(isDecorator).flatMap((decorator): DecoratorUse[] => {
    const use = callOf(program, names, decorator.expression);
    if (use !== undefined) {
      if (seen.has(use.name) && !repeatable.has(use.name)) {
        const message = `@${use.name} is here twice: leave one out`;
        throw new SourceError([program.problemAt(decorator, message)]);
      }
      seen.add(use.name);
      return [use];
    }
    if (!isMarker(program, names, decorator.expression)) return [];
    throw new SourceError([
      program.problemAt(
        decorator,
        "the generator reads the runtime's decorators only where they are called by name: write the call here",
      ),
    ]);
  });
}

/** A call of one of the runtime's functions, such as `MinLength(1)`. */
export function callOf(
  program: SourceProgram,
  names: SchemaNames,
  expression: Node,
): DecoratorUse | undefined {
  if (!isCallExpression(expression)) return undefined;
  const symbol = program.resolve(expression.expression);
  const target = symbol && program.declarationOf(symbol);
  if (symbol === undefined || target === undefined || !names.isRuntime(target)) return undefined;
  return { name: symbol.name, args: expression.arguments, node: expression };
}

function isMarker(program: SourceProgram, names: SchemaNames, expression: Node): boolean {
  const type = program.checker.getTypeAtLocation(expression);
  const symbol = type?.getAliasSymbol() ?? type?.getSymbol();
  const target = symbol && program.typeDeclarationOf(symbol);
  return (
    symbol !== undefined &&
    target !== undefined &&
    markerTypes.has(symbol.name) &&
    names.isRuntime(target)
  );
}

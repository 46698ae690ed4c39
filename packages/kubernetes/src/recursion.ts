import { type DefinitionName, formatReference, parseReference } from './definition-name.ts';
import type { Definitions } from './definitions.ts';
import type { Definition } from './schema-definition.ts';

/** A type contains itself, which a CustomResourceDefinition's schema cannot express. */
export class RecursiveDefinitionError extends Error {
  override readonly name = 'RecursiveDefinitionError';
  /** From a type by way of its fields back to itself, for example `['a/v1#A', 'a/v1#B', 'a/v1#A']`. */
  readonly cycle: readonly string[];

  constructor(target: DefinitionName, cycle: readonly string[]) {
    super(
      `${formatReference(target)} contains itself (${cycle.join(' -> ')}): a CRD schema cannot ` +
        'express that; make the field opaque (x-kubernetes-preserve-unknown-fields)',
    );
    this.cycle = cycle;
  }
}

/**
 * The way on which a type contains a type that contains itself, first and last step equal;
 * `undefined` when there is none.
 * @throws {UnknownDefinitionError} when there is no such type
 */
export function recursionOf(
  definitions: Definitions,
  target: DefinitionName,
): readonly string[] | undefined {
  const finished = new Set<string>();
  const visit = (reference: string, path: readonly string[]): readonly string[] | undefined => {
    const start = path.indexOf(reference);
    if (start >= 0) return [...path.slice(start), reference];
    if (finished.has(reference)) return undefined;
    const definition = definitions.definitionOf(parseReference(reference));
    for (const next of referencesOf(definition)) {
      const cycle = visit(next, [...path, reference]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(reference);
    return undefined;
  };
  return visit(formatReference(target), []);
}

function referencesOf(definition: Definition): string[] {
  const own = definition.$ref === undefined ? [] : [definition.$ref];
  const inner = [
    ...Object.values(definition.properties ?? {}),
    ...(definition.items === undefined ? [] : [definition.items]),
    ...(definition.additionalProperties === undefined ? [] : [definition.additionalProperties]),
  ];
  return [...own, ...inner.flatMap(referencesOf)];
}

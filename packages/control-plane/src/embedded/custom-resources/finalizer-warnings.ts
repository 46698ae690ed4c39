import { compareUtf8, goQuote, type JsonObject } from '@keelson/schema';
import { labelKeyErrors } from '../metadata/name-rules.ts';
import { objectOf, textsOf } from './definition.ts';

const standard: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/** Warnings about new finalizers of a custom resource that others might choose as well. */
export function finalizerWarnings(object: JsonObject, old: JsonObject | undefined): string[] {
  const finalizers = finalizersOf(object);
  if (finalizers.length === 0) return [];
  const known = new Set(old === undefined ? [] : finalizersOf(old));
  return [...new Set(finalizers)]
    .filter((name) => !known.has(name))
    .toSorted(compareUtf8)
    .flatMap((name) => {
      const prefix = `metadata.finalizers: ${goQuote(name)}`;
      const warnings = labelKeyErrors(name).map((error) => `${prefix}: ${error}`);
      if (!name.includes('/') && !standard.has(name)) {
        const path = name.includes('.') ? ' including a path (/)' : '';
        warnings.push(
          `${prefix}: prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`,
        );
      }
      return warnings;
    });
}

function finalizersOf(object: JsonObject): string[] {
  return textsOf(objectOf(object, 'metadata'), 'finalizers');
}

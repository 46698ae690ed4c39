import { compareUtf8, goQuote } from '@keelson/schema';
import { labelKeyErrors, labelValueErrors } from '../metadata/name-rules.ts';

/** How a requirement compares, as the server names it in messages. */
export type LabelOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!';

/** One term of a label selector. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** Sorted, each once. */
  readonly values: readonly string[];
}

/** Everything wrong with a requirement, as one text; `undefined` when it is fine (NewRequirement). */
export function requirementError({ key, operator, values }: LabelRequirement): string | undefined {
  const errors: string[] = [];
  if (operator === 'gt' || operator === 'lt') {
    for (const [index, value] of values.entries()) {
      if (parseInt64(value) !== undefined) continue;
      errors.push(
        `values[${index}]: Invalid value: ${goQuote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
  }
  for (const [index, value] of values.entries()) {
    const messages = labelValueErrors(value);
    if (messages.length === 0) continue;
    errors.push(
      `values[${index}][${key}]: Invalid value: ${goQuote(value)}: ${messages.join('; ')}`,
    );
  }
  if (errors.length < 2) return errors[0];
  return `[${errors.join(', ')}]`;
}

/** What is wrong with a key; `undefined` when it is fine. */
export function keyError(key: string): string | undefined {
  const messages = labelKeyErrors(key);
  if (messages.length === 0) return undefined;
  return `<nil>: Invalid value: ${goQuote(key)}: ${messages.join('; ')}`;
}

/** The values as a requirement keeps them. */
export function sortedValues(values: Iterable<string>): string[] {
  return [...new Set(values)].toSorted(compareUtf8);
}

/** An int64 in decimal digits with an optional sign; `undefined` when the text is none. */
export function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

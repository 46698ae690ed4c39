import { MatchCondition } from '@keelson/cel';
import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { textOf } from '../json/text-of.ts';
import type { AdmissionAttributes } from '../rest/admission.ts';
import { forbidden } from '../status-error.ts';
import type { HookTarget } from './webhook-hooks.ts';
import { reviewOf } from './webhook-review.ts';

/** Judges the `matchConditions` of webhooks; each expression is compiled once. */
export class MatchConditions {
  readonly #compiled = new Map<string, MatchCondition>();

  /**
   * Whether a webhook is to be asked: a condition that is false decides, then the failure policy decides
   * about those that cannot be evaluated.
   * @throws {StatusError} 403 when one cannot be evaluated, and that matters
   */
  match({ hook: { entry }, version }: HookTarget, attributes: AdmissionAttributes): boolean {
    const { matchConditions, failurePolicy } = entry;
    if (!Array.isArray(matchConditions) || matchConditions.length === 0) return true;
    const review = reviewOf(attributes, { uid: '', version })['request'] as JsonObject;
    const { object, oldObject, uid: _, ...request } = review;
    const subject = { object: given(object), oldObject: given(oldObject), request };
    const failures: string[] = [];
    for (const condition of matchConditions.filter(isJsonObject)) {
      try {
        if (!this.#conditionOf(textOf(condition, 'expression')).matches(subject)) return false;
      } catch (error) {
        failures.push((error as Error).message);
      }
    }
    if (failures.length === 0) return true;
    if (failurePolicy === 'Ignore') return false;
    const why = failures.length === 1 ? (failures[0] as string) : `[${failures.join(', ')}]`;
    throw forbidden(attributes.resource, attributes.name, why);
  }

  #conditionOf(expression: string): MatchCondition {
    const known = this.#compiled.get(expression);
    if (known !== undefined) return known;
    const compiled = new MatchCondition(expression);
    this.#compiled.set(expression, compiled);
    return compiled;
  }
}

function given(value: JsonValue | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

import type { FieldError, JsonValue } from '@keelson/schema';
import { labelKeyErrors } from './name-rules.ts';

const standardFinalizers: ReadonlySet<string> = new Set([
  'kubernetes',
  'orphan',
  'foregroundDeletion',
]);

/** Names of finalizers, and the two that contradict each other (ValidateFinalizers). */
export function validateFinalizers(value: JsonValue | undefined, field: string): FieldError[] {
  const finalizers = stringsOf(value);
  if (finalizers.length === 0) return [];
  const errors: FieldError[] = finalizers.flatMap((finalizer) =>
    labelKeyErrors(finalizer).map((detail) => ({
      type: 'FieldValueInvalid',
      field,
      value: finalizer,
      detail,
    })),
  );
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push({
      type: 'FieldValueInvalid',
      field,
      value: [...finalizers],
      detail: 'finalizer orphan and foregroundDeletion cannot be both set',
    });
  }
  return errors;
}

/** Groups of Kubernetes that take any qualified name, as custom resources do. */
const laxGroups: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
]);

/** Whether the kinds of a group ask what {@link validateQualifiedFinalizers} checks. */
export function asksQualifiedFinalizers(group: string): boolean {
  if (laxGroups.has(group)) return false;
  return !group.includes('.') || group.endsWith('.k8s.io');
}

/** What Kubernetes' own kinds ask beyond that: a domain, or a name that it knows. */
export function validateQualifiedFinalizers(
  value: JsonValue | undefined,
  path: string,
): FieldError[] {
  return stringsOf(value).flatMap((finalizer, index) =>
    finalizer.includes('/') || standardFinalizers.has(finalizer)
      ? []
      : [
          {
            type: 'FieldValueInvalid',
            field: `${path}[${index}]`,
            value: finalizer,
            detail: 'name is neither a standard finalizer name nor is it fully qualified',
          },
        ],
  );
}

function stringsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

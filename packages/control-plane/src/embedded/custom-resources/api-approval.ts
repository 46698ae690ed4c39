import { goQuote, type FieldError, type JsonObject } from '@keelson/schema';
import { objectOf, textOf } from './definition.ts';

const annotation = 'api-approved.kubernetes.io';
const reference = 'see https://github.com/kubernetes/enhancements/pull/1111';

/** Whether the community approved an API of a group that it protects. */
export interface ApiApproval {
  readonly state: 'approved' | 'bypassed' | 'missing' | 'invalid';
  readonly message: string;
}

/** `*.k8s.io` and `*.kubernetes.io`. */
export function isProtectedGroup(group: string): boolean {
  return /(?:^|\.)(?:k8s|kubernetes)\.io$/u.test(group);
}

/** Reads the approval annotation. */
export function approvalOf(definition: JsonObject): ApiApproval {
  const value = annotationOf(definition);
  if (value === '') {
    return {
      state: 'missing',
      message: `protected groups must have approval annotation "${annotation}", ${reference}`,
    };
  }
  if (value.startsWith('unapproved')) {
    return { state: 'bypassed', message: `not approved: ${goQuote(value)}` };
  }
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#\s]+/u.test(value)) {
    return { state: 'approved', message: `approved in ${value}` };
  }
  return {
    state: 'invalid',
    message: `protected groups must have approval annotation "${annotation}" with either a URL or a reason starting with "unapproved", ${reference}`,
  };
}

/** Asks for the annotation in a protected group; an unchanged state is let pass. */
export function validateApproval(
  definition: JsonObject,
  old: JsonObject | undefined,
): FieldError[] {
  if (!isProtectedGroup(textOf(objectOf(definition, 'spec'), 'group'))) return [];
  const { state, message } = approvalOf(definition);
  if (old !== undefined && approvalOf(old).state === state) return [];
  const field = `metadata.annotations[${annotation}]`;
  if (state === 'missing') return [{ type: 'FieldValueRequired', field, detail: message }];
  if (state !== 'invalid') return [];
  const value = annotationOf(definition);
  return [{ type: 'FieldValueInvalid', field, value, detail: message }];
}

function annotationOf(definition: JsonObject): string {
  return textOf(objectOf(objectOf(definition, 'metadata'), 'annotations'), annotation);
}

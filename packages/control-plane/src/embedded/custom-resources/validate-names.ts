import type { FieldError, JsonObject } from '@keelson/schema';
import { textOf, textsOf } from './definition.ts';
import { dns1035LabelErrors as labelErrors } from '../metadata/name-rules.ts';

/** Checks the names of `spec.names` or `status.acceptedNames` that are set. */
export function validateNames(names: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const check = (field: string, value: string, isKind: boolean): void => {
    if (value === '') return;
    const found = labelErrors(isKind ? value.toLowerCase() : value).join(',');
    if (found === '') return;
    const detail = isKind ? `may have mixed case, but should otherwise match: ${found}` : found;
    errors.push({ type: 'FieldValueInvalid', field: `${path}.${field}`, value, detail });
  };
  const kind = textOf(names, 'kind');
  const listKind = textOf(names, 'listKind');
  check('plural', textOf(names, 'plural'), false);
  check('singular', textOf(names, 'singular'), false);
  check('kind', kind, true);
  check('listKind', listKind, true);
  checkEach(errors, textsOf(names, 'shortNames'), `${path}.shortNames`);
  if (kind !== '' && kind === listKind) {
    errors.push({
      type: 'FieldValueInvalid',
      field: `${path}.listKind`,
      value: listKind,
      detail: 'kind and listKind may not be the same',
    });
  }
  checkEach(errors, textsOf(names, 'categories'), `${path}.categories`);
  return errors;
}

function checkEach(errors: FieldError[], values: readonly string[], path: string): void {
  for (const [index, value] of values.entries()) {
    const found = labelErrors(value);
    if (found.length > 0) {
      const field = `${path}[${index}]`;
      errors.push({ type: 'FieldValueInvalid', field, value, detail: found.join(',') });
    }
  }
}

/** The names that a spec must have. */
export function validateRequiredNames(names: JsonObject, path: string): FieldError[] {
  return ['plural', 'singular', 'kind', 'listKind']
    .filter((name) => textOf(names, name) === '')
    .map((name) => ({ type: 'FieldValueRequired', field: `${path}.${name}` }));
}

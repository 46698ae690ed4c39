import type { FieldError, JsonObject } from '@keelson/schema';
import { textOf } from './definition.ts';
import { findFieldPath } from './field-path.ts';

const maxFields = 8;
const selectableTypes: ReadonlySet<string> = new Set(['string', 'boolean', 'integer']);

/** Checks `selectableFields` of a version against its schema. */
export function validateSelectableFields(
  selectableFields: readonly JsonObject[],
  schema: JsonObject,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, selectable] of selectableFields.entries()) {
    const field = `${path}[${index}].jsonPath`;
    const value = textOf(selectable, 'jsonPath');
    if (value === '') {
      errors.push({ type: 'FieldValueRequired', field });
      continue;
    }
    const invalid = (detail: string): void => {
      errors.push({ type: 'FieldValueInvalid', field, value, detail });
    };
    const found = findFieldPath(value, schema, false);
    if ('error' in found) {
      invalid(`is an invalid path: ${found.error}`);
      continue;
    }
    if (found.path[0] === 'metadata') invalid('must not point to fields in metadata');
    if (!selectableTypes.has(found.schema === undefined ? '' : textOf(found.schema, 'type'))) {
      invalid(
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
      );
    }
    const name = found.path.join('.');
    if (seen.has(name)) errors.push({ type: 'FieldValueDuplicate', field, value });
    seen.add(name);
  }
  if (seen.size > maxFields) {
    errors.push({
      type: 'FieldValueTooMany',
      field: path,
      value: seen.size,
      detail: `must have at most ${maxFields} items`,
    });
  }
  return errors;
}

import { type FieldError, isJsonObject, type JsonValue, supportedValues } from '@keelson/schema';
import { validateFieldManager } from './validate-field-manager.ts';

const operations: readonly string[] = ['Apply', 'Update'];
const maxSubresourceBytes = 256;

/** Entries of managedFields, without what they own (ValidateManagedFields). */
export function validateManagedFields(value: JsonValue | undefined, path: string): FieldError[] {
  if (!Array.isArray(value)) return [];
  const errors: FieldError[] = [];
  for (const [index, entry] of value.entries()) {
    if (!isJsonObject(entry)) continue;
    const at = `${path}[${index}]`;
    const operation = textOf(entry['operation']);
    if (operation === '') {
      errors.push({
        type: 'FieldValueRequired',
        field: `${at}.operation`,
        detail: 'must not be empty',
      });
    } else if (!operations.includes(operation)) {
      errors.push({
        type: 'FieldValueNotSupported',
        field: `${at}.operation`,
        value: operation,
        detail: supportedValues(operations),
      });
    }
    const type = textOf(entry['fieldsType']);
    if (type !== '' && type !== 'FieldsV1') {
      errors.push({
        type: 'FieldValueInvalid',
        field: `${at}.fieldsType`,
        value: type,
        detail: 'must be `FieldsV1`',
      });
    }
    errors.push(...validateFieldManager(textOf(entry['manager']), `${at}.manager`));
    if (Buffer.byteLength(textOf(entry['subresource'])) > maxSubresourceBytes) {
      errors.push({
        type: 'FieldValueTooLong',
        field: `${at}.subresource`,
        detail: `may not be more than ${maxSubresourceBytes} bytes`,
      });
    }
  }
  return errors;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

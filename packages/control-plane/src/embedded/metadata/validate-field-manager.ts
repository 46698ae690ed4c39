import type { FieldError } from '@keelson/schema';

const maxBytes = 128;

/** Name of a field manager, also as the query parameter `fieldManager` (ValidateFieldManager). */
export function validateFieldManager(name: string, field: string): FieldError[] {
  const errors: FieldError[] = [];
  if (Buffer.byteLength(name) > maxBytes) {
    errors.push({
      type: 'FieldValueTooLong',
      field,
      detail: `may not be more than ${maxBytes} bytes`,
    });
  }
  let position = 0;
  for (const char of name) {
    if (char !== ' ' && !printable.test(char)) {
      errors.push({
        type: 'FieldValueInvalid',
        field,
        value: name,
        detail: `invalid character ${codePointName(char)} (at position ${position})`,
      });
    }
    position += Buffer.byteLength(char);
  }
  return errors;
}

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;

function codePointName(char: string): string {
  const code = char.codePointAt(0) as number;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

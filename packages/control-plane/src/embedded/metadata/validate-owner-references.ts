import {
  type FieldError,
  goJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@keelson/schema';

/** References to owners, at most one of them the controller (ValidateOwnerReferences). */
export function validateOwnerReferences(value: JsonValue | undefined, path: string): FieldError[] {
  const references = Array.isArray(value) ? value.filter(isJsonObject) : [];
  if (references.length === 0) return [];
  const errors: FieldError[] = [];
  let controller: string | undefined;
  for (const [index, reference] of references.entries()) {
    checkReference(reference, `${path}[${index}]`, errors);
    if (reference['controller'] !== true) continue;
    const name = `${textOf(reference, 'kind')}/${textOf(reference, 'name')}`;
    if (controller === undefined) {
      controller = name;
      continue;
    }
    errors.push({
      type: 'FieldValueInvalid',
      field: path,
      // The value is printed here: Go prints a struct in the order of its fields.
      detail: `[${references.map(printReference).join(',')}]: Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`,
    });
  }
  return errors;
}

function checkReference(reference: JsonObject, path: string, errors: FieldError[]): void {
  const apiVersion = textOf(reference, 'apiVersion');
  const version = versionOf(apiVersion);
  if (apiVersion === '') {
    errors.push(required(`${path}.apiVersion`));
  } else if (version === '') {
    errors.push({
      type: 'FieldValueInvalid',
      field: `${path}.apiVersion`,
      value: apiVersion,
      detail: 'must be <group>/<version> or <version>',
    });
  }
  for (const field of ['kind', 'name', 'uid']) {
    if (textOf(reference, field) === '') errors.push(required(`${path}.${field}`));
  }
  if (apiVersion === 'v1' && reference['kind'] === 'Event') {
    errors.push({
      type: 'FieldValueInvalid',
      field: path,
      detail: `${printReference(reference)}: /v1, Kind=Event is disallowed from being an owner`,
    });
  }
}

/** Empty when the text is no apiVersion. */
function versionOf(apiVersion: string): string {
  const parts = apiVersion.split('/');
  return parts.length > 2 ? '' : (parts.at(-1) as string);
}

function required(field: string): FieldError {
  return { type: 'FieldValueRequired', field, detail: 'must not be empty' };
}

function printReference(reference: JsonObject): string {
  const fields = ['apiVersion', 'kind', 'name', 'uid'].map(
    (field) => `"${field}":${goJson(textOf(reference, field))}`,
  );
  for (const field of ['controller', 'blockOwnerDeletion']) {
    const value = reference[field];
    if (typeof value === 'boolean') fields.push(`"${field}":${value}`);
  }
  return `{${fields.join(',')}}`;
}

function textOf(reference: JsonObject, field: string): string {
  const value = reference[field];
  return typeof value === 'string' ? value : '';
}

import { type FieldError, goJson, type JsonObject } from '@keelson/schema';
import { optionalObject, textOf } from './definition.ts';
import { invalidStruct, printSchema, setFieldsOf } from './go-print.ts';
import type { SchemaChecks } from './schema-checks.ts';
import { validateSchema } from './validate-schema.ts';

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = [
  'byte',
  'date',
  'date-time',
  'double',
  'float',
  'int32',
  'int64',
  'password',
];

/** What a schema may hold at its root when the status is a subresource. */
const rootFields = [
  'Description',
  'Type',
  'Format',
  'Title',
  'Maximum',
  'ExclusiveMaximum',
  'Minimum',
  'ExclusiveMinimum',
  'MaxLength',
  'MinLength',
  'Pattern',
  'MaxItems',
  'MinItems',
  'UniqueItems',
  'MultipleOf',
  'Required',
  'Items',
  'Properties',
  'ExternalDocs',
  'Example',
  'XPreserveUnknownFields',
  'XValidations',
];

/** Checks `deprecationWarning` of a version. */
export function validateDeprecation(
  isDeprecated: boolean,
  warning: string | undefined,
  field: string,
): FieldError[] {
  if (warning === undefined) return [];
  const details: string[] = [];
  if (!isDeprecated) details.push('can only be set for deprecated versions');
  else {
    if (Buffer.byteLength(warning) > 256) details.push('must be <= 256 characters long');
    if (warning === '') details.push('must not be an empty string');
    const odd = warning.search(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u);
    if (odd >= 0) {
      const index = Buffer.byteLength(warning.slice(0, odd));
      details.push(
        `must only contain printable UTF-8 characters; non-printable character found at index ${index}`,
      );
    }
  }
  // A pointer in Go, so it is printed as JSON.
  return details.map((detail) => invalidStruct(field, goJson(warning), detail));
}

/** Checks a version's `schema`. `path` is that of the object that holds `openAPIV3Schema`. */
export function validateValidation(
  validation: JsonObject | undefined,
  path: string,
  { hasStatus, checks }: { readonly hasStatus: boolean; readonly checks: SchemaChecks },
): FieldError[] {
  const schema = validation && optionalObject(validation, 'openAPIV3Schema');
  if (schema === undefined) return [];
  const root = `${path}.openAPIV3Schema`;
  const errors = hasStatus ? validateRoot(schema, root) : [];
  if (schema['nullable'] === true) {
    const detail = 'nullable cannot be true at the root';
    errors.push({ type: 'FieldValueForbidden', field: `${root}.nullable`, detail });
  }
  const unreadable = checks.unreadable(schema);
  const structural = unreadable === undefined ? structuralErrors(schema, root, checks) : [];
  errors.push(...structural, ...validateSchema(schema, root));
  if (errors.length === 0 && unreadable !== undefined) {
    errors.push({ type: 'FieldValueInvalid', field: root, value: '', detail: unreadable });
  }
  return errors.length === 0 ? (checks.rules?.(schema, root) ?? []) : errors;
}

function structuralErrors(schema: JsonObject, root: string, checks: SchemaChecks): FieldError[] {
  const errors = checks.structural(schema, root);
  return errors.length === 0 ? checks.defaults(schema, root) : errors;
}

function validateRoot(schema: JsonObject, root: string): FieldError[] {
  const type = textOf(schema, 'type');
  for (const name of setFieldsOf(schema)) {
    if (name === 'Type') {
      if (type === 'object') continue;
      const detail =
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
      return [{ type: 'FieldValueInvalid', field: `${root}.type`, value: type, detail }];
    }
    if (!rootFields.includes(name)) {
      const detail = `only [${rootFields.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`;
      return [invalidStruct(root, printSchema(schema), detail)];
    }
  }
  return [];
}

/** Checks the paths of the scale subresource. */
export function validateSubresources(
  subresources: JsonObject | undefined,
  path: string,
): FieldError[] {
  const scale = subresources && optionalObject(subresources, 'scale');
  if (scale === undefined) return [];
  const selector = textOf(scale, 'labelSelectorPath');
  return [
    ...validateScalePath(scale, 'specReplicasPath', { path, prefix: '.spec.' }),
    ...validateScalePath(scale, 'statusReplicasPath', { path, prefix: '.status.' }),
    ...(selector === '' ? [] : validateSelectorPath(selector, `${path}.scale.labelSelectorPath`)),
  ];
}

function validateScalePath(
  scale: JsonObject,
  key: string,
  { path, prefix }: { readonly path: string; readonly prefix: string },
): FieldError[] {
  const field = `${path}.scale.${key}`;
  const value = textOf(scale, key);
  if (value === '') return [{ type: 'FieldValueRequired', field }];
  const errors = validateJsonPath(value, field);
  if (errors.length > 0 || value.startsWith(prefix)) return errors;
  const detail = `should be a json path under ${prefix.slice(0, -1)}`;
  return [{ type: 'FieldValueInvalid', field, value, detail }];
}

function validateSelectorPath(value: string, field: string): FieldError[] {
  const errors = validateJsonPath(value, field);
  if (errors.length > 0 || value.startsWith('.spec.') || value.startsWith('.status.'))
    return errors;
  const detail = 'should be a json path under either .spec or .status';
  return [{ type: 'FieldValueInvalid', field, value, detail }];
}

/** Checks a printer column. */
export function validateColumn(column: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const type = textOf(column, 'type');
  const format = textOf(column, 'format');
  const jsonPath = textOf(column, 'jsonPath');
  if (textOf(column, 'name') === '') {
    errors.push({ type: 'FieldValueRequired', field: `${path}.name` });
  }
  const typeDetail = `must be one of ${columnTypes.join(',')}`;
  const typeField = `${path}.type`;
  if (type === '')
    errors.push({ type: 'FieldValueRequired', field: typeField, detail: typeDetail });
  else if (!columnTypes.includes(type)) {
    errors.push({ type: 'FieldValueInvalid', field: typeField, value: type, detail: typeDetail });
  }
  if (format !== '' && !columnFormats.includes(format)) {
    const detail = `must be one of ${columnFormats.join(',')}`;
    errors.push({ type: 'FieldValueInvalid', field: `${path}.format`, value: format, detail });
  }
  const field = `${path}.JSONPath`;
  if (jsonPath === '') errors.push({ type: 'FieldValueRequired', field });
  else errors.push(...validateJsonPath(jsonPath, field));
  return errors;
}

function validateJsonPath(value: string, field: string): FieldError[] {
  if (value.startsWith('.')) return [];
  const detail = 'must be a simple json path starting with .';
  return [{ type: 'FieldValueInvalid', field, value, detail }];
}

import type { FieldError, JsonObject } from '@keelson/schema';
import { validateApproval } from './api-approval.ts';
import { isConditionTrue, objectOf, optionalObject, textOf, textsOf } from './definition.ts';
import { dns1035LabelErrors as labelErrors, subdomainErrors } from '../metadata/name-rules.ts';
import { invalidStruct, printVersions } from './go-print.ts';
import {
  internalSpecOf,
  type InternalSpec,
  type InternalVersion,
  someSchema,
} from './internal-definition.ts';
import type { SchemaChecks } from './schema-checks.ts';
import { validateSelectableFields } from './selectable-fields.ts';
import { validateCaBundle, validateConversion } from './validate-conversion.ts';
import { validateEnum } from './validate-enum.ts';
import { validateNames, validateRequiredNames } from './validate-names.ts';
import {
  validateColumn,
  validateDeprecation,
  validateSubresources,
  validateValidation,
} from './validate-version.ts';

/**
 * Everything wrong with a new CustomResourceDefinition, its general metadata apart: that its name is
 * `<plural>.<group>` is checked here. In the server's words and order
 * (ValidateCustomResourceDefinition).
 */
export function validateDefinition(definition: JsonObject, checks: SchemaChecks): FieldError[] {
  const spec = internalSpecOf(definition);
  return [
    ...validateName(definition, spec),
    ...validateSpec(spec, checks),
    ...validateStatus(definition, spec),
    ...validateApproval(definition, undefined),
    ...validatePreserve(spec),
  ];
}

/** Everything wrong with a change through the main endpoint, its metadata apart. */
export function validateDefinitionUpdate(
  definition: JsonObject,
  old: JsonObject,
  checks: SchemaChecks,
): FieldError[] {
  const spec = internalSpecOf(definition);
  const before = internalSpecOf(old);
  const errors = [...validateSpec(spec, checks), ...validateCaBundle(definition, old)];
  if (isConditionTrue(old, 'Established')) {
    errors.push(
      ...validateSame(spec.scope, before.scope, 'spec.scope'),
      ...validateSame(textOf(spec.names, 'kind'), textOf(before.names, 'kind'), 'spec.names.kind'),
    );
  }
  return [
    ...errors,
    ...validateSame(spec.group, before.group, 'spec.group'),
    ...validateSame(
      textOf(spec.names, 'plural'),
      textOf(before.names, 'plural'),
      'spec.names.plural',
    ),
    ...validateStatus(definition, spec),
    ...validateApproval(definition, old),
    ...(before.preserveUnknownFields ? [] : validatePreserve(spec)),
  ];
}

/** Everything wrong with a change of the status, its metadata apart. */
export function validateDefinitionStatus(definition: JsonObject): FieldError[] {
  const status = objectOf(definition, 'status');
  return validateNames(objectOf(status, 'acceptedNames'), 'status.acceptedNames');
}

function validateName(definition: JsonObject, { names, group }: InternalSpec): FieldError[] {
  const metadata = objectOf(definition, 'metadata');
  const required = `${textOf(names, 'plural')}.${group}`;
  return ['generateName', 'name']
    .map((key) => [`metadata.${key}`, textOf(metadata, key)] as const)
    .filter(([field, value]) => value !== required && (value !== '' || field === 'metadata.name'))
    .map(([field, value]) => ({
      type: 'FieldValueInvalid',
      field,
      value,
      detail: 'must be spec.names.plural+"."+spec.group',
    }));
}

function validateSpec(spec: InternalSpec, checks: SchemaChecks): FieldError[] {
  const errors = [
    ...validateGroup(spec.group),
    ...validateEnum('spec.scope', spec.scope, ['Cluster', 'Namespaced']),
    ...validateHasSchemas(spec),
  ];
  if (spec.preserveUnknownFields && someSchema(spec, (schema) => schema['default'] !== undefined)) {
    errors.push({
      type: 'FieldValueInvalid',
      field: 'spec.preserveUnknownFields',
      value: true,
      detail: 'must be false in order to use defaults in the schema',
    });
  }
  for (const [index, version] of spec.versions.entries()) {
    errors.push(...validateVersion(version, `spec.versions[${index}]`, { spec, checks }));
  }
  errors.push(
    ...validateVersionList(spec),
    ...validateRequiredNames(spec.names, 'spec.names'),
    ...validateNames(spec.names, 'spec.names'),
    ...validateValidation(spec.validation, 'spec.validation', {
      hasStatus:
        hasStatus(spec.subresources) || spec.versions.some((v) => hasStatus(v.subresources)),
      checks,
    }),
    ...validateSubresources(spec.subresources, 'spec.subresources'),
  );
  for (const [index, column] of spec.columns.entries()) {
    errors.push(...validateColumn(column, `spec.additionalPrinterColumns[${index}]`));
  }
  errors.push(...validateSharedFields(spec, checks));
  const { conversion } = spec;
  if (conversion === undefined) return errors;
  const strategy = textOf(conversion, 'strategy');
  if (spec.preserveUnknownFields && strategy !== 'None') {
    errors.push({
      type: 'FieldValueInvalid',
      field: 'spec.conversion.strategy',
      value: strategy,
      detail: 'must be None if spec.preserveUnknownFields is true',
    });
  }
  return [...errors, ...validateConversion(conversion, 'spec.conversion')];
}

function validateGroup(group: string): FieldError[] {
  const field = 'spec.group';
  if (group === '') return [{ type: 'FieldValueRequired', field }];
  const found = subdomainErrors(group).join(',');
  const detail =
    found === '' && !group.includes('.') ? 'should be a domain with at least one dot' : found;
  return detail === '' ? [] : [{ type: 'FieldValueInvalid', field, value: group, detail }];
}

function validateHasSchemas(spec: InternalSpec): FieldError[] {
  if (hasSchema(spec.validation)) return [];
  return spec.versions.flatMap(({ validation }, index) =>
    hasSchema(validation)
      ? []
      : [
          {
            type: 'FieldValueRequired' as const,
            field: `spec.versions[${index}].schema.openAPIV3Schema`,
          },
        ],
  );
}

function validateVersion(
  version: InternalVersion,
  path: string,
  { spec, checks }: { readonly spec: InternalSpec; readonly checks: SchemaChecks },
): FieldError[] {
  const errors: FieldError[] = [];
  const found = labelErrors(version.name);
  if (found.length > 0) {
    const detail = found.join(',');
    errors.push({ type: 'FieldValueInvalid', field: `${path}.name`, value: version.name, detail });
  }
  const isPerVersion = spec.versions.some(({ subresources }) => subresources !== undefined);
  const subresources = isPerVersion
    ? spec.versions.find(({ name }) => name === version.name)?.subresources
    : spec.subresources;
  errors.push(
    ...validateDeprecation(
      version.isDeprecated,
      version.deprecationWarning,
      `${path}.deprecationWarning`,
    ),
    ...validateValidation(version.validation, `${path}.schema`, {
      hasStatus: hasStatus(subresources),
      checks,
    }),
    ...validateSubresources(version.subresources, `${path}.subresources`),
  );
  for (const [index, column] of version.columns.entries()) {
    errors.push(...validateColumn(column, `${path}.additionalPrinterColumns[${index}]`));
  }
  if (version.selectableFields.length === 0) return errors;
  const field = `${path}.selectableFields`;
  // A schema that all versions share stands outside of them, so this refuses fields that differ.
  const schema = version.validation && optionalObject(version.validation, 'openAPIV3Schema');
  if (schema === undefined) {
    const detail = 'may only be set when `version.schema.openAPIV3Schema` is not included';
    return [...errors, { type: 'FieldValueInvalid', field, value: '', detail }];
  }
  return [...errors, ...validateSelectableFields(version.selectableFields, schema, field)];
}

function validateSharedFields(spec: InternalSpec, checks: SchemaChecks): FieldError[] {
  if (spec.selectableFields.length === 0) return [];
  const field = 'spec.selectableFields';
  if (spec.validation === undefined) {
    const detail = 'may only be set when validations.schema is included';
    return [{ type: 'FieldValueInvalid', field, value: '', detail }];
  }
  const schema = optionalObject(spec.validation, 'openAPIV3Schema') ?? {};
  if (checks.unreadable(schema) !== undefined) return [];
  return validateSelectableFields(spec.selectableFields, schema, field);
}

function validateVersionList({ versions, version, hasVersions }: InternalSpec): FieldError[] {
  const errors: FieldError[] = [];
  const printed = hasVersions ? printVersions(versions) : 'null';
  if (new Set(versions.map(({ name }) => name)).size < versions.length) {
    errors.push(invalidStruct('spec.versions', printed, 'must contain unique version names'));
  }
  if (versions.filter(({ isStorage }) => isStorage).length !== 1) {
    const detail = 'must have exactly one version marked as storage version';
    errors.push(invalidStruct('spec.versions', printed, detail));
  }
  const found = version === '' ? [] : labelErrors(version);
  if (found.length > 0) {
    const detail = found.join(',');
    errors.push({ type: 'FieldValueInvalid', field: 'spec.version', value: version, detail });
  }
  return errors;
}

function validateStatus(definition: JsonObject, { versions }: InternalSpec): FieldError[] {
  const errors = validateDefinitionStatus(definition);
  const field = 'status.storedVersions';
  const stored = textsOf(objectOf(definition, 'status'), 'storedVersions');
  if (stored.length === 0) {
    const detail = 'must have at least one stored version';
    return [...errors, { type: 'FieldValueInvalid', field, value: null, detail }];
  }
  for (const { name, isStorage } of versions) {
    if (isStorage && !stored.includes(name)) {
      const detail = `must have the storage version ${name}`;
      errors.push({ type: 'FieldValueInvalid', field, value: stored, detail });
    }
  }
  for (const [index, name] of stored.entries()) {
    if (versions.some((version) => version.name === name)) continue;
    errors.push({
      type: 'FieldValueInvalid',
      field: `${field}[${index}]`,
      value: name,
      detail: `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
    });
  }
  return errors;
}

function validatePreserve({ preserveUnknownFields }: InternalSpec): FieldError[] {
  if (!preserveUnknownFields) return [];
  return [
    {
      type: 'FieldValueInvalid',
      field: 'spec.preserveUnknownFields',
      value: true,
      detail:
        'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
    },
  ];
}

function validateSame(value: string, before: string, field: string): FieldError[] {
  if (value === before) return [];
  return [{ type: 'FieldValueInvalid', field, value, detail: 'field is immutable' }];
}

function hasStatus(subresources: JsonObject | undefined): boolean {
  return subresources !== undefined && optionalObject(subresources, 'status') !== undefined;
}

function hasSchema(validation: JsonObject | undefined): boolean {
  return validation !== undefined && optionalObject(validation, 'openAPIV3Schema') !== undefined;
}

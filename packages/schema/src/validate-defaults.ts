import { compileSchema } from './compile-schema.ts';
import { checkEmbedded, type MetadataCheck } from './embedded-resources.ts';
import { type FieldError, errorText } from './field-error.ts';
import { cloneJson, equalJson, type JsonObject, type JsonValue } from './json.ts';
import { isMetaField, pruneValue } from './prune.ts';
import { coerceEmbedded } from './read-object.ts';
import type { SchemaNode } from './schema-node.ts';
import type { StructuralSchema } from './structural-schema.ts';
import { validateValue } from './validate.ts';

/** Options of {@link validateDefaults}. */
export interface ValidateDefaultsOptions {
  /** Judges metadata that defaults lead to. @default it is not judged */
  readonly checkMetadata?: MetadataCheck | undefined;
}

/**
 * Defaults of a CustomResourceDefinition's schema that are not valid values or hold unknown fields,
 * in the server's words (apiextensions' ValidateDefaults). `path` is the field of the root. The
 * schema must be structural ({@link validateStructural}). Rules are not evaluated.
 */
export function validateDefaults(
  schema: StructuralSchema,
  path: string,
  options: ValidateDefaultsOptions = {},
): FieldError[] {
  const { root } = compileSchema(schema, { isForDefaults: true });
  const check = new DefaultsCheck(options);
  const resource = { ...root, isEmbedded: true, hasEmbedded: true };
  check.visit(resource, path, { resource, surround: asResource, isInsideMeta: false });
  return check.errors;
}

interface Surroundings {
  /** The schema of the resource around the default. */
  readonly resource: SchemaNode;
  /** The resource that holds nothing but the default, at its place. */
  readonly surround: (value: JsonValue) => JsonObject;
  readonly isInsideMeta: boolean;
}

class DefaultsCheck {
  readonly errors: FieldError[] = [];
  readonly #checkMetadata: MetadataCheck | undefined;

  constructor({ checkMetadata }: ValidateDefaultsOptions) {
    this.#checkMetadata = checkMetadata;
  }

  visit(node: SchemaNode, path: string, around: Surroundings): void {
    const here: Surroundings = node.isEmbedded
      ? { resource: node, surround: asResource, isInsideMeta: false }
      : around;
    if (node.defaultValue !== undefined) {
      const field = `${path}.default`;
      this.errors.push(
        ...(here.isInsideMeta
          ? this.#checkInsideMeta(node, field, here)
          : this.#check(node, field)),
      );
    }
    // Defaults below additional properties have been forbidden.
    const { surround } = here;
    if (node.items !== undefined) {
      this.visit(node.items, `${path}.items`, { ...here, surround: (value) => surround([value]) });
    }
    for (const [name, property] of node.properties) {
      this.visit(property, `${path}.properties[${name}]`, {
        ...here,
        surround: (value) => surround({ [name]: value }),
        isInsideMeta: here.isInsideMeta || (node.isEmbedded && isMetaField(name)),
      });
    }
  }

  #check(node: SchemaNode, field: string): FieldError[] {
    // Shown as it is after its metadata has been read, as in Go, where both are one object.
    const value = cloneJson(node.defaultValue as JsonValue);
    const errors: FieldError[] = [];
    const pruned = cloneJson(value);
    // Not all that goes is reported: the meta fields of what is no resource.
    pruneValue(node, pruned);
    if (!equalJson(pruned, value)) {
      const detail = 'must not have unknown fields';
      errors.push({ type: 'FieldValueInvalid', field, value, detail });
    }
    const { error } = coerceEmbedded(node, value, field);
    if (error !== undefined) return [...errors, error];
    const invalid = checkEmbedded(node, value, { path: field, checkMetadata: this.#checkMetadata });
    return [
      ...errors,
      ...(invalid.length > 0 ? invalid : validateValue(node, value, { path: field })),
    ];
  }

  #checkInsideMeta(node: SchemaNode, field: string, around: Surroundings): FieldError[] {
    const value = node.defaultValue as JsonValue;
    const resource = around.surround(cloneJson(value));
    const { error } = coerceEmbedded(around.resource, resource);
    const problems =
      error === undefined
        ? checkEmbedded(around.resource, resource, { checkMetadata: this.#checkMetadata })
        : [error];
    if (problems.length === 0) return validateValue(node, value, { path: field });
    const detail = `must result in valid metadata: ${aggregate(problems)}`;
    return [{ type: 'FieldValueInvalid', field, value, detail }];
  }
}

function asResource(value: JsonValue): JsonObject {
  return { apiVersion: 'validation/v1', kind: 'Validation', ...(value as JsonObject) };
}

/** Several errors in one text, as Go's error lists print themselves. */
function aggregate(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(errorText))];
  return texts.length === 1 ? (texts[0] as string) : `[${texts.join(', ')}]`;
}

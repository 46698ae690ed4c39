import type { FieldError } from './field-error.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** Where the structure and the rules about it are, and where errors go. */
export interface CompletenessPlace {
  readonly schemaPath: string;
  readonly rulePath: string;
  readonly errors: FieldError[];
}

/** Reports the fields that `allOf` and its like speak of and that the structure does not have. */
export function checkCompleteness(schema: StructuralSchema, place: CompletenessPlace): void {
  checkRules(schema, schema, place);
}

function checkRules(
  rules: StructuralSchema,
  schema: StructuralSchema,
  place: CompletenessPlace,
): void {
  const { rulePath } = place;
  if (rules.not !== undefined) {
    visit(rules.not, schema, { ...place, rulePath: `${rulePath}.not` });
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    for (const [index, rule] of (rules[keyword] ?? []).entries()) {
      visit(rule, schema, { ...place, rulePath: `${rulePath}.${keyword}[${index}]` });
    }
  }
}

function visit(
  rule: StructuralSchema,
  schema: StructuralSchema | undefined,
  place: CompletenessPlace,
): void {
  const { schemaPath, rulePath, errors } = place;
  if (schema === undefined) {
    const detail = `because it is defined in ${rulePath}`;
    errors.push({ type: 'FieldValueRequired', field: schemaPath, detail });
    return;
  }
  checkRules(rule, schema, place);
  if (rule.items !== undefined) {
    visit(rule.items, schema.items, {
      errors,
      schemaPath: `${schemaPath}.items`,
      rulePath: `${rulePath}.items`,
    });
  }
  const { properties = {} } = schema;
  for (const [name, property] of Object.entries(rule.properties ?? {})) {
    visit(property, Object.hasOwn(properties, name) ? properties[name] : undefined, {
      errors,
      schemaPath: `${schemaPath}.properties[${name}]`,
      rulePath: `${rulePath}.properties[${name}]`,
    });
  }
}

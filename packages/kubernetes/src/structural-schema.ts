import { type DefinitionName, formatReference, parseReference } from './definition-name.ts';
import type { Definitions } from './definitions.ts';
import { RecursiveDefinitionError, recursionOf } from './recursion.ts';
import type { Definition, SchemaType } from './schema-definition.ts';

/**
 * A structural schema as a CustomResourceDefinition takes it (Kubernetes documentation, "Extend
 * the Kubernetes API with CustomResourceDefinitions"): complete in itself, no references.
 */
export interface StructuralSchema {
  readonly type?: SchemaType;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly required?: readonly string[];
  readonly items?: StructuralSchema;
  readonly additionalProperties?: StructuralSchema;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly { readonly type: SchemaType }[];
  readonly nullable?: true;
  readonly default?: unknown;
  readonly 'x-kubernetes-int-or-string'?: true;
  readonly 'x-kubernetes-preserve-unknown-fields'?: true;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
}

/** Options of {@link structuralSchemaOf}. */
export interface StructuralSchemaOptions {
  /**
   * What becomes of an ObjectMeta inside the type (`PodTemplateSpec.metadata`): `embedded` keeps
   * what a template can set (annotations, finalizers, labels, name, namespace, generateName), `full` keeps
   * every field, `opaque` is `type: object`, of which the server prunes all content.
   * controller-gen's default is the last, its `generateEmbeddedObjectMeta` the first.
   * @default 'embedded'
   */
  readonly objectMeta?: 'embedded' | 'full' | 'opaque' | undefined;
  /**
   * Keeps the enums of built-in fields, so that a wrong value is refused when the custom resource
   * is written and not when its controller uses it. The values that later Kubernetes releases add
   * are then refused too, and so is the empty string.
   * @default false, as controller-gen
   */
  readonly enums?: boolean | undefined;
}

const templateMetaFields = [
  'annotations',
  'finalizers',
  'generateName',
  'labels',
  'name',
  'namespace',
];

const intOrString: StructuralSchema = {
  anyOf: [{ type: 'integer' }, { type: 'string' }],
  'x-kubernetes-int-or-string': true,
};

/** Types with a JSON form of their own in Go, which their published schema does not express. */
const special: ReadonlyMap<string, StructuralSchema> = new Map<string, StructuralSchema>([
  ['meta/v1#IntOrString', intOrString],
  [
    'meta/v1#Quantity',
    {
      ...intOrString,
      // The grammar of resource.Quantity.
      pattern:
        '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
    },
  ],
  ['meta/v1#FieldsV1', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }],
  ['meta/v1#RawExtension', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }],
]);

/**
 * The schema of a built-in type for use inside a CustomResourceDefinition: all references written
 * out; types, formats, required fields, list types and map keys, map types and int-or-string kept;
 * strategic-merge keywords, which a CRD refuses, left out. Fields that the server sends as `null`
 * when empty may be null, so that a copied condition is accepted. Defaults stay, but for Go's zero
 * values on required fields, which nobody has asked for and which would satisfy `required`. A condition
 * has the rules that its Go type states for controller-gen.
 * @throws {UnknownDefinitionError} when there is no such type
 * @throws {RecursiveDefinitionError} when the type contains itself; {@link recursionOf} asks first
 */
export function structuralSchemaOf(
  definitions: Definitions,
  target: DefinitionName,
  options: StructuralSchemaOptions = {},
): StructuralSchema {
  const cycle = recursionOf(definitions, target);
  if (cycle !== undefined) throw new RecursiveDefinitionError(target, cycle);
  const { objectMeta = 'embedded', enums = false } = options;
  return inline({ $ref: formatReference(target) }, { definitions, objectMeta, enums });
}

interface InlineContext {
  readonly definitions: Definitions;
  readonly objectMeta: 'embedded' | 'full' | 'opaque';
  readonly enums: boolean;
}

function inline(schema: Definition, context: InlineContext): StructuralSchema {
  const { additionalProperties, properties, required } = schema;
  const isArray = schema.type === 'array';
  return {
    ...(schema.$ref === undefined ? undefined : inlineReference(schema.$ref, context)),
    ...pick(schema, ['type', 'format']),
    ...(required === undefined ? undefined : { required }),
    ...(properties === undefined ? undefined : { properties: inlineAll(schema, context) }),
    ...(isArray ? inlineList(schema, context) : undefined),
    ...(additionalProperties === undefined
      ? undefined
      : { additionalProperties: inline(additionalProperties, context) }),
    ...(context.enums ? pick(schema, ['enum']) : undefined),
    ...(isZero(schema.default) ? undefined : { default: schema.default }),
    ...pick(schema, ['nullable', 'x-kubernetes-map-type']),
  };
}

function inlineAll(
  { properties = {}, required = [] }: Definition,
  context: InlineContext,
): Record<string, StructuralSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const schema = inline(property, context);
      const isStated = !required.includes(name) && zeros.includes(property.default);
      return [name, isStated ? { ...schema, default: property.default } : schema];
    }),
  );
}

/** Published for optional fields when Go's source states them. */
const zeros: readonly unknown[] = ['', 0, false];

/**
 * A CRD's map list wants each key of an item to be required or to have a default. One built-in key
 * may be absent altogether, so its list is atomic.
 */
function inlineList(schema: Definition, context: InlineContext): StructuralSchema {
  if (schema.items === undefined) return {};
  const items = inline(schema.items, context);
  const listType = pick(schema, ['x-kubernetes-list-type', 'x-kubernetes-list-map-keys']);
  const open = (schema['x-kubernetes-list-map-keys'] ?? []).filter(
    (key) => !items.required?.includes(key) && items.properties?.[key]?.default === undefined,
  );
  return open.length === 0 ? { items, ...listType } : { items, 'x-kubernetes-list-type': 'atomic' };
}

function inlineReference(reference: string, context: InlineContext): StructuralSchema {
  const known = special.get(reference);
  if (known !== undefined) return known;
  const definition = follow({ $ref: reference }, context);
  if (reference === 'meta/v1#Condition') return withConditionRules(inline(definition, context));
  if (isOpaque(definition)) return { 'x-kubernetes-preserve-unknown-fields': true };
  if (reference !== 'meta/v1#ObjectMeta' || context.objectMeta === 'full') {
    return inline(definition, context);
  }
  if (context.objectMeta === 'opaque') return { type: 'object' };
  const properties = Object.entries(definition.properties ?? {}).filter(([name]) =>
    templateMetaFields.includes(name),
  );
  return inline({ type: 'object', properties: Object.fromEntries(properties) }, context);
}

/** Markers in the Go source of `metav1.Condition`, which no published document has. */
const conditionRules: Readonly<Record<string, StructuralSchema>> = {
  message: { maxLength: 32_768 },
  observedGeneration: { minimum: 0 },
  reason: {
    minLength: 1,
    maxLength: 1024,
    pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
  },
  status: { enum: ['True', 'False', 'Unknown'] },
  type: {
    maxLength: 316,
    pattern:
      '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$',
  },
};

function withConditionRules(schema: StructuralSchema): StructuralSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    { ...property, ...conditionRules[name] },
  ]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

function follow(schema: Definition, { definitions }: InlineContext): Definition {
  return schema.$ref === undefined ? schema : definitions.definitionOf(parseReference(schema.$ref));
}

/** Published as `{}`: any JSON value. */
function isOpaque(definition: Definition): boolean {
  return Object.keys(definition).length === 0;
}

function pick<Key extends keyof Definition>(
  schema: Definition,
  keys: readonly Key[],
): Pick<Definition, Key> {
  const present = keys.filter((key) => schema[key] !== undefined);
  return Object.fromEntries(present.map((key) => [key, schema[key]])) as Pick<Definition, Key>;
}

function isZero(value: unknown): boolean {
  return !value || JSON.stringify(value) === '{}';
}

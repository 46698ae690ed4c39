import {
  type Definition,
  type Definitions,
  formatReference,
  parseReference,
} from '@keelson/kubernetes/schema';
import type { JsonObject, JsonValue } from '@keelson/schema';
import { componentName } from './component-name.ts';

/** Options of requests and events of watches belong to every group. */
const sharedKinds: ReadonlySet<string> = new Set(['meta/v1#DeleteOptions', 'meta/v1#WatchEvent']);
/** Documents of the API itself belong to the core group. */
const coreKinds: ReadonlySet<string> = new Set([
  'meta/v1#APIGroup',
  'meta/v1#APIResourceList',
  'meta/v1#Status',
]);

/** Types whose fields have no descriptions (but for `default`), so that references stand bare. */
const bare: ReadonlySet<string> = new Set(['apiextensions/v1#JSONSchemaProps']);

/** Writes built-in types as components of OpenAPI documents. */
export interface BuiltinComponents {
  /** Adds a type and all that it refers to. */
  add(components: Record<string, JsonObject>, reference: string): void;
}

/** `group` and `version` are those of the document. */
export function builtinComponents(
  definitions: Definitions,
  group: string,
  version: string,
): BuiltinComponents {
  const seen = new Set<string>();
  const kindsOf = (definition: Definition, reference: string): JsonObject => {
    const kinds = groupVersionKindsOf(definition, reference, { group, version });
    return kinds.length === 0 ? {} : { 'x-kubernetes-group-version-kind': kinds };
  };
  return {
    add: (components, reference) => {
      const visit = (current: string): void => {
        if (seen.has(current)) return;
        seen.add(current);
        const definition = definitions.definitionOf(parseReference(current));
        components[componentName(current)] = {
          ...schemaOf(definition, visit, !bare.has(current)),
          ...kindsOf(definition, current),
        };
      };
      visit(reference);
    },
  };
}

function groupVersionKindsOf(
  definition: Definition,
  reference: string,
  { group, version }: { readonly group: string; readonly version: string },
): JsonObject[] {
  const { name } = parseReference(reference);
  const core = { group: '', kind: name, version: 'v1' };
  if (coreKinds.has(reference)) return [core];
  if (sharedKinds.has(reference)) {
    return group === '' ? [core] : [core, { group, kind: name, version }];
  }
  const own = definition['x-kubernetes-group-version-kind'];
  return own === undefined ? [] : [{ group: own.group, kind: own.kind, version: own.version }];
}

/** A list of a kind, which the published structure leaves out. */
export function listComponent(
  {
    group,
    version,
    kind,
  }: { readonly group: string; readonly version: string; readonly kind: string },
  component: string,
): JsonObject {
  return {
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion: { type: 'string' },
      items: { type: 'array', items: refTo(component) },
      kind: { type: 'string' },
      metadata: { default: {}, allOf: [refTo(componentName('meta/v1#ListMeta'))] },
    },
    'x-kubernetes-group-version-kind': [{ group, kind: `${kind}List`, version }],
  };
}

/** The body of a patch. */
export const patchSchema: JsonObject = { type: 'object' };

function schemaOf(
  definition: Definition,
  visit: (reference: string) => void,
  isDescribed = true,
): JsonObject {
  const schema: JsonObject = {};
  for (const [key, value] of Object.entries(definition)) {
    switch (key) {
      case 'properties':
        schema[key] = Object.fromEntries(
          Object.entries(value as Record<string, Definition>).map(([name, property]) => [
            name,
            propertyOf(property, visit, isDescribed || name === 'default'),
          ]),
        );
        break;
      case 'items':
      case 'additionalProperties':
        schema[key] = propertyOf(value as Definition, visit);
        break;
      case '$ref':
      // What the server sends, not what it publishes.
      case 'nullable':
      case 'x-kubernetes-group-version-kind':
        break;
      default:
        schema[key] = value as JsonValue;
    }
  }
  return schema;
}

/** A reference beside other keywords has to be wrapped; a property has its description beside. */
function propertyOf(
  definition: Definition,
  visit: (reference: string) => void,
  isWrapped = false,
): JsonObject {
  const { $ref, ...rest } = definition;
  if ($ref === undefined) return schemaOf(definition, visit);
  visit($ref);
  const reference = refTo(componentName($ref));
  return Object.keys(rest).length === 0 && !isWrapped
    ? reference
    : { ...schemaOf(rest, visit), allOf: [reference] };
}

function refTo(component: string): JsonObject {
  return { $ref: `#/components/schemas/${component}` };
}

/** The reference of a kind by group and version; `undefined` when its structure is not published. */
export function referenceOf(
  definitions: Definitions,
  {
    group,
    version,
    kind,
  }: { readonly group: string; readonly version: string; readonly kind: string },
): string | undefined {
  const module = `${moduleNameOf(group)}/${version}`;
  const target = { module, name: kind };
  return definitions.has(target) ? formatReference(target) : undefined;
}

function moduleNameOf(group: string): string {
  if (group === '') return 'core';
  const [first = ''] = group.split('.');
  return first;
}

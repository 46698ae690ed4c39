/**
 * Declarations of types whose JSON form their schema cannot express (they have their own encoders
 * in Go), by `<module>#<name>`.
 */
export const writtenByHand: ReadonlyMap<string, string> = new Map(
  [
    [
      'meta/v1#Time',
      [
        '/** A moment as RFC 3339 text in UTC with whole seconds: `2026-11-23T04:05:06Z`. */',
        'export type Time = string;',
      ],
    ],
    [
      'meta/v1#MicroTime',
      [
        '/**',
        ' * A moment as RFC 3339 text in UTC with exactly six fraction digits:',
        ' * `2026-11-23T04:05:06.000000Z`. The server refuses other precisions, so the three digits of',
        ' * `Date.toISOString()` are not enough.',
        ' */',
        'export type MicroTime = string;',
      ],
    ],
    [
      'meta/v1#Quantity',
      [
        '/**',
        " * An amount such as `'500m'` or `'1.5Gi'`. The server takes a JSON number too. Built-in kinds",
        ' * always come back with text in canonical form; a custom resource comes back as it was written.',
        ' * Semantics: Kubernetes documentation, "Quantity".',
        ' */',
        'export type Quantity = string | number;',
      ],
    ],
    [
      'meta/v1#IntOrString',
      [
        '/** A whole number or text, such as a port number or name, or a count or percentage. */',
        'export type IntOrString = number | string;',
      ],
    ],
    [
      'meta/v1#FieldsV1',
      [
        '/** A set of fields as a tree (structured-merge-diff), for example `{ "f:spec": {} }`. */',
        'export type FieldsV1 = Record<string, unknown>;',
      ],
    ],
    [
      'meta/v1#RawExtension',
      [
        '/** Any JSON object, often a whole Kubernetes object. */',
        'export type RawExtension = Record<string, unknown>;',
      ],
    ],
    ['apiextensions/v1#JSON', ['/** Any JSON value. */', 'export type JSON = unknown;']],
    [
      'apiextensions/v1#JSONSchemaPropsOrArray',
      [
        '/** One schema for all items, or one per position. */',
        'export type JSONSchemaPropsOrArray = JSONSchemaProps | JSONSchemaProps[];',
      ],
    ],
    [
      'apiextensions/v1#JSONSchemaPropsOrBool',
      [
        '/** A schema, or whether anything at all is allowed. */',
        'export type JSONSchemaPropsOrBool = JSONSchemaProps | boolean;',
      ],
    ],
    [
      'apiextensions/v1#JSONSchemaPropsOrStringArray',
      [
        '/** A schema, or the names of other properties. */',
        'export type JSONSchemaPropsOrStringArray = JSONSchemaProps | string[];',
      ],
    ],
  ].map(([name, lines]) => [name as string, (lines as string[]).join('\n')]),
);

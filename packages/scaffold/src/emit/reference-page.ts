import { stringify } from 'yaml';
import type { ResourceModel, ResourceVersion } from '../model/resource-model.ts';
import type { SchemaNode } from '../model/schema-node.ts';
import { sampleOf } from './sample.ts';

/** First line of a page that is written anew by each run. */
export const referenceMark =
  '<!-- Written by "operator generate docs" from the source: do not edit. -->';

/** File name of a kind's page. */
export function referenceFileName({ group, plural }: ResourceModel): string {
  return `${group}_${plural}.md`;
}

/** The page of a kind for those who write its objects: every version, field, default and rule. */
export function referencePage(resource: ResourceModel): string {
  const { kind, group, scope, plural, shortNames } = resource;
  const names = [plural, ...shortNames].map((name) => `\`${name}\``).join(', ');
  return [
    referenceMark,
    `# ${kind}`,
    `\`${group}\`, ${scope === 'Cluster' ? 'cluster-scoped' : 'namespaced'}; for kubectl: ${names}.`,
    ...resource.versions.toReversed().flatMap((version) => versionSection(resource, version)),
  ]
    .join('\n\n')
    .concat('\n');
}

function versionSection(resource: ResourceModel, version: ResourceVersion): string[] {
  const { name, schema } = version;
  const { properties = {}, description } = schema;
  const sample = stringify(sampleOf(resource, version), { lineWidth: 0 });
  return [
    `## ${name}`,
    ...stateOf(version),
    ...(description === undefined ? [] : [text(description)]),
    ...rulesOf(schema),
    `\`\`\`yaml\n${sample}\`\`\``,
    ...objectSections({ ...schema, properties }, ''),
  ];
}

function stateOf({ served, storage, deprecated }: ResourceVersion): string[] {
  const states = [
    ...(served ? [] : ['Not served.']),
    ...(storage ? ['Stored.'] : []),
    ...(typeof deprecated === 'string' ? [`Deprecated: ${text(deprecated)}`] : []),
    ...(deprecated === true ? ['Deprecated.'] : []),
  ];
  return states.length === 0 ? [] : [states.join(' ')];
}

/** The fields of an object, then those of the objects in it, each under its path. */
function objectSections(schema: SchemaNode, path: string): string[] {
  const fields = Object.entries(schema.properties ?? {});
  const lines = fields.map(([name, field]) => fieldLine(name, field, schema));
  const inner = fields.flatMap(([name, field]) => {
    const [part, suffix] = innermost(field);
    if (Object.keys(part.properties ?? {}).length === 0) return [];
    const place = `${path}.${name}${suffix}`;
    return [`### \`${place.slice(1)}\``, ...objectSections(part, place)];
  });
  return [...(lines.length === 0 ? [] : [lines.join('\n')]), ...inner];
}

/** What a list or a map is of, and how its path is written. */
function innermost(schema: SchemaNode): [schema: SchemaNode, suffix: string] {
  const { items, additionalProperties } = schema;
  const part = items ?? additionalProperties;
  if (part === undefined) return [schema, ''];
  const [inner, suffix] = innermost(part);
  return [inner, `${items === undefined ? '.*' : '[]'}${suffix}`];
}

function fieldLine(name: string, field: SchemaNode, owner: SchemaNode): string {
  const required = owner.required?.includes(name) === true ? ', required' : '';
  const description =
    field.description === undefined ? '' : `: ${indented(text(field.description))}`;
  const [part] = innermost(field);
  const each = part === field ? [] : [...limitsOf(part), ...rulesOf(part)];
  const sentences = [...limitsOf(field), ...rulesOf(field), ...each.map((line) => `Each: ${line}`)];
  const details = sentences.map((line) => `\n  ${indented(line)}`);
  return `- \`${name}\` (${typeOf(field)}${required})${description}${details.join('')}`;
}

function typeOf(schema: SchemaNode): string {
  const { type, format, items, additionalProperties } = schema;
  const suffix = schema.nullable === true ? ' or null' : '';
  if (schema['x-kubernetes-int-or-string'] === true) return `integer or string${suffix}`;
  if (items !== undefined) return `list of ${typeOf(items)}${suffix}`;
  if (additionalProperties !== undefined) return `map of ${typeOf(additionalProperties)}${suffix}`;
  return `${type ?? 'anything'}${format === undefined ? '' : `, ${format}`}${suffix}`;
}

/** A sentence each for what a value must be. */
function limitsOf(schema: SchemaNode): string[] {
  const say = (words: string, value: unknown): string[] =>
    value === undefined ? [] : [`${words} ${code(value)}.`];
  const low = schema.exclusiveMinimum === true ? 'More than' : 'At least';
  const high = schema.exclusiveMaximum === true ? 'Less than' : 'At most';
  const lines = [
    ...say('Default:', schema.default),
    ...(schema.enum === undefined ? [] : [`One of ${schema.enum.map(code).join(', ')}.`]),
    ...say(low, schema.minimum),
    ...say(high, schema.maximum),
    ...say('A multiple of', schema.multipleOf),
    ...say('Characters, at least', schema.minLength),
    ...say('Characters, at most', schema.maxLength),
    ...say('Matches', schema.pattern),
    ...say('Items, at least', schema.minItems),
    ...say('Items, at most', schema.maxItems),
    ...say('Entries, at least', schema.minProperties),
    ...say('Entries, at most', schema.maxProperties),
    ...say('Told apart by', schema['x-kubernetes-list-map-keys']?.join(', ')),
    ...say('Example:', schema.example),
  ];
  return lines.length === 0 ? [] : [lines.join(' ')];
}

function rulesOf(schema: SchemaNode): string[] {
  return (schema['x-kubernetes-validations'] ?? []).map(({ rule, message }) =>
    message === undefined ? `Rule: ${code(rule)}.` : `Rule: ${text(message)} (${code(rule)}).`,
  );
}

function code(value: unknown): string {
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  const fence = written.includes('`') ? '``' : '`';
  const space = fence === '``' || written === '' ? ' ' : '';
  return `${fence}${space}${written}${space}${fence}`;
}

/** Text whose angle brackets are no HTML. */
function text(description: string): string {
  return description.replaceAll('<', '&lt;');
}

function indented(lines: string): string {
  return lines.replaceAll('\n', '\n  ');
}

import { readFileSync } from 'node:fs';
import { loadDefinitions } from '@keelson/kubernetes/schema';
import { cloneJson, isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { subdomainName } from '../metadata/name-rules.ts';
import { validateMetadata } from '../metadata/validate-metadata.ts';
import { DecodeError } from '../registry/decode-error.ts';
import { invalid, StatusError } from '../status-error.ts';
import { createDefinitionStrategy } from './definition-strategy.ts';

/** A change of the plain definition below, and what a real server (1.37.2) answered to its create. */
interface RecordedCase {
  readonly name: string;
  readonly schema?: JsonObject;
  readonly version?: JsonObject;
  readonly versions?: JsonObject[];
  readonly patch?: JsonObject;
  readonly answer: JsonObject;
}

const recorded = JSON.parse(
  readFileSync(new URL('recorded-definitions.test.json', import.meta.url), 'utf8'),
) as RecordedCase[];

const strategy = createDefinitionStrategy({ definitions: loadDefinitions() });
const context = { subresource: '', username: 'admin' };

function plainDefinition(): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.probe.test' },
    spec: {
      group: 'probe.test',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object', properties: { a: { type: 'string' } } } },
            },
          },
        },
      ],
    },
  };
}

function definitionOf({ schema, version, versions, patch }: RecordedCase): JsonObject {
  const definition = plainDefinition();
  const spec = definition['spec'] as JsonObject;
  const list = spec['versions'] as JsonObject[];
  const first = list[0] as JsonObject;
  if (schema !== undefined) first['schema'] = { openAPIV3Schema: cloneJson(schema) };
  if (version !== undefined) list[0] = merged(first, cloneJson(version)) as JsonObject;
  if (versions !== undefined) spec['versions'] = cloneJson(versions);
  return merged(definition, cloneJson(patch ?? {})) as JsonObject;
}

function merged(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  const result = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** A merge patch of a live definition, and what a real server answered to its update. */
interface RecordedUpdate {
  readonly name: string;
  readonly patch: JsonObject;
  readonly subresource?: string;
  readonly answer: JsonObject;
}

const updates = JSON.parse(
  readFileSync(new URL('recorded-updates.test.json', import.meta.url), 'utf8'),
) as { live: JsonObject; cases: RecordedUpdate[] };

/** Updates as the REST handlers do. */
function update({ patch, subresource = '' }: RecordedUpdate): JsonObject {
  const live = cloneJson(updates.live);
  const next = merged(cloneJson(updates.live), cloneJson(patch)) as JsonObject;
  const unknown = strategy.decode(next);
  strategy.setDefaults(next);
  strategy.prepareForUpdate(next, live, { ...context, subresource });
  const errors = strategy.validateUpdate(next, live, { ...context, subresource });
  const metadata = next['metadata'] as { name: string; generation: number };
  if (errors.length > 0) {
    const target = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' };
    const { status } = invalid(target, metadata.name, errors);
    return { code: status.code, message: status.message };
  }
  const warnings = [...unknown, ...strategy.warningsOf(next, live)].map(
    (warning) => `299 - ${JSON.stringify(warning)}`,
  );
  return {
    code: 200,
    generation: metadata.generation,
    spec: next['spec'] as JsonObject,
    status: next['status'] as JsonObject,
    ...(warnings.length === 0 ? undefined : { warnings: warnings.join(', ') }),
  };
}

/** Creates as the REST handlers do. */
function create(definition: JsonObject): JsonObject {
  try {
    const unknown = strategy.decode(definition);
    strategy.setDefaults(definition);
    strategy.prepareForCreate(definition, context);
    const errors = [
      ...validateMetadata(definition['metadata'] as JsonObject, {
        isNamespaced: false,
        nameRule: subdomainName,
      }),
      ...strategy.validate(definition),
    ];
    const { name } = definition['metadata'] as { name: string };
    const target = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' };
    if (errors.length > 0) throw invalid(target, name, errors);
    const warnings = [
      ...unknown.map((path) => `unknown field "${path}"`),
      ...strategy.warningsOf(definition, undefined),
    ].map((warning) => `299 - ${JSON.stringify(warning)}`);
    return {
      code: 201,
      spec: definition['spec'] as JsonObject,
      status: definition['status'] as JsonObject,
      ...(warnings.length === 0 ? undefined : { warnings: warnings.join(', ') }),
    };
  } catch (error) {
    if (error instanceof DecodeError) {
      const kind = 'CustomResourceDefinition';
      const prefix = `${kind} in version "v1" cannot be handled as a ${kind}`;
      return { code: 400, message: `${prefix}: ${error.message}` };
    }
    if (!(error instanceof StatusError)) throw error;
    return { code: error.status.code, message: error.status.message };
  }
}

describe('createDefinitionStrategy', () => {
  it.each(recorded)('answers as the server does: $name', (recordedCase) => {
    expect(create(definitionOf(recordedCase))).toEqual(recordedCase.answer);
  });

  it.each(updates.cases)('answers an update as the server does: $name', (recordedUpdate) => {
    expect(update(recordedUpdate)).toEqual(recordedUpdate.answer);
  });

  it('writes the lists of a status even when they are empty', () => {
    const definition = plainDefinition();
    definition['status'] = { conditions: [] };
    strategy.decode(definition);
    expect(definition['status']).toEqual({
      conditions: [],
      acceptedNames: { plural: '', kind: '' },
      storedVersions: null,
    });
  });

  it('keeps the status of the old object and counts changes of the spec', () => {
    const old = plainDefinition();
    strategy.decode(old);
    strategy.setDefaults(old);
    strategy.prepareForCreate(old, context);
    const next = cloneJson(old);
    next['status'] = { storedVersions: ['v9'] };
    (next['spec'] as JsonObject)['scope'] = 'Cluster';
    strategy.prepareForUpdate(next, old, context);
    expect(next['status']).toEqual(old['status']);
    expect(next['metadata']).toMatchObject({ generation: 2 });
    expect(strategy.validateUpdate(next, old, context)).toEqual([]);
  });

  it('refuses changes of what names the resource once it is established', () => {
    const old = plainDefinition();
    strategy.decode(old);
    strategy.setDefaults(old);
    strategy.prepareForCreate(old, context);
    (old['status'] as JsonObject)['conditions'] = [{ type: 'Established', status: 'True' }];
    const next = cloneJson(old);
    const spec = next['spec'] as JsonObject;
    spec['scope'] = 'Cluster';
    spec['group'] = 'other.test';
    spec['names'] = { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'Gadgets' };
    const detail = 'field is immutable';
    expect(strategy.validateUpdate(next, old, context)).toEqual([
      { type: 'FieldValueInvalid', field: 'spec.scope', value: 'Cluster', detail },
      { type: 'FieldValueInvalid', field: 'spec.names.kind', value: 'Gadget', detail },
      { type: 'FieldValueInvalid', field: 'spec.group', value: 'other.test', detail },
      { type: 'FieldValueInvalid', field: 'spec.names.plural', value: 'gadgets', detail },
    ]);
  });
});

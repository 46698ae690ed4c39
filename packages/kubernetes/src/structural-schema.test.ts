import { describe, expect, it } from 'vitest';
import { UnknownDefinitionError, loadDefinitions } from './definitions.ts';
import { RecursiveDefinitionError, recursionOf } from './recursion.ts';
import { type StructuralSchemaOptions, structuralSchemaOf } from './structural-schema.ts';

const definitions = loadDefinitions();

function schemaOf(reference: string, options?: StructuralSchemaOptions) {
  const [module = '', name = ''] = reference.split('#');
  return structuralSchemaOf(definitions, { module, name }, options);
}

function templateMetadata(options?: StructuralSchemaOptions) {
  return schemaOf('core/v1#PodTemplateSpec', options).properties?.['metadata'];
}

function pullPolicy(options?: StructuralSchemaOptions) {
  return schemaOf('core/v1#Container', options).properties?.['imagePullPolicy'];
}

/** Every name of a keyword or a property in a schema. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}

describe('structuralSchemaOf', () => {
  it('writes references out', () => {
    const template = schemaOf('core/v1#PodTemplateSpec');
    expect(namesIn(template)).not.toContain('$ref');
    expect(template.properties?.['spec']?.properties?.['containers']).toMatchObject({
      type: 'array',
      items: { type: 'object', required: ['name'] },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    });
  });

  it('leaves out what a CRD refuses', () => {
    const names = new Set(namesIn(schemaOf('apps/v1#StatefulSet')));
    expect([...names].filter((name) => name.startsWith('x-kubernetes-')).toSorted()).toEqual([
      'x-kubernetes-int-or-string',
      'x-kubernetes-list-map-keys',
      'x-kubernetes-list-type',
      'x-kubernetes-map-type',
    ]);
    expect(names).not.toContain('oneOf');
  });

  it('gives types with a JSON form of their own the schema that controller-gen gives them', () => {
    expect(schemaOf('meta/v1#Time')).toEqual({ type: 'string', format: 'date-time' });
    expect(schemaOf('meta/v1#IntOrString')).toEqual({
      anyOf: [{ type: 'integer' }, { type: 'string' }],
      'x-kubernetes-int-or-string': true,
    });
    const quantity = schemaOf('meta/v1#Quantity');
    expect(quantity).toMatchObject({ 'x-kubernetes-int-or-string': true });
    const pattern = new RegExp(quantity.pattern ?? '$^');
    expect(['1', '500m', '1.5Gi', '-3e6', '.5'].filter((text) => !pattern.test(text))).toEqual([]);
    expect(['', 'Gi', '1 Gi', '1KB'].filter((text) => pattern.test(text))).toEqual([]);
  });

  it('keeps unknown fields where any JSON is allowed', () => {
    expect(schemaOf('meta/v1#RawExtension')).toEqual({
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
    });
    expect(schemaOf('apiextensions/v1#JSON')).toEqual({
      'x-kubernetes-preserve-unknown-fields': true,
    });
  });

  it('keeps defaults, but not the zero values that Go gives to required fields', () => {
    const port = schemaOf('core/v1#ServicePort');
    expect(port.properties?.['protocol']).toEqual({ type: 'string', default: 'TCP' });
    expect(port.properties?.['port']).toEqual({ type: 'integer', format: 'int32' });
    expect(port.required).toEqual(['port']);
  });

  it('keeps the default that makes an optional field the key of a map list', () => {
    const secrets = schemaOf('core/v1#PodSpec').properties?.['imagePullSecrets'];
    expect(secrets).toMatchObject({ 'x-kubernetes-list-map-keys': ['name'] });
    expect(secrets?.items?.properties?.['name']).toEqual({ type: 'string', default: '' });
  });

  it("has the rules of a condition's Go type", () => {
    const { status, reason } = schemaOf('meta/v1#Condition').properties ?? {};
    expect(status).toEqual({ type: 'string', enum: ['True', 'False', 'Unknown'] });
    expect(reason).toMatchObject({ minLength: 1, maxLength: 1024 });
  });

  it('allows null where the server itself sends it', () => {
    expect(schemaOf('core/v1#PodCondition').properties?.['lastProbeTime']).toEqual({
      type: 'string',
      format: 'date-time',
      nullable: true,
    });
    expect(schemaOf('meta/v1#Condition').properties?.['lastTransitionTime']).toEqual({
      type: 'string',
      format: 'date-time',
    });
  });

  it('keeps of an embedded ObjectMeta what the option says', () => {
    expect(Object.keys(templateMetadata()?.properties ?? {})).toEqual([
      'annotations',
      'finalizers',
      'generateName',
      'labels',
      'name',
      'namespace',
    ]);
    expect(templateMetadata({ objectMeta: 'full' })?.properties).toHaveProperty('ownerReferences');
    expect(templateMetadata({ objectMeta: 'opaque' })).toEqual({ type: 'object' });
  });

  it('keeps enums when asked to', () => {
    expect(pullPolicy()).toEqual({ type: 'string' });
    expect(pullPolicy({ enums: true })?.enum).toEqual(['Always', 'IfNotPresent', 'Never']);
  });

  it('refuses a type that contains itself and says where', () => {
    const target = { module: 'apiextensions/v1', name: 'CustomResourceValidation' };
    const cycle = ['apiextensions/v1#JSONSchemaProps', 'apiextensions/v1#JSONSchemaProps'];
    expect(recursionOf(definitions, target)).toEqual(cycle);
    expect(() => structuralSchemaOf(definitions, target)).toThrow(RecursiveDefinitionError);
    expect(recursionOf(definitions, { module: 'core/v1', name: 'Pod' })).toBeUndefined();
  });

  it('refuses a type that does not exist', () => {
    expect(() => schemaOf('core/v1#Podd')).toThrow(UnknownDefinitionError);
  });

  it('has a structure for every type but those that contain themselves', () => {
    const names = definitions.modules.flatMap((module) =>
      Object.keys(definitions.moduleOf(module).definitions).map((name) => ({ module, name })),
    );
    const recursive = names.filter((target) => recursionOf(definitions, target) !== undefined);
    expect(recursive.map(({ name }) => name)).toEqual([
      'CustomResourceDefinition',
      'CustomResourceDefinitionSpec',
      'CustomResourceDefinitionVersion',
      'CustomResourceValidation',
      'JSONSchemaProps',
    ]);
    for (const target of names.filter((name) => !recursive.includes(name))) {
      expect(Object.keys(structuralSchemaOf(definitions, target)).length).toBeGreaterThan(0);
    }
  });
});

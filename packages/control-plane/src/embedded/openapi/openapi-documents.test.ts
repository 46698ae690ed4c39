import { loadDefinitions, type ServedKind } from '@keelson/kubernetes/schema';
import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import type { DiscoveredResource } from '../discovery/discovered-resource.ts';
import { createOpenApiDocuments } from './openapi-documents.ts';
import { swaggerOf } from './swagger.ts';

const kubernetes = loadDefinitions();
const resources = ['apps/v1', 'core/v1', 'policy/v1'].flatMap((module) =>
  kubernetes.moduleOf(module).kinds.map(describeKind),
);

function describeKind(kind: ServedKind): DiscoveredResource {
  return {
    ...kind,
    singular: kind.kind.toLowerCase(),
    namespaced: kind.scope === 'Namespaced',
    subresources: new Map(kind.subresources.map((one) => [one.name, one])),
    storageVersionHash: '',
    isCustom: false,
  };
}

function definition(plural: string, kind: string): JsonObject {
  return {
    spec: {
      group: 'inst.test',
      scope: 'Namespaced',
      names: { plural, kind, listKind: `${kind}List` },
      versions: [
        {
          name: 'v1',
          served: true,
          subresources: {
            status: {},
            scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
          },
          selectableFields: [{ jsonPath: '.spec.s' }],
          schema: {
            openAPIV3Schema: {
              description: 'A thing.',
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: {
                    s: { type: 'string', nullable: true },
                    e: {
                      type: 'object',
                      'x-kubernetes-embedded-resource': true,
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                    port: { 'x-kubernetes-int-or-string': true },
                  },
                },
              },
            },
          },
        },
      ],
    },
  };
}

const scaled = definition('scales', 'Scaled');
const state = { resources, definitions: [scaled] };

type Document = Record<string, Record<string, Record<string, JsonObject>>>;

function documentOf(path: string, documents = createOpenApiDocuments(kubernetes)): Document {
  return documents.document(path, state) as unknown as Document;
}

describe('createOpenApiDocuments', () => {
  it('tells in the index where documents are, by their content', () => {
    const documents = createOpenApiDocuments(kubernetes);
    const { paths } = documents.index(state) as { paths: Record<string, JsonObject> };
    expect(Object.keys(paths)).toEqual([
      '.well-known/openid-configuration',
      'api',
      'api/v1',
      'apis',
      'apis/apps',
      'apis/apps/v1',
      'apis/inst.test/v1',
      'apis/policy',
      'apis/policy/v1',
      'openid/v1/jwks',
      'version',
    ]);
    expect(paths['apis/inst.test/v1']?.['serverRelativeURL']).toMatch(
      /^\/openapi\/v3\/apis\/inst\.test\/v1\?hash=[0-9A-F]{128}$/,
    );
    const hash = documents.hash('apis/inst.test/v1', state);
    expect(paths['apis/inst.test/v1']?.['serverRelativeURL']).toMatch(new RegExp(`=${hash}$`));
    expect(documents.hash('apis/none.test/v1', state)).toBeUndefined();
    const more = { resources, definitions: [scaled, definition('others', 'Other')] };
    const changed = (documents.index(more) as { paths: Record<string, JsonObject> }).paths;
    expect(changed['apis/inst.test/v1']).not.toEqual(paths['apis/inst.test/v1']);
    expect(changed['apis/apps/v1']).toEqual(paths['apis/apps/v1']);
  });

  it('builds a document once', () => {
    const documents = createOpenApiDocuments(kubernetes);
    expect(documents.document('apis/apps/v1', state)).toBe(
      documents.document('apis/apps/v1', state),
    );
    expect(documents.document('apis/inst.test/v1', state)).toBe(
      documents.document('apis/inst.test/v1', state),
    );
    expect(documents.document('apis/none.test/v1', state)).toBeUndefined();
  });

  it('lets kubectl see that the server validates fields', () => {
    const path =
      documentOf('apis/apps/v1')['paths']?.[
        '/apis/apps/v1/namespaces/{namespace}/deployments/{name}'
      ];
    const parameters = path?.['patch']?.['parameters'] as JsonObject[] | undefined;
    expect(parameters?.map(({ name }) => name)).toEqual([
      'dryRun',
      'fieldManager',
      'fieldValidation',
      'force',
    ]);
    expect(path?.['patch']).toMatchObject({
      operationId: 'patchAppsV1NamespacedDeployment',
      'x-kubernetes-action': 'patch',
      'x-kubernetes-group-version-kind': { group: 'apps', version: 'v1', kind: 'Deployment' },
    });
  });

  it('names the components of built-in kinds as the server does', () => {
    const { schemas = {} } = documentOf('apis/apps/v1')['components'] ?? {};
    expect(schemas['io.k8s.api.apps.v1.Deployment']).toMatchObject({
      properties: {
        spec: {
          default: {},
          allOf: [{ $ref: '#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec' }],
        },
      },
      'x-kubernetes-group-version-kind': [{ group: 'apps', kind: 'Deployment', version: 'v1' }],
    });
    expect(schemas).toHaveProperty(['io.k8s.api.apps.v1.DeploymentList']);
    expect(schemas).toHaveProperty(['io.k8s.apimachinery.pkg.api.resource.Quantity']);
    const references = JSON.stringify(schemas).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    for (const [, name = ''] of references) expect(schemas).toHaveProperty([name]);
  });

  it('publishes the schema of a custom kind', () => {
    const document = documentOf('apis/inst.test/v1');
    expect(Object.keys(document['paths'] ?? {})).toEqual([
      '/apis/inst.test/v1/namespaces/{namespace}/scales',
      '/apis/inst.test/v1/namespaces/{namespace}/scales/{name}',
      '/apis/inst.test/v1/namespaces/{namespace}/scales/{name}/scale',
      '/apis/inst.test/v1/namespaces/{namespace}/scales/{name}/status',
      '/apis/inst.test/v1/scales',
    ]);
    const { schemas = {} } = document['components'] ?? {};
    const schema = schemas['test.inst.v1.Scaled'] as unknown as {
      properties: { spec: { properties: { e: JsonObject; port: JsonObject } } };
    };
    expect(schema).toMatchObject({
      description: 'A thing.',
      'x-kubernetes-group-version-kind': [{ group: 'inst.test', kind: 'Scaled', version: 'v1' }],
      'x-kubernetes-selectable-fields': [{ fieldPath: 'spec.s' }],
    });
    expect(schema.properties.spec.properties.e).toMatchObject({ required: ['kind', 'apiVersion'] });
    expect(schema.properties.spec.properties.port).toEqual({
      'x-kubernetes-int-or-string': true,
      anyOf: [{ type: 'integer' }, { type: 'string' }],
    });
    expect(schemas['test.inst.v1.ScaledList']).toMatchObject({
      description: 'ScaledList is a list of Scaled',
      required: ['items'],
    });
  });

  it('merges definitions of one group version', () => {
    const documents = createOpenApiDocuments(kubernetes);
    const two = { resources, definitions: [scaled, definition('others', 'Other')] };
    const document = documents.document('apis/inst.test/v1', two) as unknown as Document;
    expect(document['components']?.['schemas']).toHaveProperty(['test.inst.v1.Other']);
    expect(document['components']?.['schemas']).toHaveProperty(['test.inst.v1.Scaled']);
  });
});

describe('swaggerOf', () => {
  const swagger = swaggerOf([
    documentOf('apis/apps/v1'),
    documentOf('apis/inst.test/v1'),
  ]) as unknown as Document;
  const definitions = swagger['definitions'] ?? {};

  it('says what version 2 can say', () => {
    expect(definitions['io.k8s.api.core.v1.ContainerPort']).toEqual({
      type: 'object',
      required: ['containerPort'],
      properties: {
        containerPort: { type: 'integer', format: 'int32' },
        hostIP: { type: 'string' },
        hostPort: { type: 'integer', format: 'int32' },
        name: { type: 'string' },
        protocol: { type: 'string' },
      },
    });
    expect(definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString']).toEqual({
      format: 'int-or-string',
      type: 'string',
    });
    expect(definitions['test.inst.v1.Scaled']?.['properties']?.['spec']).toEqual({
      type: 'object',
      properties: {
        s: {},
        e: { 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
        port: { 'x-kubernetes-int-or-string': true },
      },
    });
  });

  it('describes operations with their bodies as parameters', () => {
    const post = swagger['paths']?.['/apis/apps/v1/namespaces/{namespace}/deployments']?.['post'];
    expect(post).toMatchObject({
      consumes: ['*/*'],
      operationId: 'createAppsV1NamespacedDeployment',
      responses: { 201: { schema: { $ref: '#/definitions/io.k8s.api.apps.v1.Deployment' } } },
    });
    expect((post?.['parameters'] as JsonObject[] | undefined)?.[0]).toEqual({
      name: 'body',
      in: 'body',
      required: true,
      schema: { $ref: '#/definitions/io.k8s.api.apps.v1.Deployment' },
    });
  });
});

import { isObject, type Json, type JsonObject } from '../exact-json.ts';
import { type Case, group } from '../group.ts';

/** Structure without prose: the embedded control plane has no descriptions. */
function bare(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.map(bare);
  if (!isObject(value)) return value ?? null;
  const kept = Object.entries(value).filter(
    ([key, child]) => key !== 'description' || isObject(child),
  );
  return Object.fromEntries(kept.map(([key, child]) => [key, bare(child)]));
}

/** A part of a document, by its keys. */
function at(...keys: readonly string[]): (body: JsonObject) => Json {
  return (body) => {
    let found: Json | undefined = body;
    for (const key of keys) found = isObject(found) ? found[key] : undefined;
    return bare(found);
  };
}

function keysOf(...keys: readonly string[]): (body: JsonObject) => Json {
  return (body) => {
    const found = at(...keys)(body);
    return isObject(found) ? Object.keys(found).toSorted() : found;
  };
}

const documents = [
  'api/v1',
  'apis/apps/v1',
  'apis/batch/v1',
  'apis/coordination.k8s.io/v1',
  'apis/apiextensions.k8s.io/v1',
  'apis/rbac.authorization.k8s.io/v1',
];

const schemas: Readonly<Record<string, readonly string[]>> = {
  'api/v1': [
    'io.k8s.api.core.v1.ConfigMap',
    'io.k8s.api.core.v1.Container',
    'io.k8s.api.core.v1.ServiceSpec',
    'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
    'io.k8s.apimachinery.pkg.api.resource.Quantity',
    'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions',
    'io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent',
  ],
  'apis/apps/v1': [
    'io.k8s.api.apps.v1.Deployment',
    'io.k8s.api.apps.v1.DeploymentSpec',
    'io.k8s.api.core.v1.PodSpec',
  ],
  'apis/apiextensions.k8s.io/v1': [
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps',
  ],
};

const operations: Readonly<Record<string, readonly string[]>> = {
  'api/v1': [
    '/api/v1/namespaces/{namespace}/configmaps',
    '/api/v1/namespaces/{namespace}/configmaps/{name}',
    '/api/v1/nodes/{name}/status',
    '/api/v1/namespaces/{namespace}/serviceaccounts/{name}/token',
  ],
  'apis/apps/v1': [
    '/apis/apps/v1/namespaces/{namespace}/deployments/{name}',
    '/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale',
  ],
};

function each(
  all: Readonly<Record<string, readonly string[]>>,
  what: string,
  record: (name: string) => (body: JsonObject) => Json,
): [string, Case][] {
  return Object.entries(all).flatMap(([document, names]) =>
    names.map((name): [string, Case] => [
      `${what} ${name} of ${document}`,
      (api) => api.get(`/openapi/v3/${document}`, { record: record(name) }),
    ]),
  );
}

export const openapiCases = group('openapi', {
  'the index': async (api) => {
    const record = ({ paths }: JsonObject) => {
      if (!isObject(paths)) return null;
      return Object.entries(paths).filter(([path]) => !path.includes('example.com')) as Json;
    };
    await api.get('/openapi/v3', { record });
  },
  ...Object.fromEntries(
    documents.map((document): [string, Case] => [
      `the paths of ${document}`,
      async (api) => {
        await api.get(`/openapi/v3/${document}`, { record: keysOf('paths') });
        await api.get(`/openapi/v3/${document}`, { record: keysOf('components', 'schemas') });
      },
    ]),
  ),
  'the head of a document': async (api) => {
    const record = ({ openapi, info, components }: JsonObject) =>
      bare([openapi ?? null, info ?? null, at('securitySchemes')(components as JsonObject)]);
    await api.get('/openapi/v3/apis/apps/v1', { record });
    await api.get('/openapi/v3/version', { record: keysOf('paths') });
    await api.get('/openapi/v3/apis/apps', { record: keysOf('paths') });
    await api.get('/openapi/v3/apis', { record: keysOf('paths') });
    await api.get('/openapi/v3/api', { record: keysOf('paths') });
  },
  ...Object.fromEntries(each(operations, 'operations at', (name) => at('paths', name))),
  ...Object.fromEntries(each(schemas, 'the schema', (name) => at('components', 'schemas', name))),
  'a document by its hash is kept': async (api) => {
    const index = await api.get('/openapi/v3', { record: false });
    const paths = index.body['paths'] as Record<string, { serverRelativeURL: string }>;
    const { serverRelativeURL = '' } = paths['apis/apps/v1'] ?? {};
    await api.get(serverRelativeURL, { record: () => '...' });
    await api.get('/openapi/v3/apis/apps/v1?hash=0', { record: (_, text) => text.slice(0, 100) });
  },
  'documents that are not there': async (api) => {
    await api.get('/openapi/v3/apis/nothing.example.org/v1');
    await api.get('/openapi/v3/');
    await api.get('/openapi/v9');
  },
  'a document in another form': async (api) => {
    const outline = (_: object, text: string) => text.slice(0, 0);
    const protobuf = 'application/com.github.proto-openapi.spec.v3.v1.0+protobuf';
    await api.get('/openapi/v3/apis/policy/v1', {
      headers: { Accept: `${protobuf}, application/json` },
      record: outline,
    });
    await api.get('/openapi/v3/apis/policy/v1', {
      headers: { Accept: 'text/plain' },
      record: (_, text) => (text.startsWith('{') ? 'JSON' : text),
    });
    await api.get('/openapi/v3', {
      headers: { Accept: 'text/plain' },
      record: (_, text) => (text.startsWith('{') ? 'JSON' : text),
    });
  },
  'version 2': async (api) => {
    const record = ({ swagger, info }: JsonObject) => bare([swagger ?? null, info ?? null]);
    await api.get('/openapi/v2', { record });
    await api.get('/openapi/v2', { record: at('definitions', 'io.k8s.api.core.v1.ConfigMap') });
    await api.get('/openapi/v2', {
      record: at('paths', '/api/v1/namespaces/{namespace}/configmaps/{name}', 'patch'),
    });
  },
  'a custom resource': async (api) => {
    const cr = await api.installCustomResource({
      schema: {
        type: 'object',
        description: 'A widget.',
        required: ['spec'],
        properties: {
          spec: {
            type: 'object',
            description: 'What is wanted.',
            properties: {
              size: {
                type: 'integer',
                format: 'int32',
                minimum: 1,
                default: 3,
                description: 'How large.',
              },
              color: { type: 'string', enum: ['red', 'blue'], nullable: true },
              port: { 'x-kubernetes-int-or-string': true },
              items: {
                type: 'array',
                'x-kubernetes-list-type': 'map',
                'x-kubernetes-list-map-keys': ['name'],
                items: {
                  type: 'object',
                  required: ['name'],
                  properties: { name: { type: 'string' } },
                },
              },
              any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
              labels: { type: 'object', additionalProperties: { type: 'string' } },
            },
          },
          status: { type: 'object' },
        },
      },
      version: { subresources: { status: {} } },
    });
    const path = `/openapi/v3/apis/${cr.group}/v1`;
    await api.await(path, ({ status }) => status === 200);
    await api.get(path, { record: keysOf('paths') });
    await api.get(path, {
      record: ({ components }) =>
        (components as JsonObject)['schemas'] === undefined
          ? null
          : Object.fromEntries(
              Object.entries((components as { schemas: JsonObject }).schemas).filter(
                ([name]) => name.endsWith('Widget') || name.endsWith('WidgetList'),
              ),
            ),
    });
    await api.get(path, {
      record: at('paths', `/apis/${cr.group}/v1/namespaces/{namespace}/widgets/{name}`, 'patch'),
    });
    await api.get(path, {
      record: at('paths', `/apis/${cr.group}/v1/namespaces/{namespace}/widgets`, 'post'),
    });
    await api.get(path, {
      record: keysOf('paths', `/apis/${cr.group}/v1/namespaces/{namespace}/widgets/{name}/status`),
    });
  },
  'the index has the groups of custom resources': async (api) => {
    const cr = await api.installCustomResource();
    const key = `apis/${cr.group}/v1`;
    const record = ({ paths }: JsonObject) => (isObject(paths) ? (paths[key] ?? null) : null);
    await api.await('/openapi/v3', ({ body }) => record(body) !== null, { record });
  },
});

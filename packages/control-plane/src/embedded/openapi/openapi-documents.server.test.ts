import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { loadDefinitions, type ServedKind } from '@keelson/kubernetes/schema';
import { isJsonObject, type JsonObject, type JsonValue } from '@keelson/schema';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { DiscoveredResource } from '../discovery/discovered-resource.ts';
import { createOpenApiDocuments } from './openapi-documents.ts';

declare module 'vitest' {
  interface ProvidedContext {
    backend: 'real' | 'embedded';
    kubeconfigPath: string;
  }
}

const definitions = loadDefinitions();
const resources = definitions.modules.flatMap((module) =>
  definitions.moduleOf(module).kinds.map(describeKind),
);
const documents = createOpenApiDocuments(definitions);
const crdPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

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

/** One call as the administrator of the server that the whole run shares. */
function call(method: string, path: string, body?: JsonObject): Promise<JsonObject> {
  const config = JSON.parse(readFileSync(inject('kubeconfigPath'), 'utf8')) as {
    clusters: { cluster: Record<string, string> }[];
    users: { user: Record<string, string> }[];
  };
  const cluster = config.clusters[0]?.cluster ?? {};
  const user = config.users[0]?.user ?? {};
  const decode = (data = ''): Buffer => Buffer.from(data, 'base64');
  const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
  request(
    new URL(path, cluster['server']),
    {
      method,
      ca: decode(cluster['certificate-authority-data']),
      cert: decode(user['client-certificate-data']),
      key: decode(user['client-key-data']),
      headers: { 'content-type': 'application/json' },
    },
    (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        // What is not published yet has no body.
        resolve((text.startsWith('{') ? JSON.parse(text) : {}) as JsonObject);
      });
    },
  )
    .on('error', reject)
    .end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}

/** Kinds whose objects a DELETE answers with; and types whose published references stand bare. */
const ownWords = new Set(['x-kubernetes-unions', 'description']);

/**
 * What is compared: paths and components without prose. A reference
 * may be wrapped or not, and a DELETE may answer the object.
 */
function comparable(document: JsonObject): JsonObject {
  const paths = Object.entries(document['paths'] as Record<string, JsonObject>).map(
    ([path, item]) => [path, plain(withoutDeleteAnswers(item))] as const,
  );
  const { schemas } = document['components'] as { schemas: JsonObject };
  return { paths: Object.fromEntries(paths), schemas: plain(schemas) };
}

function withoutDeleteAnswers(item: JsonObject): JsonObject {
  if (!isJsonObject(item['delete'])) return item;
  return { ...item, delete: { ...item['delete'], responses: null } };
}

function plain(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(plain);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value)
    .filter(([key, inner]) => !ownWords.has(key) || isJsonObject(inner))
    .map(([key, inner]) => [key, plain(inner)] as const);
  const { allOf, ...rest } = Object.fromEntries(entries);
  const [only] = Array.isArray(allOf) && allOf.length === 1 ? allOf : [];
  return isJsonObject(only) && only['$ref'] !== undefined
    ? { ...rest, ...only }
    : Object.fromEntries(entries);
}

const moduleNames = definitions.modules.flatMap((module) => {
  const [kind] = definitions.moduleOf(module).kinds;
  if (kind === undefined) return [];
  return [kind.group === '' ? `api/${kind.version}` : `apis/${kind.group}/${kind.version}`];
});

describe.skipIf(inject('backend') !== 'real')(
  'OpenAPI documents of the built-in kinds, beside a real server',
  () => {
    it.each(moduleNames)('describes %s', async (path) => {
      const real = comparable(await call('GET', `/openapi/v3/${path}`));
      const own = comparable(documents.document(path, { resources, definitions: [] }) ?? {});
      expect(own['paths']).toEqual(real['paths']);
      const known = own['schemas'] as JsonObject;
      for (const [name, schema] of Object.entries(real['schemas'] as JsonObject)) {
        if (known[name] !== undefined) expect([name, known[name]]).toEqual([name, schema]);
      }
    });
  },
);

describe.skipIf(inject('backend') !== 'real')(
  'OpenAPI documents of a custom kind, beside a real server',
  () => {
    const name = 'openapis.describe.test';
    let definition: JsonObject = {};

    beforeAll(async () => {
      const created = await call('POST', crdPath, {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name },
        spec: {
          group: 'describe.test',
          scope: 'Cluster',
          names: { plural: 'openapis', kind: 'OpenApi' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              subresources: {
                status: {},
                scale: { specReplicasPath: '.spec.n', statusReplicasPath: '.status.n' },
              },
              selectableFields: [{ jsonPath: '.spec.s' }],
              schema: {
                openAPIV3Schema: {
                  description: 'A thing.',
                  type: 'object',
                  required: ['spec'],
                  properties: {
                    spec: {
                      type: 'object',
                      properties: {
                        s: { type: 'string', enum: ['a', 'b'], default: 'a', description: 'Text.' },
                        n: { type: 'integer', format: 'int32', minimum: 0, nullable: true },
                        port: { 'x-kubernetes-int-or-string': true },
                        set: {
                          type: 'array',
                          items: { type: 'string' },
                          'x-kubernetes-list-type': 'set',
                        },
                        any: { 'x-kubernetes-preserve-unknown-fields': true },
                        resource: {
                          type: 'object',
                          'x-kubernetes-embedded-resource': true,
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                        one: {
                          type: 'object',
                          properties: { a: { type: 'string' } },
                          oneOf: [{ required: ['a'] }],
                        },
                        map: { type: 'object', additionalProperties: { type: 'string' } },
                      },
                    },
                  },
                },
              },
            },
          ],
        },
      });
      definition = created;
    });

    afterAll(async () => {
      await call('DELETE', `${crdPath}/${name}`);
    });

    it('describes it alike', async () => {
      const own = documents.document('apis/describe.test/v1', {
        resources,
        definitions: [definition],
      });
      await expect
        .poll(async () => Object.keys(await call('GET', '/openapi/v3/apis/describe.test/v1')), {
          timeout: 20_000,
        })
        .toContain('paths');
      const real = await call('GET', '/openapi/v3/apis/describe.test/v1');
      const kinds = (document: JsonObject = {}): JsonObject => {
        const { schemas } = document['components'] as { schemas: JsonObject };
        const custom = Object.entries(schemas).filter(([name]) => name.startsWith('test.'));
        return Object.fromEntries(custom);
      };
      // Custom kinds have their descriptions.
      expect(kinds(own)).toEqual(kinds(real));
      expect(comparable(own ?? {})['paths']).toEqual(comparable(real)['paths']);
    });
  },
);

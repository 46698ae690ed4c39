import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import {
  type Definition,
  type StructuralSchemaOptions,
  loadDefinitions,
  parseReference,
  recursionOf,
  structuralSchemaOf,
} from './schema.ts';

declare module 'vitest' {
  interface ProvidedContext {
    backend: 'real' | 'embedded';
    kubeconfigPath: string;
  }
}

const definitions = loadDefinitions();
const crdPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One call as the administrator of the server that the whole run shares. */
function call(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
  const config = JSON.parse(readFileSync(inject('kubeconfigPath'), 'utf8')) as {
    clusters: { cluster: Record<string, string> }[];
    users: { user: Record<string, string> }[];
  };
  const cluster = config.clusters[0]?.cluster ?? {};
  const user = config.users[0]?.user ?? {};
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const options = {
    method,
    ca: decode(cluster['certificate-authority-data']),
    cert: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
    headers: {
      'content-type': 'application/json',
      ...(user['token'] === undefined ? {} : { authorization: `Bearer ${user['token']}` }),
    },
  };
  request(new URL(path, cluster['server']), options, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
    });
  })
    .on('error', reject)
    .end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}

function decode(data: string | undefined): string | undefined {
  return data === undefined ? undefined : Buffer.from(data, 'base64').toString('utf8');
}

/** A CRD that has every type of a module as a field of its spec. */
function definitionWithAllTypesOf(module: string, options: StructuralSchemaOptions): object {
  const names = Object.keys(definitions.moduleOf(module).definitions).filter(
    (name) => recursionOf(definitions, { module, name }) === undefined,
  );
  const properties = Object.fromEntries(
    names.map((name) => [name, structuralSchemaOf(definitions, { module, name }, options)]),
  );
  const singular = `all-of-${module.replace('/', '-')}`;
  const schema = { type: 'object', properties: { spec: { type: 'object', properties } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.structure.keelson.dev` },
    spec: {
      group: 'structure.keelson.dev',
      scope: 'Namespaced',
      names: { plural: `${singular}s`, singular, kind: 'AllTypes', listKind: 'AllTypesList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
}

/** What in a JSON value is not as a schema says, by path. */
function mismatches(value: unknown, schema: Definition, path: string): string[] {
  if (value === null && schema.nullable === true) return [];
  if (schema.$ref !== undefined) {
    return mismatches(value, definitions.definitionOf(parseReference(schema.$ref)), path);
  }
  if (schema.oneOf !== undefined) {
    const tried = schema.oneOf.map((branch) => mismatches(value, branch, path));
    return tried.some((found) => found.length === 0) ? [] : tried.flat();
  }
  // Any JSON: an enum of a definition may have null among its values.
  if (schema.type === undefined) return [];
  if (value === null) return [`${path} is null`];
  const type = Array.isArray(value) ? 'array' : typeof value;
  if (type !== (schema.type === 'integer' ? 'number' : schema.type)) {
    return [`${path} is ${type}, not ${schema.type}`];
  }
  if (schema.enum !== undefined && !schema.enum.includes(value as string)) {
    return [`${path} is ${JSON.stringify(value)}, not ${schema.enum.join(' or ')}`];
  }
  const { items, additionalProperties, properties } = schema;
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => mismatches(item, items ?? {}, `${path}[${index}]`));
  }
  if (type !== 'object' || (properties ?? additionalProperties) === undefined) return [];
  const entries = Object.entries(value as object);
  const missing = (schema.required ?? []).filter((name) => !Object.hasOwn(value as object, name));
  return [
    ...missing.map((name) => `${path}.${name} is missing`),
    ...entries.flatMap(([name, inner]) => {
      const property = properties?.[name] ?? additionalProperties;
      if (property === undefined) return [`${path}.${name} is unknown`];
      return mismatches(inner, property, `${path}.${name}`);
    }),
  ];
}

function groupPath({ group, version }: { group: string; version: string }): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** Minimal objects whose answers have empty lists and times, by path. */
const sparse: readonly (readonly [string, string, object])[] = [
  ['rbac/v1#Role', 'roles', {}],
  ['discovery/v1#EndpointSlice', 'endpointslices', { addressType: 'IPv4' }],
  ['core/v1#LimitRange', 'limitranges', { spec: {} }],
  ['core/v1#Event', 'events', { involvedObject: { kind: 'Pod', name: 'x', namespace: 'default' } }],
  [
    'core/v1#Pod',
    'pods',
    {
      spec: {
        automountServiceAccountToken: false,
        containers: [{ name: 'a', image: 'b', resources: { limits: { cpu: 0.5 } } }],
        volumes: [{ name: 'all', projected: {} }],
      },
    },
  ],
  ['resource/v1#ResourceClaim', 'resourceclaims', { spec: {} }],
  [
    'autoscaling/v2#HorizontalPodAutoscaler',
    'horizontalpodautoscalers',
    {
      spec: {
        maxReplicas: 2,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' },
      },
    },
  ],
];

describe.skipIf(inject('backend') !== 'real')('the structure of the built-in kinds', () => {
  it('is what a running server says', async () => {
    const { promise, resolve } = Promise.withResolvers<{ code: number; stderr: string }>();
    execFile(
      process.execPath,
      [
        '--no-warnings',
        fileURLToPath(new URL('../generator/main.ts', import.meta.url)),
        '--check',
        '--from-server',
        inject('kubeconfigPath'),
      ],
      (error, _stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stderr });
      },
    );
    expect(await promise).toEqual({ code: 0, stderr: '' });
  });

  it.each(definitions.modules)('can be embedded in a CRD: %s', async (module) => {
    for (const options of [{}, { enums: true, objectMeta: 'full' }] as const) {
      const answer = await call(
        'POST',
        `${crdPath}?dryRun=All&fieldValidation=Strict`,
        definitionWithAllTypesOf(module, options),
      );
      expect(answer).toMatchObject({ status: 201 });
    }
  });

  it('fits every object that the server has', async () => {
    const kinds = definitions.modules
      .flatMap((path) => definitions.moduleOf(path).kinds.map((kind) => ({ path, kind })))
      .filter(({ kind }) => kind.verbs.includes('list'));
    let count = 0;
    for (const { path, kind } of kinds) {
      const { status, body } = await call('GET', `${groupPath(kind)}/${kind.plural}`);
      expect(status).toBe(200);
      const { items } = JSON.parse(body) as { items: object[] };
      for (const item of items) {
        const schema = { $ref: `${path}#${kind.definition}` };
        expect(mismatches(item, schema, `${path} ${kind.kind}`)).toEqual([]);
      }
      count += items.length;
    }
    expect(count).toBeGreaterThan(100);
  });

  it.each(sparse)('fits the least of %s', async (reference, plural, object) => {
    const { module, name } = parseReference(reference);
    const kind = definitions.moduleOf(module).kinds.find(({ definition }) => definition === name);
    const path = `${groupPath(kind ?? { group: '', version: 'v1' })}/namespaces/default/${plural}`;
    const { status, body } = await call('POST', `${path}?dryRun=All`, {
      ...object,
      metadata: { name: 'sparse' },
    });
    expect({ status, body }).toMatchObject({ status: 201 });
    expect(mismatches(JSON.parse(body), { $ref: reference }, name)).toEqual([]);
  });
});

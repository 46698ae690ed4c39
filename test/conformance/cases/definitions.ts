import type { Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import {
  type CustomResourceOptions,
  customResourceDefinition,
  definitionsPath,
  isEstablished,
} from '../custom-resource.ts';
import { isObject, type Json, type JsonObject } from '../exact-json.ts';
import { type Case, group } from '../group.ts';
import { tried } from './tried.ts';

const quiet = { record: false } as const;
const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** Posts a definition that goes with the case. */
async function define(api: Api, definition: JsonObject): Promise<string> {
  const { name } = definition['metadata'] as { name: string };
  await api.post(definitionsPath, definition, quiet);
  api.onEnd(() => api.delete(`${definitionsPath}/${name}`, undefined, quiet));
  return `${definitionsPath}/${name}`;
}

function conditionOf(body: JsonObject, type: string): JsonObject | undefined {
  const conditions = isObject(body['status']) ? body['status']['conditions'] : undefined;
  if (!Array.isArray(conditions)) return undefined;
  return (conditions as JsonObject[]).find((one) => one['type'] === type);
}

/** The conditions and names of a status, which say when the server is done. */
function statusOf(body: JsonObject): Json {
  return body['status'] ?? null;
}

function triedVersions(...versions: readonly object[]): Case {
  return tried(...versions.map((version) => ({ version })));
}

const v1 = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: anything } };
const v2 = { ...v1, name: 'v2', storage: false };

const change =
  (...merges: readonly object[]): Case =>
  async (api) => {
    const path = await define(api, customResourceDefinition(api.id));
    await api.await(path, ({ body }) => isEstablished(body));
    for (const merge of merges) await api.patch(`${path}?dryRun=All`, { merge });
  };

async function established(api: Api, options?: CustomResourceOptions): Promise<string> {
  const path = await define(api, customResourceDefinition(api.id, options));
  await api.await(path, ({ body }) => isEstablished(body));
  return path;
}

function gone({ status }: Answer): boolean {
  return status === 404;
}

export const definitionCases = group('custom-resource-definitions', {
  'the defaults of a definition': tried({}),
  'the defaults of names': async (api) => {
    const definition = customResourceDefinition(api.id, {
      spec: { names: { kind: 'Widget', plural: 'widgets' } },
    });
    await api.post(`${definitionsPath}?dryRun=All`, definition);
  },
  'a definition with all that it may have': tried({
    version: {
      deprecated: true,
      deprecationWarning: 'use another',
      subresources: {
        status: {},
        scale: {
          specReplicasPath: '.spec.replicas',
          statusReplicasPath: '.status.replicas',
          labelSelectorPath: '.status.selector',
        },
      },
      additionalPrinterColumns: [
        {
          name: 'A',
          type: 'string',
          jsonPath: '.spec.a',
          priority: 1,
          format: 'date',
          description: 'd',
        },
      ],
    },
    spec: { conversion: { strategy: 'None' } },
  }),
  'conditions when it is established': async (api) => {
    const path = await established(api);
    await api.get(path, { record: statusOf });
  },
  'a kind that another one has': async (api) => {
    await established(api);
    const names = {
      kind: 'Widget',
      plural: 'others',
      singular: 'other',
      listKind: 'OtherList',
      shortNames: ['widget'],
    };
    const definition = customResourceDefinition(api.id, { spec: { names } });
    const path = await define(api, {
      ...definition,
      metadata: { name: `others.${api.id}.example.com` },
    });
    await api.await(path, ({ body }) => conditionOf(body, 'NamesAccepted') !== undefined, {
      record: statusOf,
    });
    await api.get(`/apis/${api.id}.example.com/v1/others`);
  },
  'a conflict of names is resolved': async (api) => {
    const first = await established(api);
    const names = { kind: 'Other', plural: 'others', singular: 'widget', listKind: 'OtherList' };
    const definition = customResourceDefinition(api.id, { spec: { names } });
    const path = await define(api, {
      ...definition,
      metadata: { name: `others.${api.id}.example.com` },
    });
    await api.await(path, ({ body }) => conditionOf(body, 'NamesAccepted') !== undefined, {
      record: statusOf,
    });
    await api.delete(first, undefined, quiet);
    await api.await(path, ({ body }) => isEstablished(body), { record: statusOf });
  },
  'the name is that of plural and group': async (api) => {
    const definition = customResourceDefinition(api.id);
    await api.post(definitionsPath, { ...definition, metadata: { name: 'widgets' } });
    await api.post(definitionsPath, { ...definition, metadata: { name: 'Widgets.example.com' } });
  },
  'nothing but a name': async (api) => {
    const kind = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
    await api.post(definitionsPath, { ...kind, metadata: { name: 'a.b' } });
    await api.post(definitionsPath, { ...kind, metadata: { name: 'a.b' }, spec: {} });
  },
  'names that are none': tried(
    { spec: { names: { kind: 'Wid get', plural: 'widgets' } } },
    {
      spec: {
        names: {
          kind: 'Widget',
          plural: 'widgets',
          singular: 'Widget',
          shortNames: ['A'],
          categories: ['B'],
        },
      },
    },
    { spec: { names: { kind: 'Widget', plural: 'widgets', listKind: 'Widget' } } },
  ),
  scopes: async (api) => {
    const definition = customResourceDefinition(api.id, { spec: { scope: 'Galaxy' } });
    await api.post(definitionsPath, definition);
    await api.post(definitionsPath, customResourceDefinition(api.id, { spec: { scope: null } }));
  },
  'versions: none, without storage, two of storage': tried(
    { versions: [] },
    { versions: [{ ...v1, storage: false }] },
    { versions: [v1, { ...v2, storage: true }] },
  ),
  'versions: names twice or wrong': tried(
    { versions: [v1, { ...v2, name: 'v1' }] },
    { versions: [{ ...v1, name: 'V.1' }] },
  ),
  'versions: without a schema': tried({ versions: [{ name: 'v1', served: true, storage: true }] }),
  'versions: none is served': tried({ versions: [{ ...v1, served: false }] }),
  'conversions that are none': tried(
    { spec: { conversion: { strategy: 'X' } } },
    { spec: { conversion: { strategy: 'Webhook' } } },
    { spec: { conversion: { strategy: 'None', webhook: { conversionReviewVersions: ['v1'] } } } },
  ),
  'unknown fields are not preserved in this version': tried({
    spec: { preserveUnknownFields: true },
  }),
  'a group of Kubernetes needs approval': async (api) => {
    const definition = customResourceDefinition(api.id);
    const spec = { ...(definition['spec'] as JsonObject), group: 'x.k8s.io' };
    await api.post(`${definitionsPath}?dryRun=All`, {
      ...definition,
      metadata: { name: 'widgets.x.k8s.io' },
      spec,
    });
  },
  'unknown fields of a definition': tried({ spec: { x: 1 } }),
  'scale: paths that are none': triedVersions(
    { subresources: { scale: {} } },
    {
      subresources: {
        scale: { specReplicasPath: 'spec.replicas', statusReplicasPath: '.spec.replicas' },
      },
    },
    {
      subresources: {
        scale: {
          specReplicasPath: '.spec.replicas',
          statusReplicasPath: '.status[0].a',
          labelSelectorPath: '.x',
        },
      },
    },
  ),
  'columns that are none': triedVersions(
    { additionalPrinterColumns: [{ name: '', type: 'x', jsonPath: '' }] },
    { additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: 'spec.a', format: 'x' }] },
    { additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: '.spec.a[' }] },
  ),
  'selectable fields that are none': triedVersions(
    { selectableFields: [{ jsonPath: '.spec.a' }] },
    { selectableFields: [{ jsonPath: '.metadata.name' }] },
    { selectableFields: [{ jsonPath: '' }] },
  ),
  'a warning without a deprecation': triedVersions(
    { deprecationWarning: 'x' },
    { deprecated: true, deprecationWarning: '' },
  ),
  'update: what may not change': change(
    { spec: { scope: 'Cluster' } },
    { spec: { group: 'other.example.com' } },
    { spec: { names: { plural: 'others' } } },
    { spec: { names: { kind: 'Other' } } },
  ),
  'update: names that may change': change({
    spec: { names: { shortNames: ['wd'], categories: ['all'], singular: 'wdg' } },
  }),
  'update: the version of what is stored goes': change({
    spec: { versions: [{ ...v1, name: 'v3' }] },
  }),
  'update: another version of storage': async (api) => {
    const path = await established(api);
    const versions = [
      { ...v1, storage: false },
      { ...v2, storage: true },
    ];
    await api.patch(path, { merge: { spec: { versions } } }, quiet);
    await api.get(path, {
      record: ({ status }) => (status as JsonObject)['storedVersions'] ?? null,
    });
    await api.patch(`${path}?dryRun=All`, {
      merge: { spec: { versions: [{ ...v2, storage: true }] } },
    });
    await api.patch(`${path}/status`, { merge: { status: { storedVersions: ['v2'] } } }, quiet);
    await api.patch(`${path}?dryRun=All`, {
      merge: { spec: { versions: [{ ...v2, storage: true }] } },
    });
    await api.patch(`${path}/status?dryRun=All`, { merge: { status: { storedVersions: [] } } });
    await api.patch(`${path}/status?dryRun=All`, { merge: { status: { storedVersions: ['v1'] } } });
    await api.patch(`${path}/status?dryRun=All`, {
      merge: { status: { storedVersions: ['v7', 'v2'] } },
    });
  },
  'update: the generation': async (api) => {
    const path = await established(api);
    const record = ({ metadata }: JsonObject): Json =>
      (metadata as JsonObject)['generation'] ?? null;
    await api.patch(path, { merge: { metadata: { labels: { a: 'b' } } } }, { record });
    await api.patch(path, { merge: { spec: { names: { categories: ['all'] } } } }, { record });
    await api.patch(`${path}/status`, { merge: { status: { conditions: null } } }, { record });
  },
  'update: the status beside the spec': async (api) => {
    const path = await established(api);
    await api.patch(
      `${path}?dryRun=All`,
      { merge: { status: { storedVersions: ['v9'] } } },
      { record: statusOf },
    );
    await api.patch(
      `${path}/status?dryRun=All`,
      { merge: { spec: { scope: 'Cluster' } } },
      { record: ({ spec }) => spec ?? null },
    );
  },
  'delete: objects go first': async (api) => {
    const cr = await api.installCustomResource();
    await api.post(cr.path, cr.object('a'), quiet);
    await api.delete(`${definitionsPath}/${cr.name}`, undefined, quiet);
    await api.await(`${definitionsPath}/${cr.name}`, gone, { record: undefined });
    await api.await(`${cr.path}/a`, ({ text }) => text.startsWith('404'), { record: undefined });
  },
  'delete: an object with a finalizer holds it': async (api) => {
    const cr = await api.installCustomResource();
    const path = `${definitionsPath}/${cr.name}`;
    const metadata = { name: 'a', finalizers: ['example.com/x'] };
    await api.post(cr.path, cr.object('', { metadata }), quiet);
    await api.delete(path, undefined, quiet);
    const reason = ({ body }: Answer): boolean =>
      conditionOf(body, 'Terminating')?.['reason'] === 'InstanceDeletionCheck';
    await api.await(path, ({ body }) => conditionOf(body, 'Terminating') !== undefined, {
      record: ({ metadata: of }) => (of as JsonObject)['finalizers'] ?? null,
    });
    await api.await(`${cr.path}/a`, ({ metadata: of }) => of['deletionTimestamp'] !== undefined, {
      record: undefined,
    });
    await api.post(cr.path, cr.object('b'));
    await api.patch(`${cr.path}/a`, { merge: { metadata: { finalizers: null } } });
    await api.await(path, (answer) => gone(answer) || reason(answer));
    await api.await(path, gone, { record: undefined });
  },
  'delete: the answer': async (api) => {
    const path = await established(api);
    await api.delete(path, undefined, {
      record: ({ kind, metadata, status }) => {
        const { finalizers, deletionTimestamp, deletionGracePeriodSeconds } = (metadata ??
          {}) as JsonObject;
        return {
          kind: kind ?? null,
          status: typeof status === 'string' ? status : null,
          finalizers: finalizers ?? null,
          isGoing: deletionTimestamp !== undefined,
          grace: deletionGracePeriodSeconds ?? null,
        };
      },
    });
  },
  'delete: and made again': async (api) => {
    const cr = await api.installCustomResource();
    const path = `${definitionsPath}/${cr.name}`;
    await api.post(cr.path, cr.object('a'), quiet);
    await api.delete(path, undefined, quiet);
    await api.await(path, gone);
    await api.post(definitionsPath, customResourceDefinition(api.id), quiet);
    await api.await(path, ({ body }) => isEstablished(body));
    await api.await(cr.path, ({ status }) => status === 200, {
      record: ({ items }) => items ?? null,
    });
  },
});

import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { loadDefinitions, type ServedKind } from '@keelson/kubernetes/schema';
import type { JsonObject } from '@keelson/schema';
import { describe, expect, inject, it } from 'vitest';
import { aggregatedDiscovery, aggregatedMediaType } from './aggregated-discovery.ts';
import type { DiscoveredResource } from './discovered-resource.ts';
import { apiGroup, apiGroupList, apiResourceList } from './discovery-documents.ts';
import { builtinStorageVersionHash } from './storage-version-hash.ts';

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

function describeKind(kind: ServedKind): DiscoveredResource {
  return {
    ...kind,
    singular: kind.kind.toLowerCase(),
    namespaced: kind.scope === 'Namespaced',
    subresources: new Map(kind.subresources.map((one) => [one.name, one])),
    storageVersionHash: builtinStorageVersionHash(kind),
    isCustom: false,
  };
}

/** A document of the server that the whole run shares. */
function get(path: string, accept = 'application/json'): Promise<JsonObject> {
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
      ca: decode(cluster['certificate-authority-data']),
      cert: decode(user['client-certificate-data']),
      key: decode(user['client-key-data']),
      headers: { accept },
    },
    (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as JsonObject);
      });
    },
  )
    .on('error', reject)
    .end();
  return promise;
}

/** Only what Kubernetes itself serves: other tests of the run add definitions. */
function withoutOthers(groups: JsonObject[], nameOf: (group: JsonObject) => unknown): JsonObject[] {
  return groups.filter((group) => resources.some(({ group: known }) => known === nameOf(group)));
}

describe.skipIf(inject('backend') !== 'real')(
  'discovery of the built-in kinds, beside a real server',
  () => {
    it('lists the groups', async () => {
      const real = await get('/apis');
      const groups = withoutOthers(real['groups'] as JsonObject[], ({ name }) => name);
      expect(apiGroupList(resources)).toEqual({ ...real, groups });
    });

    it.each(['apps', 'autoscaling'])('describes the group %s', async (group) => {
      expect(apiGroup(resources, group)).toEqual(await get(`/apis/${group}`));
    });

    it.each(definitions.modules.flatMap((module) => versionOf(module)))(
      'lists the resources at %s',
      async (path, group, version) => {
        expect(apiResourceList(resources, group, version)).toEqual(await get(path));
      },
    );

    it('says the same in one document', async () => {
      const real = await get('/apis', aggregatedMediaType);
      const nameOf = ({ metadata }: JsonObject): unknown => (metadata as JsonObject)['name'];
      const items = withoutOthers(real['items'] as JsonObject[], nameOf);
      expect(aggregatedDiscovery(resources, '/apis')).toEqual({ ...real, items });
      expect(aggregatedDiscovery(resources, '/api')).toEqual(
        await get('/api', aggregatedMediaType),
      );
    });
  },
);

function versionOf(module: string): [path: string, group: string, version: string][] {
  const [kind] = definitions.moduleOf(module).kinds;
  if (kind === undefined) return [];
  const { group, version } = kind;
  return [[group === '' ? `/api/${version}` : `/apis/${group}/${version}`, group, version]];
}

import { describe, expect, it } from 'vitest';
import { aggregatedDiscovery } from './aggregated-discovery.ts';
import type { DiscoveredResource } from './discovered-resource.ts';
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from './discovery-documents.ts';

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const subresourceVerbs = ['get', 'patch', 'update'];

function scales(version: string): DiscoveredResource {
  const kind = { group: 'inst.test', version, kind: 'Scaled' };
  return {
    ...kind,
    plural: 'scales',
    singular: 'scaled',
    namespaced: true,
    verbs,
    shortNames: [],
    categories: [],
    subresources: new Map([
      ['status', { name: 'status', kind, verbs: subresourceVerbs }],
      [
        'scale',
        {
          name: 'scale',
          kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
          verbs: subresourceVerbs,
        },
      ],
    ]),
    storageVersionHash: 'Su1p1JPssEo=',
    isCustom: true,
  };
}

const pods: DiscoveredResource = {
  group: '',
  version: 'v1',
  plural: 'pods',
  singular: 'pod',
  kind: 'Pod',
  namespaced: true,
  verbs: ['get'],
  shortNames: ['po'],
  categories: ['all'],
  subresources: new Map([
    ['log', { name: 'log', kind: { group: '', version: 'v1', kind: 'Pod' }, verbs: ['get'] }],
  ]),
  storageVersionHash: 'xPOwRZ+Yhw8=',
  isCustom: false,
};
const resources = [scales('v1alpha1'), scales('v1'), pods, scales('v1beta1')];

// What a real server (1.37.2) answered for the same custom resource.
describe('discovery documents', () => {
  it('tell the versions of the core group', () => {
    expect(apiVersions('127.0.0.1:6443')).toEqual({
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:6443' }],
    });
  });

  it('tell the groups, preferred versions first', () => {
    const group = {
      name: 'inst.test',
      versions: [
        { groupVersion: 'inst.test/v1', version: 'v1' },
        { groupVersion: 'inst.test/v1beta1', version: 'v1beta1' },
        { groupVersion: 'inst.test/v1alpha1', version: 'v1alpha1' },
      ],
      preferredVersion: { groupVersion: 'inst.test/v1', version: 'v1' },
    };
    expect(apiGroup(resources, 'inst.test')).toEqual({
      kind: 'APIGroup',
      apiVersion: 'v1',
      ...group,
    });
    expect(apiGroupList(resources)).toEqual({
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [group],
    });
    expect(apiGroup(resources, 'none.test')).toBeUndefined();
  });

  it('list the resources of a version', () => {
    expect(apiResourceList(resources, 'inst.test', 'v1')).toEqual({
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: 'inst.test/v1',
      resources: [
        {
          name: 'scales',
          singularName: 'scaled',
          namespaced: true,
          kind: 'Scaled',
          verbs,
          storageVersionHash: 'Su1p1JPssEo=',
        },
        {
          name: 'scales/status',
          singularName: '',
          namespaced: true,
          kind: 'Scaled',
          verbs: subresourceVerbs,
        },
        {
          name: 'scales/scale',
          singularName: '',
          namespaced: true,
          group: 'autoscaling',
          version: 'v1',
          kind: 'Scale',
          verbs: subresourceVerbs,
        },
      ],
    });
    expect(apiResourceList(resources, 'inst.test', 'v9')).toBeUndefined();
  });

  it('say all of it in one document', () => {
    const { items } = aggregatedDiscovery(resources, '/apis') as unknown as {
      items: { metadata: object; versions: object[] }[];
    };
    expect(items).toHaveLength(1);
    expect(items[0]?.versions[0]).toEqual({
      version: 'v1',
      resources: [
        {
          resource: 'scales',
          responseKind: { group: 'inst.test', version: 'v1', kind: 'Scaled' },
          scope: 'Namespaced',
          singularResource: 'scaled',
          verbs,
          subresources: [
            {
              subresource: 'status',
              responseKind: { group: 'inst.test', version: 'v1', kind: 'Scaled' },
              verbs: subresourceVerbs,
            },
            {
              subresource: 'scale',
              responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
              verbs: subresourceVerbs,
            },
          ],
        },
      ],
      freshness: 'Current',
    });
    expect(aggregatedDiscovery(resources, '/api')).toMatchObject({
      items: [
        {
          metadata: {},
          versions: [
            {
              resources: [
                {
                  resource: 'pods',
                  responseKind: { group: '', version: '', kind: 'Pod' },
                  subresources: [
                    { subresource: 'log', responseKind: { group: '', version: '', kind: 'Pod' } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });
});

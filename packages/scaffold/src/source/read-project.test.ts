import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { customResourceDefinition } from '../emit/crd.ts';
import { managerRbac } from '../emit/rbac.ts';
import { webhookConfigurations } from '../emit/webhook.ts';
import { formatManifests } from '../emit/yaml.ts';
import type { ApiModel } from '../model/api-model.ts';
import { readProject } from './read-project.ts';

const fixtures = path.join(import.meta.dirname, '../../fixtures');

describe('readProject', () => {
  let model: ApiModel;

  beforeAll(() => {
    model = readProject(path.join(fixtures, 'tsconfig.json'));
  }, 20_000);

  it.each([
    ['healthcheckpolicy', 'policy.k8s-go.openshift.org'],
    ['markers', 'markers.example.com'],
    ['types', 'types.example.com'],
    ['unions', 'unions.example.com'],
    ['reuse', 'reuse.example.com'],
    ['versions', 'versions.example.com'],
    ['webhooks', 'webhooks.example.com'],
  ])('reads the kind of %s', async (folder, group) => {
    const resource = model.resources.find((one) => one.group === group);
    const manifest = customResourceDefinition(resource!, { generatorVersion: '0.0.0' });
    await expect(formatManifests([manifest])).toMatchFileSnapshot(
      path.join(fixtures, folder, 'expected.yaml'),
    );
  });

  it('derives the rights of the controllers', async () => {
    const manifests = managerRbac(model).flatMap((file) => file.manifests);
    await expect(formatManifests(manifests)).toMatchFileSnapshot(
      path.join(fixtures, 'rbac', 'expected.yaml'),
    );
  });

  it("declares webhooks as controller-gen's markers do", async () => {
    const manifests = webhookConfigurations(model.webhooks);
    await expect(formatManifests(manifests)).toMatchFileSnapshot(
      path.join(fixtures, 'webhooks', 'configurations.yaml'),
    );
  });

  it("takes the structure of Kubernetes' own types from its published schema", () => {
    const stack = model.resources.find((one) => one.kind === 'Stack');
    const spec = stack?.versions[0]?.schema.properties?.['spec'];
    const pod = spec?.properties?.['template']?.properties?.['spec'];
    const container = pod?.properties?.['containers'];
    expect(container).toMatchObject({
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    });
    expect(container?.items?.properties?.['ports']?.items?.properties?.['protocol']).toEqual({
      type: 'string',
      default: 'TCP',
    });
    expect(spec?.properties?.['template']?.description).toBe('What runs.');
    const claim = spec?.properties?.['claims']?.items;
    expect(Object.keys(claim?.properties ?? {}).toSorted()).toEqual([
      'apiVersion',
      'kind',
      'metadata',
      'spec',
      'status',
    ]);
  });

  it('sorts the kinds by group', () => {
    const groups = model.resources.map((resource) => resource.group);
    expect(groups).toEqual(groups.toSorted());
  });
});

import { describe, expect, it } from 'vitest';
import { parseReference } from './definition-name.ts';
import { UnknownDefinitionError, loadDefinitions } from './definitions.ts';

describe('loadDefinitions', () => {
  const definitions = loadDefinitions();

  it('says of which release it is, and which modules there are', () => {
    expect(definitions.kubernetes).toMatch(/^1\.\d+\.\d+$/);
    expect(definitions.modules).toEqual(
      expect.arrayContaining(['apps/v1', 'coordination/v1', 'core/v1', 'meta/v1']),
    );
  });

  it('gives a type with its list types, merge keys, formats and defaults', () => {
    const container = definitions.definitionOf({ module: 'core/v1', name: 'Container' });
    expect(container.required).toEqual(['name']);
    expect(container.properties?.['ports']).toEqual({
      type: 'array',
      items: { $ref: 'core/v1#ContainerPort' },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
      'x-kubernetes-patch-merge-key': 'containerPort',
      'x-kubernetes-patch-strategy': 'merge',
    });
    const port = definitions.definitionOf({ module: 'core/v1', name: 'ContainerPort' });
    expect(port.properties?.['containerPort']).toMatchObject({ type: 'integer', format: 'int32' });
    expect(port.properties?.['protocol']).toMatchObject({ default: 'TCP' });
  });

  it('gives the served kinds with their verbs and subresources', () => {
    const deployment = definitions
      .moduleOf('apps/v1')
      .kinds.find(({ kind }) => kind === 'Deployment');
    expect(deployment).toMatchObject({
      definition: 'Deployment',
      group: 'apps',
      version: 'v1',
      plural: 'deployments',
      scope: 'Namespaced',
      shortNames: ['deploy'],
      categories: ['all'],
    });
    expect(deployment?.verbs).toContain('watch');
    expect(deployment?.subresources).toContainEqual({
      name: 'scale',
      kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
      verbs: ['get', 'patch', 'update'],
    });
  });

  it('has a definition for every reference', () => {
    const references = definitions.modules.flatMap((path) =>
      [...JSON.stringify(definitions.moduleOf(path)).matchAll(/"\$ref":"([^"]+)"/g)].map(
        ([, reference = '']) => reference,
      ),
    );
    expect(references.length).toBeGreaterThan(500);
    expect(references.filter((text) => !definitions.has(parseReference(text)))).toEqual([]);
  });

  it('names what does not exist', () => {
    expect(definitions.has({ module: 'nope/v1', name: 'Pod' })).toBe(false);
    expect(definitions.has({ module: 'core/v1', name: 'toString' })).toBe(false);
    expect(() => definitions.moduleOf('nope/v1')).toThrow(UnknownDefinitionError);
    expect(() => definitions.definitionOf({ module: 'core/v1', name: 'Pods' })).toThrow(
      'no type "core/v1#Pods"',
    );
  });
});

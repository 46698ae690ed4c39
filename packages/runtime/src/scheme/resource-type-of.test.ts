import { resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import { CustomResource, CustomResourceObject } from '../decorators/custom-resource.ts';
import { metadataOnly, isMetadataOnly } from './metadata-only.ts';
import { resourceTypeOf } from './resource-type-of.ts';

@CustomResource({ group: 'policy.example.com', version: 'v1beta1' })
class HealthCheckPolicy extends CustomResourceObject<{ size: number }> {}

@CustomResource({
  group: 'example.com',
  version: 'v1',
  kind: 'Fleet',
  plural: 'fleetses',
  scope: 'Cluster',
})
class FleetV1 extends CustomResourceObject<object, never, 'Cluster'> {}

class Undecorated extends HealthCheckPolicy {}

const ConfigMap = resourceType({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  scope: 'Namespaced',
});

describe('resourceTypeOf', () => {
  it('derives kind, plural and scope from a class', () => {
    expect(resourceTypeOf(HealthCheckPolicy)).toEqual({
      apiVersion: 'policy.example.com/v1beta1',
      group: 'policy.example.com',
      version: 'v1beta1',
      kind: 'HealthCheckPolicy',
      plural: 'healthcheckpolicies',
      scope: 'Namespaced',
    });
  });

  it('takes what the decorator gives', () => {
    expect(resourceTypeOf(FleetV1)).toMatchObject({
      kind: 'Fleet',
      plural: 'fleetses',
      scope: 'Cluster',
    });
  });

  it('gives one value per class and types as they are', () => {
    expect(resourceTypeOf(FleetV1)).toBe(resourceTypeOf(FleetV1));
    expect(resourceTypeOf(ConfigMap)).toBe(ConfigMap);
  });

  it('says what a class without the decorator needs', () => {
    expect(() => resourceTypeOf(Undecorated)).toThrow(
      'the class Undecorated is not a kind: decorate it with @CustomResource({ group, version })',
    );
  });
});

describe('metadataOnly', () => {
  it('marks a type and keeps its address', () => {
    const type = metadataOnly(ConfigMap);
    expect(type).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps' });
    expect(isMetadataOnly(type)).toBe(true);
    expect(isMetadataOnly(ConfigMap)).toBe(false);
  });

  it('gives one value per kind, and once is enough', () => {
    expect(metadataOnly(FleetV1)).toBe(metadataOnly(resourceTypeOf(FleetV1)));
    expect(metadataOnly(metadataOnly(ConfigMap))).toBe(metadataOnly(ConfigMap));
  });
});

import type { JsonObject } from '@keelson/schema';
import { describe, expect, it } from 'vitest';
import { builtinScale } from '../registry/builtin-scale.ts';
import { Workbench } from '../server/workbench.test.support.ts';
import { throughScale } from './scale-update.ts';

const { resource } = new Workbench().ref('deployments.apps n/a');
const time = '2026-01-01T00:00:00Z';
const owner = {
  manager: 'one',
  operation: 'Update',
  apiVersion: 'apps/v1',
  time,
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': { 'f:paused': {}, 'f:replicas': {} } },
};
const live: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a', namespace: 'n', uid: 'u', resourceVersion: '7', managedFields: [owner] },
  spec: { replicas: 2, paused: true },
};

/** The object, after a change of its Scale. */
function scaled(change: (scale: JsonObject) => JsonObject): JsonObject {
  return throughScale(resource, builtinScale, change)(live);
}

describe('throughScale', () => {
  it('shows the owner of the replicas in the Scale, and takes the replicas over', () => {
    const seen: JsonObject[] = [];
    const next = scaled((scale) => {
      seen.push(scale);
      return { ...scale, spec: { replicas: 5 } };
    });
    expect(seen[0]).toMatchObject({
      kind: 'Scale',
      metadata: {
        name: 'a',
        managedFields: [
          { ...owner, apiVersion: 'autoscaling/v1', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
        ],
      },
      spec: { replicas: 2 },
    });
    expect(next['spec']).toEqual({ replicas: 5, paused: true });
    expect(live['spec']).toEqual({ replicas: 2, paused: true });
  });

  it('leaves what nobody owns any more without an owner', () => {
    const next = scaled((scale) => ({ ...scale, metadata: { name: 'a' }, spec: {} }));
    expect(next).toMatchObject({
      metadata: { managedFields: [{ ...owner, fieldsV1: { 'f:spec': { 'f:paused': {} } } }] },
      spec: { replicas: 0 },
    });
  });

  it('refuses a Scale in the name of the Scale', () => {
    expect(() => scaled((scale) => ({ ...scale, spec: { replicas: -1 } }))).toThrow(
      'Scale.autoscaling "a" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
    expect(() => scaled((scale) => ({ ...scale, metadata: { name: 'a', uid: 'x' } }))).toThrow(
      'Operation cannot be fulfilled on deployments/scale.apps "a": Precondition failed: UID in precondition: x, UID in object meta: u',
    );
  });
});

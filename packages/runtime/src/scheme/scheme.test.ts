import { resourceType } from '@keelson/kubernetes';
import { describe, expect, it } from 'vitest';
import { CustomResource, CustomResourceObject } from '../decorators/custom-resource.ts';
import { resourceTypeOf } from './resource-type-of.ts';
import { NotRegisteredError, Scheme } from './scheme.ts';

@CustomResource({ group: 'example.com', version: 'v1', kind: 'Fleet' })
class Fleet extends CustomResourceObject<object> {}

@CustomResource({ group: 'example.com', version: 'v1', kind: 'Fleet' })
class OtherFleet extends CustomResourceObject<object> {}

@CustomResource({ group: 'example.com', version: 'v1alpha1', kind: 'Fleet' })
class FleetV1Alpha1 extends CustomResourceObject<object> {}

const job = { group: 'batch', version: 'v1', kind: 'Job', scope: 'Namespaced' } as const;
const Job = resourceType({ ...job, plural: 'jobs' });

describe('Scheme', () => {
  it('looks up both ways', () => {
    const scheme = Scheme.of(Fleet, FleetV1Alpha1, Job);
    const kind = { apiVersion: 'example.com/v1', kind: 'Fleet' };
    expect(scheme.has(kind)).toBe(true);
    expect(scheme.refFor(kind)).toBe(Fleet);
    expect(scheme.find(kind)).toBe(resourceTypeOf(Fleet));
    expect(scheme.refFor({ apiVersion: 'batch/v1', kind: 'Job' })).toBe(Job);
    expect(scheme.typeOf(FleetV1Alpha1)).toMatchObject({ version: 'v1alpha1', plural: 'fleets' });
    expect(scheme.types().map(({ apiVersion }) => apiVersion)).toEqual([
      'example.com/v1',
      'example.com/v1alpha1',
      'batch/v1',
    ]);
  });

  it('takes the same kind twice, but not by another type', () => {
    const scheme = Scheme.of(Fleet, Fleet, Job, Job);
    expect(scheme.types()).toHaveLength(2);
    expect(() => scheme.add(OtherFleet)).toThrow(
      'Double registration of different types for example.com/v1, Kind=Fleet: ' +
        'class Fleet and class OtherFleet',
    );
    expect(() => scheme.add(resourceType({ ...job, plural: 'jobses' }))).toThrow(
      'batch/v1, Kind=Job: jobs (batch/v1, Namespaced) and jobses (batch/v1, Namespaced)',
    );
    expect(scheme.refFor({ apiVersion: 'example.com/v1', kind: 'Fleet' })).toBe(Fleet);
  });

  it('says what is not registered', () => {
    const scheme = Scheme.of(Fleet);
    const unknown = { apiVersion: 'example.com/v2', kind: 'Fleet' };
    expect(scheme.has(unknown)).toBe(false);
    expect(scheme.find(unknown)).toBeUndefined();
    expect(() => scheme.refFor(unknown)).toThrow(
      new NotRegisteredError('no kind "Fleet" is registered for version "example.com/v2"'),
    );
    expect(() => scheme.typeOf(OtherFleet)).toThrow(
      'no kind is registered for the type class OtherFleet',
    );
    expect(() => scheme.typeOf(Job)).toThrow(NotRegisteredError);
  });
});

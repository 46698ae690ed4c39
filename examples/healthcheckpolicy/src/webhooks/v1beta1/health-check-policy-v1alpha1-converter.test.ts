import { convert } from '@keelson/runtime';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HealthCheckPolicy as Alpha } from '../../api/v1alpha1/health-check-policy.ts';
import { HealthCheckPolicy } from '../../api/v1beta1/health-check-policy.ts';
import { policy } from '../../policy/fixtures.ts';
import { anySpec, anyStatus } from '../../policy/arbitrary-policy.test.support.ts';
import { HealthCheckPolicyV1alpha1Converter } from './health-check-policy-v1alpha1-converter.ts';

const converters = [new HealthCheckPolicyV1alpha1Converter()];
const alpha = (status: object) => ({
  ...policy(),
  apiVersion: 'policy.k8s-go.openshift.org/v1alpha1',
  status,
});

describe('HealthCheckPolicyV1alpha1Converter', () => {
  it('T18 loses nothing of a v1beta1 policy on the way there and back', async () => {
    await fc.assert(
      fc.asyncProperty(anySpec, fc.option(anyStatus, { nil: undefined }), async (spec, status) => {
        const beta = { ...policy(spec), ...(status && { status }) };
        const old = await convert(converters, beta, Alpha);
        expect(old.status?.podsFailed).toBe(status?.statistics?.pods?.failed);
        expect(await convert(converters, old, HealthCheckPolicy)).toEqual(beta);
      }),
    );
  });

  it('T18 loses nothing of a v1alpha1 policy whose texts are times', async () => {
    await fc.assert(
      fc.asyncProperty(anySpec, anyStatus, async (spec, status) => {
        const podsFailed = status.statistics?.pods?.failed;
        const old = {
          ...alpha({ ...status, ...(podsFailed !== undefined && { podsFailed }) }),
          spec: policy(spec).spec,
        };
        const beta = await convert(converters, old, HealthCheckPolicy);
        expect(await convert(converters, beta, Alpha)).toEqual(old);
      }),
    );
  });

  it.each(['', 'yesterday', 'Di 23. Nov 10:00:00 CET 2026', '2026-11-23', '2026-13-99T99:99:99Z'])(
    'T18 drops the lastChecked %o, which is no time',
    async (lastChecked) => {
      const { status } = await convert(converters, alpha({ lastChecked }), HealthCheckPolicy);
      expect(status).toEqual({});
    },
  );
});

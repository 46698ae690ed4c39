import { Conversion, type Converter, type DeepReadonly } from '@keelson/runtime';
import { HealthCheckPolicy as Alpha } from '../../api/v1alpha1/health-check-policy.ts';
import { HealthCheckPolicy } from '../../api/v1beta1/health-check-policy.ts';

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** v1alpha1 says the number of failed pods twice, and takes any text for a time. */
@Conversion({ hub: HealthCheckPolicy, spoke: Alpha })
export class HealthCheckPolicyV1alpha1Converter implements Converter<HealthCheckPolicy, Alpha> {
  toHub({ spec, status }: DeepReadonly<Alpha>) {
    if (status === undefined) return { spec };
    const { podsFailed: _, lastChecked, ...rest } = status;
    return { spec, status: { ...rest, ...(isTime(lastChecked) && { lastChecked }) } };
  }

  fromHub({ spec, status }: DeepReadonly<HealthCheckPolicy>) {
    const podsFailed = status?.statistics?.pods?.failed;
    return {
      spec,
      ...(status && { status: { ...status, ...(podsFailed !== undefined && { podsFailed }) } }),
    };
  }
}

function isTime(text: string | undefined): boolean {
  return text !== undefined && rfc3339.test(text) && !Number.isNaN(Date.parse(text));
}

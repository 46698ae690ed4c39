import type { Condition } from '@keelson/kubernetes/meta/v1';
import {
  CustomResource,
  CustomResourceObject,
  type Int32,
  ListMapKey,
  ListType,
  Minimum,
  PrinterColumn,
} from '@keelson/runtime';
import type {
  HealthCheckPolicySpec,
  HealthCheckPolicyStatistics,
} from '../v1beta1/health-check-policy.ts';

/** What the last check found, as the workshop's first version wrote it. */
export class HealthCheckPolicyStatus {
  observedGeneration?: Int32;

  /** The same number as `statistics.pods.failed`. */
  @Minimum(0)
  podsFailed?: Int32;

  statistics?: HealthCheckPolicyStatistics;

  /** When the pods were last checked, in any format. */
  lastChecked?: string;

  @ListType('map')
  @ListMapKey('type')
  conditions?: Condition[];
}

/** The first version; objects are stored as v1beta1. */
@CustomResource({
  group: 'policy.k8s-go.openshift.org',
  version: 'v1alpha1',
  shortNames: ['hcp'],
  storage: false,
  deprecated: true,
  subresources: { status: true },
})
@PrinterColumn({ name: 'Label', type: 'string', jsonPath: '.spec.podLabel' })
@PrinterColumn({ name: 'Action', type: 'string', jsonPath: '.spec.action' })
@PrinterColumn({ name: 'Failed', type: 'integer', jsonPath: '.status.statistics.pods.failed' })
@PrinterColumn({ name: 'Passed', type: 'integer', jsonPath: '.status.statistics.pods.passed' })
@PrinterColumn({
  name: 'Compliant',
  type: 'string',
  jsonPath: '.status.conditions[?(@.type=="Compliant")].status',
})
@PrinterColumn({ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' })
export class HealthCheckPolicy extends CustomResourceObject<
  HealthCheckPolicySpec,
  HealthCheckPolicyStatus
> {}

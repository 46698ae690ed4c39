import type { Condition, LabelSelector } from '@keelson/kubernetes/meta/v1';
import {
  CustomResource,
  CustomResourceObject,
  type Int32,
  ListMapKey,
  ListType,
  MaxLength,
  Minimum,
  MinItems,
  MinLength,
  Pattern,
  PrinterColumn,
  type Time,
} from '@keelson/runtime';

/** Which pods a policy audits, and what it does with those that fail. */
export class HealthCheckPolicySpec {
  /** Key of the label (or annotation) that is set on violating pods. */
  @MinLength(1)
  @MaxLength(317)
  @Pattern(
    /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
  )
  podLabel!: string;

  /** What to do with a violating pod. */
  action: 'label' | 'kill' | 'annotate' = 'label';

  /** Which pods of the policy's own namespace are audited. All of them when it is left out. */
  selector?: LabelSelector;

  /** Which violations count. */
  @ListType('set')
  @MinItems(1)
  checks: ('Missing' | 'Failing')[] = ['Missing', 'Failing'];

  /** Probes that each container must declare. */
  @ListType('set')
  @MinItems(1)
  probes: ('liveness' | 'readiness' | 'startup')[] = ['liveness', 'readiness'];

  /** How long a running pod may be unready before it counts as failing. */
  @Minimum(0)
  gracePeriodSeconds: Int32 = 30;

  /** How often the pods are checked when nothing happens. */
  @Minimum(1)
  checkIntervalSeconds: Int32 = 30;

  /** How many pods one check may kill; the rest wait for the next. Zero only reports. */
  @Minimum(0)
  maxKills: Int32 = 1;
}

/** Audited pods by verdict. */
export class PodStatistics {
  /** Pods that violate the policy. */
  @Minimum(0)
  failed!: Int32;

  /** Pods that comply with the policy. */
  @Minimum(0)
  passed!: Int32;
}

export class HealthCheckPolicyStatistics {
  pods?: PodStatistics;
}

/** What the last check found. */
export class HealthCheckPolicyStatus {
  /** Generation of the spec that the last check looked at. */
  observedGeneration?: Int32;

  statistics?: HealthCheckPolicyStatistics;

  /** When the pods were last checked. */
  lastChecked?: Time;

  /** `Ready`: the last check succeeded. `Compliant`: no audited pod violates the policy. */
  @ListType('map')
  @ListMapKey('type')
  conditions?: Condition[];
}

/** Audits the health checks of the pods in its namespace. */
@CustomResource({
  group: 'policy.k8s-go.openshift.org',
  version: 'v1beta1',
  shortNames: ['hcp'],
  storage: true,
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
@PrinterColumn({ name: 'Last Checked', type: 'date', jsonPath: '.status.lastChecked' })
@PrinterColumn({ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' })
export class HealthCheckPolicy extends CustomResourceObject<
  HealthCheckPolicySpec,
  HealthCheckPolicyStatus
> {}

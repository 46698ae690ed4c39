// Generated from the OpenAPI documents of Kubernetes 1.37.2 by
// packages/kubernetes/generator/main.ts: do not edit.
import type { NodeSelector } from '../core/v1.ts';
import type { Condition, ObjectMeta, Quantity, RawExtension, Time } from '../meta/v1.ts';
import type { NamespacedObjectMeta, StoredObjectMeta } from '../object.ts';
import { type ResourceType, resourceType } from '../resource-type.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#allocateddevicestatus-v1-resource-k8s-io */
export interface AllocatedDeviceStatus {
  conditions?: Condition[] | null;
  data?: RawExtension;
  device: string;
  driver: string;
  networkData?: NetworkDeviceData;
  pool: string;
  shareID?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#allocationresult-v1-resource-k8s-io */
export interface AllocationResult {
  allocationTimestamp?: Time;
  devices?: DeviceAllocationResult;
  nodeSelector?: NodeSelector;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#celdeviceselector-v1-resource-k8s-io */
export interface CELDeviceSelector {
  expression: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#capacityrequestpolicy-v1-resource-k8s-io */
export interface CapacityRequestPolicy {
  default?: Quantity;
  validRange?: CapacityRequestPolicyRange;
  validValues?: Quantity[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#capacityrequestpolicyrange-v1-resource-k8s-io */
export interface CapacityRequestPolicyRange {
  max?: Quantity;
  min: Quantity;
  step?: Quantity;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#capacityrequirements-v1-resource-k8s-io */
export interface CapacityRequirements {
  requests?: Record<string, Quantity>;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#counter-v1-resource-k8s-io */
export interface Counter {
  value: Quantity;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#counterset-v1-resource-k8s-io */
export interface CounterSet {
  counters: Record<string, Counter>;
  name: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#device-v1-resource-k8s-io */
export interface Device {
  allNodes?: boolean;
  allowMultipleAllocations?: boolean;
  attributes?: Record<string, DeviceAttribute>;
  bindingConditions?: string[];
  bindingFailureConditions?: string[];
  bindsToNode?: boolean;
  capacity?: Record<string, DeviceCapacity>;
  consumesCounters?: DeviceCounterConsumption[];
  name: string;
  nodeAllocatableResources?: Record<string, NodeAllocatableResource>;
  nodeName?: string;
  nodeSelector?: NodeSelector;
  taints?: DeviceTaint[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#deviceallocationconfiguration-v1-resource-k8s-io */
export interface DeviceAllocationConfiguration {
  opaque?: OpaqueDeviceConfiguration;
  requests?: string[];
  source: 'FromClaim' | 'FromClass';
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#deviceallocationresult-v1-resource-k8s-io */
export interface DeviceAllocationResult {
  config?: DeviceAllocationConfiguration[];
  results?: DeviceRequestAllocationResult[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#deviceattribute-v1-resource-k8s-io */
export interface DeviceAttribute {
  bool?: boolean;
  bools?: boolean[];
  int?: number;
  ints?: number[];
  string?: string;
  strings?: string[];
  version?: string;
  versions?: string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#devicecapacity-v1-resource-k8s-io */
export interface DeviceCapacity {
  requestPolicy?: CapacityRequestPolicy;
  value: Quantity;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#deviceclaim-v1-resource-k8s-io */
export interface DeviceClaim {
  config?: DeviceClaimConfiguration[];
  constraints?: DeviceConstraint[];
  requests?: DeviceRequest[] | null;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#deviceclaimconfiguration-v1-resource-k8s-io */
export interface DeviceClaimConfiguration {
  opaque?: OpaqueDeviceConfiguration;
  requests?: string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#deviceclass-v1-resource-k8s-io */
export interface DeviceClass {
  apiVersion: 'resource.k8s.io/v1';
  kind: 'DeviceClass';
  metadata: StoredObjectMeta;
  spec: DeviceClassSpec;
}

export const DeviceClass: ResourceType<DeviceClass> = /* @__PURE__ */ resourceType({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'DeviceClass',
  plural: 'deviceclasses',
  scope: 'Cluster',
});

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#deviceclassconfiguration-v1-resource-k8s-io */
export interface DeviceClassConfiguration {
  opaque?: OpaqueDeviceConfiguration;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#deviceclassspec-v1-resource-k8s-io */
export interface DeviceClassSpec {
  config?: DeviceClassConfiguration[];
  extendedResourceName?: string;
  selectors?: DeviceSelector[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#deviceconstraint-v1-resource-k8s-io */
export interface DeviceConstraint {
  distinctAttribute?: string;
  matchAttribute?: string;
  requests?: string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#devicecounterconsumption-v1-resource-k8s-io */
export interface DeviceCounterConsumption {
  compatibilityGroups?: string[];
  counterSet: string;
  counters: Record<string, Counter>;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#devicederivedattribute-v1-resource-k8s-io */
export interface DeviceDerivedAttribute {
  expression: string;
  name: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#devicerequest-v1-resource-k8s-io */
export interface DeviceRequest {
  exactly?: ExactDeviceRequest;
  firstAvailable?: DeviceSubRequest[];
  name: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#devicerequestallocationresult-v1-resource-k8s-io */
export interface DeviceRequestAllocationResult {
  adminAccess?: boolean;
  bindingConditions?: string[];
  bindingFailureConditions?: string[];
  consumedCapacity?: Record<string, Quantity>;
  device: string;
  driver: string;
  pool: string;
  request: string;
  shareID?: string;
  skipNodeOperations?: ('*' | 'NodePrepareResources' | 'NodeUnprepareResources')[];
  tolerations?: DeviceToleration[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#deviceselector-v1-resource-k8s-io */
export interface DeviceSelector {
  cel?: CELDeviceSelector;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#devicesubrequest-v1-resource-k8s-io */
export interface DeviceSubRequest {
  allocationMode?: 'All' | 'ExactCount';
  capacity?: CapacityRequirements;
  count?: number;
  derivedAttributes?: DeviceDerivedAttribute[];
  deviceClassName: string;
  name: string;
  selectors?: DeviceSelector[];
  tolerations?: DeviceToleration[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#devicetaint-v1-resource-k8s-io */
export interface DeviceTaint {
  effect: 'NoExecute' | 'NoSchedule' | 'None';
  key: string;
  timeAdded?: Time;
  value?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#devicetaintrule-v1-resource-k8s-io */
export interface DeviceTaintRule {
  apiVersion: 'resource.k8s.io/v1';
  kind: 'DeviceTaintRule';
  metadata: StoredObjectMeta;
  spec: DeviceTaintRuleSpec;
  status: DeviceTaintRuleStatus;
}

export const DeviceTaintRule: ResourceType<DeviceTaintRule> = /* @__PURE__ */ resourceType({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'DeviceTaintRule',
  plural: 'devicetaintrules',
  scope: 'Cluster',
});

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#devicetaintrulespec-v1-resource-k8s-io */
export interface DeviceTaintRuleSpec {
  deviceSelector?: DeviceTaintSelector;
  taint: DeviceTaint;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#devicetaintrulestatus-v1-resource-k8s-io */
export interface DeviceTaintRuleStatus {
  conditions?: Condition[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#devicetaintselector-v1-resource-k8s-io */
export interface DeviceTaintSelector {
  device?: string;
  driver?: string;
  pool?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#devicetoleration-v1-resource-k8s-io */
export interface DeviceToleration {
  effect?: 'NoExecute' | 'NoSchedule' | 'None';
  key?: string;
  operator?: 'Equal' | 'Exists';
  tolerationSeconds?: number;
  value?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#exactdevicerequest-v1-resource-k8s-io */
export interface ExactDeviceRequest {
  adminAccess?: boolean;
  allocationMode?: 'All' | 'ExactCount';
  capacity?: CapacityRequirements;
  count?: number;
  derivedAttributes?: DeviceDerivedAttribute[];
  deviceClassName: string;
  selectors?: DeviceSelector[];
  tolerations?: DeviceToleration[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#networkdevicedata-v1-resource-k8s-io */
export interface NetworkDeviceData {
  hardwareAddress?: string;
  interfaceName?: string;
  ips?: string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#nodeallocatablemapping-v1-resource-k8s-io */
export interface NodeAllocatableMapping {
  capacityKey?: string;
  capacityMultiplier?: Quantity;
  deviceMultiplier?: Quantity;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#nodeallocatableoverhead-v1-resource-k8s-io */
export interface NodeAllocatableOverhead {
  perContainer?: Quantity;
  perPod?: Quantity;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#nodeallocatableresource-v1-resource-k8s-io */
export interface NodeAllocatableResource {
  mapping?: NodeAllocatableMapping;
  overhead?: NodeAllocatableOverhead;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#opaquedeviceconfiguration-v1-resource-k8s-io */
export interface OpaqueDeviceConfiguration {
  driver: string;
  parameters: RawExtension;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#resourceclaim-v1-resource-k8s-io */
export interface ResourceClaim {
  apiVersion: 'resource.k8s.io/v1';
  kind: 'ResourceClaim';
  metadata: NamespacedObjectMeta;
  spec: ResourceClaimSpec;
  status: ResourceClaimStatus;
}

export const ResourceClaim: ResourceType<ResourceClaim> = /* @__PURE__ */ resourceType({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaim',
  plural: 'resourceclaims',
  scope: 'Namespaced',
});

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#resourceclaimconsumerreference-v1-resource-k8s-io */
export interface ResourceClaimConsumerReference {
  apiGroup?: string;
  name: string;
  resource: string;
  uid: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#resourceclaimspec-v1-resource-k8s-io */
export interface ResourceClaimSpec {
  devices?: DeviceClaim;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#resourceclaimstatus-v1-resource-k8s-io */
export interface ResourceClaimStatus {
  allocation?: AllocationResult;
  devices?: AllocatedDeviceStatus[];
  reservedFor?: ResourceClaimConsumerReference[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#resourceclaimtemplate-v1-resource-k8s-io */
export interface ResourceClaimTemplate {
  apiVersion: 'resource.k8s.io/v1';
  kind: 'ResourceClaimTemplate';
  metadata: NamespacedObjectMeta;
  spec: ResourceClaimTemplateSpec;
}

export const ResourceClaimTemplate: ResourceType<ResourceClaimTemplate> =
  /* @__PURE__ */ resourceType({
    group: 'resource.k8s.io',
    version: 'v1',
    kind: 'ResourceClaimTemplate',
    plural: 'resourceclaimtemplates',
    scope: 'Namespaced',
  });

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#resourceclaimtemplatespec-v1-resource-k8s-io */
export interface ResourceClaimTemplateSpec {
  metadata?: ObjectMeta;
  spec?: ResourceClaimSpec;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#resourcepool-v1-resource-k8s-io */
export interface ResourcePool {
  generation: number;
  name: string;
  resourceSliceCount: number;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#resourceslice-v1-resource-k8s-io */
export interface ResourceSlice {
  apiVersion: 'resource.k8s.io/v1';
  kind: 'ResourceSlice';
  metadata: StoredObjectMeta;
  spec: ResourceSliceSpec;
}

export const ResourceSlice: ResourceType<ResourceSlice> = /* @__PURE__ */ resourceType({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceSlice',
  plural: 'resourceslices',
  scope: 'Cluster',
});

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/#resourceslicespec-v1-resource-k8s-io */
export interface ResourceSliceSpec {
  allNodes?: boolean;
  devices?: Device[];
  driver: string;
  nodeName?: string;
  nodeSelector?: NodeSelector;
  partitionTypeAttribute?: string;
  perDeviceNodeSelection?: boolean;
  pool: ResourcePool;
  sharedCounters?: CounterSet[];
  skipNodeOperations?: ('*' | 'NodePrepareResources' | 'NodeUnprepareResources')[];
}

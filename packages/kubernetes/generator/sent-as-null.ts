import type { SchemaModule } from '../src/schema-definition.ts';

/**
 * Fields that the server sends as `null` when they are empty, which no schema says: times by value
 * and lists that Go encodes without `omitempty`, as far as validation lets them be empty.
 */
export const sentAsNull: readonly string[] = [
  'apiextensions/v1#CustomResourceDefinitionCondition.lastTransitionTime',
  'apiextensions/v1#CustomResourceDefinitionStatus.conditions',
  'apiextensions/v1#CustomResourceDefinitionStatus.storedVersions',
  'apiregistration/v1#APIServiceCondition.lastTransitionTime',
  'apps/v1#DaemonSetCondition.lastTransitionTime',
  'apps/v1#DeploymentCondition.lastTransitionTime',
  'apps/v1#DeploymentCondition.lastUpdateTime',
  'apps/v1#ReplicaSetCondition.lastTransitionTime',
  'apps/v1#StatefulSetCondition.lastTransitionTime',
  'authentication/v1#TokenRequestStatus.expirationTimestamp',
  'autoscaling/v2#HorizontalPodAutoscalerCondition.lastTransitionTime',
  'autoscaling/v2#HorizontalPodAutoscalerStatus.currentMetrics',
  'batch/v1#JobCondition.lastProbeTime',
  'batch/v1#JobCondition.lastTransitionTime',
  'batch/v1#PodFailurePolicy.rules',
  'batch/v1#SuccessPolicy.rules',
  'certificates/v1#CertificateSigningRequestCondition.lastTransitionTime',
  'certificates/v1#CertificateSigningRequestCondition.lastUpdateTime',
  'core/v1#ContainerImage.names',
  'core/v1#ContainerStateRunning.startedAt',
  'core/v1#ContainerStateTerminated.finishedAt',
  'core/v1#ContainerStateTerminated.startedAt',
  'core/v1#Event.eventTime',
  'core/v1#Event.firstTimestamp',
  'core/v1#Event.lastTimestamp',
  'core/v1#EventSeries.lastObservedTime',
  'core/v1#LimitRangeSpec.limits',
  'core/v1#NamespaceCondition.lastTransitionTime',
  'core/v1#NodeCondition.lastHeartbeatTime',
  'core/v1#NodeCondition.lastTransitionTime',
  'core/v1#PersistentVolumeClaimCondition.lastProbeTime',
  'core/v1#PersistentVolumeClaimCondition.lastTransitionTime',
  'core/v1#PodCondition.lastProbeTime',
  'core/v1#PodCondition.lastTransitionTime',
  'core/v1#PodVolumeHealth.lastTransitionTime',
  'core/v1#ProjectedVolumeSource.sources',
  'core/v1#ReplicationControllerCondition.lastTransitionTime',
  'core/v1#VolumeHealthStatus.lastTransitionTime',
  'discovery/v1#EndpointSlice.endpoints',
  'discovery/v1#EndpointSlice.ports',
  'events/v1#Event.deprecatedFirstTimestamp',
  'events/v1#Event.deprecatedLastTimestamp',
  'events/v1#Event.eventTime',
  'flowcontrol/v1#FlowSchemaCondition.lastTransitionTime',
  'flowcontrol/v1#PriorityLevelConfigurationCondition.lastTransitionTime',
  'flowcontrol/v1#ResourcePolicyRule.namespaces',
  'rbac/v1#ClusterRole.rules',
  'rbac/v1#Role.rules',
  'resource/v1#AllocatedDeviceStatus.conditions',
  'resource/v1#DeviceClaim.requests',
  'storage/v1#CSINodeDriver.topologyKeys',
  'storage/v1#CSINodeSpec.drivers',
  'storage/v1#StorageHealthCondition.lastTransitionTime',
  'storage/v1#VolumeError.time',
];

/**
 * The modules with `nullable: true` on each of the fields. A module that is not there is passed over:
 * the server does not serve its group.
 * @throws {Error} when a served type has no such field any more
 */
export function markNullable(
  modules: readonly SchemaModule[],
  fields: readonly string[],
): SchemaModule[] {
  const byModule = Object.groupBy(fields, (field) => field.split('#')[0] ?? '');
  return modules.map((module) => {
    const definitions = { ...module.definitions };
    for (const field of byModule[module.module] ?? []) {
      const [, name = '', property = ''] = /#(.*)\.(.*)$/.exec(field) ?? [];
      const definition = definitions[name];
      const schema = definition?.properties?.[property];
      if (schema === undefined) {
        throw new Error(`there is no ${field} any more: take it out of sent-as-null.ts`);
      }
      const properties = {
        ...definition?.properties,
        [property]: { ...schema, nullable: true as const },
      };
      definitions[name] = { ...definition, properties };
    }
    return { ...module, definitions };
  });
}

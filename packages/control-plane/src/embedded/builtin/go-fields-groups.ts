/** Fields of the other groups, read from the Go types of Kubernetes 1.37.2. The form is that of {@link GoFacts}. */
export const groupFields = `
admissionregistration/v1
  MatchResources matchPolicy*=v1.MatchPolicyType
  MutatingAdmissionPolicy metadata& spec&
  MutatingAdmissionPolicyBinding metadata& spec&
  MutatingAdmissionPolicySpec failurePolicy*=v1.FailurePolicyType reinvocationPolicy=v1.ReinvocationPolicyType
  MutatingWebhook clientConfig& failurePolicy*=v1.FailurePolicyType matchPolicy*=v1.MatchPolicyType reinvocationPolicy*=v1.ReinvocationPolicyType sideEffects*=v1.SideEffectClass timeoutSeconds*
  MutatingWebhookConfiguration metadata&
  Mutation patchType=v1.PatchType
  NamedRuleWithOperations apiGroups^RuleWithOperations apiVersions^RuleWithOperations operations^RuleWithOperations=[]v1.OperationType resources^RuleWithOperations scope*^RuleWithOperations=v1.ScopeType
  ParamRef parameterNotFoundAction*=v1.ParameterNotFoundActionType
  RuleWithOperations apiGroups^Rule apiVersions^Rule operations=[]v1.OperationType resources^Rule scope*^Rule=v1.ScopeType
  ServiceReference path* port*
  ValidatingAdmissionPolicy metadata& spec& status&
  ValidatingAdmissionPolicyBinding metadata& spec&-
  ValidatingAdmissionPolicyBindingSpec policyName- validationActions-=[]v1.ValidationAction
  ValidatingAdmissionPolicySpec failurePolicy*=v1.FailurePolicyType
  ValidatingWebhook clientConfig& failurePolicy*=v1.FailurePolicyType matchPolicy*=v1.MatchPolicyType sideEffects*=v1.SideEffectClass timeoutSeconds*
  ValidatingWebhookConfiguration metadata&
  Validation reason*=v1.StatusReason
  WebhookClientConfig url*
apiextensions/v1
  CustomResourceConversion strategy=v1.ConversionStrategyType
  CustomResourceDefinition metadata& spec& status&
  CustomResourceDefinitionCondition lastTransitionTime& status=v1.ConditionStatus type=v1.CustomResourceDefinitionConditionType
  CustomResourceDefinitionSpec names& scope=v1.ResourceScope
  CustomResourceDefinitionStatus acceptedNames&+ conditions+ storedVersions+
  CustomResourceDefinitionVersion deprecationWarning*
  CustomResourceSubresourceScale labelSelectorPath*
  JSONSchemaProps $ref* $schema=v1.JSONSchemaURL definitions=v1.JSONSchemaDefinitions dependencies=v1.JSONSchemaDependencies maxItems* maxLength* maxProperties* maximum* minItems* minLength* minProperties* minimum* multipleOf* x-kubernetes-list-type* x-kubernetes-map-type* x-kubernetes-preserve-unknown-fields* x-kubernetes-validations=v1.ValidationRules
  ServiceReference path* port*
  ValidationRule optionalOldSelf* reason*=v1.FieldValueErrorReason
  WebhookClientConfig url*
apiregistration/v1
  APIService metadata& spec& status&
  APIServiceCondition lastTransitionTime& status=v1.ConditionStatus type=v1.APIServiceConditionType
  ServiceReference port*
apps/v1
  ControllerRevision data& metadata& revision+
  DaemonSet metadata& spec&- status&
  DaemonSetCondition lastTransitionTime& status+=v1.ConditionStatus type+=v1.DaemonSetConditionType
  DaemonSetSpec revisionHistoryLimit* template& updateStrategy&
  DaemonSetStatus collisionCount*
  DaemonSetUpdateStrategy type=v1.DaemonSetUpdateStrategyType
  Deployment metadata& spec&- status&
  DeploymentCondition lastTransitionTime& lastUpdateTime& status+=v1.ConditionStatus type+=v1.DeploymentConditionType
  DeploymentSpec progressDeadlineSeconds* replicas* revisionHistoryLimit* strategy& template&
  DeploymentStatus collisionCount* terminatingReplicas*
  DeploymentStrategy type=v1.DeploymentStrategyType
  ReplicaSet metadata& spec&- status&
  ReplicaSetCondition lastTransitionTime& status+=v1.ConditionStatus type+=v1.ReplicaSetConditionType
  ReplicaSetSpec replicas* template&
  ReplicaSetStatus terminatingReplicas*
  RollingUpdateStatefulSetStrategy partition*
  StatefulSet metadata& spec&- status&
  StatefulSetCondition lastTransitionTime& status+=v1.ConditionStatus type+=v1.StatefulSetConditionType
  StatefulSetOrdinals start+
  StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted=v1.PersistentVolumeClaimRetentionPolicyType whenScaled=v1.PersistentVolumeClaimRetentionPolicyType
  StatefulSetSpec podManagementPolicy=v1.PodManagementPolicyType replicas* revisionHistoryLimit* serviceName+ template& updateStrategy&
  StatefulSetStatus availableReplicas+ collisionCount*
  StatefulSetUpdateStrategy type=v1.StatefulSetUpdateStrategyType
authentication/v1
  BoundObjectReference uid=types.UID
  SelfSubjectReview metadata& status&
  SelfSubjectReviewStatus userInfo&
  TokenRequest metadata& spec&+ status&
  TokenRequestSpec attestations=map[string]v1.AttestationValue audiences+ boundObjectRef+ expirationSeconds*+
  TokenRequestStatus expirationTimestamp&+ token+
  TokenReview metadata& spec& status&
  TokenReviewSpec token-
  TokenReviewStatus user&
  UserInfo extra=map[string]v1.ExtraValue
authorization/v1
  LocalSubjectAccessReview metadata& spec& status&
  SelfSubjectAccessReview metadata& spec& status&
  SelfSubjectRulesReview metadata& spec& status&
  SubjectAccessReview metadata& spec& status&
  SubjectAccessReviewSpec extra=map[string]v1.ExtraValue
autoscaling/v1
  HorizontalPodAutoscaler metadata& spec&- status&
  HorizontalPodAutoscalerSpec minReplicas* scaleTargetRef& targetCPUUtilizationPercentage*
  HorizontalPodAutoscalerStatus currentCPUUtilizationPercentage* observedGeneration*
  Scale metadata& spec& status&
autoscaling/v2
  ContainerResourceMetricSource name=v1.ResourceName target&
  ContainerResourceMetricStatus current& name=v1.ResourceName
  ExternalMetricSource metric& target&
  ExternalMetricStatus current& metric&
  HPAScalingPolicy type=v2.HPAScalingPolicyType
  HPAScalingRules selectPolicy*=v2.ScalingPolicySelect stabilizationWindowSeconds*
  HorizontalPodAutoscaler metadata& spec&- status&
  HorizontalPodAutoscalerCondition lastTransitionTime& observedGeneration* status=v1.ConditionStatus type=v2.HorizontalPodAutoscalerConditionType
  HorizontalPodAutoscalerSpec minReplicas* scaleTargetRef&
  HorizontalPodAutoscalerStatus currentMetrics+ observedGeneration*
  MetricSpec type=v2.MetricSourceType
  MetricStatus type=v2.MetricSourceType
  MetricTarget averageUtilization* type=v2.MetricTargetType
  MetricValueStatus averageUtilization*
  ObjectMetricSource describedObject& metric& target&
  ObjectMetricStatus current& describedObject& metric&
  PodsMetricSource metric& target&
  PodsMetricStatus current& metric&
  ResourceMetricSource name=v1.ResourceName target&
  ResourceMetricStatus current& name=v1.ResourceName
batch/v1
  CronJob metadata& spec&- status&
  CronJobSpec concurrencyPolicy=v1.ConcurrencyPolicy failedJobsHistoryLimit* jobTemplate& startingDeadlineSeconds* successfulJobsHistoryLimit* suspend* timeZone*
  Job metadata& spec& status&
  JobCondition lastProbeTime& lastTransitionTime& status=v1.ConditionStatus type=v1.JobConditionType
  JobSchedulingConfiguration disruptionMode=schedulingv1alpha3.WorkloadPodGroupDisruptionMode resourceClaims=[]schedulingv1alpha3.WorkloadPodGroupResourceClaim schedulingConstraints=schedulingv1alpha3.WorkloadPodGroupSchedulingConstraints schedulingPolicy=schedulingv1alpha3.WorkloadPodGroupSchedulingPolicy
  JobSpec activeDeadlineSeconds* backoffLimit* backoffLimitPerIndex* completionMode*=v1.CompletionMode completions* managedBy* manualSelector* maxFailedIndexes* parallelism* podReplacementPolicy*=v1.PodReplacementPolicy suspend* template& ttlSecondsAfterFinished*
  JobStatus failedIndexes* ready* terminating*
  JobTemplateSpec metadata& spec&
  PodFailurePolicyOnExitCodesRequirement containerName* operator=v1.PodFailurePolicyOnExitCodesOperator
  PodFailurePolicyOnPodConditionsPattern status+=v1.ConditionStatus type=v1.PodConditionType
  PodFailurePolicyRule action=v1.PodFailurePolicyAction
  SuccessPolicyRule succeededCount* succeededIndexes*
  UncountedTerminatedPods failed=[]types.UID succeeded=[]types.UID
certificates/v1
  CertificateSigningRequest metadata& spec& status&
  CertificateSigningRequestCondition lastTransitionTime& lastUpdateTime& status=v1.ConditionStatus type=v1.RequestConditionType
  CertificateSigningRequestSpec expirationSeconds* extra=map[string]v1.ExtraValue usages=[]v1.KeyUsage
  ClusterTrustBundle metadata& spec&
  PodCertificateRequest metadata& spec& status&
  PodCertificateRequestSpec maxExpirationSeconds* nodeName=types.NodeName nodeUID=types.UID podUID=types.UID serviceAccountUID=types.UID
coordination/v1
  Lease metadata& spec&
  LeaseSpec holderIdentity* leaseDurationSeconds* leaseTransitions* preferredHolder* strategy*=v1.CoordinatedLeaseStrategy
discovery/v1
  Endpoint conditions& hostname* nodeName* zone*
  EndpointConditions ready* serving* terminating*
  EndpointPort appProtocol* name* port* protocol*=v1.Protocol
  EndpointSlice addressType=v1.AddressType endpoints+ metadata& ports+
events/v1
  Event deprecatedFirstTimestamp& deprecatedLastTimestamp& deprecatedSource& eventTime& metadata&+ regarding&
  EventSeries lastObservedTime&
flowcontrol/v1
  ExemptPriorityLevelConfiguration lendablePercent* nominalConcurrencyShares*
  FlowDistinguisherMethod type=v1.FlowDistinguisherMethodType
  FlowSchema metadata& spec&- status&
  FlowSchemaCondition lastTransitionTime& status=v1.ConditionStatus type-=v1.FlowSchemaConditionType
  FlowSchemaSpec matchingPrecedence+ priorityLevelConfiguration&
  LimitResponse type=v1.LimitResponseType
  LimitedPriorityLevelConfiguration borrowingLimitPercent* lendablePercent* limitResponse&- nominalConcurrencyShares*+
  PriorityLevelConfiguration metadata& spec&- status&
  PriorityLevelConfigurationCondition lastTransitionTime& status=v1.ConditionStatus type-=v1.PriorityLevelConfigurationConditionType
  PriorityLevelConfigurationSpec type=v1.PriorityLevelEnablement
  QueuingConfiguration handSize+ queueLengthLimit+ queues+
  ResourcePolicyRule namespaces+
  Subject kind=v1.SubjectKind
networking/v1
  HTTPIngressPath backend& pathType*=v1.PathType
  IPAddress metadata& spec&-
  IPAddressSpec parentRef-
  Ingress metadata& spec& status&
  IngressClass metadata& spec&
  IngressClassParametersReference apiGroup* namespace* scope*+
  IngressPortStatus error* protocol=v1.Protocol
  IngressRule http^IngressRuleValue
  IngressServiceBackend port&
  IngressSpec ingressClassName*
  IngressStatus loadBalancer&
  NetworkPolicy metadata& spec&
  NetworkPolicyPort endPort* protocol*=v1.Protocol
  NetworkPolicySpec podSelector&+ policyTypes=[]v1.PolicyType
  ParentReference name- resource-
  ServiceCIDR metadata& spec& status&
node/v1
  Overhead podFixed=v1.ResourceList
  RuntimeClass metadata&
policy/v1
  Eviction metadata&
  PodDisruptionBudget metadata& spec& status&
  PodDisruptionBudgetSpec unhealthyPodEvictionPolicy*=v1.UnhealthyPodEvictionPolicyType
  PodDisruptionBudgetStatus currentHealthy+ desiredHealthy+ disruptionsAllowed+ expectedPods+
rbac/v1
  ClusterRole metadata& rules+
  ClusterRoleBinding metadata& roleRef&
  Role metadata& rules+
  RoleBinding metadata& roleRef&
  RoleRef apiGroup+
resource/v1
  AllocatedDeviceStatus conditions+ shareID*
  AllocationResult devices&
  CapacityRequestPolicy default+
  CapacityRequestPolicyRange min-
  CapacityRequirements requests=map[v1.QualifiedName]resource.Quantity
  Counter value&
  CounterSet counters-
  Device allNodes* allowMultipleAllocations* attributes=map[v1.QualifiedName]v1.DeviceAttribute bindsToNode* capacity=map[v1.QualifiedName]v1.DeviceCapacity nodeAllocatableResources=map[v1.ResourceName]v1.NodeAllocatableResource nodeName*
  DeviceAllocationConfiguration opaque^DeviceConfiguration source=v1.AllocationConfigSource
  DeviceAttribute bool* int* string* version*
  DeviceCapacity value&
  DeviceClaim requests+
  DeviceClaimConfiguration opaque^DeviceConfiguration
  DeviceClass metadata& spec&+
  DeviceClassConfiguration opaque^DeviceConfiguration
  DeviceClassSpec extendedResourceName*
  DeviceConstraint distinctAttribute*=v1.FullyQualifiedName matchAttribute*=v1.FullyQualifiedName
  DeviceCounterConsumption counters-
  DeviceDerivedAttribute name=v1.FullyQualifiedName
  DeviceRequestAllocationResult adminAccess* consumedCapacity=map[v1.QualifiedName]resource.Quantity shareID*=types.UID skipNodeOperations=[]v1.SkipNodeOperation
  DeviceSubRequest allocationMode=v1.DeviceAllocationMode
  DeviceTaint effect=v1.DeviceTaintEffect
  DeviceTaintRule metadata& spec& status&
  DeviceTaintRuleSpec taint&-
  DeviceTaintSelector device* driver* pool*
  DeviceToleration effect=v1.DeviceTaintEffect operator=v1.DeviceTolerationOperator tolerationSeconds*
  ExactDeviceRequest adminAccess* allocationMode=v1.DeviceAllocationMode
  NodeAllocatableMapping capacityKey*=v1.QualifiedName
  OpaqueDeviceConfiguration parameters&
  ResourceClaim metadata& spec&+ status&
  ResourceClaimConsumerReference uid=types.UID
  ResourceClaimSpec devices&+
  ResourceClaimTemplate metadata& spec&+
  ResourceClaimTemplateSpec metadata& spec&+
  ResourceSlice metadata& spec&
  ResourceSliceSpec allNodes* nodeName* partitionTypeAttribute*=v1.FullyQualifiedName perDeviceNodeSelection* pool& skipNodeOperations=[]v1.SkipNodeOperation
scheduling/v1
  PriorityClass metadata& preemptionPolicy*=apiv1.PreemptionPolicy value+
scheduling/v1alpha3
  WorkloadPodGroupGangSchedulingPolicy minCount*
  WorkloadPodGroupResourceClaim resourceClaimName* resourceClaimTemplateName*
storage/v1
  CSIDriver metadata& spec&
  CSIDriverSpec attachRequired* fsGroupPolicy*=v1.FSGroupPolicy nodeAllocatableUpdatePeriodSeconds* podInfoOnMount* preventPodSchedulingIfMissing* requiresRepublish* seLinuxMount* serviceAccountTokenInSecrets* storageCapacity* volumeLifecycleModes=[]v1.VolumeLifecycleMode
  CSINode metadata& spec& status&
  CSINodeDriver topologyKeys+
  CSIStorageCapacity metadata&
  StorageClass allowVolumeExpansion* metadata& reclaimPolicy*=v1.PersistentVolumeReclaimPolicy volumeBindingMode*=v1.VolumeBindingMode
  StorageHealthCondition accessMode*=v1.PersistentVolumeAccessMode lastTransitionTime& status=v1.StorageHealthStatusType volumeMode*=v1.PersistentVolumeMode
  TokenRequest expirationSeconds*
  VolumeAttachment metadata& spec& status&
  VolumeAttachmentSource persistentVolumeName*
  VolumeAttachmentSpec source&
  VolumeAttributesClass metadata&
  VolumeError errorCode* time&
  VolumeNodeResources count*
storagemigration/v1
  StorageVersionMigration metadata& spec& status&
  StorageVersionMigrationSpec resource&
`;

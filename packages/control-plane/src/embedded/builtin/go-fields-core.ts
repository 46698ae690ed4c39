/** Fields of core/v1 and meta/v1, read from the Go types of Kubernetes 1.37.2. The form is that of {@link GoFacts}. */
export const coreFields = `
meta/v1
  APIGroup apiVersion^TypeMeta kind^TypeMeta preferredVersion&
  APIResource verbs=v1.Verbs
  APIResourceList apiVersion^TypeMeta kind^TypeMeta
  Condition lastTransitionTime& status=v1.ConditionStatus
  DeleteOptions apiVersion^TypeMeta gracePeriodSeconds* ignoreStoreReadErrorWithClusterBreakingPotential* kind^TypeMeta orphanDependents* propagationPolicy*=v1.DeletionPropagation
  FieldSelectorRequirement operator=v1.FieldSelectorOperator
  LabelSelectorRequirement operator=v1.LabelSelectorOperator
  ListMeta remainingItemCount*
  ManagedFieldsEntry operation=v1.ManagedFieldsOperationType
  ObjectMeta deletionGracePeriodSeconds* uid=types.UID
  OwnerReference blockOwnerDeletion* controller* uid=types.UID
  Preconditions resourceVersion* uid*=types.UID
  Status apiVersion^TypeMeta kind^TypeMeta metadata& reason=v1.StatusReason
  StatusCause reason=v1.CauseType
  StatusDetails uid=types.UID
core/v1
  AppArmorProfile localhostProfile* type=v1.AppArmorProfileType
  AttachedVolume name=v1.UniqueVolumeName
  AzureDiskVolumeSource cachingMode*=v1.AzureDataDiskCachingMode fsType* kind*=v1.AzureDataDiskKind readOnly*
  AzureFilePersistentVolumeSource secretNamespace*+
  Binding metadata& target&
  CSIVolumeSource fsType* readOnly*
  Capabilities add=[]v1.Capability drop=[]v1.Capability
  ClientIPConfig timeoutSeconds*
  ClusterTrustBundleProjection name* optional* signerName* user*
  ComponentCondition status=v1.ConditionStatus type=v1.ComponentConditionType
  ComponentStatus metadata&
  ConfigMap immutable* metadata&
  ConfigMapEnvSource name^LocalObjectReference optional*
  ConfigMapKeySelector name^LocalObjectReference optional*
  ConfigMapNodeConfigSource uid=types.UID
  ConfigMapProjection name^LocalObjectReference optional*
  ConfigMapVolumeSource defaultMode* defaultUser* name^LocalObjectReference optional*
  Container imagePullPolicy=v1.PullPolicy resources& restartPolicy*=v1.ContainerRestartPolicy terminationMessagePolicy=v1.TerminationMessagePolicy
  ContainerImage names+
  ContainerPort protocol=v1.Protocol
  ContainerResizePolicy resourceName=v1.ResourceName restartPolicy=v1.ResourceResizeRestartPolicy
  ContainerRestartRule action-=v1.ContainerRestartRuleAction
  ContainerRestartRuleOnExitCodes operator-=v1.ContainerRestartRuleOnExitCodesOperator
  ContainerStateRunning startedAt&
  ContainerStateTerminated finishedAt& startedAt&
  ContainerStatus allocatedResources=v1.ResourceList lastState& started* state& stopSignal*=v1.Signal
  DownwardAPIVolumeFile mode* user*
  DownwardAPIVolumeSource defaultMode* defaultUser*
  EmptyDirVolumeSource medium=v1.StorageMedium mode*
  EndpointAddress nodeName*
  EndpointPort appProtocol* protocol=v1.Protocol
  Endpoints metadata&
  EphemeralContainer args^EphemeralContainerCommon command^EphemeralContainerCommon env^EphemeralContainerCommon envFrom^EphemeralContainerCommon image^EphemeralContainerCommon imagePullPolicy^EphemeralContainerCommon=v1.PullPolicy lifecycle^EphemeralContainerCommon livenessProbe^EphemeralContainerCommon name^EphemeralContainerCommon ports^EphemeralContainerCommon readinessProbe^EphemeralContainerCommon resizePolicy^EphemeralContainerCommon resources&^EphemeralContainerCommon restartPolicy*^EphemeralContainerCommon=v1.ContainerRestartPolicy restartPolicyRules^EphemeralContainerCommon securityContext^EphemeralContainerCommon startupProbe^EphemeralContainerCommon stdin^EphemeralContainerCommon stdinOnce^EphemeralContainerCommon terminationMessagePath^EphemeralContainerCommon terminationMessagePolicy^EphemeralContainerCommon=v1.TerminationMessagePolicy tty^EphemeralContainerCommon volumeDevices^EphemeralContainerCommon volumeMounts^EphemeralContainerCommon workingDir^EphemeralContainerCommon
  Event eventTime& firstTimestamp& involvedObject& lastTimestamp& metadata& reportingComponent+ reportingInstance+ source&
  EventSeries lastObservedTime&
  EvictionResponder priority*
  FCVolumeSource lun*
  FileKeySelector optional*
  GRPCAction mode*=v1.GRPCProbeMode service*+
  GlusterfsPersistentVolumeSource endpointsNamespace*
  HTTPGetAction port& protocol*=v1.HTTPProtocol scheme=v1.URIScheme
  HostPathVolumeSource type*=v1.HostPathType
  ISCSIPersistentVolumeSource initiatorName*
  ISCSIVolumeSource initiatorName*
  ImageVolumeSource pullPolicy=v1.PullPolicy
  ImageVolumeStatus imageRef-
  KeyToPath mode* user*
  Lifecycle stopSignal*=v1.Signal
  LimitRange metadata& spec&
  LimitRangeItem default=v1.ResourceList defaultRequest=v1.ResourceList max=v1.ResourceList maxLimitRequestRatio=v1.ResourceList min=v1.ResourceList type=v1.LimitType
  LoadBalancerIngress ipMode*=v1.LoadBalancerIPMode
  LocalVolumeSource fsType*
  ModifyVolumeStatus status=v1.PersistentVolumeClaimModifyVolumeStatus
  Namespace metadata& spec& status&
  NamespaceCondition lastTransitionTime& status=v1.ConditionStatus type=v1.NamespaceConditionType
  NamespaceSpec finalizers=[]v1.FinalizerName
  NamespaceStatus phase=v1.NamespacePhase
  Node metadata& spec& status&
  NodeAddress type=v1.NodeAddressType
  NodeAllocatableMappedResources name=v1.ResourceName
  NodeAllocatableOverheadResources name=v1.ResourceName
  NodeCondition lastHeartbeatTime& lastTransitionTime& status=v1.ConditionStatus type=v1.NodeConditionType
  NodeDaemonEndpoints kubeletEndpoint&
  NodeFeatures supplementalGroupsPolicy*
  NodeRuntimeHandler name+
  NodeRuntimeHandlerFeatures recursiveReadOnlyMounts* userNamespaces*
  NodeSelectorRequirement operator=v1.NodeSelectorOperator
  NodeStatus allocatable=v1.ResourceList capacity=v1.ResourceList daemonEndpoints& nodeInfo& phase=v1.NodePhase volumesInUse=[]v1.UniqueVolumeName
  NodeSwapStatus capacity*
  NodeSystemInfo runningInUserNamespace*
  ObjectReference uid=types.UID
  PersistentVolume metadata& spec& status&
  PersistentVolumeClaim metadata& spec& status&
  PersistentVolumeClaimCondition lastProbeTime& lastTransitionTime& status=v1.ConditionStatus type=v1.PersistentVolumeClaimConditionType
  PersistentVolumeClaimSpec accessModes=[]v1.PersistentVolumeAccessMode resources& storageClassName* volumeAttributesClassName* volumeMode*=v1.PersistentVolumeMode
  PersistentVolumeClaimStatus accessModes=[]v1.PersistentVolumeAccessMode allocatedResourceStatuses=map[v1.ResourceName]v1.ClaimResourceStatus allocatedResources=v1.ResourceList capacity=v1.ResourceList currentVolumeAttributesClassName* phase=v1.PersistentVolumeClaimPhase
  PersistentVolumeClaimTemplate metadata& spec&
  PersistentVolumeSpec accessModes=[]v1.PersistentVolumeAccessMode awsElasticBlockStore^PersistentVolumeSource azureDisk^PersistentVolumeSource azureFile^PersistentVolumeSource capacity=v1.ResourceList cephfs^PersistentVolumeSource cinder^PersistentVolumeSource csi^PersistentVolumeSource fc^PersistentVolumeSource flexVolume^PersistentVolumeSource flocker^PersistentVolumeSource gcePersistentDisk^PersistentVolumeSource glusterfs^PersistentVolumeSource hostPath^PersistentVolumeSource iscsi^PersistentVolumeSource local^PersistentVolumeSource nfs^PersistentVolumeSource persistentVolumeReclaimPolicy=v1.PersistentVolumeReclaimPolicy photonPersistentDisk^PersistentVolumeSource portworxVolume^PersistentVolumeSource quobyte^PersistentVolumeSource rbd^PersistentVolumeSource scaleIO^PersistentVolumeSource storageos^PersistentVolumeSource volumeAttributesClassName* volumeMode*=v1.PersistentVolumeMode vsphereVolume^PersistentVolumeSource
  PersistentVolumeStatus phase=v1.PersistentVolumePhase
  Pod metadata& spec& status&
  PodCertificateProjection keyType- maxExpirationSeconds* signerName- user*
  PodCondition lastProbeTime& lastTransitionTime& status=v1.ConditionStatus type=v1.PodConditionType
  PodDNSConfigOption value*
  PodOS name=v1.OSName
  PodReadinessGate conditionType=v1.PodConditionType
  PodResourceClaim resourceClaimName* resourceClaimTemplateName*
  PodResourceClaimStatus resourceClaimName*
  PodSchedulingGroup podGroupName*
  PodSecurityContext fsGroup* fsGroupChangePolicy*=v1.PodFSGroupChangePolicy runAsGroup* runAsNonRoot* runAsUser* seLinuxChangePolicy*=v1.PodSELinuxChangePolicy supplementalGroupsPolicy*=v1.SupplementalGroupsPolicy
  PodSpec activeDeadlineSeconds* automountServiceAccountToken* dnsPolicy=v1.DNSPolicy enableServiceLinks* hostUsers* hostnameOverride* overhead=v1.ResourceList preemptionPolicy*=v1.PreemptionPolicy priority* restartPolicy=v1.RestartPolicy runtimeClassName* setHostnameAsFQDN* shareProcessNamespace* terminationGracePeriodSeconds*
  PodStatus allocatedResources=v1.ResourceList phase=v1.PodPhase qosClass=v1.PodQOSClass resize=v1.PodResizeStatus
  PodTemplate metadata& template&
  PodTemplateSpec metadata& spec&
  PodVolumeHealth lastTransitionTime&
  PortStatus error* protocol=v1.Protocol
  PreferredSchedulingTerm preference&
  Probe exec^ProbeHandler grpc^ProbeHandler httpGet^ProbeHandler tcpSocket^ProbeHandler terminationGracePeriodSeconds*
  ProjectedVolumeSource defaultMode* defaultUser* sources+
  ReplicationController metadata& spec& status&
  ReplicationControllerCondition lastTransitionTime& status=v1.ConditionStatus type=v1.ReplicationControllerConditionType
  ReplicationControllerSpec replicas*
  ResourceFieldSelector divisor&
  ResourceHealth health=v1.ResourceHealthStatus message* resourceID=v1.ResourceID
  ResourceQuota metadata& spec& status&
  ResourceQuotaSpec hard=v1.ResourceList scopes=[]v1.ResourceQuotaScope
  ResourceQuotaStatus hard=v1.ResourceList used=v1.ResourceList
  ResourceRequirements limits=v1.ResourceList requests=v1.ResourceList
  ResourceStatus name=v1.ResourceName
  ScopedResourceSelectorRequirement operator=v1.ScopeSelectorOperator scopeName=v1.ResourceQuotaScope
  SeccompProfile localhostProfile* type=v1.SeccompProfileType
  Secret immutable* metadata& type=v1.SecretType
  SecretEnvSource name^LocalObjectReference optional*
  SecretKeySelector name^LocalObjectReference optional*
  SecretProjection name^LocalObjectReference optional*
  SecretVolumeSource defaultMode* defaultUser* optional*
  SecurityContext allowPrivilegeEscalation* privileged* procMount*=v1.ProcMountType readOnlyRootFilesystem* runAsGroup* runAsNonRoot* runAsUser*
  Service metadata& spec& status&
  ServiceAccount automountServiceAccountToken* metadata&
  ServiceAccountTokenProjection expirationSeconds* user*
  ServicePort appProtocol* protocol=v1.Protocol targetPort&
  ServiceSpec allocateLoadBalancerNodePorts* externalTrafficPolicy=v1.ServiceExternalTrafficPolicy internalTrafficPolicy*=v1.ServiceInternalTrafficPolicy ipFamilies=[]v1.IPFamily ipFamilyPolicy*=v1.IPFamilyPolicy loadBalancerClass* sessionAffinity=v1.ServiceAffinity trafficDistribution* type=v1.ServiceType
  ServiceStatus loadBalancer&
  TCPSocketAction port&
  Taint effect=v1.TaintEffect
  Toleration effect=v1.TaintEffect operator=v1.TolerationOperator tolerationSeconds*
  TopologySpreadConstraint minDomains* nodeAffinityPolicy*=v1.NodeInclusionPolicy nodeTaintsPolicy*=v1.NodeInclusionPolicy whenUnsatisfiable=v1.UnsatisfiableConstraintAction
  TypedLocalObjectReference apiGroup*+
  TypedObjectReference apiGroup*+ namespace*
  Volume awsElasticBlockStore^VolumeSource azureDisk^VolumeSource azureFile^VolumeSource cephfs^VolumeSource cinder^VolumeSource configMap^VolumeSource csi^VolumeSource downwardAPI^VolumeSource emptyDir^VolumeSource ephemeral^VolumeSource fc^VolumeSource flexVolume^VolumeSource flocker^VolumeSource gcePersistentDisk^VolumeSource gitRepo^VolumeSource glusterfs^VolumeSource hostPath^VolumeSource image^VolumeSource iscsi^VolumeSource nfs^VolumeSource persistentVolumeClaim^VolumeSource photonPersistentDisk^VolumeSource portworxVolume^VolumeSource projected^VolumeSource quobyte^VolumeSource rbd^VolumeSource scaleIO^VolumeSource secret^VolumeSource storageos^VolumeSource vsphereVolume^VolumeSource
  VolumeHealthCondition status=v1.VolumeHealthStatusType
  VolumeHealthStatus lastTransitionTime&
  VolumeMount mountPropagation*=v1.MountPropagationMode recursiveReadOnly*=v1.RecursiveReadOnlyMode
  VolumeMountStatus recursiveReadOnly*=v1.RecursiveReadOnlyMode
  VolumeResourceRequirements limits=v1.ResourceList requests=v1.ResourceList
  WeightedPodAffinityTerm podAffinityTerm&
  WindowsSecurityContextOptions gmsaCredentialSpec* gmsaCredentialSpecName* hostProcess* runAsUserName*
`;

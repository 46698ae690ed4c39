/**
 * The server's own types, whose values it prints in messages: a line for each, with its fields in order. A
 * mark says what Go prints for an absent value: `"` a text, `~` a number, `!` a boolean, `%` a quantity,
 * `&` a struct, none null. `=` tells the name of the field in the
 * API where it is another one, `:` the type of a struct or of a list of them.
 */
export const internalTypes = String.raw`
core/v1
  PodTemplateSpec @metadata Spec:PodSpec&
  PodSpec Volumes:Volume InitContainers:Container Containers:Container EphemeralContainers:EphemeralContainer RestartPolicy" TerminationGracePeriodSeconds ActiveDeadlineSeconds DNSPolicy=dnsPolicy" NodeSelector ServiceAccountName" DeprecatedServiceAccount=serviceAccount" AutomountServiceAccountToken NodeName" HostNetwork! HostPID! HostIPC! ShareProcessNamespace SecurityContext:PodSecurityContext ImagePullSecrets:LocalObjectReference Hostname" Subdomain" Affinity:Affinity SchedulerName" Tolerations:Toleration HostAliases:HostAlias PriorityClassName" Priority DNSConfig=dnsConfig:PodDNSConfig ReadinessGates:PodReadinessGate RuntimeClassName EnableServiceLinks PreemptionPolicy Overhead TopologySpreadConstraints:TopologySpreadConstraint SetHostnameAsFQDN OS=os:PodOS HostUsers SchedulingGates:PodSchedulingGate ResourceClaims:PodResourceClaim Resources:ResourceRequirements HostnameOverride SchedulingGroup:PodSchedulingGroup EvictionResponders:EvictionResponder
  Volume Name" HostPath:HostPathVolumeSource EmptyDir:EmptyDirVolumeSource GCEPersistentDisk=gcePersistentDisk:GCEPersistentDiskVolumeSource AWSElasticBlockStore=awsElasticBlockStore:AWSElasticBlockStoreVolumeSource GitRepo:GitRepoVolumeSource Secret:SecretVolumeSource NFS=nfs:NFSVolumeSource ISCSI=iscsi:ISCSIVolumeSource Glusterfs:GlusterfsVolumeSource PersistentVolumeClaim:PersistentVolumeClaimVolumeSource RBD=rbd:RBDVolumeSource FlexVolume:FlexVolumeSource Cinder:CinderVolumeSource CephFS=cephfs:CephFSVolumeSource Flocker:FlockerVolumeSource DownwardAPI:DownwardAPIVolumeSource FC=fc:FCVolumeSource AzureFile:AzureFileVolumeSource ConfigMap:ConfigMapVolumeSource VsphereVolume:VsphereVirtualDiskVolumeSource Quobyte:QuobyteVolumeSource AzureDisk:AzureDiskVolumeSource PhotonPersistentDisk:PhotonPersistentDiskVolumeSource Projected:ProjectedVolumeSource PortworxVolume:PortworxVolumeSource ScaleIO:ScaleIOVolumeSource StorageOS=storageos:StorageOSVolumeSource CSI=csi:CSIVolumeSource Ephemeral:EphemeralVolumeSource Image:ImageVolumeSource
  HostPathVolumeSource Path" Type
  EmptyDirVolumeSource Medium" SizeLimit Mode
  GCEPersistentDiskVolumeSource PDName=pdName" FSType=fsType" Partition~ ReadOnly!
  AWSElasticBlockStoreVolumeSource VolumeID" FSType=fsType" Partition~ ReadOnly!
  GitRepoVolumeSource Repository" Revision" Directory"
  SecretVolumeSource SecretName" Items:KeyToPath DefaultMode Optional DefaultUser
  KeyToPath Key" Path" Mode User
  NFSVolumeSource Server" Path" ReadOnly!
  ISCSIVolumeSource TargetPortal" IQN=iqn" Lun~ ISCSIInterface=iscsiInterface" FSType=fsType" ReadOnly! Portals DiscoveryCHAPAuth=chapAuthDiscovery! SessionCHAPAuth=chapAuthSession! SecretRef:LocalObjectReference InitiatorName
  LocalObjectReference Name"
  GlusterfsVolumeSource EndpointsName=endpoints" Path" ReadOnly!
  PersistentVolumeClaimVolumeSource ClaimName" ReadOnly!
  RBDVolumeSource CephMonitors=monitors RBDImage=image" FSType=fsType" RBDPool=pool" RadosUser=user" Keyring" SecretRef:LocalObjectReference ReadOnly!
  FlexVolumeSource Driver" FSType=fsType" SecretRef:LocalObjectReference ReadOnly! Options
  CinderVolumeSource VolumeID" FSType=fsType" ReadOnly! SecretRef:LocalObjectReference
  CephFSVolumeSource Monitors Path" User" SecretFile" SecretRef:LocalObjectReference ReadOnly!
  FlockerVolumeSource DatasetName" DatasetUUID"
  DownwardAPIVolumeSource Items:DownwardAPIVolumeFile DefaultMode DefaultUser
  DownwardAPIVolumeFile Path" FieldRef:ObjectFieldSelector ResourceFieldRef:ResourceFieldSelector Mode User
  ObjectFieldSelector APIVersion=apiVersion" FieldPath"
  ResourceFieldSelector ContainerName" Resource" Divisor%
  FCVolumeSource TargetWWNs Lun FSType=fsType" ReadOnly! WWIDs=wwids
  AzureFileVolumeSource SecretName" ShareName" ReadOnly!
  ConfigMapVolumeSource Name" Items:KeyToPath DefaultMode Optional DefaultUser
  VsphereVirtualDiskVolumeSource VolumePath" FSType=fsType" StoragePolicyName" StoragePolicyID"
  QuobyteVolumeSource Registry" Volume" ReadOnly! User" Group" Tenant"
  AzureDiskVolumeSource DiskName" DataDiskURI=diskURI" CachingMode FSType=fsType ReadOnly Kind
  PhotonPersistentDiskVolumeSource PdID" FSType=fsType"
  ProjectedVolumeSource Sources:VolumeProjection DefaultMode DefaultUser
  VolumeProjection Secret:SecretProjection DownwardAPI:DownwardAPIProjection ConfigMap:ConfigMapProjection ServiceAccountToken:ServiceAccountTokenProjection ClusterTrustBundle:ClusterTrustBundleProjection PodCertificate:PodCertificateProjection
  SecretProjection Name" Items:KeyToPath Optional
  DownwardAPIProjection Items:DownwardAPIVolumeFile
  ConfigMapProjection Name" Items:KeyToPath Optional
  ServiceAccountTokenProjection Audience" ExpirationSeconds Path" User
  ClusterTrustBundleProjection Name SignerName LabelSelector Optional Path" User
  PodCertificateProjection SignerName" KeyType" MaxExpirationSeconds CredentialBundlePath" KeyPath" CertificateChainPath" UserAnnotations User
  PortworxVolumeSource VolumeID" FSType=fsType" ReadOnly!
  ScaleIOVolumeSource Gateway" System" SecretRef:LocalObjectReference SSLEnabled=sslEnabled! ProtectionDomain" StoragePool" StorageMode" VolumeName" FSType=fsType" ReadOnly!
  StorageOSVolumeSource VolumeName" VolumeNamespace" FSType=fsType" ReadOnly! SecretRef:LocalObjectReference
  CSIVolumeSource Driver" ReadOnly FSType=fsType VolumeAttributes NodePublishSecretRef:LocalObjectReference
  EphemeralVolumeSource VolumeClaimTemplate:PersistentVolumeClaimTemplate
  PersistentVolumeClaimTemplate @metadata Spec:PersistentVolumeClaimSpec&
  PersistentVolumeClaimSpec AccessModes Selector Resources:VolumeResourceRequirements& VolumeName" StorageClassName VolumeMode DataSource:TypedLocalObjectReference DataSourceRef:TypedObjectReference VolumeAttributesClassName
  VolumeResourceRequirements Limits Requests
  TypedLocalObjectReference APIGroup=apiGroup Kind" Name"
  TypedObjectReference APIGroup=apiGroup Kind" Name" Namespace
  ImageVolumeSource Reference" PullPolicy"
  Container Name" Image" Command Args WorkingDir" Ports:ContainerPort EnvFrom:EnvFromSource Env:EnvVar Resources:ResourceRequirements& ResizePolicy:ContainerResizePolicy RestartPolicy RestartPolicyRules:ContainerRestartRule VolumeMounts:VolumeMount VolumeDevices:VolumeDevice LivenessProbe:Probe ReadinessProbe:Probe StartupProbe:Probe Lifecycle:Lifecycle TerminationMessagePath" TerminationMessagePolicy" ImagePullPolicy" SecurityContext:SecurityContext Stdin! StdinOnce! TTY=tty!
  ContainerPort Name" HostPort~ ContainerPort~ Protocol" HostIP"
  EnvFromSource Prefix" ConfigMapRef:ConfigMapEnvSource SecretRef:SecretEnvSource
  ConfigMapEnvSource Name" Optional
  SecretEnvSource Name" Optional
  EnvVar Name" Value" ValueFrom:EnvVarSource
  EnvVarSource FieldRef:ObjectFieldSelector ResourceFieldRef:ResourceFieldSelector ConfigMapKeyRef:ConfigMapKeySelector SecretKeyRef:SecretKeySelector FileKeyRef:FileKeySelector
  ConfigMapKeySelector Name" Key" Optional
  SecretKeySelector Name" Key" Optional
  FileKeySelector VolumeName" Path" Key" Optional
  ResourceRequirements Limits Requests Claims:ResourceClaim
  ResourceClaim Name" Request"
  ContainerResizePolicy ResourceName" RestartPolicy"
  ContainerRestartRule Action" ExitCodes:ContainerRestartRuleOnExitCodes
  ContainerRestartRuleOnExitCodes Operator" Values
  VolumeMount Name" ReadOnly! RecursiveReadOnly MountPath" SubPath" MountPropagation SubPathExpr" BindMountOptions
  VolumeDevice Name" DevicePath"
  Probe Exec:ExecAction HTTPGet=httpGet:HTTPGetAction TCPSocket=tcpSocket:TCPSocketAction GRPC=grpc:GRPCAction InitialDelaySeconds~ TimeoutSeconds~ PeriodSeconds~ SuccessThreshold~ FailureThreshold~ TerminationGracePeriodSeconds
  ExecAction Command
  HTTPGetAction Path" Port~ Host" Scheme" HTTPHeaders=httpHeaders:HTTPHeader Protocol
  HTTPHeader Name" Value"
  TCPSocketAction Port~ Host"
  GRPCAction Port~ Service Mode
  Lifecycle PostStart:LifecycleHandler PreStop:LifecycleHandler StopSignal
  LifecycleHandler Exec:ExecAction HTTPGet=httpGet:HTTPGetAction TCPSocket=tcpSocket:TCPSocketAction Sleep:SleepAction
  SleepAction Seconds~
  SecurityContext Capabilities:Capabilities Privileged SELinuxOptions=seLinuxOptions:SELinuxOptions WindowsOptions:WindowsSecurityContextOptions RunAsUser RunAsGroup RunAsNonRoot ReadOnlyRootFilesystem AllowPrivilegeEscalation ProcMount SeccompProfile:SeccompProfile AppArmorProfile:AppArmorProfile
  Capabilities Add Drop
  SELinuxOptions User" Role" Type" Level"
  WindowsSecurityContextOptions GMSACredentialSpecName=gmsaCredentialSpecName GMSACredentialSpec=gmsaCredentialSpec RunAsUserName HostProcess
  SeccompProfile Type" LocalhostProfile
  AppArmorProfile Type" LocalhostProfile
  EphemeralContainer Name" Image" Command Args WorkingDir" Ports:ContainerPort EnvFrom:EnvFromSource Env:EnvVar Resources:ResourceRequirements& ResizePolicy:ContainerResizePolicy RestartPolicy RestartPolicyRules:ContainerRestartRule VolumeMounts:VolumeMount VolumeDevices:VolumeDevice LivenessProbe:Probe ReadinessProbe:Probe StartupProbe:Probe Lifecycle:Lifecycle TerminationMessagePath" TerminationMessagePolicy" ImagePullPolicy" SecurityContext:SecurityContext Stdin! StdinOnce! TTY=tty! TargetContainerName"
  PodSecurityContext SELinuxOptions=seLinuxOptions:SELinuxOptions WindowsOptions:WindowsSecurityContextOptions RunAsUser RunAsGroup RunAsNonRoot SupplementalGroups SupplementalGroupsPolicy FSGroup=fsGroup Sysctls:Sysctl FSGroupChangePolicy=fsGroupChangePolicy SeccompProfile:SeccompProfile AppArmorProfile:AppArmorProfile SELinuxChangePolicy=seLinuxChangePolicy
  Sysctl Name" Value"
  Affinity NodeAffinity:NodeAffinity PodAffinity:PodAffinity PodAntiAffinity:PodAntiAffinity
  NodeAffinity RequiredDuringSchedulingIgnoredDuringExecution:NodeSelector PreferredDuringSchedulingIgnoredDuringExecution:PreferredSchedulingTerm
  NodeSelector NodeSelectorTerms:NodeSelectorTerm
  NodeSelectorTerm MatchExpressions:NodeSelectorRequirement MatchFields:NodeSelectorRequirement
  NodeSelectorRequirement Key" Operator" Values
  PreferredSchedulingTerm Weight~ Preference:NodeSelectorTerm&
  PodAffinity RequiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm
  PodAffinityTerm LabelSelector Namespaces TopologyKey" NamespaceSelector MatchLabelKeys MismatchLabelKeys
  WeightedPodAffinityTerm Weight~ PodAffinityTerm:PodAffinityTerm&
  PodAntiAffinity RequiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm
  Toleration Key" Operator" Value" Effect" TolerationSeconds
  HostAlias IP=ip" Hostnames
  PodDNSConfig Nameservers Searches Options:PodDNSConfigOption
  PodDNSConfigOption Name" Value
  PodReadinessGate ConditionType"
  TopologySpreadConstraint MaxSkew~ TopologyKey" WhenUnsatisfiable" LabelSelector MinDomains NodeAffinityPolicy NodeTaintsPolicy MatchLabelKeys
  PodOS Name"
  PodSchedulingGate Name"
  PodResourceClaim Name" ResourceClaimName ResourceClaimTemplateName
  PodSchedulingGroup PodGroupName
  EvictionResponder Name" Priority
  PersistentVolumeClaim @type @metadata Spec:PersistentVolumeClaimSpec& Status:PersistentVolumeClaimStatus&
  PersistentVolumeClaimStatus Phase" AccessModes Capacity Conditions:PersistentVolumeClaimCondition AllocatedResources AllocatedResourceStatuses CurrentVolumeAttributesClassName ModifyVolumeStatus:ModifyVolumeStatus HealthStatus:VolumeHealthStatus
  PersistentVolumeClaimCondition Type" Status" LastProbeTime LastTransitionTime Reason" Message"
  ModifyVolumeStatus TargetVolumeAttributesClassName" Status"
  VolumeHealthStatus HealthConditions:VolumeHealthCondition LastTransitionTime
  VolumeHealthCondition Status" Reason" Message"
  PersistentVolumeSpec Capacity GCEPersistentDisk=gcePersistentDisk:GCEPersistentDiskVolumeSource AWSElasticBlockStore=awsElasticBlockStore:AWSElasticBlockStoreVolumeSource HostPath:HostPathVolumeSource Glusterfs:GlusterfsPersistentVolumeSource NFS=nfs:NFSVolumeSource RBD=rbd:RBDPersistentVolumeSource ISCSI=iscsi:ISCSIPersistentVolumeSource Cinder:CinderPersistentVolumeSource CephFS=cephfs:CephFSPersistentVolumeSource FC=fc:FCVolumeSource Flocker:FlockerVolumeSource FlexVolume:FlexPersistentVolumeSource AzureFile:AzureFilePersistentVolumeSource VsphereVolume:VsphereVirtualDiskVolumeSource Quobyte:QuobyteVolumeSource AzureDisk:AzureDiskVolumeSource PhotonPersistentDisk:PhotonPersistentDiskVolumeSource PortworxVolume:PortworxVolumeSource ScaleIO:ScaleIOPersistentVolumeSource Local:LocalVolumeSource StorageOS=storageos:StorageOSPersistentVolumeSource CSI=csi:CSIPersistentVolumeSource AccessModes ClaimRef:ObjectReference PersistentVolumeReclaimPolicy" StorageClassName" MountOptions VolumeMode NodeAffinity:VolumeNodeAffinity VolumeAttributesClassName
  GlusterfsPersistentVolumeSource EndpointsName=endpoints" Path" ReadOnly! EndpointsNamespace
  RBDPersistentVolumeSource CephMonitors=monitors RBDImage=image" FSType=fsType" RBDPool=pool" RadosUser=user" Keyring" SecretRef:SecretReference ReadOnly!
  SecretReference Name" Namespace"
  ISCSIPersistentVolumeSource TargetPortal" IQN=iqn" Lun~ ISCSIInterface=iscsiInterface" FSType=fsType" ReadOnly! Portals DiscoveryCHAPAuth=chapAuthDiscovery! SessionCHAPAuth=chapAuthSession! SecretRef:SecretReference InitiatorName
  CinderPersistentVolumeSource VolumeID" FSType=fsType" ReadOnly! SecretRef:SecretReference
  CephFSPersistentVolumeSource Monitors Path" User" SecretFile" SecretRef:SecretReference ReadOnly!
  FlexPersistentVolumeSource Driver" FSType=fsType" SecretRef:SecretReference ReadOnly! Options
  AzureFilePersistentVolumeSource SecretName" ShareName" ReadOnly! SecretNamespace
  ScaleIOPersistentVolumeSource Gateway" System" SecretRef:SecretReference SSLEnabled=sslEnabled! ProtectionDomain" StoragePool" StorageMode" VolumeName" FSType=fsType" ReadOnly!
  LocalVolumeSource Path" FSType=fsType
  StorageOSPersistentVolumeSource VolumeName" VolumeNamespace" FSType=fsType" ReadOnly! SecretRef:ObjectReference
  ObjectReference Kind" Namespace" Name" UID=uid" APIVersion=apiVersion" ResourceVersion" FieldPath"
  CSIPersistentVolumeSource Driver" VolumeHandle" ReadOnly! FSType=fsType" VolumeAttributes ControllerPublishSecretRef:SecretReference NodeStageSecretRef:SecretReference NodePublishSecretRef:SecretReference ControllerExpandSecretRef:SecretReference NodeExpandSecretRef:SecretReference
  VolumeNodeAffinity Required:NodeSelector
  ServicePort Name" Protocol" AppProtocol Port~ TargetPort~ NodePort~
  EventSource Component" Host"
  PersistentVolumeSource GCEPersistentDisk=gcePersistentDisk:GCEPersistentDiskVolumeSource AWSElasticBlockStore=awsElasticBlockStore:AWSElasticBlockStoreVolumeSource HostPath:HostPathVolumeSource Glusterfs:GlusterfsPersistentVolumeSource NFS=nfs:NFSVolumeSource RBD=rbd:RBDPersistentVolumeSource ISCSI=iscsi:ISCSIPersistentVolumeSource Cinder:CinderPersistentVolumeSource CephFS=cephfs:CephFSPersistentVolumeSource FC=fc:FCVolumeSource Flocker:FlockerVolumeSource FlexVolume:FlexPersistentVolumeSource AzureFile:AzureFilePersistentVolumeSource VsphereVolume:VsphereVirtualDiskVolumeSource Quobyte:QuobyteVolumeSource AzureDisk:AzureDiskVolumeSource PhotonPersistentDisk:PhotonPersistentDiskVolumeSource PortworxVolume:PortworxVolumeSource ScaleIO:ScaleIOPersistentVolumeSource Local:LocalVolumeSource StorageOS=storageos:StorageOSPersistentVolumeSource CSI=csi:CSIPersistentVolumeSource
apps/v1
  DeploymentStrategy Type" RollingUpdate:RollingUpdateDeployment
  RollingUpdateDeployment MaxUnavailable~ MaxSurge~
  StatefulSetUpdateStrategy Type" RollingUpdate:RollingUpdateStatefulSetStrategy
  RollingUpdateStatefulSetStrategy Partition~ MaxUnavailable
  DaemonSetUpdateStrategy Type" RollingUpdate:RollingUpdateDaemonSet
  RollingUpdateDaemonSet MaxUnavailable~ MaxSurge~
batch/v1
  PodFailurePolicy Rules:PodFailurePolicyRule
  PodFailurePolicyRule Action" OnExitCodes:PodFailurePolicyOnExitCodesRequirement OnPodConditions:PodFailurePolicyOnPodConditionsPattern
  PodFailurePolicyOnExitCodesRequirement ContainerName Operator" Values
  PodFailurePolicyOnPodConditionsPattern Type" Status"
  SuccessPolicy Rules:SuccessPolicyRule
  SuccessPolicyRule SucceededIndexes SucceededCount
`;

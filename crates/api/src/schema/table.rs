//! Written by `cargo xtask schema`; do not edit.
//!
//! A row of [`TYPES`] is name offset, name length + 256 * package (+ 32768 if atomic), first field.
//! A row of [`FIELDS`] is name offset, name length + 256 * flags, type code, row of [`FACTS`].

use super::ListType::{Atomic, Granular, Map, None, Set};
use super::raw::{Facts, f};

/// Prefix of the schema names, API group and version.
#[rustfmt::skip]
pub(super) static PACKAGES: &[(&str, &str, &str)] = &[
    ("io.k8s.api.core.v1", "", "v1"),
    ("io.k8s.apimachinery.pkg.apis.meta.v1", "meta.k8s.io", "v1"),
    ("io.k8s.api.admissionregistration.v1", "admissionregistration.k8s.io", "v1"),
    ("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", "apiextensions.k8s.io", "v1"),
    ("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1", "apiregistration.k8s.io", "v1"),
    ("io.k8s.api.apps.v1", "apps", "v1"),
    ("io.k8s.api.authentication.v1", "authentication.k8s.io", "v1"),
    ("io.k8s.api.authorization.v1", "authorization.k8s.io", "v1"),
    ("io.k8s.api.autoscaling.v1", "autoscaling", "v1"),
    ("io.k8s.api.autoscaling.v2", "autoscaling", "v2"),
    ("io.k8s.api.batch.v1", "batch", "v1"),
    ("io.k8s.api.certificates.v1", "certificates.k8s.io", "v1"),
    ("io.k8s.api.coordination.v1", "coordination.k8s.io", "v1"),
    ("io.k8s.api.discovery.v1", "discovery.k8s.io", "v1"),
    ("io.k8s.api.events.v1", "events.k8s.io", "v1"),
    ("io.k8s.api.flowcontrol.v1", "flowcontrol.apiserver.k8s.io", "v1"),
    ("io.k8s.api.networking.v1", "networking.k8s.io", "v1"),
    ("io.k8s.api.node.v1", "node.k8s.io", "v1"),
    ("io.k8s.api.policy.v1", "policy", "v1"),
    ("io.k8s.api.rbac.v1", "rbac.authorization.k8s.io", "v1"),
    ("io.k8s.api.resource.v1", "resource.k8s.io", "v1"),
    ("io.k8s.api.scheduling.v1", "scheduling.k8s.io", "v1"),
    ("io.k8s.api.storage.v1", "storage.k8s.io", "v1"),
];

/// All names, run together.
#[rustfmt::skip]
pub(super) static NAMES: &str = "\
ignoreStoreReadErrorWithClusterBreakingPotentialStatefulSetPersistentVolumeClaimRetentionPolicypreferredDuring\
SchedulingIgnoredDuringExecutionrequiredDuringSchedulingIgnoredDuringExecutionPodFailurePolicyOnExitCodesRequi\
rementPodFailurePolicyOnPodConditionsPatternValidatingAdmissionPolicyBindingSpecnodeAllocatableResourceClaimSt\
atusespersistentVolumeClaimRetentionPolicyx-kubernetes-preserve-unknown-fieldsPriorityLevelConfigurationCondit\
ionPriorityLevelConfigurationReferenceCertificateSigningRequestConditionMutatingAdmissionPolicyBindingSpecNode\
AllocatableResourceClaimStatusnodeAllocatableUpdatePeriodSecondsCustomResourceDefinitionConditionLimitedPriori\
tyLevelConfigurationPersistentVolumeClaimVolumeSourceScopedResourceSelectorRequirementAWSElasticBlockStoreVolu\
meSourceContainerExtendedResourceRequestExemptPriorityLevelConfigurationHorizontalPodAutoscalerConditionPhoton\
PersistentDiskVolumeSourcePriorityLevelConfigurationStatusRollingUpdateStatefulSetStrategyTopologySelectorLabe\
lRequirementcurrentVolumeAttributesClassNameAzureFilePersistentVolumeSourceCertificateSigningRequestStatusCont\
ainerRestartRuleOnExitCodesCustomResourceDefinitionVersionCustomResourceSubresourceStatusGlusterfsPersistentVo\
lumeSourceHorizontalPodAutoscalerBehaviorIngressClassParametersReferenceStorageOSPersistentVolumeSourceValidat\
ingAdmissionPolicyStatuscurrentCPUUtilizationPercentagenodeAllocatableResourceMappingstargetVolumeAttributesCl\
assNameCustomResourceColumnDefinitionCustomResourceDefinitionStatusCustomResourceSubresourceScaleNodeAllocatab\
leResourceMappingPersistentVolumeClaimConditionPodExtendedResourceClaimStatusPriorityLevelConfigurationSpecRep\
licationControllerConditionResourceClaimConsumerReferenceValidatingWebhookConfigurationVsphereVirtualDiskVolum\
eSourcetargetCPUUtilizationPercentagex-kubernetes-embedded-resourceCertificateSigningRequestSpecContainerResou\
rceMetricSourceContainerResourceMetricStatusCustomResourceDefinitionNamesDeviceAllocationConfigurationDeviceRe\
questAllocationResultGCEPersistentDiskVolumeSourceHorizontalPodAutoscalerStatusPersistentVolumeClaimTemplateSc\
aleIOPersistentVolumeSourceServiceAccountTokenProjectionValidatingAdmissionPolicySpecWindowsSecurityContextOpt\
ionsallocateLoadBalancerNodePortspersistentVolumeReclaimPolicypreventPodSchedulingIfMissingterminationGracePer\
iodSecondsCephFSPersistentVolumeSourceCinderPersistentVolumeSourceClusterTrustBundleProjectionCustomResourceDe\
finitionSpecMutatingWebhookConfigurationautomountServiceAccountTokenserviceAccountTokenInSecretsCrossVersionOb\
jectReferenceHorizontalPodAutoscalerSpecISCSIPersistentVolumeSourceMutatingAdmissionPolicySpecPersistentVolume\
ClaimStatusReplicationControllerStatusSelfSubjectAccessReviewSpecextendedResourceClaimStatusCapacityRequestPol\
icyRangeCustomResourceSubresourcesFlexPersistentVolumeSourceIngressLoadBalancerIngressNodeRuntimeHandlerFeatur\
esSelfSubjectRulesReviewSpecVolumeResourceRequirementscontrollerPublishSecretRefdeletionGracePeriodSecondsephe\
meralContainerStatusespriorityLevelConfigurationstabilizationWindowSecondssuccessfulJobsHistoryLimitunhealthyP\
odEvictionPolicyx-kubernetes-int-or-stringx-kubernetes-list-map-keysConfigMapNodeConfigSourceIngressLoadBalanc\
erStatusOpaqueDeviceConfigurationPersistentVolumeClaimSpecPodDisruptionBudgetStatusRBDPersistentVolumeSourceRe\
plicationControllerSpecResourceClaimTemplateSpecStatefulSetUpdateStrategySubjectAccessReviewStatusTypedLocalOb\
jectReferenceallocatedResourceStatusescontrollerExpandSecretRefresourceClaimTemplateNametopologySpreadConstrai\
ntsvolumeAttributesClassNameContainerStateTerminatedCustomResourceConversionCustomResourceValidationDeviceClai\
mConfigurationDeviceClassConfigurationDeviceCounterConsumptionFieldSelectorRequirementLabelSelectorRequirement\
LocalSubjectAccessReviewNetworkPolicyIngressRulePodCertificateProjectionSubjectRulesReviewStatusTopologySpread\
ConstraintadditionalPrinterColumnsallocatedResourcesStatusallowMultipleAllocationsallowPrivilegeEscalationbind\
ingFailureConditionsconversionReviewVersionsdeprecatedFirstTimestamploadBalancerSourceRangesnominalConcurrency\
SharespublishNotReadyAddressessupplementalGroupsPolicyterminationMessagePolicyx-kubernetes-validationsDaemonSe\
tUpdateStrategyDownwardAPIVolumeSourceFieldSelectorAttributesFlowDistinguisherMethodLabelSelectorAttributesNam\
edRuleWithOperationsNetworkPolicyEgressRuleNodeSelectorRequirementPodDisruptionBudgetSpecPolicyRulesWithSubjec\
tsPreferredSchedulingTermRollingUpdateDeploymentSelfSubjectReviewStatusUncountedTerminatedPodsWeightedPodAffin\
ityTermadmissionReviewVersionscontainerRuntimeVersiondeprecatedLastTimestamplastPhaseTransitionTimeparameterNo\
tFoundActionprogressDeadlineSecondsrecursiveReadOnlyMountsstartingDeadlineSecondsttlSecondsAfterFinisheduncoun\
tedTerminatedPodsDeviceAllocationResultPersistentVolumeStatusPodResourceClaimStatusRollingUpdateDaemonSetVolum\
eAttachmentSourceVolumeAttachmentStatuscurrentNumberScheduleddesiredNumberScheduledfailedJobsHistoryLimitgmsaC\
redentialSpecNameperDeviceNodeSelectionreadOnlyRootFilesystemterminationMessagePathupdatedNumberScheduledx-kub\
ernetes-list-typeAllocatedDeviceStatusAzureDiskVolumeSourceAzureFileVolumeSourceConfigMapVolumeSourceContainer\
ResizePolicyContainerStateRunningContainerStateWaitingDownwardAPIProjectionDownwardAPIVolumeFileEphemeralVolum\
eSourceExternalDocumentationGlusterfsVolumeSourceIngressServiceBackendNonResourceAttributesNonResourcePolicyRu\
leProjectedVolumeSourceResourceFieldSelectorServiceAccountSubjectSessionAffinityConfigStorageOSVolumeSourceact\
iveDeadlineSecondsborrowingLimitPercentexternalTrafficPolicyinitContainerStatusesinsecureSkipTLSVerifyinternal\
TrafficPolicymatchLabelExpressionsnonResourceAttributespreserveUnknownFieldsresourceClaimStatusessessionAffini\
tyConfigshareProcessNamespacex-kubernetes-map-typeBoundObjectReferenceCapacityRequirementsConfigMapKeySelector\
EmptyDirVolumeSourceExternalMetricSourceExternalMetricStatusHTTPIngressRuleValueHostPathVolumeSourcePersistent\
VolumeSpecPodFailurePolicyRulePortworxVolumeSourceQueuingConfigurationStatefulSetConditionTopologySelectorTerm\
TypedObjectReferenceVolumeAttachmentSpecadditionalPropertiesallocationMultiplierallowVolumeExpansionawsElastic\
BlockStorebackoffLimitPerIndexcertificateChainPathclusterRoleSelectorscredentialBundlePathexcludeResourceRules\
extendedResourceNamefullyLabeledReplicasgroupPriorityMinimumleaseDurationSecondsmaxExpirationSecondsmaxLimitRe\
questRationodePublishSecretRefpersistentVolumeNamephotonPersistentDiskpodReplacementPolicyrevisionHistoryLimit\
volumeClaimTemplatesvolumeLifecycleModesAPIServiceConditionConfigMapProjectionDeploymentConditionFlockerVolume\
SourceFlowSchemaConditionGitRepoVolumeSourceNodeDaemonEndpointsObjectFieldSelectorQuobyteVolumeSourceReplicaSe\
tConditionResourceQuotaStatusScaleIOVolumeSourceStatefulSetOrdinalsVolumeNodeResourcesWebhookClientConfigalloc\
ationTimestampdistinguisherMethodephemeralContainersexpirationTimestampfsGroupChangePolicyhealthCheckNodePorti\
nitialDelaySecondsnodeExpandSecretRefpodManagementPolicyreportingControllerseLinuxChangePolicytargetContainerN\
ameterminatingReplicastrafficDistributionunavailableReplicasApplyConfigurationCSIStorageCapacityCephFSVolumeSo\
urceCinderVolumeSourceClusterRoleBindingComponentConditionConfigMapEnvSourceControllerRevisionDaemonSetConditi\
onDeploymentStrategyEndpointConditionsEphemeralContainerExactDeviceRequestLinuxContainerUserManagedFieldsEntry\
ModifyVolumeStatusNamespaceConditionObjectMetricSourceObjectMetricStatusPodDNSConfigOptionPodSchedulingGroupPo\
dSecurityContextSecretVolumeSourceServiceBackendPortTokenRequestStatusVolumeNodeAffinityapplyConfigurationatta\
chmentMetadataaverageUtilizationblockOwnerDeletionclusterTrustBundledeprecatedTopologydeprecationWarningdisrup\
tionsAllowedenableServiceLinksendpointsNamespaceexpressionWarningsgracePeriodSecondslastSuccessfulTimelastTran\
sitionTimematchingPrecedencemodifyVolumeStatusnodeAffinityPolicynodeStageSecretRefnumberMisscheduledobservedGe\
nerationreinvocationPolicyremainingItemCountreportingComponentresourceAttributesresourceSliceCountrestartPolic\
yRulesserviceAccountNamestatusReplicasPathCELDeviceSelectorExpressionWarningISCSIVolumeSourceImageVolumeSource\
ImageVolumeStatusIngressPortStatusLocalVolumeSourceMetricValueStatusNetworkDeviceDataNetworkPolicyPeerNetworkP\
olicyPortNetworkPolicySpecPodSchedulingGateResourceClaimSpecResourceQuotaSpecResourceSliceSpecSecretKeySelecto\
rServiceCIDRStatusStatefulSetStatusSuccessPolicyRuleTokenReviewStatusVolumeMountStatusWebhookConversionallowed\
TopologiesbindingConditionschapAuthDiscoveryconcurrencyPolicycontainerResourcecontainerStatusescreationTimesta\
mpdeletionTimestampdistinctAttributeexpirationSecondsgcePersistentDisklabelSelectorPathlastHeartbeatTimeloadBa\
lancerClassmaximumVolumeSizemessageExpressionmismatchLabelKeysnamespaceSelectornodeSelectorTermsnominatedNodeN\
amenotReadyAddressesnumberUnavailablepatternPropertiespriorityClassNamepropagationPolicyreportingInstancerequi\
resRepublishresourceClaimNameretryAfterSecondssetHostnameAsFQDNstoragePolicyNametolerationSecondsvalidationAct\
ionsvolumeBindingModewhenUnsatisfiableAPIServiceStatusDeploymentStatusDeviceConstraintDeviceSubRequestDeviceTo\
lerationFlexVolumeSourceFlowSchemaStatusHPAScalingPolicyIngressClassSpecLifecycleHandlerMetricIdentifierNodeCo\
nfigStatusNodeSelectorTermPodReadinessGatePodsMetricSourcePodsMetricStatusReplicaSetStatusSecretProjectionServ\
iceReferenceTokenRequestSpecVolumeProjectionauditAnnotationscompletedIndexesconsumedCapacityconsumesCountersde\
claredFeaturesdeprecatedSourceexclusiveMaximumexclusiveMinimumfailureThresholdhostnameOverrideimagePullSecrets\
ingressClassNameinlineVolumeSpeckubeProxyVersionkubeletConfigKeylastObservedTimelastScheduleTimeleaseTransitio\
nslocalhostProfilematchConstraintsmatchExpressionsmaxFailedIndexesmountPropagationnodeTaintsPolicynonResourceR\
ulesorphanDependentspodFailurePolicypreemptionPolicyprotectionDomainqueueLengthLimitresourceFieldRefruntimeCla\
ssNameselectableFieldsspecReplicasPathstorageClassNamesucceededIndexessuccessThresholdAggregationRuleAppArmorP\
rofileAuditAnnotationComponentStatusDaemonSetStatusDeviceAttributeDeviceClassSpecEndpointAddressFileKeySelecto\
rHPAScalingRulesHTTPIngressPathJSONSchemaPropsJobTemplateSpecNFSVolumeSourceNamespaceStatusNonResourceRulePare\
ntReferencePodAntiAffinityPodTemplateSpecRBDVolumeSourceSecretEnvSourceSecretReferenceSelectableFieldServiceCI\
DRSpecStatefulSetSpecTCPSocketActionTokenReviewSpecadditionalItemsaggregationRuleappArmorProfilechapAuthSessio\
nconfigMapKeyRefcurrentReplicascurrentRevisiondaemonEndpointsdeprecatedCountdescribedObjectdesiredReplicasdevi\
ceClassNameevaluationErrorhardwareAddressimagePullPolicykubeletEndpointlendablePercentmatchConditionsminReadyS\
econdsnonResourceURLsnumberAvailableonPodConditionsopenAPIV3SchemaoperatingSystemoptionalOldSelfownerReference\
spodAffinityTermpodAntiAffinitypreferredHolderrequestMappingsresourceVersionruntimeHandlersschedulingGatessche\
dulingGroupsecretNamespacesecurityContextstorageCapacitystoragePolicyIDupdatedReplicasuserAnnotationsvalueExpr\
essionversionPriorityvolumeNamespacevolumesAttachedAPIServiceSpecAttachedVolumeClientIPConfigContainerImageDep\
loymentSpecDeviceCapacityEndpointSubsetFCVolumeSourceFlowSchemaSpecIngressBackendLimitRangeItemLimitRangeSpecM\
atchConditionMatchResourcesNodeSwapStatusNodeSystemInfoOwnerReferenceReplicaSetSpecResourceHealthSELinuxOption\
sSeccompProfileValidationRuleallocationModeattachRequiredboundObjectRefcollisionCountcompletionModecompletionT\
imecurrentHealthycurrentMetricsdefaultBackenddefaultRequestdesiredHealthyfirstAvailablefirstTimestampholderIde\
ntityinitContainersinvolvedObjectipFamilyPolicyiscsiInterfacekubeletVersionlastUpdateTimeloadBalancerIPmanualS\
electormatchAttributematchResourcesmaxUnavailableobjectSelectorpodCertificatepodInfoOnMountportworxVolumereadi\
nessGatesreadinessProberesourceClaimsscaleTargetRefseLinuxOptionsseccompProfilesharedCountersstoredVersionssuc\
ceededCounttimeoutSecondsupdateRevisionupdateStrategyuserNamespaceswindowsOptionsCSIDriverSpecCSINodeDriverCon\
tainerPortCronJobStatusDaemonSetSpecDeleteOptionsEndpointHintsEndpointSliceEnvFromSourceHTTPGetActionIPAddress\
SpecIngressStatusLimitResponseNamespaceSpecNodeConditionPreconditionsPriorityClassScopeSelectorStatusDetailsac\
ceptedNamesauthenticatedconditionTypecontainerNamecontainerPortdataSourceRefdeleteOptionsdisruptedPodsfailedIn\
dexesfailurePolicyfieldSelectorfsGroupPolicyglobalDefaultinitiatorNameinterfaceNamekernelVersionlastKnownGoodl\
astProbeTimelastScaleTimelastTimestamplimitResponselivenessProbemanagedFieldsmaxPropertiesminPropertiesperiodS\
econdspreconditionsreadyReplicasreclaimPolicyrequestPolicyresourceNamesresourceRulesrollingUpdaterunAsUserName\
schedulerNamescopeSelectorsuccessPolicytokenRequestsunschedulablevolumeDevicesvsphereVolumeCapabilitiesEndpoin\
tPortEnvVarSourceGroupSubjectJobConditionMetricTargetNodeFeaturesResourcePoolRuntimeClassStorageClassTypeCheck\
ingVolumeDevicearchitectureaverageValuecapabilitiesclientConfigclusterScopeconfigMapRefconfigSourcedependencie\
sexpectedPodsexternalDocsexternalNamegenerateNameminAvailablemountOptionsnodeTopologypodGroupNamerequirementsr\
esizePolicyrestartCountrunAsNonRootseLinuxMountsecretKeyRefselectPolicystartupProbesubresourcestargetPortaltop\
ologyKeystypeCheckingvolumeHandlevolumeMountsvolumeStatusvolumesInUseCSINodeSpecCronJobSpecDeviceTaintEventSer\
iesEventSourceIngressSpecNodeAddressScaleStatusServicePortSleepActionStatusCauseUserSubjectVolumeErroraccessMo\
desacquireTimeaddressTypeadminAccessallocatableannotationsapiVersionsappProtocolattachErrorbindsToNodecachingM\
odecapacityKeycompletionsconstraintscontainerIDdatasetNamedatasetUUIDdefaultModedefinitionsdescriptiondetachEr\
rordownwardAPIexternalIPshostAliaseshostNetworkhostProcesshttpHeadersjobTemplatematchFieldsmatchLabelsmatchPol\
icymaxReplicasminReplicasnameserversnetworkDatanumberReadyonExitCodesparallelismpodSelectorpolicyTypesprovisio\
nerrawSelectorrequestNamereservedForserviceNamesideEffectsstorageModestoragePoolsubPathExprtolerationsuniqueIt\
emsvalidValueswhenDeletedCounterSetExecActionGRPCActionHTTPHeaderIngressTLSMetricSpecNodeStatusObjectMetaattri\
butesbinaryDatacategoriesclusterIPscontainerscounterSetdevicePathdriverNameexternalIDfieldsTypefileKeyReffinal\
izersfinishedAtflexVolumegenerationincompleteipFamiliesminDomainsmultipleOfnamespacesoperationsparameterspolic\
yNamepreferenceprivilegedpropertiesproviderIDpullPolicyrepositoryresourceIDrunAsGroupsecretFileshortNamessigne\
rNamesslEnabledstopSignalstringDatasystemUUIDtargetWWNsterminatedvalidRangevolumeModevolumePathwhenScaledworki\
ngDirHostAliasJSONPatchKeyToPathLeaseSpecParamKindPodStatusScaleSpecShardInfoaddressesapiGroupsaudiencesazureD\
iskazureFileclaimNamecomponentdirectorydnsConfigdnsPolicyerrorCodeeventTimeexitCodesfieldPathglusterfshostUser\
shostnamesimmutablejsonPatchlastStatelifecyclemachineIDmanagedBymaxLengthminLengthmountPathmutationsparamKindp\
arentRefpartitionpatchTypepostStartprocMountprojectedregardingrenewTimescaleDownscopeNamesecretRefselectorssha\
rdInfoshareNamesizeBytessizeLimitstartTimestartedAtstdinOncestorageossubdomaintargetReftcpSockettimeAddedtoler\
ancevalueFromvariablesListMetaMutationOverheadParamRefUserInfoVariableaffinityallNodesassignedattachedattacher\
behaviorcaBundleclaimRefclientIPcontinuecountersdiskNameemptyDirfeaturesfieldReffieldsV1forNodesforZoneshandSi\
zehostPathhostPortimageRefjsonPathlistKindmaxItemsmaxSurgemetadataminItemsmonitorsnodeInfonodeNamenodePortnull\
ableoperatorordinalsoverheadparamRefpathTypepodCIDRspodFixedpoliciesprotocolqosClassregistryreplicasrequestsse\
archesselfLinksingularstrategysubjectstemplatetimeZoneuserInfousernameversionsvolumeIDwebhooks$schemaForNodeFo\
rZoneIPBlockPodSpecRoleRefbackendcommanddetailsdevicesdiskURIdivisordriversenvFromexactlyexampleflockergateway\
gitRepohandlerhostIPChostIPshostPIDhttpGetimageIDipBlockkeyPathkeyTypekeyringlimitedmanagermaxSkewmetricsminim\
umoptionsosImageportalspreStopqueuingquobyterelatedresultsroleRefrunningscaleIOscaleUpsecondssecretsservingsha\
reIDstringssubsetssuspendsysctlswaitingwarningHostIPSysctlactionbootIDcausescephfscinderclaimsdenieddryRuneffe\
ctegressexceptexemptformatfsTypegroupsimagesipModelabelslimitsmediumnodeIDopaquepausedpdNamepluralpodIPsprefix\
queuesreasonschemescopesseriessignaltaintstenantusagesvaluesweightPodIPPodOSallOfanyOfboolscidrsextrahintshost\
sitemslevellinuxoneOfpathsphaseportsrulessleepstatetitleverbswwids$refargscodedropenumexecfromgrpckindmodenote\
pdIDpodspoolstepswapzonecelgidipsiqnlunnfsrbdttyuidurl\
";

#[rustfmt::skip]
pub(super) static TYPES: &[[u16; 3]] = &[
    [746, 32, 0], // AWSElasticBlockStoreVolumeSource
    [4505, 8, 4], // Affinity
    [10001, 15, 7], // AppArmorProfile
    [11065, 14, 9], // AttachedVolume
    [5098, 21, 11], // AzureDiskVolumeSource
    [1034, 31, 17], // AzureFilePersistentVolumeSource
    [5119, 21, 21], // AzureFileVolumeSource
    [289, 7, 24], // Binding
    [2572, 25, 28], // CSIPersistentVolumeSource
    [8108, 15, 38], // CSIVolumeSource
    [12741, 12, 43], // Capabilities
    [2320, 28, 45], // CephFSPersistentVolumeSource
    [7136, 18, 51], // CephFSVolumeSource
    [2348, 28, 57], // CinderPersistentVolumeSource
    [7154, 18, 61], // CinderVolumeSource
    [11079, 14, 65], // ClientIPConfig
    [2376, 28, 66], // ClusterTrustBundleProjection
    [7190, 18, 71], // ComponentCondition
    [10031, 15, 75], // ComponentStatus
    [3148, 9, 79], // ConfigMap
    [7208, 18, 85], // ConfigMapEnvSource
    [5810, 32788, 87], // ConfigMapKeySelector
    [3148, 25, 90], // ConfigMapNodeConfigSource
    [6549, 19, 95], // ConfigMapProjection
    [5140, 21, 98], // ConfigMapVolumeSource
    [778, 9, 102], // Container
    [778, 32, 127], // ContainerExtendedResourceRequest
    [11093, 14, 130], // ContainerImage
    [11987, 13, 132], // ContainerPort
    [5161, 21, 137], // ContainerResizePolicy
    [1096, 20, 139], // ContainerRestartRule
    [1096, 31, 141], // ContainerRestartRuleOnExitCodes
    [3548, 14, 143], // ContainerState
    [5182, 21, 146], // ContainerStateRunning
    [3548, 24, 147], // ContainerStateTerminated
    [5203, 21, 154], // ContainerStateWaiting
    [2975, 15, 156], // ContainerStatus
    [7339, 13, 171], // ContainerUser
    [6648, 14, 172], // DaemonEndpoint
    [5224, 21, 173], // DownwardAPIProjection
    [5245, 21, 174], // DownwardAPIVolumeFile
    [4195, 23, 178], // DownwardAPIVolumeSource
    [5830, 20, 180], // EmptyDirVolumeSource
    [10091, 32783, 182], // EndpointAddress
    [12753, 32780, 186], // EndpointPort
    [11135, 14, 190], // EndpointSubset
    [6654, 9, 193], // Endpoints
    [12065, 13, 197], // EnvFromSource
    [12765, 6, 200], // EnvVar
    [12765, 12, 203], // EnvVarSource
    [7298, 18, 208], // EphemeralContainer
    [5266, 21, 234], // EphemeralVolumeSource
    [13302, 5, 235], // Event
    [13302, 11, 252], // EventSeries
    [13313, 11, 254], // EventSource
    [14005, 10, 256], // ExecAction
    [11149, 14, 257], // FCVolumeSource
    [10106, 32783, 262], // FileKeySelector
    [2784, 26, 266], // FlexPersistentVolumeSource
    [9138, 16, 271], // FlexVolumeSource
    [6587, 19, 276], // FlockerVolumeSource
    [2001, 29, 278], // GCEPersistentDiskVolumeSource
    [14015, 10, 282], // GRPCAction
    [6625, 19, 284], // GitRepoVolumeSource
    [1189, 31, 287], // GlusterfsPersistentVolumeSource
    [5308, 21, 291], // GlusterfsVolumeSource
    [12078, 13, 294], // HTTPGetAction
    [14025, 10, 299], // HTTPHeader
    [14525, 9, 301], // HostAlias
    [15996, 6, 303], // HostIP
    [5910, 20, 304], // HostPathVolumeSource
    [2570, 27, 306], // ISCSIPersistentVolumeSource
    [8106, 17, 317], // ISCSIVolumeSource
    [8123, 17, 328], // ImageVolumeSource
    [8140, 17, 330], // ImageVolumeStatus
    [14543, 9, 331], // KeyToPath
    [6516, 9, 334], // Lifecycle
    [9202, 16, 337], // LifecycleHandler
    [11191, 10, 341], // LimitRange
    [11191, 14, 345], // LimitRangeItem
    [11205, 14, 351], // LimitRangeSpec
    [7334, 18, 352], // LinuxContainerUser
    [2817, 19, 355], // LoadBalancerIngress
    [3180, 18, 359], // LoadBalancerStatus
    [3403, 32788, 360], // LocalObjectReference
    [8174, 17, 361], // LocalVolumeSource
    [7370, 18, 363], // ModifyVolumeStatus
    [10181, 15, 365], // NFSVolumeSource
    [5740, 9, 368], // Namespace
    [7388, 18, 373], // NamespaceCondition
    [12130, 13, 378], // NamespaceSpec
    [10196, 15, 379], // NamespaceStatus
    [546, 4, 381], // Node
    [13335, 11, 386], // NodeAddress
    [7556, 12, 388], // NodeAffinity
    [546, 34, 390], // NodeAllocatableResourceClaimStatus
    [12143, 13, 393], // NodeCondition
    [3157, 16, 399], // NodeConfigSource
    [9234, 16, 400], // NodeConfigStatus
    [6644, 19, 404], // NodeDaemonEndpoints
    [12813, 12, 405], // NodeFeatures
    [2836, 18, 406], // NodeRuntimeHandler
    [2836, 26, 408], // NodeRuntimeHandlerFeatures
    [4333, 32780, 410], // NodeSelector
    [4333, 23, 411], // NodeSelectorRequirement
    [9250, 32784, 414], // NodeSelectorTerm
    [13272, 8, 416], // NodeSpec
    [14055, 10, 423], // NodeStatus
    [11247, 14, 437], // NodeSwapStatus
    [11261, 14, 438], // NodeSystemInfo
    [6663, 32787, 449], // ObjectFieldSelector
    [2528, 32783, 451], // ObjectReference
    [59, 16, 458], // PersistentVolume
    [59, 21, 463], // PersistentVolumeClaim
    [1557, 30, 468], // PersistentVolumeClaimCondition
    [3223, 25, 474], // PersistentVolumeClaimSpec
    [2624, 27, 483], // PersistentVolumeClaimStatus
    [2059, 29, 491], // PersistentVolumeClaimTemplate
    [680, 33, 493], // PersistentVolumeClaimVolumeSource
    [5930, 20, 495], // PersistentVolumeSpec
    [4769, 22, 526], // PersistentVolumeStatus
    [874, 32, 530], // PhotonPersistentDiskVolumeSource
    [188, 3, 532], // Pod
    [4502, 11, 537], // PodAffinity
    [4502, 15, 539], // PodAffinityTerm
    [10241, 15, 545], // PodAntiAffinity
    [3788, 24, 547], // PodCertificateProjection
    [244, 12, 554], // PodCondition
    [7442, 12, 561], // PodDNSConfig
    [7442, 18, 564], // PodDNSConfigOption
    [1587, 30, 566], // PodExtendedResourceClaimStatus
    [16236, 5, 568], // PodIP
    [16241, 5, 569], // PodOS
    [9266, 16, 570], // PodReadinessGate
    [4791, 16, 571], // PodResourceClaim
    [4791, 22, 574], // PodResourceClaimStatus
    [8276, 17, 576], // PodSchedulingGate
    [7460, 18, 577], // PodSchedulingGroup
    [7478, 18, 578], // PodSecurityContext
    [15632, 7, 591], // PodSpec
    [14570, 9, 633], // PodStatus
    [10256, 11, 654], // PodTemplate
    [10256, 15, 658], // PodTemplateSpec
    [8164, 10, 660], // PortStatus
    [5970, 20, 663], // PortworxVolumeSource
    [4402, 23, 666], // PreferredSchedulingTerm
    [11788, 5, 668], // Probe
    [5392, 21, 678], // ProjectedVolumeSource
    [6682, 19, 680], // QuobyteVolumeSource
    [3273, 25, 686], // RBDPersistentVolumeSource
    [10271, 15, 694], // RBDVolumeSource
    [1647, 21, 702], // ReplicationController
    [1647, 30, 707], // ReplicationControllerCondition
    [3298, 25, 712], // ReplicationControllerSpec
    [2651, 27, 716], // ReplicationControllerStatus
    [315, 13, 722], // ResourceClaim
    [5413, 32789, 724], // ResourceFieldSelector
    [11303, 14, 727], // ResourceHealth
    [6720, 13, 730], // ResourceQuota
    [8310, 17, 735], // ResourceQuotaSpec
    [6720, 19, 738], // ResourceQuotaStatus
    [2894, 20, 740], // ResourceRequirements
    [3432, 14, 743], // ResourceStatus
    [11317, 14, 745], // SELinuxOptions
    [2088, 29, 749], // ScaleIOPersistentVolumeSource
    [6739, 19, 759], // ScaleIOVolumeSource
    [12182, 32781, 769], // ScopeSelector
    [713, 33, 770], // ScopedResourceSelectorRequirement
    [11331, 14, 773], // SeccompProfile
    [2509, 6, 775], // Secret
    [10286, 15, 782], // SecretEnvSource
    [8344, 32785, 784], // SecretKeySelector
    [9330, 16, 787], // SecretProjection
    [10301, 32783, 790], // SecretReference
    [7496, 18, 792], // SecretVolumeSource
    [2182, 15, 796], // SecurityContext
    [2117, 7, 808], // Service
    [2117, 14, 813], // ServiceAccount
    [2117, 29, 819], // ServiceAccountTokenProjection
    [13357, 11, 822], // ServicePort
    [11054, 11, 828], // ServiceSpec
    [9061, 13, 848], // ServiceStatus
    [5455, 21, 850], // SessionAffinityConfig
    [13368, 11, 851], // SleepAction
    [1282, 31, 852], // StorageOSPersistentVolumeSource
    [5476, 21, 857], // StorageOSVolumeSource
    [16002, 6, 862], // Sysctl
    [10361, 15, 864], // TCPSocketAction
    [9766, 5, 866], // Taint
    [9128, 10, 870], // Toleration
    [970, 32, 875], // TopologySelectorLabelRequirement
    [6030, 32788, 877], // TopologySelectorTerm
    [3836, 24, 878], // TopologySpreadConstraint
    [3398, 32793, 886], // TypedLocalObjectReference
    [6050, 20, 889], // TypedObjectReference
    [69, 6, 893], // Volume
    [12873, 12, 924], // VolumeDevice
    [8429, 11, 926], // VolumeMount
    [8429, 17, 933], // VolumeMountStatus
    [7550, 18, 938], // VolumeNodeAffinity
    [9378, 16, 939], // VolumeProjection
    [2888, 26, 945], // VolumeResourceRequirements
    [4779, 12, 947], // VolumeStatus
    [1737, 30, 948], // VsphereVirtualDiskVolumeSource
    [4494, 23, 952], // WeightedPodAffinityTerm
    [2175, 29, 954], // WindowsSecurityContextOptions
    [247, 265, 958], // Condition
    [12026, 269, 964], // DeleteOptions
    [3692, 280, 972], // FieldSelectorRequirement
    [3716, 33037, 975], // LabelSelector
    [3716, 280, 977], // LabelSelectorRequirement
    [15092, 264, 980], // ListMeta
    [7352, 274, 985], // ManagedFieldsEntry
    [14065, 266, 992], // ObjectMeta
    [11275, 33038, 1007], // OwnerReference
    [12156, 269, 1013], // Preconditions
    [14588, 265, 1015], // ShardInfo
    [328, 262, 1016], // Status
    [13379, 267, 1024], // StatusCause
    [12195, 269, 1027], // StatusDetails
    [7100, 530, 1033], // ApplyConfiguration
    [10016, 527, 1034], // AuditAnnotation
    [8089, 529, 1036], // ExpressionWarning
    [14534, 521, 1038], // JSONPatch
    [11219, 526, 1039], // MatchCondition
    [11233, 33294, 1041], // MatchResources
    [512, 535, 1046], // MutatingAdmissionPolicy
    [512, 542, 1050], // MutatingAdmissionPolicyBinding
    [512, 546, 1054], // MutatingAdmissionPolicyBindingSpec
    [2597, 539, 1057], // MutatingAdmissionPolicySpec
    [2432, 527, 1064], // MutatingWebhook
    [2432, 540, 1076], // MutatingWebhookConfiguration
    [15100, 520, 1080], // Mutation
    [4287, 33303, 1083], // NamedRuleWithOperations
    [14561, 33289, 1089], // ParamKind
    [15116, 33288, 1091], // ParamRef
    [4292, 530, 1095], // RuleWithOperations
    [9346, 528, 1100], // ServiceReference
    [12861, 524, 1104], // TypeChecking
    [264, 537, 1105], // ValidatingAdmissionPolicy
    [264, 544, 1110], // ValidatingAdmissionPolicyBinding
    [264, 548, 1114], // ValidatingAdmissionPolicyBindingSpec
    [2146, 541, 1118], // ValidatingAdmissionPolicySpec
    [1313, 543, 1125], // ValidatingAdmissionPolicyStatus
    [1707, 529, 1128], // ValidatingWebhook
    [1707, 542, 1139], // ValidatingWebhookConfiguration
    [3610, 522, 1143], // Validation
    [15132, 33288, 1147], // Variable
    [6796, 531, 1149], // WebhookClientConfig
    [1437, 798, 1152], // CustomResourceColumnDefinition
    [3572, 792, 1158], // CustomResourceConversion
    [614, 792, 1160], // CustomResourceDefinition
    [614, 801, 1165], // CustomResourceDefinitionCondition
    [1914, 797, 1171], // CustomResourceDefinitionNames
    [2404, 796, 1177], // CustomResourceDefinitionSpec
    [1467, 798, 1183], // CustomResourceDefinitionStatus
    [1127, 799, 1187], // CustomResourceDefinitionVersion
    [1497, 798, 1196], // CustomResourceSubresourceScale
    [1158, 799, 1199], // CustomResourceSubresourceStatus
    [2758, 794, 1199], // CustomResourceSubresources
    [3596, 792, 1201], // CustomResourceValidation
    [5287, 789, 1202], // ExternalDocumentation
    [10151, 783, 1204], // JSONSchemaProps
    [10316, 783, 1248], // SelectableField
    [9346, 784, 1249], // ServiceReference
    [11345, 782, 1253], // ValidationRule
    [6796, 787, 1259], // WebhookClientConfig
    [8446, 785, 1262], // WebhookConversion
    [6530, 1034, 1264], // APIService
    [6530, 1043, 1269], // APIServiceCondition
    [11051, 1038, 1274], // APIServiceSpec
    [9058, 1040, 1281], // APIServiceStatus
    [9346, 1040, 1282], // ServiceReference
    [7226, 1298, 1285], // ControllerRevision
    [4172, 1289, 1290], // DaemonSet
    [7244, 1298, 1295], // DaemonSetCondition
    [12013, 1293, 1300], // DaemonSetSpec
    [10046, 1295, 1305], // DaemonSetStatus
    [4172, 1303, 1315], // DaemonSetUpdateStrategy
    [4438, 1290, 1317], // Deployment
    [6568, 1299, 1322], // DeploymentCondition
    [11107, 1294, 1328], // DeploymentSpec
    [9074, 1296, 1336], // DeploymentStatus
    [7262, 1298, 1345], // DeploymentStrategy
    [6701, 1290, 1347], // ReplicaSet
    [6701, 1299, 1352], // ReplicaSetCondition
    [11289, 1294, 1357], // ReplicaSetSpec
    [9314, 1296, 1361], // ReplicaSetStatus
    [4813, 1302, 1368], // RollingUpdateDaemonSet
    [4425, 1303, 1370], // RollingUpdateDeployment
    [938, 1312, 1372], // RollingUpdateStatefulSetStrategy
    [48, 1291, 1374], // StatefulSet
    [6010, 1300, 1379], // StatefulSetCondition
    [6758, 1299, 1384], // StatefulSetOrdinals
    [48, 1327, 1385], // StatefulSetPersistentVolumeClaimRetentionPolicy
    [10346, 1295, 1387], // StatefulSetSpec
    [8378, 1297, 1398], // StatefulSetStatus
    [3348, 1305, 1408], // StatefulSetUpdateStrategy
    [5770, 1556, 1410], // BoundObjectReference
    [4448, 1553, 1414], // SelfSubjectReview
    [4448, 1559, 1418], // SelfSubjectReviewStatus
    [7532, 1548, 1419], // TokenRequest
    [9362, 1552, 1424], // TokenRequestSpec
    [7532, 1554, 1427], // TokenRequestStatus
    [8412, 1547, 1429], // TokenReview
    [10376, 1551, 1434], // TokenReviewSpec
    [8412, 1553, 1436], // TokenReviewStatus
    [15124, 1544, 1440], // UserInfo
    [4218, 1815, 1444], // FieldSelectorAttributes
    [4264, 1815, 1446], // LabelSelectorAttributes
    [3740, 1816, 1448], // LocalSubjectAccessReview
    [5350, 1813, 1453], // NonResourceAttributes
    [10211, 1807, 1455], // NonResourceRule
    [5353, 1810, 1457], // ResourceAttributes
    [6257, 1804, 1466], // ResourceRule
    [2678, 1815, 1470], // SelfSubjectAccessReview
    [2678, 1819, 1475], // SelfSubjectAccessReviewSpec
    [2862, 1814, 1477], // SelfSubjectRulesReview
    [2862, 1818, 1482], // SelfSubjectRulesReviewSpec
    [2682, 1811, 1483], // SubjectAccessReview
    [2682, 1815, 1488], // SubjectAccessReviewSpec
    [3373, 1817, 1494], // SubjectAccessReviewStatus
    [3812, 1816, 1498], // SubjectRulesReviewStatus
    [2516, 34843, 1502], // CrossVersionObjectReference
    [842, 2071, 1505], // HorizontalPodAutoscaler
    [2543, 2075, 1510], // HorizontalPodAutoscalerSpec
    [2030, 2077, 1514], // HorizontalPodAutoscalerStatus
    [1522, 2053, 1519], // Scale
    [14579, 2057, 1524], // ScaleSpec
    [13346, 2059, 1525], // ScaleStatus
    [1856, 2333, 1527], // ContainerResourceMetricSource
    [1885, 2333, 1530], // ContainerResourceMetricStatus
    [2516, 2331, 1533], // CrossVersionObjectReference
    [5850, 2324, 1536], // ExternalMetricSource
    [5870, 2324, 1538], // ExternalMetricStatus
    [9170, 2320, 1540], // HPAScalingPolicy
    [10121, 2319, 1543], // HPAScalingRules
    [842, 2327, 1547], // HorizontalPodAutoscaler
    [1220, 2335, 1552], // HorizontalPodAutoscalerBehavior
    [842, 2336, 1554], // HorizontalPodAutoscalerCondition
    [2543, 2331, 1559], // HorizontalPodAutoscalerSpec
    [2030, 2333, 1564], // HorizontalPodAutoscalerStatus
    [9218, 2320, 1570], // MetricIdentifier
    [14045, 2314, 1572], // MetricSpec
    [1902, 2316, 1578], // MetricStatus
    [12801, 2316, 1584], // MetricTarget
    [8191, 2321, 1588], // MetricValueStatus
    [7406, 2322, 1591], // ObjectMetricSource
    [7424, 2322, 1594], // ObjectMetricStatus
    [9282, 2320, 1597], // PodsMetricSource
    [9298, 2320, 1599], // PodsMetricStatus
    [1865, 2324, 1601], // ResourceMetricSource
    [1894, 2324, 1603], // ResourceMetricStatus
    [12000, 2567, 1605], // CronJob
    [13280, 2571, 1610], // CronJobSpec
    [12000, 2573, 1618], // CronJobStatus
    [3054, 2563, 1621], // Job
    [12789, 2572, 1626], // JobCondition
    [13284, 2567, 1632], // JobSpec
    [12004, 2569, 1648], // JobStatus
    [10166, 2575, 1659], // JobTemplateSpec
    [188, 2576, 1661], // PodFailurePolicy
    [188, 2598, 1662], // PodFailurePolicyOnExitCodesRequirement
    [226, 2598, 1665], // PodFailurePolicyOnPodConditionsPattern
    [5950, 2580, 1667], // PodFailurePolicyRule
    [8395, 2573, 1670], // SuccessPolicy
    [8395, 2577, 1671], // SuccessPolicyRule
    [4471, 2583, 1673], // UncountedTerminatedPods
    [478, 2841, 1675], // CertificateSigningRequest
    [478, 2850, 1680], // CertificateSigningRequestCondition
    [1827, 2845, 1686], // CertificateSigningRequestSpec
    [1065, 2847, 1694], // CertificateSigningRequestStatus
    [14552, 3077, 1696], // Lease
    [14552, 3081, 1700], // LeaseSpec
    [6654, 3336, 1707], // Endpoint
    [7280, 3346, 1715], // EndpointConditions
    [12039, 3341, 1718], // EndpointHints
    [12753, 36108, 1720], // EndpointPort
    [12052, 3341, 1724], // EndpointSlice
    [15611, 3335, 1730], // ForNode
    [15618, 3335, 1731], // ForZone
    [13302, 3589, 1732], // Event
    [13302, 3595, 1749], // EventSeries
    [810, 3872, 1751], // ExemptPriorityLevelConfiguration
    [4241, 3863, 1753], // FlowDistinguisherMethod
    [6606, 3850, 1754], // FlowSchema
    [6606, 3859, 1759], // FlowSchemaCondition
    [11163, 3854, 1764], // FlowSchemaSpec
    [9154, 3856, 1768], // FlowSchemaStatus
    [12777, 3852, 1769], // GroupSubject
    [12117, 3853, 1770], // LimitResponse
    [647, 3873, 1772], // LimitedPriorityLevelConfiguration
    [5371, 3861, 1776], // NonResourcePolicyRule
    [4379, 3863, 1778], // PolicyRulesWithSubjects
    [408, 3866, 1781], // PriorityLevelConfiguration
    [408, 3875, 1786], // PriorityLevelConfigurationCondition
    [443, 3875, 1791], // PriorityLevelConfigurationReference
    [1617, 3870, 1792], // PriorityLevelConfigurationSpec
    [906, 3872, 1795], // PriorityLevelConfigurationStatus
    [5990, 3860, 1796], // QueuingConfiguration
    [5374, 3858, 1799], // ResourcePolicyRule
    [5434, 3861, 1804], // ServiceAccountSubject
    [2682, 3847, 1806], // Subject
    [13390, 3851, 1810], // UserSubject
    [10136, 4111, 1811], // HTTPIngressPath
    [5890, 4116, 1814], // HTTPIngressRuleValue
    [12091, 4105, 1815], // IPAddress
    [12091, 4109, 1819], // IPAddressSpec
    [15625, 4103, 1820], // IPBlock
    [1251, 4103, 1822], // Ingress
    [11177, 4110, 1827], // IngressBackend
    [1251, 4108, 1829], // IngressClass
    [1251, 4127, 1833], // IngressClassParametersReference
    [9186, 4112, 1838], // IngressClassSpec
    [2810, 4122, 1840], // IngressLoadBalancerIngress
    [3173, 4121, 1843], // IngressLoadBalancerStatus
    [8157, 4113, 1844], // IngressPortStatus
    [3777, 4107, 1847], // IngressRule
    [5329, 4117, 1849], // IngressServiceBackend
    [13324, 4107, 1851], // IngressSpec
    [12104, 4109, 1855], // IngressStatus
    [14035, 4106, 1856], // IngressTLS
    [3764, 4109, 1858], // NetworkPolicy
    [4310, 4119, 1862], // NetworkPolicyEgressRule
    [3764, 4120, 1864], // NetworkPolicyIngressRule
    [8225, 4113, 1866], // NetworkPolicyPeer
    [8242, 4113, 1869], // NetworkPolicyPort
    [8259, 4113, 1872], // NetworkPolicySpec
    [10226, 4111, 1876], // ParentReference
    [7514, 36882, 1880], // ServiceBackendPort
    [8361, 4107, 1882], // ServiceCIDR
    [10331, 4111, 1887], // ServiceCIDRSpec
    [8361, 4113, 1888], // ServiceCIDRStatus
    [15108, 4360, 1889], // Overhead
    [12837, 4364, 1890], // RuntimeClass
    [110, 4362, 1896], // Scheduling
    [3082, 4616, 1898], // Eviction
    [3248, 4627, 1902], // PodDisruptionBudget
    [4356, 4631, 1907], // PodDisruptionBudgetSpec
    [3248, 4633, 1911], // PodDisruptionBudgetStatus
    [9986, 4879, 1918], // AggregationRule
    [7172, 4875, 1919], // ClusterRole
    [7172, 4882, 1924], // ClusterRoleBinding
    [4379, 4874, 1929], // PolicyRule
    [6217, 4868, 1934], // Role
    [7179, 4875, 1938], // RoleBinding
    [15639, 37639, 1943], // RoleRef
    [2682, 37639, 1946], // Subject
    [5077, 5141, 1950], // AllocatedDeviceStatus
    [1985, 5136, 1957], // AllocationResult
    [8072, 5137, 1960], // CELDeviceSelector
    [2732, 5141, 1961], // CapacityRequestPolicy
    [2732, 5146, 1964], // CapacityRequestPolicyRange
    [5790, 5140, 1967], // CapacityRequirements
    [3674, 5127, 1968], // Counter
    [13995, 5130, 1969], // CounterSet
    [1943, 5126, 1971], // Device
    [1943, 5149, 1984], // DeviceAllocationConfiguration
    [4747, 5142, 1987], // DeviceAllocationResult
    [10061, 5135, 1989], // DeviceAttribute
    [11121, 5134, 1997], // DeviceCapacity
    [3620, 5131, 1999], // DeviceClaim
    [3620, 5144, 2002], // DeviceClaimConfiguration
    [3644, 5131, 2004], // DeviceClass
    [3644, 5144, 2008], // DeviceClassConfiguration
    [10076, 5135, 2009], // DeviceClassSpec
    [9090, 5136, 2012], // DeviceConstraint
    [3668, 5144, 2015], // DeviceCounterConsumption
    [1972, 5133, 2017], // DeviceRequest
    [1972, 5149, 2020], // DeviceRequestAllocationResult
    [8075, 5134, 2030], // DeviceSelector
    [9106, 5136, 2031], // DeviceSubRequest
    [13291, 5131, 2038], // DeviceTaint
    [9122, 5136, 2042], // DeviceToleration
    [7316, 5138, 2047], // ExactDeviceRequest
    [8208, 5137, 2054], // NetworkDeviceData
    [1527, 5150, 2057], // NodeAllocatableResourceMapping
    [3198, 5145, 2059], // OpaqueDeviceConfiguration
    [315, 5133, 2061], // ResourceClaim
    [1677, 5150, 2066], // ResourceClaimConsumerReference
    [8293, 5137, 2070], // ResourceClaimSpec
    [315, 5139, 2071], // ResourceClaimStatus
    [3323, 5141, 2074], // ResourceClaimTemplate
    [3323, 5145, 2078], // ResourceClaimTemplateSpec
    [12825, 5132, 2080], // ResourcePool
    [8327, 5133, 2083], // ResourceSlice
    [8327, 5137, 2087], // ResourceSliceSpec
    [12169, 5389, 2095], // PriorityClass
    [11961, 5641, 2102], // CSIDriver
    [11961, 5645, 2106], // CSIDriverSpec
    [11974, 5639, 2117], // CSINode
    [11974, 5645, 2121], // CSINodeDriver
    [13269, 5643, 2125], // CSINodeSpec
    [7118, 5650, 2126], // CSIStorageCapacity
    [12849, 5644, 2133], // StorageClass
    [7532, 5644, 2143], // TokenRequest
    [4835, 5648, 2145], // VolumeAttachment
    [4835, 5654, 2150], // VolumeAttachmentSource
    [6070, 5652, 2152], // VolumeAttachmentSpec
    [4857, 5654, 2155], // VolumeAttachmentStatus
    [1009, 5653, 2159], // VolumeAttributesClass
    [13401, 5643, 2164], // VolumeError
    [6777, 5651, 2167], // VolumeNodeResources
    [0, 0, 2168],
];

#[rustfmt::skip]
pub(super) static FIELDS: &[[u16; 4]] = &[
    // AWSElasticBlockStoreVolumeSource
    [16086, 6, 0, 0], // fsType
    [14858, 9, 2, 0], // partition
    [4989, 8, 1, 0], // readOnly
    [15588, 1288, 0, 0], // volumeID
    // Affinity
    [7856, 524, 126, 0], // nodeAffinity
    [10781, 523, 155, 0], // podAffinity
    [10796, 527, 157, 0], // podAntiAffinity
    // AppArmorProfile
    [9682, 528, 0, 0], // localhostProfile
    [5073, 1284, 0, 63], // type
    // AttachedVolume
    [14135, 1290, 0, 0], // devicePath
    [8752, 1284, 0, 187], // name
    // AzureDiskVolumeSource
    [13522, 523, 0, 64], // cachingMode
    [15228, 1288, 0, 0], // diskName
    [15674, 1287, 0, 0], // diskURI
    [16086, 518, 0, 14], // fsType
    [16378, 516, 0, 65], // kind
    [4989, 520, 1, 15], // readOnly
    // AzureFilePersistentVolumeSource
    [4989, 8, 1, 0], // readOnly
    [10901, 1290, 0, 0], // secretName
    [10901, 1551, 0, 0], // secretNamespace
    [14966, 1289, 0, 0], // shareName
    // AzureFileVolumeSource
    [4989, 8, 1, 0], // readOnly
    [10901, 1290, 0, 0], // secretName
    [14966, 1289, 0, 0], // shareName
    // Binding
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [1406, 1286, 143, 0], // target
    // CSIPersistentVolumeSource
    [3448, 537, 205, 0], // controllerExpandSecretRef
    [2914, 538, 205, 0], // controllerPublishSecretRef
    [14145, 1286, 0, 0], // driver
    [16086, 6, 0, 0], // fsType
    [6948, 531, 205, 0], // nodeExpandSecretRef
    [6390, 532, 205, 0], // nodePublishSecretRef
    [7874, 530, 205, 0], // nodeStageSecretRef
    [4989, 8, 1, 0], // readOnly
    [3523, 16, 16384, 0], // volumeAttributes
    [13221, 1292, 0, 0], // volumeHandle
    // CSIVolumeSource
    [14145, 1286, 0, 0], // driver
    [16086, 518, 0, 0], // fsType
    [6390, 532, 116, 0], // nodePublishSecretRef
    [4989, 520, 1, 0], // readOnly
    [3523, 16, 16384, 0], // volumeAttributes
    // Capabilities
    [3860, 3, 8192, 48], // add
    [16358, 4, 8192, 48], // drop
    // CephFSPersistentVolumeSource
    [15364, 1288, 8192, 20], // monitors
    [15436, 4, 0, 0], // path
    [4989, 8, 1, 0], // readOnly
    [14385, 10, 0, 0], // secretFile
    [14939, 521, 205, 0], // secretRef
    [10976, 4, 0, 0], // user
    // CephFSVolumeSource
    [15364, 1288, 8192, 20], // monitors
    [15436, 4, 0, 0], // path
    [4989, 8, 1, 0], // readOnly
    [14385, 10, 0, 0], // secretFile
    [14939, 521, 116, 0], // secretRef
    [10976, 4, 0, 0], // user
    // CinderPersistentVolumeSource
    [16086, 6, 0, 0], // fsType
    [4989, 8, 1, 0], // readOnly
    [14939, 521, 205, 0], // secretRef
    [15588, 1288, 0, 0], // volumeID
    // CinderVolumeSource
    [16086, 6, 0, 0], // fsType
    [4989, 8, 1, 0], // readOnly
    [14939, 521, 116, 0], // secretRef
    [15588, 1288, 0, 0], // volumeID
    // ClientIPConfig
    [11891, 526, 2, 0], // timeoutSeconds
    // ClusterTrustBundleProjection
    [8650, 525, 241, 0], // labelSelector
    [8752, 516, 0, 0], // name
    [10751, 520, 1, 0], // optional
    [15436, 1284, 0, 0], // path
    [14405, 522, 0, 0], // signerName
    // ComponentCondition
    [14687, 5, 0, 0], // error
    [8718, 7, 0, 0], // message
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 68], // type
    // ComponentStatus
    [13478, 10, 0, 0], // apiVersion
    [12159, 10, 8241, 43], // conditions
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    // ConfigMap
    [13478, 10, 0, 0], // apiVersion
    [14085, 10, 16389, 0], // binaryData
    [7600, 4, 16384, 0], // data
    [14750, 521, 1, 0], // immutable
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    // ConfigMapEnvSource
    [8752, 4, 0, 4], // name
    [10751, 520, 1, 0], // optional
    // ConfigMapKeySelector
    [3144, 1283, 0, 0], // key
    [8752, 4, 0, 4], // name
    [10751, 520, 1, 0], // optional
    // ConfigMapNodeConfigSource
    [9618, 1296, 0, 0], // kubeletConfigKey
    [8752, 1284, 0, 0], // name
    [8752, 1289, 0, 0], // namespace
    [10841, 15, 0, 0], // resourceVersion
    [16438, 3, 0, 59], // uid
    // ConfigMapProjection
    [16281, 5, 8299, 20], // items
    [8752, 4, 0, 4], // name
    [10751, 520, 1, 0], // optional
    // ConfigMapVolumeSource
    [13599, 523, 2, 0], // defaultMode
    [16281, 5, 8299, 20], // items
    [8752, 4, 0, 4], // name
    [10751, 520, 1, 0], // optional
    // Container
    [16350, 4, 8192, 20], // args
    [15653, 7, 8192, 20], // command
    [15695, 3, 8272, 36], // env
    [15695, 7, 8271, 20], // envFrom
    [9554, 5, 0, 0], // image
    [10601, 15, 0, 147], // imagePullPolicy
    [14777, 521, 108, 0], // lifecycle
    [12481, 525, 178, 0], // livenessProbe
    [8752, 1284, 0, 0], // name
    [16311, 5, 8252, 27], // ports
    [11779, 526, 178, 0], // readinessProbe
    [13089, 12, 8253, 20], // resizePolicy
    [2775, 1033, 193, 0], // resources
    [8018, 525, 0, 71], // restartPolicy
    [8018, 18, 8254, 20], // restartPolicyRules
    [10916, 527, 207, 0], // securityContext
    [13161, 524, 178, 0], // startupProbe
    [15011, 5, 1, 0], // stdin
    [15011, 9, 1, 0], // stdinOnce
    [5011, 22, 0, 0], // terminationMessagePath
    [4124, 24, 0, 182], // terminationMessagePolicy
    [16435, 3, 1, 0], // tty
    [12715, 13, 8420, 29], // volumeDevices
    [13233, 12, 8421, 33], // volumeMounts
    [14515, 10, 0, 0], // workingDir
    // ContainerExtendedResourceRequest
    [12247, 1293, 0, 0], // containerName
    [13874, 1291, 0, 0], // requestName
    [12598, 1292, 0, 0], // resourceName
    // ContainerImage
    [8752, 1029, 8192, 20], // names
    [14975, 9, 3, 0], // sizeBytes
    // ContainerPort
    [12260, 1293, 2, 0], // containerPort
    [15744, 6, 0, 0], // hostIP
    [15300, 8, 2, 0], // hostPort
    [8752, 4, 0, 0], // name
    [15468, 8, 0, 146], // protocol
    // ContainerResizePolicy
    [12598, 1292, 0, 158], // resourceName
    [8018, 1293, 0, 161], // restartPolicy
    // ContainerRestartRule
    [16008, 262, 0, 73], // action
    [14705, 521, 63, 0], // exitCodes
    // ContainerRestartRuleOnExitCodes
    [15404, 264, 0, 74], // operator
    [16224, 6, 8194, 45], // values
    // ContainerState
    [15905, 519, 65, 0], // running
    [14465, 522, 66, 0], // terminated
    [15982, 519, 67, 0], // waiting
    // ContainerStateRunning
    [15002, 1033, 8, 0], // startedAt
    // ContainerStateTerminated
    [13566, 11, 0, 0], // containerID
    [14705, 1288, 2, 0], // exitCode
    [14195, 1034, 8, 0], // finishedAt
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [16200, 6, 2, 0], // signal
    [15002, 1033, 8, 0], // startedAt
    // ContainerStateWaiting
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    // ContainerStatus
    [3884, 18, 16390, 157], // allocatedResources
    [3884, 24, 8386, 36], // allocatedResourcesStatus
    [13566, 11, 0, 0], // containerID
    [9554, 1285, 0, 0], // image
    [15772, 1287, 0, 0], // imageID
    [14768, 1033, 64, 0], // lastState
    [8752, 1284, 0, 0], // name
    [12559, 1285, 1, 0], // ready
    [2775, 521, 193, 0], // resources
    [13101, 1292, 2, 0], // restartCount
    [15002, 519, 1, 0], // started
    [16326, 1029, 64, 0], // state
    [14425, 522, 0, 174], // stopSignal
    [10976, 516, 69, 0], // user
    [13233, 12, 8422, 33], // volumeMounts
    // ContainerUser
    [16291, 517, 113, 0], // linux
    // DaemonEndpoint
    [2228, 1284, 2, 0], // Port
    // DownwardAPIProjection
    [16281, 5, 8264, 20], // items
    // DownwardAPIVolumeFile
    [15252, 520, 142, 0], // fieldRef
    [16382, 516, 2, 0], // mode
    [15436, 1284, 0, 0], // path
    [9874, 528, 188, 0], // resourceFieldRef
    // DownwardAPIVolumeSource
    [13599, 523, 2, 0], // defaultMode
    [16281, 5, 8264, 20], // items
    // EmptyDirVolumeSource
    [16122, 6, 0, 178], // medium
    [14984, 521, 6, 0], // sizeLimit
    // EndpointAddress
    [9538, 8, 0, 0], // hostname
    [3917, 1282, 0, 0], // ip
    [15380, 520, 0, 0], // nodeName
    [15038, 521, 143, 0], // targetRef
    // EndpointPort
    [13489, 523, 0, 0], // appProtocol
    [8752, 4, 0, 0], // name
    [6988, 1284, 2, 0], // port
    [15468, 8, 0, 145], // protocol
    // EndpointSubset
    [14597, 9, 8267, 20], // addresses
    [8803, 17, 8267, 20], // notReadyAddresses
    [16311, 5, 8268, 20], // ports
    // Endpoints
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [15961, 7, 8269, 20], // subsets
    // EnvFromSource
    [12945, 524, 52, 0], // configMapRef
    [16164, 6, 0, 0], // prefix
    [14939, 521, 202, 0], // secretRef
    // EnvVar
    [8752, 1284, 0, 0], // name
    [10991, 5, 0, 0], // value
    [15074, 521, 81, 0], // valueFrom
    // EnvVarSource
    [10451, 527, 53, 0], // configMapKeyRef
    [15252, 520, 142, 0], // fieldRef
    [14175, 522, 89, 0], // fileKeyRef
    [9874, 528, 188, 0], // resourceFieldRef
    [13137, 524, 203, 0], // secretKeyRef
    // EphemeralContainer
    [16350, 4, 8192, 21], // args
    [15653, 7, 8192, 21], // command
    [15695, 3, 8272, 37], // env
    [15695, 7, 8271, 21], // envFrom
    [9554, 5, 0, 2], // image
    [10601, 15, 0, 148], // imagePullPolicy
    [14777, 521, 108, 2], // lifecycle
    [12481, 525, 178, 2], // livenessProbe
    [8752, 1284, 0, 2], // name
    [16311, 5, 8252, 28], // ports
    [11779, 526, 178, 2], // readinessProbe
    [13089, 12, 8253, 21], // resizePolicy
    [2775, 1033, 193, 2], // resources
    [8018, 525, 0, 72], // restartPolicy
    [8018, 18, 8254, 21], // restartPolicyRules
    [10916, 527, 207, 2], // securityContext
    [13161, 524, 178, 2], // startupProbe
    [15011, 5, 1, 2], // stdin
    [15011, 9, 1, 2], // stdinOnce
    [7024, 19, 0, 0], // targetContainerName
    [5011, 22, 0, 2], // terminationMessagePath
    [4124, 24, 0, 183], // terminationMessagePolicy
    [16435, 3, 1, 2], // tty
    [12715, 13, 8420, 30], // volumeDevices
    [13233, 12, 8421, 34], // volumeMounts
    [14515, 10, 0, 2], // workingDir
    // EphemeralVolumeSource
    [6490, 531, 149, 0], // volumeClaimTemplate
    // Event
    [16008, 6, 0, 0], // action
    [13478, 10, 0, 0], // apiVersion
    [2126, 5, 2, 0], // count
    [14696, 1033, 9, 0], // eventTime
    [11527, 1038, 8, 0], // firstTimestamp
    [11569, 1294, 143, 0], // involvedObject
    [16378, 4, 0, 0], // kind
    [12455, 1037, 8, 0], // lastTimestamp
    [8718, 7, 0, 0], // message
    [15348, 1288, 245, 0], // metadata
    [16176, 6, 0, 0], // reason
    [15884, 519, 143, 0], // related
    [7964, 1042, 0, 0], // reportingComponent
    [8888, 1041, 0, 0], // reportingInstance
    [16194, 518, 85, 0], // series
    [317, 1030, 86, 0], // source
    [5073, 4, 0, 0], // type
    // EventSeries
    [2126, 5, 2, 0], // count
    [9634, 1040, 9, 0], // lastObservedTime
    // EventSource
    [14651, 9, 0, 0], // component
    [9538, 4, 0, 0], // host
    // ExecAction
    [15653, 7, 8192, 20], // command
    // FCVolumeSource
    [16086, 6, 0, 0], // fsType
    [16426, 515, 2, 0], // lun
    [4989, 8, 1, 0], // readOnly
    [14455, 10, 8192, 20], // targetWWNs
    [16341, 5, 8192, 20], // wwids
    // FileKeySelector
    [3144, 1283, 0, 0], // key
    [10751, 520, 1, 15], // optional
    [15436, 1284, 0, 0], // path
    [11021, 1290, 0, 0], // volumeName
    // FlexPersistentVolumeSource
    [14145, 1286, 0, 0], // driver
    [16086, 6, 0, 0], // fsType
    [15842, 7, 16384, 0], // options
    [4989, 8, 1, 0], // readOnly
    [14939, 521, 205, 0], // secretRef
    // FlexVolumeSource
    [14145, 1286, 0, 0], // driver
    [16086, 6, 0, 0], // fsType
    [15842, 7, 16384, 0], // options
    [4989, 8, 1, 0], // readOnly
    [14939, 521, 116, 0], // secretRef
    // FlockerVolumeSource
    [13577, 11, 0, 0], // datasetName
    [13588, 11, 0, 0], // datasetUUID
    // GCEPersistentDiskVolumeSource
    [16086, 6, 0, 0], // fsType
    [14858, 9, 2, 0], // partition
    [16146, 1286, 0, 0], // pdName
    [4989, 8, 1, 0], // readOnly
    // GRPCAction
    [6988, 1284, 2, 0], // port
    [2488, 1543, 0, 0], // service
    // GitRepoVolumeSource
    [14660, 9, 0, 0], // directory
    [14355, 1290, 0, 0], // repository
    [6470, 8, 0, 0], // revision
    // GlusterfsPersistentVolumeSource
    [7730, 1289, 0, 0], // endpoints
    [7730, 530, 0, 0], // endpointsNamespace
    [15436, 1284, 0, 0], // path
    [4989, 8, 1, 0], // readOnly
    // GlusterfsVolumeSource
    [7730, 1289, 0, 0], // endpoints
    [15436, 1284, 0, 0], // path
    [4989, 8, 1, 0], // readOnly
    // HTTPGetAction
    [9538, 4, 0, 0], // host
    [13698, 11, 8291, 20], // httpHeaders
    [15436, 4, 0, 0], // path
    [6988, 1284, 7, 0], // port
    [16182, 6, 0, 185], // scheme
    // HTTPHeader
    [8752, 1284, 0, 0], // name
    [10991, 1285, 0, 0], // value
    // HostAlias
    [14741, 9, 8192, 20], // hostnames
    [3917, 1282, 0, 0], // ip
    // HostIP
    [3917, 1282, 0, 0], // ip
    // HostPathVolumeSource
    [15436, 1284, 0, 0], // path
    [5073, 516, 0, 94], // type
    // ISCSIPersistentVolumeSource
    [8497, 17, 1, 0], // chapAuthDiscovery
    [10436, 15, 1, 0], // chapAuthSession
    [16086, 6, 0, 0], // fsType
    [12377, 525, 0, 0], // initiatorName
    [16423, 1283, 0, 0], // iqn
    [11597, 14, 0, 13], // iscsiInterface
    [16426, 1283, 2, 0], // lun
    [15856, 7, 8192, 20], // portals
    [4989, 8, 1, 0], // readOnly
    [14939, 521, 205, 0], // secretRef
    [13185, 1292, 0, 0], // targetPortal
    // ISCSIVolumeSource
    [8497, 17, 1, 0], // chapAuthDiscovery
    [10436, 15, 1, 0], // chapAuthSession
    [16086, 6, 0, 0], // fsType
    [12377, 525, 0, 0], // initiatorName
    [16423, 1283, 0, 0], // iqn
    [11597, 14, 0, 13], // iscsiInterface
    [16426, 1283, 2, 0], // lun
    [15856, 7, 8192, 20], // portals
    [4989, 8, 1, 0], // readOnly
    [14939, 521, 116, 0], // secretRef
    [13185, 1292, 0, 0], // targetPortal
    // ImageVolumeSource
    [14345, 10, 0, 147], // pullPolicy
    [14306, 9, 0, 0], // reference
    // ImageVolumeStatus
    [15308, 264, 0, 0], // imageRef
    // KeyToPath
    [3144, 1283, 0, 0], // key
    [16382, 516, 2, 0], // mode
    [15436, 1284, 0, 0], // path
    // Lifecycle
    [14876, 521, 109, 0], // postStart
    [15863, 519, 109, 0], // preStop
    [14425, 522, 0, 174], // stopSignal
    // LifecycleHandler
    [16366, 516, 87, 0], // exec
    [15765, 519, 98, 0], // httpGet
    [16321, 517, 215, 0], // sleep
    [15047, 521, 219, 0], // tcpSocket
    // LimitRange
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 112, 0], // spec
    // LimitRangeItem
    [11471, 7, 16390, 157], // default
    [11485, 14, 16390, 157], // defaultRequest
    [6350, 3, 16390, 157], // max
    [6370, 20, 16390, 157], // maxLimitRequestRatio
    [2294, 3, 16390, 157], // min
    [5073, 1284, 0, 104], // type
    // LimitRangeSpec
    [16116, 1286, 8303, 20], // limits
    // LinuxContainerUser
    [16417, 1283, 3, 0], // gid
    [4100, 18, 8195, 20], // supplementalGroups
    [16438, 1283, 3, 0], // uid
    // LoadBalancerIngress
    [9538, 8, 0, 0], // hostname
    [3917, 2, 0, 0], // ip
    [16104, 518, 0, 105], // ipMode
    [16311, 5, 8367, 20], // ports
    // LoadBalancerStatus
    [9570, 7, 8306, 20], // ingress
    // LocalObjectReference
    [8752, 4, 0, 0], // name
    // LocalVolumeSource
    [16086, 518, 0, 0], // fsType
    [15436, 1284, 0, 0], // path
    // ModifyVolumeStatus
    [8054, 1286, 0, 124], // status
    [1406, 31, 0, 0], // targetVolumeAttributesClassName
    // NFSVolumeSource
    [15436, 1284, 0, 0], // path
    [4989, 8, 1, 0], // readOnly
    [13779, 1286, 0, 0], // server
    // Namespace
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 122, 0], // spec
    [8054, 1030, 123, 0], // status
    // NamespaceCondition
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 109], // type
    // NamespaceSpec
    [14185, 10, 8192, 49], // finalizers
    // NamespaceStatus
    [12159, 10, 8313, 43], // conditions
    [16306, 5, 0, 110], // phase
    // Node
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 138, 0], // spec
    [8054, 1030, 139, 0], // status
    // NodeAddress
    [13434, 1287, 0, 0], // address
    [5073, 1284, 0, 111], // type
    // NodeAffinity
    [95, 47, 8369, 20], // preferredDuringSchedulingIgnoredDuringExecution
    [142, 558, 135, 0], // requiredDuringSchedulingIgnoredDuringExecution
    // NodeAllocatableResourceClaimStatus
    [14115, 10, 8192, 45], // containers
    [8922, 1297, 0, 0], // resourceClaimName
    [2775, 1289, 16390, 56], // resources
    // NodeCondition
    [8667, 1041, 8, 0], // lastHeartbeatTime
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 112], // type
    // NodeConfigSource
    [10451, 521, 54, 0], // configMap
    // NodeConfigStatus
    [5497, 518, 129, 0], // active
    [15156, 520, 129, 0], // assigned
    [14687, 5, 0, 0], // error
    [12416, 525, 129, 0], // lastKnownGood
    // NodeDaemonEndpoints
    [10616, 1039, 70, 0], // kubeletEndpoint
    // NodeFeatures
    [4100, 536, 1, 0], // supplementalGroupsPolicy
    // NodeRuntimeHandler
    [15244, 520, 134, 0], // features
    [8752, 1028, 0, 0], // name
    // NodeRuntimeHandlerFeatures
    [4655, 535, 1, 0], // recursiveReadOnlyMounts
    [11933, 526, 1, 0], // userNamespaces
    // NodeSelector
    [8769, 1297, 8329, 20], // nodeSelectorTerms
    // NodeSelectorRequirement
    [3144, 1283, 0, 0], // key
    [15404, 1288, 0, 115], // operator
    [16224, 6, 8192, 20], // values
    // NodeSelectorTerm
    [9714, 16, 8328, 20], // matchExpressions
    [13720, 11, 8328, 20], // matchFields
    // NodeSpec
    [12957, 524, 129, 0], // configSource
    [14155, 10, 0, 0], // externalID
    [15444, 7, 0, 0], // podCIDR
    [15444, 8, 8192, 46], // podCIDRs
    [14335, 10, 0, 0], // providerID
    [16206, 6, 8412, 20], // taints
    [12702, 13, 1, 0], // unschedulable
    // NodeStatus
    [14597, 9, 8317, 43], // addresses
    [13456, 11, 16390, 157], // allocatable
    [13533, 8, 16390, 157], // capacity
    [12159, 10, 8320, 43], // conditions
    [10451, 518, 130, 0], // config
    [10496, 1039, 131, 0], // daemonEndpoints
    [9458, 16, 8192, 20], // declaredFeatures
    [15244, 520, 132, 0], // features
    [16098, 6, 8251, 20], // images
    [15372, 1032, 141, 0], // nodeInfo
    [16306, 5, 0, 114], // phase
    [10856, 15, 8325, 20], // runtimeHandlers
    [11036, 15, 8227, 20], // volumesAttached
    [13257, 12, 8192, 50], // volumesInUse
    // NodeSwapStatus
    [13533, 520, 3, 0], // capacity
    // NodeSystemInfo
    [12885, 1292, 0, 0], // architecture
    [16014, 1286, 0, 0], // bootID
    [4540, 1303, 0, 0], // containerRuntimeVersion
    [12403, 1293, 0, 0], // kernelVersion
    [9602, 1296, 0, 0], // kubeProxyVersion
    [11611, 1294, 0, 0], // kubeletVersion
    [14786, 1289, 0, 0], // machineID
    [10736, 1295, 0, 0], // operatingSystem
    [15849, 1287, 0, 0], // osImage
    [16406, 516, 140, 0], // swap
    [14445, 1290, 0, 0], // systemUUID
    // ObjectFieldSelector
    [13478, 10, 0, 0], // apiVersion
    [14714, 1289, 0, 0], // fieldPath
    // ObjectReference
    [13478, 10, 0, 0], // apiVersion
    [14714, 9, 0, 0], // fieldPath
    [16378, 4, 0, 0], // kind
    [8752, 4, 0, 0], // name
    [8752, 9, 0, 0], // namespace
    [10841, 15, 0, 0], // resourceVersion
    [16438, 3, 0, 59], // uid
    // PersistentVolume
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 151, 0], // spec
    [8054, 1030, 152, 0], // status
    // PersistentVolumeClaim
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 147, 0], // spec
    [8054, 1030, 148, 0], // status
    // PersistentVolumeClaimCondition
    [12429, 1037, 8, 0], // lastProbeTime
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 123], // type
    // PersistentVolumeClaimSpec
    [13412, 11, 8192, 122], // accessModes
    [12273, 522, 225, 0], // dataSource
    [12273, 525, 226, 0], // dataSourceRef
    [2775, 1033, 233, 0], // resources
    [14948, 520, 241, 0], // selector
    [9938, 528, 0, 0], // storageClassName
    [3523, 537, 0, 0], // volumeAttributesClassName
    [14485, 522, 0, 127], // volumeMode
    [11021, 10, 0, 0], // volumeName
    // PersistentVolumeClaimStatus
    [13412, 11, 8192, 122], // accessModes
    [3423, 25, 16384, 57], // allocatedResourceStatuses
    [3884, 18, 16390, 157], // allocatedResources
    [13533, 8, 16390, 157], // capacity
    [12159, 10, 8338, 43], // conditions
    [1002, 544, 0, 0], // currentVolumeAttributesClassName
    [7838, 530, 118, 0], // modifyVolumeStatus
    [16306, 5, 0, 125], // phase
    // PersistentVolumeClaimTemplate
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 147, 0], // spec
    // PersistentVolumeClaimVolumeSource
    [14642, 1289, 0, 0], // claimName
    [4989, 8, 1, 0], // readOnly
    // PersistentVolumeSpec
    [13412, 11, 8192, 122], // accessModes
    [6150, 532, 32, 5], // awsElasticBlockStore
    [14624, 521, 36, 5], // azureDisk
    [14633, 521, 37, 5], // azureFile
    [13533, 8, 16390, 157], // capacity
    [16026, 518, 43, 5], // cephfs
    [16032, 518, 45, 5], // cinder
    [15196, 520, 143, 26], // claimRef
    [11599, 515, 40, 5], // csi
    [10465, 514, 88, 5], // fc
    [14205, 522, 90, 5], // flexVolume
    [15716, 519, 92, 5], // flocker
    [8633, 529, 93, 5], // gcePersistentDisk
    [14723, 521, 96, 5], // glusterfs
    [15292, 520, 102, 5], // hostPath
    [11597, 517, 103, 5], // iscsi
    [9682, 517, 117, 5], // local
    [13041, 12, 8192, 20], // mountOptions
    [16429, 515, 119, 5], // nfs
    [7856, 524, 231, 0], // nodeAffinity
    [2233, 29, 0, 129], // persistentVolumeReclaimPolicy
    [6430, 532, 153, 5], // photonPersistentDisk
    [11751, 526, 176, 5], // portworxVolume
    [15877, 519, 180, 5], // quobyte
    [16432, 515, 181, 5], // rbd
    [15912, 519, 196, 5], // scaleIO
    [9938, 16, 0, 0], // storageClassName
    [15020, 521, 216, 5], // storageos
    [3523, 537, 0, 0], // volumeAttributesClassName
    [14485, 522, 0, 127], // volumeMode
    [12728, 525, 235, 5], // vsphereVolume
    // PersistentVolumeStatus
    [4586, 535, 8, 0], // lastPhaseTransitionTime
    [8718, 7, 0, 0], // message
    [16306, 5, 0, 128], // phase
    [16176, 6, 0, 0], // reason
    // PhotonPersistentDiskVolumeSource
    [16086, 6, 0, 0], // fsType
    [16390, 1284, 0, 0], // pdID
    // Pod
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 171, 0], // spec
    [8054, 1030, 172, 0], // status
    // PodAffinity
    [95, 47, 8428, 20], // preferredDuringSchedulingIgnoredDuringExecution
    [142, 46, 8348, 20], // requiredDuringSchedulingIgnoredDuringExecution
    // PodAffinityTerm
    [8650, 525, 241, 0], // labelSelector
    [8738, 14, 8192, 20], // matchLabelKeys
    [8735, 17, 8192, 20], // mismatchLabelKeys
    [8752, 529, 241, 0], // namespaceSelector
    [14265, 10, 8192, 20], // namespaces
    [13197, 1291, 0, 0], // topologyKey
    // PodAntiAffinity
    [95, 47, 8428, 20], // preferredDuringSchedulingIgnoredDuringExecution
    [142, 46, 8348, 20], // requiredDuringSchedulingIgnoredDuringExecution
    // PodCertificateProjection
    [6190, 20, 0, 0], // certificateChainPath
    [6230, 20, 0, 0], // credentialBundlePath
    [15786, 7, 0, 0], // keyPath
    [15793, 263, 0, 0], // keyType
    [6350, 532, 2, 0], // maxExpirationSeconds
    [14405, 266, 0, 0], // signerName
    [10976, 15, 16384, 0], // userAnnotations
    // PodCondition
    [12429, 1037, 8, 0], // lastProbeTime
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [7910, 18, 3, 0], // observedGeneration
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 130], // type
    // PodDNSConfig
    [13775, 11, 8192, 20], // nameservers
    [15842, 7, 8353, 20], // options
    [15508, 8, 8192, 20], // searches
    // PodDNSConfigOption
    [8752, 4, 0, 0], // name
    [10991, 517, 0, 0], // value
    // PodExtendedResourceClaimStatus
    [10826, 1295, 8250, 20], // requestMappings
    [8922, 1297, 0, 0], // resourceClaimName
    // PodIP
    [3917, 1282, 0, 0], // ip
    // PodOS
    [8752, 1284, 0, 116], // name
    // PodReadinessGate
    [12234, 1293, 0, 130], // conditionType
    // PodResourceClaim
    [8752, 1284, 0, 0], // name
    [8922, 529, 0, 0], // resourceClaimName
    [3473, 537, 0, 0], // resourceClaimTemplateName
    // PodResourceClaimStatus
    [8752, 1284, 0, 0], // name
    [8922, 529, 0, 0], // resourceClaimName
    // PodSchedulingGate
    [8752, 1284, 0, 0], // name
    // PodSchedulingGroup
    [13065, 524, 0, 0], // podGroupName
    // PodSecurityContext
    [10421, 527, 34, 0], // appArmorProfile
    [6891, 519, 3, 0], // fsGroup
    [6891, 531, 0, 131], // fsGroupChangePolicy
    [14375, 522, 3, 0], // runAsGroup
    [13113, 524, 1, 0], // runAsNonRoot
    [12637, 521, 3, 0], // runAsUser
    [7005, 531, 0, 139], // seLinuxChangePolicy
    [11821, 526, 195, 0], // seLinuxOptions
    [11835, 526, 200, 0], // seccompProfile
    [4100, 18, 8195, 20], // supplementalGroups
    [4100, 536, 0, 180], // supplementalGroupsPolicy
    [15975, 7, 8410, 20], // sysctls
    [11947, 526, 237, 0], // windowsOptions
    // PodSpec
    [5497, 533, 3, 0], // activeDeadlineSeconds
    [15140, 520, 33, 0], // affinity
    [2460, 540, 1, 0], // automountServiceAccountToken
    [14115, 1290, 8249, 36], // containers
    [14669, 521, 160, 0], // dnsConfig
    [14678, 9, 0, 78], // dnsPolicy
    [7712, 530, 1, 0], // enableServiceLinks
    [6853, 19, 8274, 36], // ephemeralContainers
    [13665, 11, 8292, 32], // hostAliases
    [15744, 7, 1, 0], // hostIPC
    [13676, 11, 1, 0], // hostNetwork
    [15758, 7, 1, 0], // hostPID
    [14732, 521, 1, 0], // hostUsers
    [9538, 8, 0, 0], // hostname
    [9538, 528, 0, 0], // hostnameOverride
    [9554, 16, 8308, 36], // imagePullSecrets
    [11555, 14, 8249, 36], // initContainers
    [15380, 8, 0, 0], // nodeName
    [8769, 12, 16384, 20], // nodeSelector
    [858, 514, 164, 0], // os
    [15420, 8, 16390, 157], // overhead
    [9826, 528, 0, 141], // preemptionPolicy
    [2992, 520, 2, 0], // priority
    [8854, 17, 0, 0], // priorityClassName
    [11765, 14, 8357, 20], // readinessGates
    [11793, 14, 8358, 38], // resourceClaims
    [2775, 521, 193, 0], // resources
    [8018, 13, 0, 163], // restartPolicy
    [9890, 528, 0, 0], // runtimeClassName
    [12650, 13, 0, 0], // schedulerName
    [10871, 15, 8360, 36], // schedulingGates
    [10886, 527, 169, 0], // schedulingGroup
    [10916, 527, 170, 0], // securityContext
    [2488, 14, 0, 0], // serviceAccount
    [8036, 18, 0, 0], // serviceAccountName
    [8956, 529, 1, 0], // setHostnameAsFQDN
    [5728, 533, 1, 0], // shareProcessNamespace
    [15029, 9, 0, 0], // subdomain
    [2291, 541, 3, 0], // terminationGracePeriodSeconds
    [13951, 11, 8413, 20], // tolerations
    [3498, 25, 8416, 41], // topologySpreadConstraints
    [11036, 7, 8419, 38], // volumes
    // PodStatus
    [3884, 18, 16390, 157], // allocatedResources
    [12159, 10, 8351, 43], // conditions
    [8548, 17, 8260, 20], // containerStatuses
    [2966, 26, 8260, 20], // ephemeralContainerStatuses
    [2705, 539, 162, 0], // extendedResourceClaimStatus
    [15744, 6, 0, 0], // hostIP
    [15751, 7, 8293, 24], // hostIPs
    [5560, 21, 8260, 20], // initContainerStatuses
    [8718, 7, 0, 0], // message
    [300, 36, 8319, 20], // nodeAllocatableResourceClaimStatuses
    [8786, 17, 0, 0], // nominatedNodeName
    [7910, 18, 3, 0], // observedGeneration
    [16306, 5, 0, 135], // phase
    [16158, 5, 0, 0], // podIP
    [16158, 6, 8355, 32], // podIPs
    [15476, 8, 0, 136], // qosClass
    [16176, 6, 0, 0], // reason
    [13089, 6, 0, 138], // resize
    [5686, 21, 8359, 38], // resourceClaimStatuses
    [2775, 521, 193, 0], // resources
    [14993, 521, 8, 0], // startTime
    // PodTemplate
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [15548, 1032, 174, 0], // template
    // PodTemplateSpec
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 171, 0], // spec
    // PortStatus
    [14687, 517, 0, 0], // error
    [6988, 1284, 2, 0], // port
    [15468, 1288, 0, 145], // protocol
    // PortworxVolumeSource
    [16086, 6, 0, 0], // fsType
    [4989, 8, 1, 0], // readOnly
    [15588, 1288, 0, 0], // volumeID
    // PreferredSchedulingTerm
    [14305, 1290, 137, 0], // preference
    [16230, 1286, 2, 0], // weight
    // Probe
    [16366, 516, 87, 6], // exec
    [9522, 16, 2, 0], // failureThreshold
    [16374, 516, 94, 6], // grpc
    [15765, 519, 98, 6], // httpGet
    [6929, 19, 2, 0], // initialDelaySeconds
    [12533, 13, 2, 0], // periodSeconds
    [9970, 16, 2, 0], // successThreshold
    [15047, 521, 219, 6], // tcpSocket
    [2291, 541, 3, 0], // terminationGracePeriodSeconds
    [11891, 14, 2, 0], // timeoutSeconds
    // ProjectedVolumeSource
    [13599, 523, 2, 0], // defaultMode
    [2777, 1031, 8424, 20], // sources
    // QuobyteVolumeSource
    [6310, 5, 0, 0], // group
    [4989, 8, 1, 0], // readOnly
    [15484, 1288, 0, 0], // registry
    [16212, 6, 0, 0], // tenant
    [10976, 4, 0, 0], // user
    [3523, 1286, 0, 0], // volume
    // RBDPersistentVolumeSource
    [16086, 6, 0, 0], // fsType
    [9554, 1285, 0, 0], // image
    [15800, 7, 0, 8], // keyring
    [15364, 1288, 8192, 20], // monitors
    [16398, 4, 0, 16], // pool
    [4989, 8, 1, 0], // readOnly
    [14939, 521, 205, 0], // secretRef
    [10976, 4, 0, 12], // user
    // RBDVolumeSource
    [16086, 6, 0, 0], // fsType
    [9554, 1285, 0, 0], // image
    [15800, 7, 0, 8], // keyring
    [15364, 1288, 8192, 20], // monitors
    [16398, 4, 0, 16], // pool
    [4989, 8, 1, 0], // readOnly
    [14939, 521, 116, 0], // secretRef
    [10976, 4, 0, 12], // user
    // ReplicationController
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 185, 0], // spec
    [8054, 1030, 186, 0], // status
    // ReplicationControllerCondition
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 153], // type
    // ReplicationControllerSpec
    [10661, 15, 2, 9], // minReadySeconds
    [15492, 520, 2, 10], // replicas
    [14948, 8, 16384, 20], // selector
    [15548, 520, 174, 0], // template
    // ReplicationControllerStatus
    [7083, 17, 2, 0], // availableReplicas
    [12159, 10, 8376, 43], // conditions
    [6290, 20, 2, 0], // fullyLabeledReplicas
    [7910, 18, 3, 0], // observedGeneration
    [12559, 13, 2, 0], // readyReplicas
    [15492, 1288, 2, 0], // replicas
    // ResourceClaim
    [8752, 1284, 0, 0], // name
    [10826, 7, 0, 0], // request
    // ResourceFieldSelector
    [12247, 13, 0, 0], // containerName
    [15681, 1031, 6, 0], // divisor
    [1175, 1288, 0, 0], // resource
    // ResourceHealth
    [3072, 6, 0, 155], // health
    [8718, 519, 0, 0], // message
    [14365, 1290, 0, 156], // resourceID
    // ResourceQuota
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 191, 0], // spec
    [8054, 1030, 192, 0], // status
    // ResourceQuotaSpec
    [10586, 4, 16390, 157], // hard
    [12663, 525, 198, 0], // scopeSelector
    [16188, 6, 8192, 160], // scopes
    // ResourceQuotaStatus
    [10586, 4, 16390, 157], // hard
    [16142, 4, 16390, 157], // used
    // ResourceRequirements
    [16038, 6, 8379, 35], // claims
    [16116, 6, 16390, 157], // limits
    [15500, 8, 16390, 157], // requests
    // ResourceStatus
    [8752, 1284, 0, 158], // name
    [2775, 9, 8381, 40], // resources
    // SELinuxOptions
    [16286, 5, 0, 0], // level
    [15898, 4, 0, 0], // role
    [5073, 4, 0, 0], // type
    [10976, 4, 0, 0], // user
    // ScaleIOPersistentVolumeSource
    [16086, 6, 0, 17], // fsType
    [15723, 1287, 0, 0], // gateway
    [9842, 16, 0, 0], // protectionDomain
    [4989, 8, 1, 0], // readOnly
    [14939, 1801, 205, 0], // secretRef
    [14415, 10, 1, 0], // sslEnabled
    [13918, 11, 0, 11], // storageMode
    [13929, 11, 0, 0], // storagePool
    [5005, 1286, 0, 0], // system
    [11021, 10, 0, 0], // volumeName
    // ScaleIOVolumeSource
    [16086, 6, 0, 17], // fsType
    [15723, 1287, 0, 0], // gateway
    [9842, 16, 0, 0], // protectionDomain
    [4989, 8, 1, 0], // readOnly
    [14939, 1801, 116, 0], // secretRef
    [14415, 10, 1, 0], // sslEnabled
    [13918, 11, 0, 11], // storageMode
    [13929, 11, 0, 0], // storagePool
    [5005, 1286, 0, 0], // system
    [11021, 10, 0, 0], // volumeName
    // ScopeSelector
    [9714, 16, 8391, 20], // matchExpressions
    // ScopedResourceSelectorRequirement
    [15404, 1288, 0, 164], // operator
    [14930, 1289, 0, 159], // scopeName
    [16224, 6, 8192, 20], // values
    // SeccompProfile
    [9682, 528, 0, 0], // localhostProfile
    [5073, 1284, 0, 167], // type
    // Secret
    [13478, 10, 0, 0], // apiVersion
    [7600, 4, 16389, 0], // data
    [14750, 521, 1, 0], // immutable
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [14435, 10, 16384, 0], // stringData
    [5073, 4, 0, 168], // type
    // SecretEnvSource
    [8752, 4, 0, 4], // name
    [10751, 520, 1, 0], // optional
    // SecretKeySelector
    [3144, 1283, 0, 0], // key
    [8752, 4, 0, 4], // name
    [10751, 520, 1, 0], // optional
    // SecretProjection
    [16281, 5, 8299, 20], // items
    [8752, 4, 0, 4], // name
    [10751, 520, 1, 0], // optional
    // SecretReference
    [8752, 4, 0, 0], // name
    [8752, 9, 0, 0], // namespace
    // SecretVolumeSource
    [13599, 523, 2, 0], // defaultMode
    [16281, 5, 8299, 20], // items
    [10751, 520, 1, 0], // optional
    [10901, 10, 0, 0], // secretName
    // SecurityContext
    [3932, 536, 1, 0], // allowPrivilegeEscalation
    [10421, 527, 34, 0], // appArmorProfile
    [12909, 524, 42, 0], // capabilities
    [14315, 522, 1, 0], // privileged
    [14885, 521, 0, 144], // procMount
    [4989, 534, 1, 0], // readOnlyRootFilesystem
    [14375, 522, 3, 0], // runAsGroup
    [13113, 524, 1, 0], // runAsNonRoot
    [12637, 521, 3, 0], // runAsUser
    [11821, 526, 195, 0], // seLinuxOptions
    [11835, 526, 200, 0], // seccompProfile
    [11947, 526, 237, 0], // windowsOptions
    // Service
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 212, 0], // spec
    [8054, 1030, 213, 0], // status
    // ServiceAccount
    [13478, 10, 0, 0], // apiVersion
    [2460, 540, 1, 0], // automountServiceAccountToken
    [9554, 16, 8308, 20], // imagePullSecrets
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [15933, 7, 8335, 36], // secrets
    // ServiceAccountTokenProjection
    [14615, 8, 0, 0], // audience
    [8616, 529, 3, 0], // expirationSeconds
    [15436, 1284, 0, 0], // path
    // ServicePort
    [13489, 523, 0, 0], // appProtocol
    [8752, 4, 0, 0], // name
    [15388, 8, 2, 0], // nodePort
    [6988, 1284, 2, 0], // port
    [15468, 8, 0, 146], // protocol
    [13185, 1034, 7, 0], // targetPort
    // ServiceSpec
    [2204, 541, 1, 0], // allocateLoadBalancerNodePorts
    [14105, 9, 0, 0], // clusterIP
    [14105, 10, 8192, 20], // clusterIPs
    [13654, 11, 8192, 20], // externalIPs
    [13005, 12, 0, 0], // externalName
    [5539, 21, 0, 170], // externalTrafficPolicy
    [6910, 19, 2, 0], // healthCheckNodePort
    [5602, 533, 0, 171], // internalTrafficPolicy
    [14235, 10, 8192, 95], // ipFamilies
    [11583, 526, 0, 96], // ipFamilyPolicy
    [8684, 529, 0, 0], // loadBalancerClass
    [11639, 14, 0, 0], // loadBalancerIP
    [4028, 24, 8192, 20], // loadBalancerSourceRanges
    [16311, 5, 8403, 39], // ports
    [4076, 24, 1, 0], // publishNotReadyAddresses
    [14948, 8, 16384, 20], // selector
    [5707, 15, 0, 169], // sessionAffinity
    [5707, 533, 214, 0], // sessionAffinityConfig
    [7062, 531, 0, 0], // trafficDistribution
    [5073, 4, 0, 172], // type
    // ServiceStatus
    [12159, 10, 8430, 43], // conditions
    [4028, 1036, 115, 0], // loadBalancer
    // SessionAffinityConfig
    [15204, 520, 47, 0], // clientIP
    // SleepAction
    [15926, 1287, 3, 0], // seconds
    // StorageOSPersistentVolumeSource
    [16086, 6, 0, 0], // fsType
    [4989, 8, 1, 0], // readOnly
    [14939, 521, 143, 0], // secretRef
    [11021, 10, 0, 0], // volumeName
    [11021, 15, 0, 0], // volumeNamespace
    // StorageOSVolumeSource
    [16086, 6, 0, 0], // fsType
    [4989, 8, 1, 0], // readOnly
    [14939, 521, 116, 0], // secretRef
    [11021, 10, 0, 0], // volumeName
    [11021, 15, 0, 0], // volumeNamespace
    // Sysctl
    [8752, 1284, 0, 0], // name
    [10991, 1285, 0, 0], // value
    // TCPSocketAction
    [9538, 4, 0, 0], // host
    [6988, 1284, 7, 0], // port
    // Taint
    [16056, 1286, 0, 181], // effect
    [3144, 1283, 0, 0], // key
    [15056, 521, 8, 0], // timeAdded
    [10991, 5, 0, 0], // value
    // Toleration
    [16056, 6, 0, 181], // effect
    [3144, 3, 0, 0], // key
    [15404, 8, 0, 184], // operator
    [8990, 529, 3, 0], // tolerationSeconds
    [10991, 5, 0, 0], // value
    // TopologySelectorLabelRequirement
    [3144, 1283, 0, 0], // key
    [16224, 1286, 8192, 20], // values
    // TopologySelectorTerm
    [5623, 21, 8414, 20], // matchLabelExpressions
    // TopologySpreadConstraint
    [8650, 525, 241, 0], // labelSelector
    [8738, 14, 8192, 20], // matchLabelKeys
    [15821, 1287, 2, 0], // maxSkew
    [14245, 522, 2, 0], // minDomains
    [7856, 530, 0, 113], // nodeAffinityPolicy
    [9762, 528, 0, 113], // nodeTaintsPolicy
    [13197, 1291, 0, 0], // topologyKey
    [9041, 1297, 0, 188], // whenUnsatisfiable
    // TypedLocalObjectReference
    [14606, 1544, 0, 0], // apiGroup
    [16378, 1284, 0, 0], // kind
    [8752, 1284, 0, 0], // name
    // TypedObjectReference
    [14606, 1544, 0, 0], // apiGroup
    [16378, 1284, 0, 0], // kind
    [8752, 1284, 0, 0], // name
    [8752, 521, 0, 0], // namespace
    // Volume
    [6150, 532, 32, 7], // awsElasticBlockStore
    [14624, 521, 36, 7], // azureDisk
    [14633, 521, 38, 7], // azureFile
    [16026, 518, 44, 7], // cephfs
    [16032, 518, 46, 7], // cinder
    [10451, 521, 56, 7], // configMap
    [11599, 515, 41, 7], // csi
    [13643, 523, 73, 7], // downwardAPI
    [15236, 520, 74, 7], // emptyDir
    [2966, 521, 83, 7], // ephemeral
    [10465, 514, 88, 7], // fc
    [14205, 522, 91, 7], // flexVolume
    [15716, 519, 92, 7], // flocker
    [8633, 529, 93, 7], // gcePersistentDisk
    [15730, 519, 95, 7], // gitRepo
    [14723, 521, 97, 7], // glusterfs
    [15292, 520, 102, 7], // hostPath
    [9554, 517, 105, 7], // image
    [11597, 517, 104, 7], // iscsi
    [8752, 1284, 0, 0], // name
    [16429, 515, 119, 7], // nfs
    [336, 533, 150, 7], // persistentVolumeClaim
    [6430, 532, 153, 7], // photonPersistentDisk
    [11751, 526, 176, 7], // portworxVolume
    [14894, 521, 179, 7], // projected
    [15877, 519, 180, 7], // quobyte
    [16432, 515, 182, 7], // rbd
    [15912, 519, 197, 7], // scaleIO
    [10901, 518, 206, 7], // secret
    [15020, 521, 217, 7], // storageos
    [12728, 525, 235, 7], // vsphereVolume
    // VolumeDevice
    [14135, 1290, 0, 0], // devicePath
    [8752, 1284, 0, 0], // name
    // VolumeMount
    [14822, 1289, 0, 0], // mountPath
    [9746, 528, 0, 108], // mountPropagation
    [8752, 1284, 0, 0], // name
    [4989, 8, 1, 0], // readOnly
    [4655, 529, 0, 150], // recursiveReadOnly
    [13940, 7, 0, 0], // subPath
    [13940, 11, 0, 0], // subPathExpr
    // VolumeMountStatus
    [14822, 1289, 0, 0], // mountPath
    [8752, 1284, 0, 0], // name
    [4989, 8, 1, 0], // readOnly
    [4655, 529, 0, 150], // recursiveReadOnly
    [13245, 524, 234, 0], // volumeStatus
    // VolumeNodeAffinity
    [142, 520, 135, 0], // required
    // VolumeProjection
    [7640, 530, 48, 0], // clusterTrustBundle
    [10451, 521, 55, 0], // configMap
    [13643, 523, 71, 0], // downwardAPI
    [11723, 526, 158, 0], // podCertificate
    [10901, 518, 204, 0], // secret
    [2488, 531, 210, 0], // serviceAccountToken
    // VolumeResourceRequirements
    [16116, 6, 16390, 157], // limits
    [15500, 8, 16390, 157], // requests
    // VolumeStatus
    [9554, 517, 106, 0], // image
    // VsphereVirtualDiskVolumeSource
    [16086, 6, 0, 0], // fsType
    [10946, 15, 0, 0], // storagePolicyID
    [8973, 17, 0, 0], // storagePolicyName
    [14495, 1290, 0, 0], // volumePath
    // WeightedPodAffinityTerm
    [10781, 1295, 156, 0], // podAffinityTerm
    [16230, 1286, 2, 0], // weight
    // WindowsSecurityContextOptions
    [4945, 530, 0, 0], // gmsaCredentialSpec
    [4945, 534, 0, 0], // gmsaCredentialSpecName
    [13687, 523, 1, 0], // hostProcess
    [12637, 525, 0, 0], // runAsUserName
    // Condition
    [7802, 1298, 8, 0], // lastTransitionTime
    [8718, 1287, 0, 0], // message
    [7910, 18, 3, 0], // observedGeneration
    [16176, 1286, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 0], // type
    // DeleteOptions
    [13478, 10, 0, 0], // apiVersion
    [16050, 6, 8192, 20], // dryRun
    [7766, 530, 3, 0], // gracePeriodSeconds
    [0, 560, 1, 0], // ignoreStoreReadErrorWithClusterBreakingPotential
    [16378, 4, 0, 0], // kind
    [9794, 528, 1, 0], // orphanDependents
    [12546, 525, 247, 0], // preconditions
    [8871, 529, 0, 81], // propagationPolicy
    // FieldSelectorRequirement
    [3144, 1283, 0, 0], // key
    [15404, 1288, 0, 89], // operator
    [16224, 6, 8192, 20], // values
    // LabelSelector
    [9714, 16, 8434, 20], // matchExpressions
    [13731, 11, 16384, 0], // matchLabels
    // LabelSelectorRequirement
    [3144, 1283, 0, 0], // key
    [15404, 1288, 0, 102], // operator
    [16224, 6, 8192, 20], // values
    // ListMeta
    [15212, 8, 0, 0], // continue
    [7946, 530, 3, 0], // remainingItemCount
    [10841, 15, 0, 0], // resourceVersion
    [15516, 8, 0, 0], // selfLink
    [14957, 521, 248, 0], // shardInfo
    // ManagedFieldsEntry
    [13478, 10, 0, 0], // apiVersion
    [14165, 10, 0, 0], // fieldsType
    [15260, 520, 11, 0], // fieldsV1
    [15814, 7, 0, 0], // manager
    [14275, 9, 0, 106], // operation
    [13173, 11, 0, 0], // subresource
    [2843, 516, 8, 0], // time
    // ObjectMeta
    [13467, 11, 16384, 0], // annotations
    [8565, 17, 8, 0], // creationTimestamp
    [2940, 538, 3, 0], // deletionGracePeriodSeconds
    [8582, 529, 8, 0], // deletionTimestamp
    [14185, 10, 8192, 46], // finalizers
    [13017, 12, 0, 0], // generateName
    [14215, 10, 3, 0], // generation
    [16110, 6, 16384, 0], // labels
    [12494, 13, 8436, 20], // managedFields
    [8752, 4, 0, 0], // name
    [8752, 9, 0, 0], // namespace
    [10766, 15, 8438, 44], // ownerReferences
    [10841, 15, 0, 0], // resourceVersion
    [15516, 8, 0, 0], // selfLink
    [16438, 3, 0, 59], // uid
    // OwnerReference
    [13478, 1290, 0, 0], // apiVersion
    [7622, 530, 1, 0], // blockOwnerDeletion
    [2914, 522, 1, 0], // controller
    [16378, 1284, 0, 0], // kind
    [8752, 1284, 0, 0], // name
    [16438, 1283, 0, 59], // uid
    // Preconditions
    [10841, 527, 0, 0], // resourceVersion
    [16438, 515, 0, 59], // uid
    // ShardInfo
    [14948, 1288, 0, 0], // selector
    // Status
    [13478, 10, 0, 0], // apiVersion
    [16354, 4, 2, 0], // code
    [15660, 519, 251, 0], // details
    [16378, 4, 0, 0], // kind
    [8718, 7, 0, 0], // message
    [15348, 1032, 243, 0], // metadata
    [16176, 6, 0, 177], // reason
    [8054, 6, 0, 0], // status
    // StatusCause
    [402, 5, 0, 0], // field
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 66], // reason
    // StatusDetails
    [16020, 6, 8442, 20], // causes
    [6310, 5, 0, 0], // group
    [16378, 4, 0, 0], // kind
    [8752, 4, 0, 0], // name
    [8939, 17, 2, 0], // retryAfterSeconds
    [16438, 3, 0, 59], // uid
    // ApplyConfiguration
    [7748, 10, 0, 0], // expression
    // AuditAnnotation
    [3144, 1283, 0, 0], // key
    [10991, 1295, 0, 0], // valueExpression
    // ExpressionWarning
    [15252, 1288, 0, 0], // fieldRef
    [15989, 1287, 0, 0], // warning
    // JSONPatch
    [7748, 10, 0, 0], // expression
    // MatchCondition
    [7748, 1290, 0, 0], // expression
    [8752, 1284, 0, 0], // name
    // MatchResources
    [6250, 20, 8457, 20], // excludeResourceRules
    [13742, 523, 0, 107], // matchPolicy
    [8752, 529, 241, 0], // namespaceSelector
    [11709, 526, 241, 0], // objectSelector
    [12611, 13, 8457, 20], // resourceRules
    // MutatingAdmissionPolicy
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 261, 0], // spec
    // MutatingAdmissionPolicyBinding
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 260, 0], // spec
    // MutatingAdmissionPolicyBindingSpec
    [11681, 526, 257, 0], // matchResources
    [15428, 520, 267, 0], // paramRef
    [14295, 10, 0, 0], // policyName
    // MutatingAdmissionPolicySpec
    [12325, 525, 0, 88], // failurePolicy
    [10646, 15, 8448, 36], // matchConditions
    [9698, 528, 257, 0], // matchConstraints
    [14831, 9, 8456, 20], // mutations
    [14840, 521, 266, 0], // paramKind
    [7928, 18, 0, 151], // reinvocationPolicy
    [15083, 9, 8471, 20], // variables
    // MutatingWebhook
    [4517, 1303, 8192, 20], // admissionReviewVersions
    [12921, 1292, 280, 0], // clientConfig
    [12325, 525, 0, 88], // failurePolicy
    [10646, 15, 8448, 36], // matchConditions
    [13742, 523, 0, 107], // matchPolicy
    [8752, 1284, 0, 0], // name
    [8752, 529, 241, 0], // namespaceSelector
    [11709, 526, 241, 0], // objectSelector
    [7928, 530, 0, 151], // reinvocationPolicy
    [16316, 5, 8460, 20], // rules
    [13907, 1803, 0, 173], // sideEffects
    [11891, 526, 2, 0], // timeoutSeconds
    // MutatingWebhookConfiguration
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [15596, 8, 8454, 36], // webhooks
    // Mutation
    [7568, 530, 252, 0], // applyConfiguration
    [14759, 521, 255, 0], // jsonPatch
    [14867, 1289, 0, 120], // patchType
    // NamedRuleWithOperations
    [14606, 9, 8192, 23], // apiGroups
    [13478, 11, 8192, 23], // apiVersions
    [14275, 10, 8192, 118], // operations
    [12598, 13, 8192, 20], // resourceNames
    [2775, 9, 8192, 23], // resources
    [12663, 517, 0, 166], // scope
    // ParamKind
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    // ParamRef
    [8752, 4, 0, 0], // name
    [8752, 9, 0, 0], // namespace
    [4609, 535, 0, 119], // parameterNotFoundAction
    [14948, 520, 241, 0], // selector
    // RuleWithOperations
    [14606, 9, 8192, 22], // apiGroups
    [13478, 11, 8192, 22], // apiVersions
    [14275, 10, 8192, 117], // operations
    [2775, 9, 8192, 22], // resources
    [12663, 517, 0, 165], // scope
    // ServiceReference
    [8752, 1284, 0, 0], // name
    [8752, 1289, 0, 0], // namespace
    [15436, 516, 0, 0], // path
    [6988, 516, 2, 0], // port
    // TypeChecking
    [7748, 18, 8446, 20], // expressionWarnings
    // ValidatingAdmissionPolicy
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 274, 0], // spec
    [8054, 1030, 275, 0], // status
    // ValidatingAdmissionPolicyBinding
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 273, 0], // spec
    // ValidatingAdmissionPolicyBindingSpec
    [11681, 526, 257, 0], // matchResources
    [15428, 520, 267, 0], // paramRef
    [14295, 266, 0, 0], // policyName
    [9007, 273, 8192, 189], // validationActions
    // ValidatingAdmissionPolicySpec
    [9394, 16, 8445, 20], // auditAnnotations
    [12325, 525, 0, 88], // failurePolicy
    [10646, 15, 8448, 36], // matchConditions
    [9698, 528, 257, 0], // matchConstraints
    [14840, 521, 266, 0], // paramKind
    [4161, 11, 8470, 20], // validations
    [15083, 9, 8471, 36], // variables
    // ValidatingAdmissionPolicyStatus
    [12159, 10, 8430, 42], // conditions
    [7910, 18, 3, 0], // observedGeneration
    [13209, 524, 270, 0], // typeChecking
    // ValidatingWebhook
    [4517, 1303, 8192, 20], // admissionReviewVersions
    [12921, 1292, 280, 0], // clientConfig
    [12325, 525, 0, 88], // failurePolicy
    [10646, 15, 8448, 36], // matchConditions
    [13742, 523, 0, 107], // matchPolicy
    [8752, 1284, 0, 0], // name
    [8752, 529, 241, 0], // namespaceSelector
    [11709, 526, 241, 0], // objectSelector
    [16316, 5, 8460, 20], // rules
    [13907, 1803, 0, 173], // sideEffects
    [11891, 526, 2, 0], // timeoutSeconds
    // ValidatingWebhookConfiguration
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [15596, 8, 8468, 36], // webhooks
    // Validation
    [7748, 1290, 0, 0], // expression
    [8718, 7, 0, 0], // message
    [8718, 17, 0, 0], // messageExpression
    [16176, 518, 0, 177], // reason
    // Variable
    [7748, 1290, 0, 0], // expression
    [8752, 1284, 0, 0], // name
    // WebhookClientConfig
    [15188, 8, 5, 0], // caBundle
    [2488, 519, 269, 0], // service
    [16441, 515, 0, 0], // url
    // CustomResourceColumnDefinition
    [13621, 11, 0, 0], // description
    [16080, 6, 0, 0], // format
    [15316, 1288, 0, 0], // jsonPath
    [8752, 1284, 0, 0], // name
    [2992, 8, 2, 0], // priority
    [5073, 1284, 0, 0], // type
    // CustomResourceConversion
    [15532, 1288, 0, 75], // strategy
    [15596, 519, 299, 0], // webhook
    // CustomResourceDefinition
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 286, 0], // spec
    [8054, 1030, 287, 0], // status
    // CustomResourceDefinitionCondition
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [7910, 18, 3, 0], // observedGeneration
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 77], // type
    // CustomResourceDefinitionNames
    [14095, 10, 8192, 20], // categories
    [16378, 1284, 0, 0], // kind
    [15324, 8, 0, 0], // listKind
    [16152, 1286, 0, 0], // plural
    [14395, 10, 8192, 20], // shortNames
    [15524, 8, 0, 0], // singular
    // CustomResourceDefinitionSpec
    [3980, 522, 282, 0], // conversion
    [6310, 1285, 0, 0], // group
    [8752, 1285, 285, 0], // names
    [5665, 21, 1, 0], // preserveUnknownFields
    [12663, 1285, 0, 162], // scope
    [15580, 1288, 8480, 20], // versions
    // CustomResourceDefinitionStatus
    [12208, 1037, 285, 0], // acceptedNames
    [12159, 1034, 8476, 42], // conditions
    [7910, 18, 3, 0], // observedGeneration
    [11863, 1038, 8192, 20], // storedVersions
    // CustomResourceDefinitionVersion
    [3860, 24, 8473, 20], // additionalPrinterColumns
    [4004, 10, 1, 0], // deprecated
    [7676, 530, 0, 0], // deprecationWarning
    [8752, 1284, 0, 0], // name
    [15605, 518, 292, 0], // schema
    [9906, 16, 8487, 20], // selectableFields
    [7912, 1286, 1, 0], // served
    [8973, 1287, 1, 0], // storage
    [13173, 524, 291, 0], // subresources
    // CustomResourceSubresourceScale
    [8650, 529, 0, 0], // labelSelectorPath
    [9922, 1296, 0, 0], // specReplicasPath
    [8054, 1298, 0, 0], // statusReplicasPath
    // CustomResourceSubresourceStatus
    // CustomResourceSubresources
    [859, 517, 289, 0], // scale
    [8054, 518, 290, 0], // status
    // CustomResourceValidation
    [10721, 527, 294, 0], // openAPIV3Schema
    // ExternalDocumentation
    [13621, 11, 0, 0], // description
    [16441, 3, 0, 0], // url
    // JSONSchemaProps
    [16346, 516, 0, 0], // $ref
    [15604, 7, 0, 99], // $schema
    [10391, 527, 14, 0], // additionalItems
    [6090, 532, 14, 0], // additionalProperties
    [16246, 5, 8486, 20], // allOf
    [16251, 5, 8486, 20], // anyOf
    [11471, 519, 12, 0], // default
    [13610, 11, 16678, 97], // definitions
    [12969, 12, 16399, 98], // dependencies
    [13621, 11, 0, 0], // description
    [16362, 4, 8204, 20], // enum
    [15709, 519, 12, 0], // example
    [9490, 16, 1, 0], // exclusiveMaximum
    [9506, 16, 1, 0], // exclusiveMinimum
    [12993, 524, 293, 0], // externalDocs
    [16080, 6, 0, 0], // format
    [267, 2, 0, 0], // id
    [16281, 517, 13, 0], // items
    [15332, 520, 3, 0], // maxItems
    [14804, 521, 3, 0], // maxLength
    [12507, 525, 3, 0], // maxProperties
    [8701, 519, 4, 0], // maximum
    [15356, 520, 3, 0], // minItems
    [14813, 521, 3, 0], // minLength
    [12520, 525, 3, 0], // minProperties
    [15835, 519, 4, 0], // minimum
    [14255, 522, 4, 0], // multipleOf
    [8803, 515, 294, 0], // not
    [15396, 8, 1, 0], // nullable
    [16296, 5, 8486, 20], // oneOf
    [8837, 7, 0, 0], // pattern
    [8837, 17, 16678, 0], // patternProperties
    [14325, 10, 16678, 0], // properties
    [142, 8, 8192, 20], // required
    [16331, 5, 0, 0], // title
    [5073, 4, 0, 0], // type
    [13962, 11, 1, 0], // uniqueItems
    [1797, 30, 1, 0], // x-kubernetes-embedded-resource
    [3096, 26, 1, 0], // x-kubernetes-int-or-string
    [3122, 26, 8192, 20], // x-kubernetes-list-map-keys
    [5055, 534, 0, 0], // x-kubernetes-list-type
    [5749, 533, 0, 0], // x-kubernetes-map-type
    [372, 548, 1, 0], // x-kubernetes-preserve-unknown-fields
    [4148, 24, 8489, 190], // x-kubernetes-validations
    // SelectableField
    [15316, 1288, 0, 0], // jsonPath
    // ServiceReference
    [8752, 1284, 0, 0], // name
    [8752, 1289, 0, 0], // namespace
    [15436, 516, 0, 0], // path
    [6988, 516, 2, 0], // port
    // ValidationRule
    [14714, 9, 0, 0], // fieldPath
    [8718, 7, 0, 0], // message
    [8718, 17, 0, 0], // messageExpression
    [10751, 527, 1, 0], // optionalOldSelf
    [16176, 518, 0, 90], // reason
    [16316, 1284, 0, 0], // rule
    // WebhookClientConfig
    [15188, 8, 5, 0], // caBundle
    [2488, 519, 296, 0], // service
    [16441, 515, 0, 0], // url
    // WebhookConversion
    [12921, 524, 298, 0], // clientConfig
    [3980, 1304, 8192, 20], // conversionReviewVersions
    // APIService
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 302, 0], // spec
    [8054, 1030, 303, 0], // status
    // APIServiceCondition
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 60], // type
    // APIServiceSpec
    [15188, 8, 5, 20], // caBundle
    [6310, 5, 0, 0], // group
    [6310, 1300, 2, 0], // groupPriorityMinimum
    [5581, 21, 1, 0], // insecureSkipTLSVerify
    [2488, 519, 304, 0], // service
    [3589, 7, 0, 0], // version
    [11006, 1295, 2, 0], // versionPriority
    // APIServiceStatus
    [12159, 10, 8493, 43], // conditions
    // ServiceReference
    [8752, 4, 0, 0], // name
    [8752, 9, 0, 0], // namespace
    [6988, 516, 2, 0], // port
    // ControllerRevision
    [13478, 10, 0, 0], // apiVersion
    [7600, 1028, 10, 0], // data
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [6470, 1288, 3, 0], // revision
    // DaemonSet
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 308, 0], // spec
    [8054, 1030, 309, 0], // status
    // DaemonSetCondition
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 79], // type
    // DaemonSetSpec
    [10661, 15, 2, 0], // minReadySeconds
    [6470, 532, 2, 0], // revisionHistoryLimit
    [14948, 1800, 241, 0], // selector
    [15548, 1288, 174, 0], // template
    [11919, 1038, 310, 0], // updateStrategy
    // DaemonSetStatus
    [11401, 526, 2, 0], // collisionCount
    [12159, 10, 8499, 43], // conditions
    [4879, 1302, 2, 0], // currentNumberScheduled
    [4901, 1302, 2, 0], // desiredNumberScheduled
    [10691, 15, 2, 0], // numberAvailable
    [7892, 1298, 2, 0], // numberMisscheduled
    [13797, 1291, 2, 0], // numberReady
    [8820, 17, 2, 0], // numberUnavailable
    [7910, 18, 3, 0], // observedGeneration
    [5033, 22, 2, 0], // updatedNumberScheduled
    // DaemonSetUpdateStrategy
    [12624, 525, 320, 0], // rollingUpdate
    [5073, 4, 0, 80], // type
    // Deployment
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 313, 0], // spec
    [8054, 1030, 314, 0], // status
    // DeploymentCondition
    [7802, 1042, 8, 0], // lastTransitionTime
    [11625, 1038, 8, 0], // lastUpdateTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 82], // type
    // DeploymentSpec
    [10661, 15, 2, 0], // minReadySeconds
    [16140, 6, 1, 0], // paused
    [4632, 535, 2, 0], // progressDeadlineSeconds
    [15492, 520, 2, 0], // replicas
    [6470, 532, 2, 0], // revisionHistoryLimit
    [14948, 1800, 241, 0], // selector
    [15532, 1032, 315, 19], // strategy
    [15548, 1288, 174, 0], // template
    // DeploymentStatus
    [7083, 17, 2, 0], // availableReplicas
    [11401, 526, 2, 0], // collisionCount
    [12159, 10, 8504, 43], // conditions
    [7910, 18, 3, 0], // observedGeneration
    [12559, 13, 2, 0], // readyReplicas
    [15492, 8, 2, 0], // replicas
    [7043, 531, 2, 0], // terminatingReplicas
    [7081, 19, 2, 0], // unavailableReplicas
    [10961, 15, 2, 0], // updatedReplicas
    // DeploymentStrategy
    [12624, 525, 321, 0], // rollingUpdate
    [5073, 4, 0, 83], // type
    // ReplicaSet
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 318, 0], // spec
    [8054, 1030, 319, 0], // status
    // ReplicaSetCondition
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 152], // type
    // ReplicaSetSpec
    [10661, 15, 2, 0], // minReadySeconds
    [15492, 520, 2, 0], // replicas
    [14948, 1800, 241, 0], // selector
    [15548, 1032, 174, 0], // template
    // ReplicaSetStatus
    [7083, 17, 2, 0], // availableReplicas
    [12159, 10, 8509, 43], // conditions
    [6290, 20, 2, 0], // fullyLabeledReplicas
    [7910, 18, 3, 0], // observedGeneration
    [12559, 13, 2, 0], // readyReplicas
    [15492, 1288, 2, 0], // replicas
    [7043, 531, 2, 0], // terminatingReplicas
    // RollingUpdateDaemonSet
    [15340, 520, 7, 0], // maxSurge
    [11695, 526, 7, 0], // maxUnavailable
    // RollingUpdateDeployment
    [15340, 520, 7, 0], // maxSurge
    [11695, 526, 7, 0], // maxUnavailable
    // RollingUpdateStatefulSetStrategy
    [11695, 526, 7, 0], // maxUnavailable
    [14858, 521, 2, 0], // partition
    // StatefulSet
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 327, 0], // spec
    [8054, 1030, 328, 0], // status
    // StatefulSetCondition
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 175], // type
    // StatefulSetOrdinals
    [1107, 1029, 2, 0], // start
    // StatefulSetPersistentVolumeClaimRetentionPolicy
    [13984, 11, 0, 126], // whenDeleted
    [14505, 10, 0, 126], // whenScaled
    // StatefulSetSpec
    [10661, 15, 2, 0], // minReadySeconds
    [15412, 520, 325, 0], // ordinals
    [336, 548, 326, 0], // persistentVolumeClaimRetentionPolicy
    [6967, 19, 0, 134], // podManagementPolicy
    [15492, 520, 2, 0], // replicas
    [6470, 532, 2, 0], // revisionHistoryLimit
    [14948, 1800, 241, 0], // selector
    [13896, 1035, 0, 0], // serviceName
    [15548, 1288, 174, 0], // template
    [11919, 1038, 329, 0], // updateStrategy
    [6490, 20, 8337, 20], // volumeClaimTemplates
    // StatefulSetStatus
    [7083, 1041, 2, 0], // availableReplicas
    [11401, 526, 2, 0], // collisionCount
    [12159, 10, 8516, 43], // conditions
    [10466, 15, 2, 0], // currentReplicas
    [10481, 15, 0, 0], // currentRevision
    [7910, 18, 3, 0], // observedGeneration
    [12559, 13, 2, 0], // readyReplicas
    [15492, 1288, 2, 0], // replicas
    [11905, 14, 0, 0], // updateRevision
    [10961, 15, 2, 0], // updatedReplicas
    // StatefulSetUpdateStrategy
    [12624, 525, 322, 0], // rollingUpdate
    [5073, 4, 0, 176], // type
    // BoundObjectReference
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [8752, 4, 0, 0], // name
    [16438, 3, 0, 59], // uid
    // SelfSubjectReview
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [8054, 1030, 332, 0], // status
    // SelfSubjectReviewStatus
    [15564, 1032, 339, 0], // userInfo
    // TokenRequest
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 334, 0], // spec
    [8054, 1030, 335, 0], // status
    // TokenRequestSpec
    [14615, 1033, 8192, 20], // audiences
    [11387, 1550, 330, 0], // boundObjectRef
    [8616, 1553, 3, 0], // expirationSeconds
    // TokenRequestStatus
    [6872, 1043, 8, 0], // expirationTimestamp
    [12689, 1029, 0, 0], // token
    // TokenReview
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 337, 0], // spec
    [8054, 1030, 338, 0], // status
    // TokenReviewSpec
    [14615, 9, 8192, 20], // audiences
    [12689, 261, 0, 0], // token
    // TokenReviewStatus
    [14615, 9, 8192, 20], // audiences
    [12221, 13, 1, 0], // authenticated
    [14687, 5, 0, 0], // error
    [10976, 1028, 339, 0], // user
    // UserInfo
    [16266, 5, 24576, 52], // extra
    [16092, 6, 8192, 20], // groups
    [16438, 3, 0, 0], // uid
    [15572, 8, 0, 0], // username
    // FieldSelectorAttributes
    [13863, 11, 0, 0], // rawSelector
    [13077, 12, 8432, 20], // requirements
    // LabelSelectorAttributes
    [13863, 11, 0, 0], // rawSelector
    [13077, 12, 8434, 20], // requirements
    // LocalSubjectAccessReview
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 352, 0], // spec
    [8054, 1030, 353, 0], // status
    // NonResourceAttributes
    [15436, 4, 0, 0], // path
    [16336, 4, 0, 0], // verb
    // NonResourceRule
    [10676, 15, 8192, 20], // nonResourceURLs
    [16336, 1285, 8192, 20], // verbs
    // ResourceAttributes
    [12338, 525, 340, 0], // fieldSelector
    [6310, 5, 0, 0], // group
    [8650, 525, 341, 0], // labelSelector
    [8752, 4, 0, 0], // name
    [8752, 9, 0, 0], // namespace
    [1175, 8, 0, 0], // resource
    [13173, 11, 0, 0], // subresource
    [16336, 4, 0, 0], // verb
    [3589, 7, 0, 0], // version
    // ResourceRule
    [14606, 9, 8192, 20], // apiGroups
    [12598, 13, 8192, 20], // resourceNames
    [2775, 9, 8192, 20], // resources
    [16336, 1285, 8192, 20], // verbs
    // SelfSubjectAccessReview
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 348, 0], // spec
    [8054, 1030, 353, 0], // status
    // SelfSubjectAccessReviewSpec
    [5644, 533, 343, 0], // nonResourceAttributes
    [7982, 530, 345, 0], // resourceAttributes
    // SelfSubjectRulesReview
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 350, 0], // spec
    [8054, 1030, 354, 0], // status
    // SelfSubjectRulesReviewSpec
    [8752, 9, 0, 0], // namespace
    // SubjectAccessReview
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 352, 0], // spec
    [8054, 1030, 353, 0], // status
    // SubjectAccessReviewSpec
    [16266, 5, 24576, 52], // extra
    [16092, 6, 8192, 20], // groups
    [5644, 533, 343, 0], // nonResourceAttributes
    [7982, 530, 345, 0], // resourceAttributes
    [16438, 3, 0, 0], // uid
    [10976, 4, 0, 0], // user
    // SubjectAccessReviewStatus
    [8463, 1287, 1, 0], // allowed
    [16044, 6, 1, 0], // denied
    [10571, 15, 0, 0], // evaluationError
    [16176, 6, 0, 0], // reason
    // SubjectRulesReviewStatus
    [10571, 15, 0, 0], // evaluationError
    [14225, 1290, 1, 0], // incomplete
    [9778, 1296, 8536, 20], // nonResourceRules
    [12611, 1293, 8538, 20], // resourceRules
    // CrossVersionObjectReference
    [13478, 10, 0, 0], // apiVersion
    [16378, 1284, 0, 0], // kind
    [8752, 1284, 0, 0], // name
    // HorizontalPodAutoscaler
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 357, 0], // spec
    [8054, 1030, 358, 0], // status
    // HorizontalPodAutoscalerSpec
    [13753, 1291, 2, 0], // maxReplicas
    [13764, 523, 2, 0], // minReplicas
    [11807, 1294, 355, 0], // scaleTargetRef
    [1767, 542, 2, 0], // targetCPUUtilizationPercentage
    // HorizontalPodAutoscalerStatus
    [1344, 543, 2, 0], // currentCPUUtilizationPercentage
    [10466, 1295, 2, 0], // currentReplicas
    [10541, 1295, 2, 0], // desiredReplicas
    [12442, 525, 8, 0], // lastScaleTime
    [7910, 530, 3, 0], // observedGeneration
    // Scale
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 360, 0], // spec
    [8054, 1030, 361, 0], // status
    // ScaleSpec
    [15492, 8, 2, 9], // replicas
    // ScaleStatus
    [15492, 1288, 2, 0], // replicas
    [14948, 8, 0, 0], // selector
    // ContainerResourceMetricSource
    [4540, 1289, 0, 0], // container
    [8752, 1284, 0, 158], // name
    [1406, 1286, 377, 0], // target
    // ContainerResourceMetricStatus
    [4540, 1289, 0, 0], // container
    [1002, 1287, 378, 0], // current
    [8752, 1284, 0, 158], // name
    // CrossVersionObjectReference
    [13478, 10, 0, 0], // apiVersion
    [16378, 1284, 0, 0], // kind
    [8752, 1284, 0, 0], // name
    // ExternalMetricSource
    [15828, 1286, 374, 0], // metric
    [1406, 1286, 377, 0], // target
    // ExternalMetricStatus
    [1002, 1287, 378, 0], // current
    [15828, 1286, 374, 0], // metric
    // HPAScalingPolicy
    [12533, 1293, 2, 0], // periodSeconds
    [5073, 1284, 0, 192], // type
    [10991, 1285, 2, 0], // value
    // HPAScalingRules
    [15460, 8, 8559, 20], // policies
    [13149, 524, 0, 196], // selectPolicy
    [3018, 538, 2, 0], // stabilizationWindowSeconds
    [15065, 521, 6, 0], // tolerance
    // HorizontalPodAutoscaler
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 372, 0], // spec
    [8054, 1030, 373, 0], // status
    // HorizontalPodAutoscalerBehavior
    [14921, 521, 368, 0], // scaleDown
    [15919, 519, 368, 0], // scaleUp
    // HorizontalPodAutoscalerCondition
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 193], // type
    // HorizontalPodAutoscalerSpec
    [15180, 520, 370, 0], // behavior
    [13753, 1291, 2, 0], // maxReplicas
    [15828, 7, 8567, 20], // metrics
    [13764, 523, 2, 0], // minReplicas
    [11807, 1294, 364, 0], // scaleTargetRef
    // HorizontalPodAutoscalerStatus
    [12159, 10, 8563, 43], // conditions
    [11457, 1038, 8568, 20], // currentMetrics
    [10466, 15, 2, 0], // currentReplicas
    [10541, 1295, 2, 0], // desiredReplicas
    [12442, 525, 8, 0], // lastScaleTime
    [7910, 530, 3, 0], // observedGeneration
    // MetricIdentifier
    [8752, 1284, 0, 0], // name
    [14948, 520, 241, 0], // selector
    // MetricSpec
    [8531, 529, 362, 0], // containerResource
    [5539, 520, 365, 0], // external
    [11709, 518, 379, 0], // object
    [16394, 516, 381, 0], // pods
    [1175, 520, 383, 0], // resource
    [5073, 1284, 0, 194], // type
    // MetricStatus
    [8531, 529, 363, 0], // containerResource
    [5539, 520, 366, 0], // external
    [11709, 518, 380, 0], // object
    [16394, 516, 382, 0], // pods
    [1175, 520, 384, 0], // resource
    [5073, 1284, 0, 194], // type
    // MetricTarget
    [7604, 530, 2, 0], // averageUtilization
    [12897, 524, 6, 0], // averageValue
    [5073, 1284, 0, 195], // type
    [10991, 517, 6, 0], // value
    // MetricValueStatus
    [7604, 530, 2, 0], // averageUtilization
    [12897, 524, 6, 0], // averageValue
    [10991, 517, 6, 0], // value
    // ObjectMetricSource
    [10526, 1295, 364, 0], // describedObject
    [15828, 1286, 374, 0], // metric
    [1406, 1286, 377, 0], // target
    // ObjectMetricStatus
    [1002, 1287, 378, 0], // current
    [10526, 1295, 364, 0], // describedObject
    [15828, 1286, 374, 0], // metric
    // PodsMetricSource
    [15828, 1286, 374, 0], // metric
    [1406, 1286, 377, 0], // target
    // PodsMetricStatus
    [1002, 1287, 378, 0], // current
    [15828, 1286, 374, 0], // metric
    // ResourceMetricSource
    [8752, 1284, 0, 158], // name
    [1406, 1286, 377, 0], // target
    // ResourceMetricStatus
    [1002, 1287, 378, 0], // current
    [8752, 1284, 0, 158], // name
    // CronJob
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 386, 0], // spec
    [8054, 1030, 387, 0], // status
    // CronJobSpec
    [8514, 17, 0, 69], // concurrencyPolicy
    [4923, 534, 2, 0], // failedJobsHistoryLimit
    [13709, 1291, 392, 0], // jobTemplate
    [7901, 1288, 0, 0], // schedule
    [4678, 535, 3, 0], // startingDeadlineSeconds
    [3044, 538, 2, 0], // successfulJobsHistoryLimit
    [15968, 519, 1, 0], // suspend
    [15556, 520, 0, 0], // timeZone
    // CronJobStatus
    [5497, 6, 8335, 20], // active
    [9650, 528, 8, 0], // lastScheduleTime
    [7784, 530, 8, 0], // lastSuccessfulTime
    // Job
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 390, 0], // spec
    [8054, 1030, 391, 0], // status
    // JobCondition
    [12429, 1037, 8, 0], // lastProbeTime
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 100], // type
    // JobSpec
    [5497, 533, 3, 0], // activeDeadlineSeconds
    [6170, 524, 2, 0], // backoffLimit
    [6170, 532, 2, 0], // backoffLimitPerIndex
    [11415, 526, 0, 67], // completionMode
    [13544, 523, 2, 0], // completions
    [14795, 521, 0, 0], // managedBy
    [11653, 526, 1, 0], // manualSelector
    [9730, 528, 2, 0], // maxFailedIndexes
    [13819, 523, 2, 0], // parallelism
    [9810, 528, 393, 0], // podFailurePolicy
    [6450, 532, 0, 137], // podReplacementPolicy
    [14948, 520, 241, 0], // selector
    [12676, 525, 397, 0], // successPolicy
    [15968, 519, 1, 0], // suspend
    [15548, 1288, 174, 0], // template
    [4701, 535, 2, 0], // ttlSecondsAfterFinished
    // JobStatus
    [5497, 6, 2, 0], // active
    [9410, 16, 0, 0], // completedIndexes
    [11429, 526, 8, 0], // completionTime
    [12159, 10, 8581, 25], // conditions
    [4923, 6, 2, 0], // failed
    [12312, 525, 0, 0], // failedIndexes
    [12559, 517, 2, 0], // ready
    [14993, 521, 8, 0], // startTime
    [9954, 9, 2, 0], // succeeded
    [7043, 523, 2, 0], // terminating
    [4724, 535, 399, 0], // uncountedTerminatedPods
    // JobTemplateSpec
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 390, 0], // spec
    // PodFailurePolicy
    [16316, 1285, 8588, 20], // rules
    // PodFailurePolicyOnExitCodesRequirement
    [12247, 525, 0, 0], // containerName
    [15404, 1288, 0, 133], // operator
    [16224, 1286, 8194, 45], // values
    // PodFailurePolicyOnPodConditionsPattern
    [8054, 1030, 0, 70], // status
    [5073, 1284, 0, 130], // type
    // PodFailurePolicyRule
    [16008, 1286, 0, 132], // action
    [13808, 523, 394, 0], // onExitCodes
    [10706, 15, 8587, 20], // onPodConditions
    // SuccessPolicy
    [16316, 1285, 8590, 20], // rules
    // SuccessPolicyRule
    [11877, 526, 2, 0], // succeededCount
    [9954, 528, 0, 0], // succeededIndexes
    // UncountedTerminatedPods
    [4923, 6, 8192, 47], // failed
    [9954, 9, 8192, 47], // succeeded
    // CertificateSigningRequest
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 402, 0], // spec
    [8054, 1030, 403, 0], // status
    // CertificateSigningRequestCondition
    [7802, 1042, 8, 0], // lastTransitionTime
    [11625, 1038, 8, 0], // lastUpdateTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 1286, 0, 70], // status
    [5073, 1284, 0, 154], // type
    // CertificateSigningRequestSpec
    [8616, 529, 2, 0], // expirationSeconds
    [16266, 5, 24576, 52], // extra
    [16092, 6, 8192, 20], // groups
    [10826, 1287, 5, 0], // request
    [14405, 1290, 0, 0], // signerName
    [16438, 3, 0, 0], // uid
    [16218, 6, 8192, 101], // usages
    [15572, 8, 0, 0], // username
    // CertificateSigningRequestStatus
    [6190, 11, 5, 0], // certificate
    [12159, 10, 8593, 42], // conditions
    // Lease
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 405, 0], // spec
    // LeaseSpec
    [13423, 523, 9, 0], // acquireTime
    [11541, 526, 0, 0], // holderIdentity
    [6330, 532, 2, 0], // leaseDurationSeconds
    [9666, 528, 2, 0], // leaseTransitions
    [10811, 527, 0, 0], // preferredHolder
    [14912, 521, 9, 0], // renewTime
    [15532, 520, 0, 76], // strategy
    // Endpoint
    [14597, 1289, 8192, 45], // addresses
    [12159, 1034, 407, 0], // conditions
    [7658, 18, 16384, 0], // deprecatedTopology
    [16271, 517, 408, 0], // hints
    [9538, 520, 0, 0], // hostname
    [15380, 520, 0, 0], // nodeName
    [15038, 521, 143, 0], // targetRef
    [16410, 516, 0, 0], // zone
    // EndpointConditions
    [12559, 517, 1, 0], // ready
    [15940, 519, 1, 0], // serving
    [7043, 523, 1, 0], // terminating
    // EndpointHints
    [15268, 8, 8603, 20], // forNodes
    [15276, 8, 8604, 20], // forZones
    // EndpointPort
    [13489, 523, 0, 0], // appProtocol
    [8752, 516, 0, 0], // name
    [6988, 516, 2, 0], // port
    [15468, 520, 0, 145], // protocol
    // EndpointSlice
    [13434, 1291, 0, 61], // addressType
    [13478, 10, 0, 0], // apiVersion
    [7730, 1033, 8598, 20], // endpoints
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [16311, 1029, 8601, 20], // ports
    // ForNode
    [8752, 1284, 0, 0], // name
    // ForZone
    [8752, 1284, 0, 0], // name
    // Event
    [16008, 6, 0, 0], // action
    [13478, 10, 0, 0], // apiVersion
    [10511, 15, 2, 0], // deprecatedCount
    [4004, 1048, 8, 0], // deprecatedFirstTimestamp
    [4563, 1047, 8, 0], // deprecatedLastTimestamp
    [9474, 1040, 86, 0], // deprecatedSource
    [14696, 1289, 9, 0], // eventTime
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [16386, 4, 0, 0], // note
    [16176, 6, 0, 0], // reason
    [14903, 1033, 143, 0], // regarding
    [15884, 519, 143, 0], // related
    [6986, 19, 0, 0], // reportingController
    [8888, 17, 0, 0], // reportingInstance
    [16194, 518, 414, 0], // series
    [5073, 4, 0, 0], // type
    // EventSeries
    [2126, 1285, 2, 0], // count
    [9634, 1296, 9, 0], // lastObservedTime
    // ExemptPriorityLevelConfiguration
    [10631, 527, 2, 0], // lendablePercent
    [4052, 536, 2, 0], // nominalConcurrencyShares
    // FlowDistinguisherMethod
    [5073, 1284, 0, 91], // type
    // FlowSchema
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 419, 0], // spec
    [8054, 1030, 420, 0], // status
    // FlowSchemaCondition
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 6, 0, 70], // status
    [5073, 4, 0, 92], // type
    // FlowSchemaSpec
    [6834, 531, 416, 0], // distinguisherMethod
    [7820, 1042, 2, 0], // matchingPrecedence
    [2992, 1306, 428, 0], // priorityLevelConfiguration
    [16316, 5, 8617, 20], // rules
    // FlowSchemaStatus
    [12159, 10, 8610, 43], // conditions
    // GroupSubject
    [8752, 1284, 0, 0], // name
    // LimitResponse
    [15870, 519, 431, 0], // queuing
    [5073, 1284, 0, 103], // type
    // LimitedPriorityLevelConfiguration
    [5518, 533, 2, 0], // borrowingLimitPercent
    [10631, 527, 2, 0], // lendablePercent
    [12468, 1037, 422, 0], // limitResponse
    [4052, 1560, 2, 0], // nominalConcurrencyShares
    // NonResourcePolicyRule
    [10676, 1295, 8192, 45], // nonResourceURLs
    [16336, 1285, 8192, 45], // verbs
    // PolicyRulesWithSubjects
    [9778, 16, 8616, 20], // nonResourceRules
    [12611, 13, 8624, 20], // resourceRules
    [15540, 1288, 8626, 20], // subjects
    // PriorityLevelConfiguration
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 429, 0], // spec
    [8054, 1030, 430, 0], // status
    // PriorityLevelConfigurationCondition
    [7802, 1042, 8, 0], // lastTransitionTime
    [8718, 7, 0, 0], // message
    [16176, 6, 0, 0], // reason
    [8054, 6, 0, 70], // status
    [5073, 4, 0, 142], // type
    // PriorityLevelConfigurationReference
    [8752, 1284, 0, 0], // name
    // PriorityLevelConfigurationSpec
    [16074, 518, 415, 0], // exempt
    [15807, 519, 423, 0], // limited
    [5073, 1284, 0, 143], // type
    // PriorityLevelConfigurationStatus
    [12159, 10, 8619, 43], // conditions
    // QueuingConfiguration
    [15284, 1032, 2, 0], // handSize
    [9858, 1040, 2, 0], // queueLengthLimit
    [16170, 1030, 2, 0], // queues
    // ResourcePolicyRule
    [14606, 1289, 8192, 45], // apiGroups
    [12933, 12, 1, 0], // clusterScope
    [14265, 1034, 8192, 45], // namespaces
    [2775, 1289, 8192, 45], // resources
    [16336, 1285, 8192, 45], // verbs
    // ServiceAccountSubject
    [8752, 1284, 0, 0], // name
    [8752, 1289, 0, 0], // namespace
    // Subject
    [6310, 517, 421, 0], // group
    [16378, 1284, 0, 179], // kind
    [2488, 526, 433, 0], // serviceAccount
    [10976, 516, 435, 0], // user
    // UserSubject
    [8752, 1284, 0, 0], // name
    // HTTPIngressPath
    [15646, 1287, 442, 0], // backend
    [15436, 4, 0, 0], // path
    [15436, 1800, 0, 121], // pathType
    // HTTPIngressRuleValue
    [16301, 1285, 8628, 20], // paths
    // IPAddress
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 439, 0], // spec
    // IPAddressSpec
    [14849, 777, 460, 0], // parentRef
    // IPBlock
    [16261, 1284, 0, 0], // cidr
    [16068, 6, 8192, 20], // except
    // Ingress
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 451, 0], // spec
    [8054, 1030, 452, 0], // status
    // IngressBackend
    [1175, 520, 225, 0], // resource
    [2488, 519, 450, 0], // service
    // IngressClass
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 445, 0], // spec
    // IngressClassParametersReference
    [14606, 520, 0, 0], // apiGroup
    [16378, 1284, 0, 0], // kind
    [8752, 1284, 0, 0], // name
    [8752, 521, 0, 0], // namespace
    [12663, 1541, 0, 0], // scope
    // IngressClassSpec
    [2914, 10, 0, 0], // controller
    [14285, 522, 444, 0], // parameters
    // IngressLoadBalancerIngress
    [9538, 8, 0, 0], // hostname
    [3917, 2, 0, 0], // ip
    [16311, 5, 8640, 20], // ports
    // IngressLoadBalancerStatus
    [9570, 7, 8638, 20], // ingress
    // IngressPortStatus
    [14687, 517, 0, 0], // error
    [6988, 1284, 2, 0], // port
    [15468, 1288, 0, 145], // protocol
    // IngressRule
    [9538, 4, 0, 0], // host
    [13698, 516, 437, 3], // http
    // IngressServiceBackend
    [8752, 1284, 0, 0], // name
    [6988, 1028, 461, 0], // port
    // IngressSpec
    [11471, 526, 442, 0], // defaultBackend
    [9570, 528, 0, 0], // ingressClassName
    [16316, 5, 8641, 20], // rules
    [15979, 3, 8645, 20], // tls
    // IngressStatus
    [4028, 1036, 447, 0], // loadBalancer
    // IngressTLS
    [16276, 5, 8192, 20], // hosts
    [10901, 10, 0, 0], // secretName
    // NetworkPolicy
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 459, 0], // spec
    // NetworkPolicyEgressRule
    [16311, 5, 8650, 20], // ports
    [7, 2, 8649, 20], // to
    // NetworkPolicyIngressRule
    [16370, 4, 8649, 20], // from
    [16311, 5, 8650, 20], // ports
    // NetworkPolicyPeer
    [15779, 519, 440, 0], // ipBlock
    [8752, 529, 241, 0], // namespaceSelector
    [13830, 523, 241, 0], // podSelector
    // NetworkPolicyPort
    [7525, 519, 2, 0], // endPort
    [6988, 516, 7, 0], // port
    [15468, 520, 0, 145], // protocol
    // NetworkPolicySpec
    [16062, 6, 8647, 20], // egress
    [9570, 7, 8648, 20], // ingress
    [13830, 1035, 241, 0], // podSelector
    [13841, 11, 8192, 140], // policyTypes
    // ParentReference
    [6310, 5, 0, 0], // group
    [8752, 260, 0, 0], // name
    [8752, 9, 0, 0], // namespace
    [1175, 264, 0, 0], // resource
    // ServiceBackendPort
    [8752, 4, 0, 0], // name
    [7892, 6, 2, 0], // number
    // ServiceCIDR
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 463, 0], // spec
    [8054, 1030, 464, 0], // status
    // ServiceCIDRSpec
    [16261, 5, 8192, 20], // cidrs
    // ServiceCIDRStatus
    [12159, 10, 8430, 43], // conditions
    // Overhead
    [15452, 8, 16390, 157], // podFixed
    // RuntimeClass
    [13478, 10, 0, 0], // apiVersion
    [15737, 1287, 0, 0], // handler
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [15420, 520, 465, 0], // overhead
    [10871, 522, 467, 0], // scheduling
    // Scheduling
    [8769, 12, 16384, 20], // nodeSelector
    [13951, 11, 8413, 20], // tolerations
    // Eviction
    [13478, 10, 0, 0], // apiVersion
    [12286, 525, 239, 0], // deleteOptions
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    // PodDisruptionBudget
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1028, 470, 0], // spec
    [8054, 1030, 471, 0], // status
    // PodDisruptionBudgetSpec
    [11695, 526, 7, 0], // maxUnavailable
    [13029, 524, 7, 0], // minAvailable
    [14948, 520, 241, 18], // selector
    [3070, 538, 0, 186], // unhealthyPodEvictionPolicy
    // PodDisruptionBudgetStatus
    [12159, 10, 8430, 43], // conditions
    [11443, 1038, 2, 0], // currentHealthy
    [11499, 1038, 2, 0], // desiredHealthy
    [12299, 13, 16392, 0], // disruptedPods
    [7694, 1042, 2, 0], // disruptionsAllowed
    [12981, 1036, 2, 0], // expectedPods
    [7910, 18, 3, 0], // observedGeneration
    // AggregationRule
    [6210, 20, 8433, 20], // clusterRoleSelectors
    // ClusterRole
    [10406, 527, 472, 0], // aggregationRule
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [16316, 1029, 8667, 20], // rules
    // ClusterRoleBinding
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [15898, 1287, 478, 0], // roleRef
    [15540, 8, 8671, 20], // subjects
    // PolicyRule
    [14606, 9, 8192, 20], // apiGroups
    [10676, 15, 8192, 20], // nonResourceURLs
    [12598, 13, 8192, 20], // resourceNames
    [2775, 9, 8192, 20], // resources
    [16336, 1285, 8192, 20], // verbs
    // Role
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [16316, 1029, 8667, 20], // rules
    // RoleBinding
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [15898, 1287, 478, 0], // roleRef
    [15540, 8, 8671, 20], // subjects
    // RoleRef
    [14606, 1032, 0, 0], // apiGroup
    [16378, 1284, 0, 0], // kind
    [8752, 1284, 0, 0], // name
    // Subject
    [14606, 8, 0, 0], // apiGroup
    [16378, 1284, 0, 0], // kind
    [8752, 1284, 0, 0], // name
    [8752, 9, 0, 0], // namespace
    // AllocatedDeviceStatus
    [12159, 1034, 8430, 42], // conditions
    [7600, 516, 10, 0], // data
    [10556, 1286, 0, 0], // device
    [14145, 1286, 0, 0], // driver
    [13786, 523, 507, 0], // networkData
    [16398, 1284, 0, 0], // pool
    [15947, 519, 0, 0], // shareID
    // AllocationResult
    [6815, 531, 8, 0], // allocationTimestamp
    [15667, 1031, 490, 0], // devices
    [8769, 524, 135, 0], // nodeSelector
    // CELDeviceSelector
    [7748, 1290, 0, 0], // expression
    // CapacityRequestPolicy
    [11471, 1543, 6, 0], // default
    [14475, 522, 484, 0], // validRange
    [13973, 11, 8198, 20], // validValues
    // CapacityRequestPolicyRange
    [6350, 515, 6, 0], // max
    [2294, 771, 6, 0], // min
    [16402, 516, 6, 0], // step
    // CapacityRequirements
    [15500, 8, 16390, 53], // requests
    // Counter
    [10991, 1285, 6, 0], // value
    // CounterSet
    [15220, 264, 16870, 0], // counters
    [8752, 1284, 0, 0], // name
    // Device
    [15148, 520, 1, 0], // allNodes
    [3908, 536, 1, 0], // allowMultipleAllocations
    [14075, 10, 16875, 54], // attributes
    [8480, 17, 8192, 20], // bindingConditions
    [3956, 24, 8192, 20], // bindingFailureConditions
    [13511, 523, 1, 0], // bindsToNode
    [13533, 8, 16876, 55], // capacity
    [9442, 16, 8691, 20], // consumesCounters
    [8752, 1284, 0, 0], // name
    [1375, 31, 16892, 58], // nodeAllocatableResourceMappings
    [15380, 520, 0, 0], // nodeName
    [8769, 524, 135, 0], // nodeSelector
    [16206, 6, 8696, 20], // taints
    // DeviceAllocationConfiguration
    [16134, 518, 509, 1], // opaque
    [15500, 8, 8192, 20], // requests
    [317, 1286, 0, 62], // source
    // DeviceAllocationResult
    [10451, 6, 8681, 20], // config
    [15891, 7, 8693, 20], // results
    // DeviceAttribute
    [16256, 516, 1, 0], // bool
    [16256, 5, 8193, 20], // bools
    [3109, 515, 3, 0], // int
    [3519, 4, 8195, 20], // ints
    [3116, 518, 0, 0], // string
    [15954, 7, 8192, 20], // strings
    [3589, 519, 0, 0], // version
    [15580, 8, 8192, 20], // versions
    // DeviceCapacity
    [12585, 525, 483, 0], // requestPolicy
    [10991, 1285, 6, 0], // value
    // DeviceClaim
    [10451, 6, 8686, 20], // config
    [13555, 11, 8690, 20], // constraints
    [15500, 1032, 8692, 20], // requests
    // DeviceClaimConfiguration
    [16134, 518, 509, 1], // opaque
    [15500, 8, 8192, 20], // requests
    // DeviceClass
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 497, 0], // spec
    // DeviceClassConfiguration
    [16134, 518, 509, 1], // opaque
    // DeviceClassSpec
    [10451, 6, 8688, 20], // config
    [6270, 532, 0, 0], // extendedResourceName
    [14948, 9, 8694, 20], // selectors
    // DeviceConstraint
    [8599, 529, 0, 93], // distinctAttribute
    [11667, 526, 0, 93], // matchAttribute
    [15500, 8, 8192, 20], // requests
    // DeviceCounterConsumption
    [14125, 1290, 0, 0], // counterSet
    [15220, 264, 16870, 0], // counters
    // DeviceRequest
    [15702, 519, 506, 0], // exactly
    [11513, 14, 8695, 20], // firstAvailable
    [8752, 1284, 0, 0], // name
    // DeviceRequestAllocationResult
    [13445, 523, 1, 0], // adminAccess
    [8480, 17, 8192, 20], // bindingConditions
    [3956, 24, 8192, 20], // bindingFailureConditions
    [9426, 16, 16390, 53], // consumedCapacity
    [10556, 1286, 0, 0], // device
    [14145, 1286, 0, 0], // driver
    [16398, 1284, 0, 0], // pool
    [10826, 1287, 0, 0], // request
    [15947, 519, 0, 59], // shareID
    [13951, 11, 8697, 20], // tolerations
    // DeviceSelector
    [16414, 515, 482, 0], // cel
    // DeviceSubRequest
    [11359, 14, 0, 84], // allocationMode
    [13533, 520, 485, 0], // capacity
    [2126, 5, 3, 0], // count
    [10556, 1295, 0, 0], // deviceClassName
    [8752, 1284, 0, 0], // name
    [14948, 9, 8694, 20], // selectors
    [13951, 11, 8697, 20], // tolerations
    // DeviceTaint
    [16056, 1286, 0, 85], // effect
    [3144, 1283, 0, 0], // key
    [15056, 521, 8, 0], // timeAdded
    [10991, 5, 0, 0], // value
    // DeviceToleration
    [16056, 6, 0, 85], // effect
    [3144, 3, 0, 0], // key
    [15404, 8, 0, 86], // operator
    [8990, 529, 3, 0], // tolerationSeconds
    [10991, 5, 0, 0], // value
    // ExactDeviceRequest
    [13445, 523, 1, 0], // adminAccess
    [11359, 14, 0, 84], // allocationMode
    [13533, 520, 485, 0], // capacity
    [2126, 5, 3, 0], // count
    [10556, 1295, 0, 0], // deviceClassName
    [14948, 9, 8694, 20], // selectors
    [13951, 11, 8697, 20], // tolerations
    // NetworkDeviceData
    [10586, 15, 0, 0], // hardwareAddress
    [12390, 13, 0, 0], // interfaceName
    [16420, 3, 8192, 20], // ips
    // NodeAllocatableResourceMapping
    [6110, 532, 6, 0], // allocationMultiplier
    [13533, 523, 0, 149], // capacityKey
    // OpaqueDeviceConfiguration
    [14145, 1286, 0, 0], // driver
    [14285, 1290, 10, 0], // parameters
    // ResourceClaim
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 512, 0], // spec
    [8054, 1030, 513, 0], // status
    // ResourceClaimConsumerReference
    [14606, 8, 0, 0], // apiGroup
    [8752, 1284, 0, 0], // name
    [1175, 1288, 0, 0], // resource
    [16438, 1283, 0, 59], // uid
    // ResourceClaimSpec
    [15667, 1031, 493, 0], // devices
    // ResourceClaimStatus
    [6110, 522, 481, 0], // allocation
    [15667, 7, 8672, 31], // devices
    [13885, 11, 8703, 44], // reservedFor
    // ResourceClaimTemplate
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 515, 0], // spec
    // ResourceClaimTemplateSpec
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 512, 0], // spec
    // ResourcePool
    [14215, 1290, 3, 0], // generation
    [8752, 1284, 0, 0], // name
    [8000, 1298, 3, 0], // resourceSliceCount
    // ResourceSlice
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 518, 0], // spec
    // ResourceSliceSpec
    [15148, 520, 1, 0], // allNodes
    [15667, 7, 8680, 20], // devices
    [14145, 1286, 0, 0], // driver
    [15380, 520, 0, 0], // nodeName
    [8769, 524, 135, 0], // nodeSelector
    [4967, 534, 1, 0], // perDeviceNodeSelection
    [16398, 1284, 516, 0], // pool
    [11849, 14, 8679, 20], // sharedCounters
    // PriorityClass
    [13478, 10, 0, 0], // apiVersion
    [13621, 11, 0, 0], // description
    [12364, 13, 1, 0], // globalDefault
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9826, 528, 0, 141], // preemptionPolicy
    [10991, 1029, 2, 0], // value
    // CSIDriver
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 521, 0], // spec
    // CSIDriverSpec
    [11373, 526, 1, 0], // attachRequired
    [12351, 525, 0, 87], // fsGroupPolicy
    [580, 546, 3, 0], // nodeAllocatableUpdatePeriodSeconds
    [11737, 526, 1, 0], // podInfoOnMount
    [2262, 541, 1, 0], // preventPodSchedulingIfMissing
    [8905, 529, 1, 0], // requiresRepublish
    [13125, 524, 1, 0], // seLinuxMount
    [2488, 540, 1, 0], // serviceAccountTokenInSecrets
    [10931, 527, 1, 0], // storageCapacity
    [12689, 13, 8719, 20], // tokenRequests
    [6510, 20, 8192, 51], // volumeLifecycleModes
    // CSINode
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 524, 0], // spec
    // CSINodeDriver
    [13456, 523, 534, 0], // allocatable
    [8752, 1284, 0, 0], // name
    [16128, 1286, 0, 0], // nodeID
    [13197, 1036, 8192, 20], // topologyKeys
    // CSINodeSpec
    [15688, 1287, 8715, 36], // drivers
    // CSIStorageCapacity
    [13478, 10, 0, 0], // apiVersion
    [13533, 520, 6, 0], // capacity
    [16378, 4, 0, 0], // kind
    [8701, 529, 6, 0], // maximumVolumeSize
    [15348, 1032, 245, 0], // metadata
    [13053, 524, 241, 0], // nodeTopology
    [9938, 1296, 0, 0], // storageClassName
    // StorageClass
    [6130, 532, 1, 0], // allowVolumeExpansion
    [8463, 17, 8415, 20], // allowedTopologies
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [13041, 12, 8192, 20], // mountOptions
    [14285, 10, 16384, 0], // parameters
    [13852, 1291, 0, 0], // provisioner
    [12572, 525, 0, 129], // reclaimPolicy
    [9024, 529, 0, 191], // volumeBindingMode
    // TokenRequest
    [14615, 1288, 0, 0], // audience
    [8616, 529, 3, 0], // expirationSeconds
    // VolumeAttachment
    [13478, 10, 0, 0], // apiVersion
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [9922, 1284, 530, 0], // spec
    [8054, 1030, 531, 0], // status
    // VolumeAttachmentSource
    [9586, 528, 151, 0], // inlineVolumeSpec
    [6410, 532, 0, 0], // persistentVolumeName
    // VolumeAttachmentSpec
    [15172, 1288, 0, 0], // attacher
    [15380, 1288, 0, 0], // nodeName
    [317, 1286, 529, 0], // source
    // VolumeAttachmentStatus
    [13500, 523, 533, 0], // attachError
    [15164, 1288, 1, 0], // attached
    [7586, 18, 16384, 0], // attachmentMetadata
    [13632, 523, 533, 0], // detachError
    // VolumeAttributesClass
    [13478, 10, 0, 0], // apiVersion
    [14145, 1290, 0, 0], // driverName
    [16378, 4, 0, 0], // kind
    [15348, 1032, 245, 0], // metadata
    [14285, 10, 16384, 0], // parameters
    // VolumeError
    [14687, 521, 2, 0], // errorCode
    [8718, 7, 0, 0], // message
    [2843, 1028, 8, 0], // time
    // VolumeNodeResources
    [2126, 517, 2, 0], // count
];

#[rustfmt::skip]
pub(super) static FACTS: &[Facts] = &[
    f("", &[], None, &[], "", "", "", ""),
    f("", &[], None, &[], "", "", "", "DeviceConfiguration"),
    f("", &[], None, &[], "", "", "", "EphemeralContainerCommon"),
    f("", &[], None, &[], "", "", "", "IngressRuleValue"),
    f("", &[], None, &[], "", "", "", "LocalObjectReference"),
    f("", &[], None, &[], "", "", "", "PersistentVolumeSource"),
    f("", &[], None, &[], "", "", "", "ProbeHandler"),
    f("", &[], None, &[], "", "", "", "VolumeSource"),
    f("", &[], None, &[], "", "", "/etc/ceph/keyring", ""),
    f("", &[], None, &[], "", "", "0", ""),
    f("", &[], None, &[], "", "", "1", ""),
    f("", &[], None, &[], "", "", "ThinProvisioned", ""),
    f("", &[], None, &[], "", "", "admin", ""),
    f("", &[], None, &[], "", "", "default", ""),
    f("", &[], None, &[], "", "", "ext4", ""),
    f("", &[], None, &[], "", "", "false", ""),
    f("", &[], None, &[], "", "", "rbd", ""),
    f("", &[], None, &[], "", "", "xfs", ""),
    f("", &[], None, &[], "", "replace", "", ""),
    f("", &[], None, &[], "", "retainKeys", "", ""),
    f("", &[], Atomic, &[], "", "", "", ""),
    f("", &[], Atomic, &[], "", "", "", "EphemeralContainerCommon"),
    f("", &[], Atomic, &[], "", "", "", "Rule"),
    f("", &[], Atomic, &[], "", "", "", "RuleWithOperations.Rule"),
    f("", &[], Atomic, &[], "ip", "merge", "", ""),
    f("", &[], Atomic, &[], "type", "merge", "", ""),
    f("", &[], Granular, &[], "", "", "", ""),
    f("", &[], Map, &["containerPort", "protocol"], "containerPort", "merge", "", ""),
    f("", &[], Map, &["containerPort", "protocol"], "containerPort", "merge", "", "EphemeralContainerCommon"),
    f("", &[], Map, &["devicePath"], "devicePath", "merge", "", ""),
    f("", &[], Map, &["devicePath"], "devicePath", "merge", "", "EphemeralContainerCommon"),
    f("", &[], Map, &["driver", "device", "pool", "shareID"], "", "", "", ""),
    f("", &[], Map, &["ip"], "ip", "merge", "", ""),
    f("", &[], Map, &["mountPath"], "mountPath", "merge", "", ""),
    f("", &[], Map, &["mountPath"], "mountPath", "merge", "", "EphemeralContainerCommon"),
    f("", &[], Map, &["name"], "", "", "", ""),
    f("", &[], Map, &["name"], "name", "merge", "", ""),
    f("", &[], Map, &["name"], "name", "merge", "", "EphemeralContainerCommon"),
    f("", &[], Map, &["name"], "name", "merge+retainKeys", "", ""),
    f("", &[], Map, &["port", "protocol"], "port", "merge", "", ""),
    f("", &[], Map, &["resourceID"], "", "", "", ""),
    f("", &[], Map, &["topologyKey", "whenUnsatisfiable"], "topologyKey", "merge", "", ""),
    f("", &[], Map, &["type"], "", "", "", ""),
    f("", &[], Map, &["type"], "type", "merge", "", ""),
    f("", &[], Map, &["uid"], "uid", "merge", "", ""),
    f("", &[], Set, &[], "", "", "", ""),
    f("", &[], Set, &[], "", "merge", "", ""),
    f("[]types.UID", &[], Set, &[], "", "", "", ""),
    f("[]v1.Capability", &[], Atomic, &[], "", "", "", ""),
    f("[]v1.FinalizerName", &[], Atomic, &[], "", "", "", ""),
    f("[]v1.UniqueVolumeName", &[], Atomic, &[], "", "", "", ""),
    f("[]v1.VolumeLifecycleMode", &[], Set, &[], "", "", "", ""),
    f("map[string]v1.ExtraValue", &[], None, &[], "", "", "", ""),
    f("map[v1.QualifiedName]resource.Quantity", &[], None, &[], "", "", "", ""),
    f("map[v1.QualifiedName]v1.DeviceAttribute", &[], None, &[], "", "", "", ""),
    f("map[v1.QualifiedName]v1.DeviceCapacity", &[], None, &[], "", "", "", ""),
    f("map[v1.ResourceName]resource.Quantity", &[], None, &[], "", "", "", ""),
    f("map[v1.ResourceName]v1.ClaimResourceStatus", &[], Granular, &[], "", "", "", ""),
    f("map[v1.ResourceName]v1.NodeAllocatableResourceMapping", &[], None, &[], "", "", "", ""),
    f("types.UID", &[], None, &[], "", "", "", ""),
    f("v1.APIServiceConditionType", &[], None, &[], "", "", "", ""),
    f("v1.AddressType", &["FQDN", "IPv4", "IPv6"], None, &[], "", "", "", ""),
    f("v1.AllocationConfigSource", &["FromClaim", "FromClass"], None, &[], "", "", "", ""),
    f("v1.AppArmorProfileType", &["Localhost", "RuntimeDefault", "Unconfined"], None, &[], "", "", "", ""),
    f("v1.AzureDataDiskCachingMode", &["None", "ReadOnly", "ReadWrite"], None, &[], "", "", "ref(AzureDataDiskCachingReadWrite)", ""),
    f("v1.AzureDataDiskKind", &["Dedicated", "Managed", "Shared"], None, &[], "", "", "ref(AzureSharedBlobDisk)", ""),
    f("v1.CauseType", &[], None, &[], "", "", "", ""),
    f("v1.CompletionMode", &["Indexed", "NonIndexed"], None, &[], "", "", "", ""),
    f("v1.ComponentConditionType", &[], None, &[], "", "", "", ""),
    f("v1.ConcurrencyPolicy", &["Allow", "Forbid", "Replace"], None, &[], "", "", "", ""),
    f("v1.ConditionStatus", &[], None, &[], "", "", "", ""),
    f("v1.ContainerRestartPolicy", &[], None, &[], "", "", "", ""),
    f("v1.ContainerRestartPolicy", &[], None, &[], "", "", "", "EphemeralContainerCommon"),
    f("v1.ContainerRestartRuleAction", &[], None, &[], "", "", "", ""),
    f("v1.ContainerRestartRuleOnExitCodesOperator", &[], None, &[], "", "", "", ""),
    f("v1.ConversionStrategyType", &[], None, &[], "", "", "", ""),
    f("v1.CoordinatedLeaseStrategy", &[], None, &[], "", "", "", ""),
    f("v1.CustomResourceDefinitionConditionType", &[], None, &[], "", "", "", ""),
    f("v1.DNSPolicy", &["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"], None, &[], "", "", "", ""),
    f("v1.DaemonSetConditionType", &[], None, &[], "", "", "", ""),
    f("v1.DaemonSetUpdateStrategyType", &["OnDelete", "RollingUpdate"], None, &[], "", "", "", ""),
    f("v1.DeletionPropagation", &[], None, &[], "", "", "", ""),
    f("v1.DeploymentConditionType", &[], None, &[], "", "", "", ""),
    f("v1.DeploymentStrategyType", &["Recreate", "RollingUpdate"], None, &[], "", "", "", ""),
    f("v1.DeviceAllocationMode", &["All", "ExactCount"], None, &[], "", "", "", ""),
    f("v1.DeviceTaintEffect", &["NoExecute", "NoSchedule", "None"], None, &[], "", "", "", ""),
    f("v1.DeviceTolerationOperator", &["Equal", "Exists"], None, &[], "", "", "Equal", ""),
    f("v1.FSGroupPolicy", &[], None, &[], "", "", "", ""),
    f("v1.FailurePolicyType", &["Fail", "Ignore"], None, &[], "", "", "", ""),
    f("v1.FieldSelectorOperator", &[], None, &[], "", "", "", ""),
    f("v1.FieldValueErrorReason", &["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"], None, &[], "", "", "", ""),
    f("v1.FlowDistinguisherMethodType", &[], None, &[], "", "", "", ""),
    f("v1.FlowSchemaConditionType", &[], None, &[], "", "", "", ""),
    f("v1.FullyQualifiedName", &[], None, &[], "", "", "", ""),
    f("v1.HostPathType", &["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"], None, &[], "", "", "", ""),
    f("v1.IPFamily", &["", "IPv4", "IPv6"], Atomic, &[], "", "", "", ""),
    f("v1.IPFamilyPolicy", &["PreferDualStack", "RequireDualStack", "SingleStack"], None, &[], "", "", "", ""),
    f("v1.JSONSchemaDefinitions", &[], None, &[], "", "", "", ""),
    f("v1.JSONSchemaDependencies", &[], None, &[], "", "", "", ""),
    f("v1.JSONSchemaURL", &[], None, &[], "", "", "", ""),
    f("v1.JobConditionType", &[], None, &[], "", "", "", ""),
    f("v1.KeyUsage", &["any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping"], Atomic, &[], "", "", "", ""),
    f("v1.LabelSelectorOperator", &[], None, &[], "", "", "", ""),
    f("v1.LimitResponseType", &[], None, &[], "", "", "", ""),
    f("v1.LimitType", &[], None, &[], "", "", "", ""),
    f("v1.LoadBalancerIPMode", &[], None, &[], "", "", "", ""),
    f("v1.ManagedFieldsOperationType", &[], None, &[], "", "", "", ""),
    f("v1.MatchPolicyType", &["Equivalent", "Exact"], None, &[], "", "", "", ""),
    f("v1.MountPropagationMode", &["Bidirectional", "HostToContainer", "None"], None, &[], "", "", "", ""),
    f("v1.NamespaceConditionType", &[], None, &[], "", "", "", ""),
    f("v1.NamespacePhase", &["Active", "Terminating"], None, &[], "", "", "", ""),
    f("v1.NodeAddressType", &[], None, &[], "", "", "", ""),
    f("v1.NodeConditionType", &[], None, &[], "", "", "", ""),
    f("v1.NodeInclusionPolicy", &["Honor", "Ignore"], None, &[], "", "", "", ""),
    f("v1.NodePhase", &["Pending", "Running", "Terminated"], None, &[], "", "", "", ""),
    f("v1.NodeSelectorOperator", &["DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn"], None, &[], "", "", "", ""),
    f("v1.OSName", &[], None, &[], "", "", "", ""),
    f("v1.OperationType", &["*", "CONNECT", "CREATE", "DELETE", "UPDATE"], Atomic, &[], "", "", "", ""),
    f("v1.OperationType", &["*", "CONNECT", "CREATE", "DELETE", "UPDATE"], Atomic, &[], "", "", "", "RuleWithOperations"),
    f("v1.ParameterNotFoundActionType", &[], None, &[], "", "", "", ""),
    f("v1.PatchType", &["ApplyConfiguration", "JSONPatch"], None, &[], "", "", "", ""),
    f("v1.PathType", &["Exact", "ImplementationSpecific", "Prefix"], None, &[], "", "", "", ""),
    f("v1.PersistentVolumeAccessMode", &["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"], Atomic, &[], "", "", "", ""),
    f("v1.PersistentVolumeClaimConditionType", &[], None, &[], "", "", "", ""),
    f("v1.PersistentVolumeClaimModifyVolumeStatus", &["InProgress", "Infeasible", "Pending"], None, &[], "", "", "", ""),
    f("v1.PersistentVolumeClaimPhase", &["Bound", "Lost", "Pending"], None, &[], "", "", "", ""),
    f("v1.PersistentVolumeClaimRetentionPolicyType", &[], None, &[], "", "", "", ""),
    f("v1.PersistentVolumeMode", &["Block", "Filesystem"], None, &[], "", "", "", ""),
    f("v1.PersistentVolumePhase", &["Available", "Bound", "Failed", "Pending", "Released"], None, &[], "", "", "", ""),
    f("v1.PersistentVolumeReclaimPolicy", &["Delete", "Recycle", "Retain"], None, &[], "", "", "", ""),
    f("v1.PodConditionType", &[], None, &[], "", "", "", ""),
    f("v1.PodFSGroupChangePolicy", &["Always", "OnRootMismatch"], None, &[], "", "", "", ""),
    f("v1.PodFailurePolicyAction", &["Count", "FailIndex", "FailJob", "Ignore"], None, &[], "", "", "", ""),
    f("v1.PodFailurePolicyOnExitCodesOperator", &["In", "NotIn"], None, &[], "", "", "", ""),
    f("v1.PodManagementPolicyType", &["OrderedReady", "Parallel"], None, &[], "", "", "", ""),
    f("v1.PodPhase", &["Failed", "Pending", "Running", "Succeeded", "Unknown"], None, &[], "", "", "", ""),
    f("v1.PodQOSClass", &["BestEffort", "Burstable", "Guaranteed"], None, &[], "", "", "", ""),
    f("v1.PodReplacementPolicy", &["Failed", "TerminatingOrFailed"], None, &[], "", "", "", ""),
    f("v1.PodResizeStatus", &[], None, &[], "", "", "", ""),
    f("v1.PodSELinuxChangePolicy", &[], None, &[], "", "", "", ""),
    f("v1.PolicyType", &["Egress", "Ingress"], Atomic, &[], "", "", "", ""),
    f("v1.PreemptionPolicy", &["Never", "PreemptLowerPriority"], None, &[], "", "", "", ""),
    f("v1.PriorityLevelConfigurationConditionType", &[], None, &[], "", "", "", ""),
    f("v1.PriorityLevelEnablement", &[], None, &[], "", "", "", ""),
    f("v1.ProcMountType", &["Default", "Unmasked"], None, &[], "", "", "", ""),
    f("v1.Protocol", &["SCTP", "TCP", "UDP"], None, &[], "", "", "", ""),
    f("v1.Protocol", &["SCTP", "TCP", "UDP"], None, &[], "", "", "TCP", ""),
    f("v1.PullPolicy", &["Always", "IfNotPresent", "Never"], None, &[], "", "", "", ""),
    f("v1.PullPolicy", &["Always", "IfNotPresent", "Never"], None, &[], "", "", "", "EphemeralContainerCommon"),
    f("v1.QualifiedName", &[], None, &[], "", "", "", ""),
    f("v1.RecursiveReadOnlyMode", &[], None, &[], "", "", "", ""),
    f("v1.ReinvocationPolicyType", &["IfNeeded", "Never"], None, &[], "", "", "", ""),
    f("v1.ReplicaSetConditionType", &[], None, &[], "", "", "", ""),
    f("v1.ReplicationControllerConditionType", &[], None, &[], "", "", "", ""),
    f("v1.RequestConditionType", &[], None, &[], "", "", "", ""),
    f("v1.ResourceHealthStatus", &[], None, &[], "", "", "", ""),
    f("v1.ResourceID", &[], None, &[], "", "", "", ""),
    f("v1.ResourceList", &[], None, &[], "", "", "", ""),
    f("v1.ResourceName", &[], None, &[], "", "", "", ""),
    f("v1.ResourceQuotaScope", &["BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating", "VolumeAttributesClass"], None, &[], "", "", "", ""),
    f("v1.ResourceQuotaScope", &["BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating", "VolumeAttributesClass"], Atomic, &[], "", "", "", ""),
    f("v1.ResourceResizeRestartPolicy", &[], None, &[], "", "", "", ""),
    f("v1.ResourceScope", &[], None, &[], "", "", "", ""),
    f("v1.RestartPolicy", &["Always", "Never", "OnFailure"], None, &[], "", "", "", ""),
    f("v1.ScopeSelectorOperator", &["DoesNotExist", "Exists", "In", "NotIn"], None, &[], "", "", "", ""),
    f("v1.ScopeType", &["*", "Cluster", "Namespaced"], None, &[], "", "", "", "Rule"),
    f("v1.ScopeType", &["*", "Cluster", "Namespaced"], None, &[], "", "", "", "RuleWithOperations.Rule"),
    f("v1.SeccompProfileType", &["Localhost", "RuntimeDefault", "Unconfined"], None, &[], "", "", "", ""),
    f("v1.SecretType", &[], None, &[], "", "", "", ""),
    f("v1.ServiceAffinity", &["ClientIP", "None"], None, &[], "", "", "", ""),
    f("v1.ServiceExternalTrafficPolicy", &["Cluster", "Local"], None, &[], "", "", "", ""),
    f("v1.ServiceInternalTrafficPolicy", &["Cluster", "Local"], None, &[], "", "", "", ""),
    f("v1.ServiceType", &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"], None, &[], "", "", "", ""),
    f("v1.SideEffectClass", &["None", "NoneOnDryRun", "Some", "Unknown"], None, &[], "", "", "", ""),
    f("v1.Signal", &["SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE", "SIGHUP", "SIGILL", "SIGINT", "SIGIO", "SIGIOT", "SIGKILL", "SIGPIPE", "SIGPOLL", "SIGPROF", "SIGPWR", "SIGQUIT", "SIGRTMAX", "SIGRTMAX-1", "SIGRTMAX-10", "SIGRTMAX-11", "SIGRTMAX-12", "SIGRTMAX-13", "SIGRTMAX-14", "SIGRTMAX-2", "SIGRTMAX-3", "SIGRTMAX-4", "SIGRTMAX-5", "SIGRTMAX-6", "SIGRTMAX-7", "SIGRTMAX-8", "SIGRTMAX-9", "SIGRTMIN", "SIGRTMIN+1", "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMIN+2", "SIGRTMIN+3", "SIGRTMIN+4", "SIGRTMIN+5", "SIGRTMIN+6", "SIGRTMIN+7", "SIGRTMIN+8", "SIGRTMIN+9", "SIGSEGV", "SIGSTKFLT", "SIGSTOP", "SIGSYS", "SIGTERM", "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGWINCH", "SIGXCPU", "SIGXFSZ"], None, &[], "", "", "", ""),
    f("v1.StatefulSetConditionType", &[], None, &[], "", "", "", ""),
    f("v1.StatefulSetUpdateStrategyType", &["OnDelete", "RollingUpdate"], None, &[], "", "", "", ""),
    f("v1.StatusReason", &[], None, &[], "", "", "", ""),
    f("v1.StorageMedium", &[], None, &[], "", "", "", ""),
    f("v1.SubjectKind", &[], None, &[], "", "", "", ""),
    f("v1.SupplementalGroupsPolicy", &["Merge", "Strict"], None, &[], "", "", "", ""),
    f("v1.TaintEffect", &["NoExecute", "NoSchedule", "PreferNoSchedule"], None, &[], "", "", "", ""),
    f("v1.TerminationMessagePolicy", &["FallbackToLogsOnError", "File"], None, &[], "", "", "", ""),
    f("v1.TerminationMessagePolicy", &["FallbackToLogsOnError", "File"], None, &[], "", "", "", "EphemeralContainerCommon"),
    f("v1.TolerationOperator", &["Equal", "Exists", "Gt", "Lt"], None, &[], "", "", "", ""),
    f("v1.URIScheme", &["HTTP", "HTTPS"], None, &[], "", "", "", ""),
    f("v1.UnhealthyPodEvictionPolicyType", &["AlwaysAllow", "IfHealthyBudget"], None, &[], "", "", "", ""),
    f("v1.UniqueVolumeName", &[], None, &[], "", "", "", ""),
    f("v1.UnsatisfiableConstraintAction", &["DoNotSchedule", "ScheduleAnyway"], None, &[], "", "", "", ""),
    f("v1.ValidationAction", &["Audit", "Deny", "Warn"], Set, &[], "", "", "", ""),
    f("v1.ValidationRules", &[], Map, &["rule"], "rule", "merge", "", ""),
    f("v1.VolumeBindingMode", &["Immediate", "WaitForFirstConsumer"], None, &[], "", "", "", ""),
    f("v2.HPAScalingPolicyType", &[], None, &[], "", "", "", ""),
    f("v2.HorizontalPodAutoscalerConditionType", &[], None, &[], "", "", "", ""),
    f("v2.MetricSourceType", &[], None, &[], "", "", "", ""),
    f("v2.MetricTargetType", &[], None, &[], "", "", "", ""),
    f("v2.ScalingPolicySelect", &[], None, &[], "", "", "", ""),
];

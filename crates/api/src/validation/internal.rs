//! Objects as the API server has them inside: Go's field names in Go's order, nothing left out. Messages show values in
//! this form, and the difference between two pods is told in it.
//!
//! It writes text only; nothing reads it back.

use crate::json as text;
use crate::value::Value;

/// Types by name: their fields in order, each `Name type`. A field's type is a letter, or the name of a type: `s` text,
/// `i` number, `b` boolean, `j` as it is in JSON; `*` before it for a pointer, `[]` for a list, `{}` for a map.
/// A `+` before a type's name takes its fields in.
const TYPES: &[(&str, &str)] = &[
    (
        "PodSpec",
        "Volumes []Volume,InitContainers []Container,Containers []Container,EphemeralContainers []EphemeralContainer,\
         RestartPolicy s,TerminationGracePeriodSeconds *i,ActiveDeadlineSeconds *i,DNSPolicy s,NodeSelector {}s,\
         ServiceAccountName s,AutomountServiceAccountToken *b,NodeName s,SecurityContext *PodSecurityContext,\
         ImagePullSecrets []Ref,Hostname s,Subdomain s,SetHostnameAsFQDN *b,Affinity *Affinity,SchedulerName s,\
         Tolerations []Toleration,HostAliases []HostAlias,PriorityClassName s,Priority *i,PreemptionPolicy *s,\
         DNSConfig *PodDNSConfig,ReadinessGates []Gate,RuntimeClassName *s,Overhead {}s,EnableServiceLinks *b,\
         TopologySpreadConstraints []Spread,OS *Ref,SchedulingGates []Ref,ResourceClaims []PodResourceClaim,\
         Resources *Requirements,HostnameOverride *s,SchedulingGroup *j",
    ),
    ("Ref", "Name s"),
    // What is shown as it is written, in the order of its fields and without those that are not set.
    ("LabelSelector", "matchLabels ?{}s,matchExpressions ?[]SelectorTerm"),
    ("SelectorTerm", "key s,operator s,values ?[]s"),
    ("OwnerReference", "apiVersion s,kind s,name s,uid s,controller ?b,blockOwnerDeletion ?b"),
    ("Gate", "ConditionType s"),
    ("HostAlias", "IP s,Hostnames []s"),
    ("PodDNSConfig", "Nameservers []s,Searches []s,Options []DNSOption"),
    ("DNSOption", "Name s,Value *s"),
    ("PodResourceClaim", "Name s,ResourceClaimName *s,ResourceClaimTemplateName *s"),
    (
        "Spread",
        "MaxSkew i,TopologyKey s,WhenUnsatisfiable s,LabelSelector *LabelSelector,MinDomains *i,NodeAffinityPolicy *s,\
         NodeTaintsPolicy *s,MatchLabelKeys []s",
    ),
    ("Toleration", "Key s,Operator s,Value s,Effect s,TolerationSeconds *i"),
    ("Taint", "Key s,Value s,Effect s,TimeAdded *j"),
    ("Affinity", "NodeAffinity *NodeAffinity,PodAffinity *PodAffinity,PodAntiAffinity *PodAffinity"),
    (
        "NodeAffinity",
        "RequiredDuringSchedulingIgnoredDuringExecution *NodeSelector,\
         PreferredDuringSchedulingIgnoredDuringExecution []PreferredTerm",
    ),
    ("NodeSelector", "NodeSelectorTerms []NodeSelectorTerm"),
    ("NodeSelectorTerm", "MatchExpressions []Requirement,MatchFields []Requirement"),
    ("Requirement", "Key s,Operator s,Values []s"),
    ("PreferredTerm", "Weight i,Preference NodeSelectorTerm"),
    (
        "PodAffinity",
        "RequiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm,\
         PreferredDuringSchedulingIgnoredDuringExecution []WeightedTerm",
    ),
    ("WeightedTerm", "Weight i,PodAffinityTerm PodAffinityTerm"),
    (
        "PodAffinityTerm",
        "LabelSelector *LabelSelector,Namespaces []s,TopologyKey s,NamespaceSelector *LabelSelector,MatchLabelKeys []s,MismatchLabelKeys []s",
    ),
    (
        "PodSecurityContext",
        "HostNetwork b,HostPID b,HostIPC b,ShareProcessNamespace *b,HostUsers *b,SELinuxOptions *SELinuxOptions,\
         WindowsOptions *WindowsOptions,RunAsUser *i,RunAsGroup *i,RunAsNonRoot *b,SupplementalGroups []i,\
         SupplementalGroupsPolicy *s,FSGroup *i,FSGroupChangePolicy *s,Sysctls []Sysctl,\
         SeccompProfile *SeccompProfile,AppArmorProfile *SeccompProfile,SELinuxChangePolicy *s",
    ),
    ("Sysctl", "Name s,Value s"),
    ("SELinuxOptions", "User s,Role s,Type s,Level s"),
    ("WindowsOptions", "GMSACredentialSpecName *s,GMSACredentialSpec *s,RunAsUserName *s,HostProcess *b"),
    ("SeccompProfile", "Type s,LocalhostProfile *s"),
    (
        "Container",
        "Name s,Image s,Command []s,Args []s,WorkingDir s,Ports []ContainerPort,EnvFrom []EnvFrom,Env []EnvVar,\
         Resources Requirements,ResizePolicy []Resize,RestartPolicy *s,RestartPolicyRules []RestartRule,\
         VolumeMounts []VolumeMount,VolumeDevices []VolumeDevice,LivenessProbe *Probe,ReadinessProbe *Probe,\
         StartupProbe *Probe,Lifecycle *Lifecycle,TerminationMessagePath s,TerminationMessagePolicy s,\
         ImagePullPolicy s,SecurityContext *SecurityContext,Stdin b,StdinOnce b,TTY b",
    ),
    ("EphemeralContainer", "+Container,TargetContainerName s"),
    ("ContainerPort", "Name s,HostPort i,ContainerPort i,Protocol s,HostIP s"),
    ("EnvFrom", "Prefix s,ConfigMapRef *OptionalRef,SecretRef *OptionalRef"),
    ("OptionalRef", "Name s,Optional *b"),
    ("EnvVar", "Name s,Value s,ValueFrom *EnvVarSource"),
    (
        "EnvVarSource",
        "FieldRef *FieldRef,ResourceFieldRef *ResourceFieldRef,ConfigMapKeyRef *KeyRef,SecretKeyRef *KeyRef,\
         FileKeyRef *FileKeyRef",
    ),
    ("FieldRef", "APIVersion s,FieldPath s"),
    ("ResourceFieldRef", "ContainerName s,Resource s,Divisor q"),
    ("KeyRef", "Name s,Key s,Optional *b"),
    ("FileKeyRef", "VolumeName s,Path s,Key s,Optional *b"),
    ("Requirements", "Limits {}s,Requests {}s,Claims []Claim"),
    ("Claim", "Name s,Request s"),
    ("Resize", "ResourceName s,RestartPolicy s"),
    ("RestartRule", "Action s,ExitCodes *ExitCodes"),
    ("ExitCodes", "Operator s,Values []i"),
    ("VolumeMount", "Name s,ReadOnly b,RecursiveReadOnly *s,MountPath s,SubPath s,MountPropagation *s,SubPathExpr s"),
    ("VolumeDevice", "Name s,DevicePath s"),
    (
        "Probe",
        "Exec *Exec,HTTPGet *HTTPGet,TCPSocket *TCPSocket,GRPC *GRPC,InitialDelaySeconds i,TimeoutSeconds i,\
         PeriodSeconds i,SuccessThreshold i,FailureThreshold i,TerminationGracePeriodSeconds *i",
    ),
    ("Exec", "Command []s"),
    ("HTTPGet", "Path s,Port j,Host s,Scheme s,HTTPHeaders []Header"),
    ("Header", "Name s,Value s"),
    ("TCPSocket", "Port j,Host s"),
    ("GRPC", "Port i,Service *s"),
    ("Lifecycle", "PostStart *Hook,PreStop *Hook,StopSignal *s"),
    ("Hook", "Exec *Exec,HTTPGet *HTTPGet,TCPSocket *TCPSocket,Sleep *Sleep"),
    ("Sleep", "Seconds i"),
    (
        "SecurityContext",
        "Capabilities *Capabilities,Privileged *b,SELinuxOptions *SELinuxOptions,WindowsOptions *WindowsOptions,\
         RunAsUser *i,RunAsGroup *i,RunAsNonRoot *b,ReadOnlyRootFilesystem *b,AllowPrivilegeEscalation *b,\
         ProcMount *s,SeccompProfile *SeccompProfile,AppArmorProfile *SeccompProfile",
    ),
    ("Capabilities", "Add []s,Drop []s"),
    (
        "Volume",
        "Name s,HostPath *HostPath,EmptyDir *EmptyDir,GCEPersistentDisk *GCEDisk,AWSElasticBlockStore *AWSDisk,\
         GitRepo *GitRepo,Secret *SecretVolume,NFS *NFS,ISCSI *ISCSI,Glusterfs *Glusterfs,\
         PersistentVolumeClaim *ClaimVolume,RBD *RBD,Quobyte *Quobyte,FlexVolume *Flex,Cinder *Cinder,CephFS *CephFS,\
         Flocker *Flocker,DownwardAPI *DownwardAPI,FC *FC,AzureFile *AzureFile,ConfigMap *ConfigMapVolume,\
         VsphereVolume *Vsphere,AzureDisk *AzureDisk,PhotonPersistentDisk *Photon,Projected *Projected,\
         PortworxVolume *Portworx,ScaleIO *ScaleIO,StorageOS *StorageOS,CSI *CSI,Ephemeral *Ephemeral,Image *Image",
    ),
    ("HostPath", "Path s,Type *s"),
    ("EmptyDir", "Medium s,SizeLimit *s"),
    ("GCEDisk", "PDName s,FSType s,Partition i,ReadOnly b"),
    ("AWSDisk", "VolumeID s,FSType s,Partition i,ReadOnly b"),
    ("GitRepo", "Repository s,Revision s,Directory s"),
    ("SecretVolume", "SecretName s,Items []KeyToPath,DefaultMode *i,Optional *b"),
    ("KeyToPath", "Key s,Path s,Mode *i"),
    ("NFS", "Server s,Path s,ReadOnly b"),
    (
        "ISCSI",
        "TargetPortal s,IQN s,Lun i,ISCSIInterface s,FSType s,ReadOnly b,Portals []s,DiscoveryCHAPAuth b,\
         SessionCHAPAuth b,SecretRef *Ref,InitiatorName *s",
    ),
    ("Glusterfs", "EndpointsName s,Path s,ReadOnly b"),
    ("ClaimVolume", "ClaimName s,ReadOnly b"),
    ("RBD", "CephMonitors []s,RBDImage s,FSType s,RBDPool s,RadosUser s,Keyring s,SecretRef *Ref,ReadOnly b"),
    ("Quobyte", "Registry s,Volume s,ReadOnly b,User s,Group s,Tenant s"),
    ("Flex", "Driver s,FSType s,SecretRef *Ref,ReadOnly b,Options {}s"),
    ("Cinder", "VolumeID s,FSType s,ReadOnly b,SecretRef *Ref"),
    ("CephFS", "Monitors []s,Path s,User s,SecretFile s,SecretRef *Ref,ReadOnly b"),
    ("Flocker", "DatasetName s,DatasetUUID s"),
    ("DownwardAPI", "Items []DownwardFile,DefaultMode *i"),
    ("DownwardFile", "Path s,FieldRef *FieldRef,ResourceFieldRef *ResourceFieldRef,Mode *i"),
    ("FC", "TargetWWNs []s,Lun *i,FSType s,ReadOnly b,WWIDs []s"),
    ("AzureFile", "SecretName s,ShareName s,ReadOnly b"),
    ("ConfigMapVolume", "Name s,Items []KeyToPath,DefaultMode *i,Optional *b"),
    ("Vsphere", "VolumePath s,FSType s,StoragePolicyName s,StoragePolicyID s"),
    ("AzureDisk", "DiskName s,DataDiskURI s,CachingMode *s,FSType *s,ReadOnly *b,Kind *s"),
    ("Photon", "PdID s,FSType s"),
    ("Projected", "Sources []Projection,DefaultMode *i"),
    (
        "Projection",
        "Secret *ProjectedRef,DownwardAPI *ProjectedFields,ConfigMap *ProjectedRef,ServiceAccountToken *Token,\
         ClusterTrustBundle *TrustBundle,PodCertificate *PodCertificate",
    ),
    ("ProjectedRef", "Name s,Items []KeyToPath,Optional *b"),
    ("ProjectedFields", "Items []DownwardFile"),
    ("Token", "Audience s,ExpirationSeconds i,Path s"),
    ("TrustBundle", "Name *s,SignerName *s,LabelSelector *LabelSelector,Optional *b,Path s"),
    (
        "PodCertificate",
        "SignerName s,KeyType s,MaxExpirationSeconds *i,CredentialBundlePath s,KeyPath s,CertificateChainPath s,\
         UserAnnotations {}s",
    ),
    ("Portworx", "VolumeID s,FSType s,ReadOnly b"),
    (
        "ScaleIO",
        "Gateway s,System s,SecretRef *Ref,SSLEnabled b,ProtectionDomain s,StoragePool s,StorageMode s,VolumeName s,\
         FSType s,ReadOnly b",
    ),
    ("StorageOS", "VolumeName s,VolumeNamespace s,FSType s,ReadOnly b,SecretRef *Ref"),
    ("CSI", "Driver s,ReadOnly *b,FSType *s,VolumeAttributes {}s,NodePublishSecretRef *Ref"),
    ("Ephemeral", "VolumeClaimTemplate *ClaimTemplate"),
    ("ClaimTemplate", "@,Spec ClaimSpec"),
    (
        "ClaimSpec",
        "AccessModes []s,Selector *LabelSelector,Resources VolumeResources,VolumeName s,StorageClassName *s,VolumeMode *s,\
         DataSource *DataSource,DataSourceRef *DataSourceRef,VolumeAttributesClassName *s",
    ),
    ("VolumeResources", "Limits {}s,Requests {}s"),
    ("DataSource", "APIGroup *s,Kind s,Name s"),
    ("DataSourceRef", "APIGroup *s,Kind s,Name s,Namespace *s"),
    ("Image", "Reference s,PullPolicy s"),
    ("PodTemplate", "@,Spec PodSpec"),
    ("ServicePort", "Name s,Protocol s,AppProtocol *s,Port i,TargetPort p,NodePort i"),
    ("DeploymentStrategy", "Type s,RollingUpdate *RollingUpdate"),
    ("RollingUpdate", "MaxUnavailable p,MaxSurge p"),
    ("StatefulSetStrategy", "Type s,RollingUpdate *StatefulSetRollingUpdate"),
    ("StatefulSetRollingUpdate", "Partition i,MaxUnavailable *j"),
    ("ScopeSelector", "MatchExpressions []ScopeRequirement"),
    ("ScopeRequirement", "ScopeName s,Operator s,Values []s"),
    ("RoleRef", "APIGroup s,Kind s,Name s"),
    ("DisruptionBudget", "MinAvailable *j,Selector *LabelSelector,MaxUnavailable *j,UnhealthyPodEvictionPolicy *s"),
    ("SuccessPolicy", "Rules []SuccessPolicyRule"),
    ("PodFailurePolicy", "Rules []PodFailureRule"),
    ("PodFailureRule", "Action s,OnExitCodes *PodExitCodes,OnPodConditions []PodCondition"),
    ("PodExitCodes", "ContainerName *s,Operator s,Values []i"),
    ("PodCondition", "Type s,Status s"),
    ("UncountedPods", "Succeeded []s,Failed []s"),
    ("SuccessPolicyRule", "SucceededIndexes *s,SucceededCount *i"),
    ("NodeAddress", "Type s,Address s"),
    ("PodAddress", "IP s"),
    ("VolumeNodeAffinity", "Required *NodeSelector"),
    (
        "PersistentVolumeSource",
        "GCEPersistentDisk *GCEDisk,AWSElasticBlockStore *AWSDisk,HostPath *HostPath,Glusterfs *j,NFS *NFS,RBD *j,\
         Quobyte *Quobyte,ISCSI *j,FlexVolume *j,Cinder *j,CephFS *j,FC *FC,Flocker *Flocker,AzureFile *j,\
         VsphereVolume *Vsphere,AzureDisk *AzureDisk,PhotonPersistentDisk *Photon,PortworxVolume *Portworx,\
         ScaleIO *j,Local *LocalVolume,StorageOS *j,CSI *PersistentCSI",
    ),
    (
        "DefinitionVersion",
        "Name s,Served b,Storage b,Deprecated b,DeprecationWarning *s,Schema *j,Subresources *j,\
         AdditionalPrinterColumns *j,SelectableFields *j",
    ),
    ("LocalVolume", "Path s,FSType *s"),
    (
        "PersistentCSI",
        "Driver s,VolumeHandle s,ReadOnly b,FSType s,VolumeAttributes {}s,ControllerPublishSecretRef *SecretRef,\
         NodeStageSecretRef *SecretRef,NodePublishSecretRef *SecretRef,ControllerExpandSecretRef *SecretRef,\
         NodeExpandSecretRef *SecretRef",
    ),
    ("SecretRef", "Name s,Namespace s"),
    ("ParentReference", "Group s,Resource s,Namespace s,Name s"),
    ("ServiceCIDRSpec", "CIDRs []s"),
    ("CSINodeDriver", "Name s,NodeID s,TopologyKeys []s,Allocatable *VolumeNodeResources"),
    ("VolumeNodeResources", "Count *i"),
    ("VolumeAttachmentSpec", "Attacher s,Source VolumeAttachmentSource,NodeName s"),
    ("VolumeAttachmentSource", "PersistentVolumeName *s,InlineVolumeSpec *j"),
    (
        "FlowSchemaSpec",
        "PriorityLevelConfiguration Ref,MatchingPrecedence i,DistinguisherMethod *Distinguisher,Rules []FlowRule",
    ),
    ("Distinguisher", "Type s"),
    ("FlowRule", "Subjects []FlowSubject,ResourceRules []FlowResources,NonResourceRules []FlowURLs"),
    ("FlowSubject", "Kind s,User *Ref,Group *Ref,ServiceAccount *FlowAccount"),
    ("FlowAccount", "Namespace s,Name s"),
    ("FlowResources", "Verbs []s,APIGroups []s,Resources []s,ClusterScope b,Namespaces []s"),
    ("FlowURLs", "Verbs []s,NonResourceURLs []s"),
    ("PriorityLevelSpec", "Type s,Limited *LimitedLevel,Exempt *ExemptLevel"),
    (
        "LimitedLevel",
        "NominalConcurrencyShares i,LimitResponse LimitResponse,LendablePercent *i,BorrowingLimitPercent *i",
    ),
    ("LimitResponse", "Type s,Queuing *Queuing"),
    ("Queuing", "Queues i,HandSize i,QueueLengthLimit i"),
    ("ExemptLevel", "NominalConcurrencyShares *i,LendablePercent *i"),
    ("ResourceClaimSpec", "Devices DeviceClaim"),
    ("ResourceClaimTemplateSpec", "@,Spec ResourceClaimSpec"),
    ("DeviceClaim", "Requests []DeviceRequest,Constraints []DeviceConstraint,Config []DeviceConfig"),
    ("DeviceRequest", "Name s,Exactly *ExactRequest,FirstAvailable []SubRequest"),
    (
        "ExactRequest",
        "DeviceClassName s,Selectors []DeviceSelector,AllocationMode s,Count i,AdminAccess *b,\
         Tolerations []DeviceToleration,Capacity *j",
    ),
    (
        "SubRequest",
        "Name s,DeviceClassName s,Selectors []DeviceSelector,AllocationMode s,Count i,Tolerations []DeviceToleration,\
         Capacity *j",
    ),
    ("DeviceSelector", "CEL *DeviceExpression"),
    ("DeviceExpression", "Expression s"),
    ("DeviceToleration", "Key s,Operator s,Value s,Effect s,TolerationSeconds *i"),
    ("DeviceConstraint", "Requests []s,MatchAttribute *s,DistinctAttribute *s"),
    ("DeviceConfig", "Requests []s,Opaque *DeviceParameters"),
    ("DeviceParameters", "Driver s,Parameters j"),
];

/// A value of a type on one line.
pub(super) fn json(ty: &str, v: &Value) -> String {
    let mut w = Writer { out: String::new(), indent: None, depth: 0 };
    w.object(ty, v);
    w.out
}

/// A list of values of a type on one line.
pub(super) fn json_list(item: &str, v: &Value) -> String {
    let mut w = Writer { out: String::new(), indent: None, depth: 0 };
    w.list(item, v);
    w.out
}

/// The spec of a pod, one blank a level.
pub(super) fn pretty(ty: &str, v: &Value) -> String {
    let mut w = Writer { out: String::new(), indent: Some(1), depth: 0 };
    w.object(ty, v);
    w.out
}

/// A pod's spec as it is inside: what is shared with the node is part of its security context.
pub(super) fn pod_spec(spec: &Value) -> Value {
    let mut inside = spec.clone();
    let mut context = spec.get("securityContext").clone();
    for field in ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"] {
        if spec.has(field) {
            context.set(field, spec.get(field));
        }
    }
    if context.is_null() {
        context = Value::object();
    }
    inside.set("securityContext", context);
    inside
}

/// The name of a field in JSON.
fn json_name(go: &str) -> String {
    match go {
        "CephFS" => return "cephfs".into(),
        "StorageOS" => return "storageos".into(),
        "WWIDs" => return "wwids".into(),
        "EndpointsName" => return "endpoints".into(),
        "CephMonitors" => return "monitors".into(),
        "RBDImage" => return "image".into(),
        "RBDPool" => return "pool".into(),
        "RadosUser" => return "user".into(),
        "DataDiskURI" => return "diskURI".into(),
        "ISCSIInterface" => return "iscsiInterface".into(),
        "CIDRs" => return "cidrs".into(),
        "DiscoveryCHAPAuth" => return "chapAuthDiscovery".into(),
        "SessionCHAPAuth" => return "chapAuthSession".into(),
        _ => {}
    }
    let upper = go.bytes().take_while(u8::is_ascii_uppercase).count();
    let lowered = if upper > 1 && upper < go.len() { upper - 1 } else { upper };
    go[..lowered].to_ascii_lowercase() + &go[lowered..]
}

struct Writer {
    out: String,
    indent: Option<usize>,
    depth: usize,
}

impl Writer {
    fn line(&mut self) {
        if let Some(n) = self.indent {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', n * self.depth));
        }
    }
    fn object(&mut self, ty: &str, v: &Value) {
        self.out.push('{');
        self.depth += 1;
        let mut first = true;
        self.fields(ty, v, &mut first);
        self.depth -= 1;
        if !first {
            self.line();
        }
        self.out.push('}');
    }
    fn key(&mut self, name: &str, first: &mut bool) {
        if !*first {
            self.out.push(',');
        }
        *first = false;
        self.line();
        text::quote(name, &mut self.out);
        self.out.push_str(if self.indent.is_some() { ": " } else { ":" });
    }
    fn fields(&mut self, ty: &str, v: &Value, first: &mut bool) {
        let row = TYPES.iter().find(|(name, _)| *name == ty).map_or("", |(_, fields)| fields);
        for field in row.split(',').filter(|f| !f.is_empty()) {
            match field.split_once(' ') {
                Some((name, kind)) => {
                    let v = v.get(&json_name(name));
                    let is_unset = v.is_null() || v.as_list().is_some_and(|l| l.is_empty());
                    let is_unset = is_unset || v.as_map().is_some_and(|m| m.is_empty());
                    if !(is_unset && kind.starts_with('?')) {
                        self.key(name, first);
                        self.value(kind.trim_start_matches('?'), v);
                    }
                }
                // Metadata stands inside with its names in JSON.
                None if field == "@" => {
                    for (name, value) in v.map("metadata").iter() {
                        self.key(name, first);
                        self.plain(value);
                    }
                }
                None => self.fields(field.trim_start_matches('+'), v, first),
            }
        }
    }
    fn value(&mut self, kind: &str, v: &Value) {
        if let Some(item) = kind.strip_prefix("[]") {
            return self.list(item, v);
        }
        if kind.starts_with("{}") {
            return self.plain(v);
        }
        if let Some(inner) = kind.strip_prefix('*') {
            return if v.is_null() { self.out.push_str("null") } else { self.value(inner, v) };
        }
        match (kind, v) {
            ("s", Value::Null) => self.out.push_str("\"\""),
            ("i" | "p", Value::Null) => self.out.push('0'),
            ("q", Value::Null) => self.out.push_str("\"0\""),
            ("b", Value::Null) => self.out.push_str("false"),
            ("s" | "i" | "p" | "q" | "b" | "j", v) => self.plain(v),
            (ty, v) => self.object(ty, v),
        }
    }
    fn list(&mut self, item: &str, v: &Value) {
        let Some(items) = v.as_list() else { return self.out.push_str("null") };
        self.out.push('[');
        self.depth += 1;
        for (i, v) in items.iter().enumerate() {
            if i > 0 {
                self.out.push(',');
            }
            self.line();
            self.value(item, v);
        }
        self.depth -= 1;
        if !items.is_empty() {
            self.line();
        }
        self.out.push(']');
    }
    /// A value whose type has names in JSON, or none at all.
    fn plain(&mut self, v: &Value) {
        match v {
            Value::List(l) => {
                self.out.push('[');
                self.depth += 1;
                for (i, v) in l.iter().enumerate() {
                    if i > 0 {
                        self.out.push(',');
                    }
                    self.line();
                    self.plain(v);
                }
                self.depth -= 1;
                if !l.is_empty() {
                    self.line();
                }
                self.out.push(']');
            }
            Value::Map(m) => {
                self.out.push('{');
                self.depth += 1;
                let mut first = true;
                for (k, v) in m.iter() {
                    self.key(k, &mut first);
                    self.plain(v);
                }
                self.depth -= 1;
                if !first {
                    self.line();
                }
                self.out.push('}');
            }
            other => self.out.push_str(&text::to_string(other)),
        }
    }
}

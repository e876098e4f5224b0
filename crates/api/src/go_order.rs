//! JSON of objects that a program holds as Go structs: fields in the order of the structs, not of the alphabet.

use sorted::InOrder;

use crate::value::{Map, Text, Value};
use crate::{json, kinds};

/// The fields whose order differs from the alphabet's, as the structs of the generators' kinds have them. A name stands in
/// the same order in all of these structs.
const ORDER: &str = "kind apiVersion clusters users contexts current-context metadata name cluster user context server certificate-authority certificate-authority-data client-certificate client-certificate-data client-key client-key-data generateName namespace uid resourceVersion generation creationTimestamp labels annotations ownerReferences finalizers username password email auth spec replicas selector template strategy image command args protocol port targetPort nodePort ports env resources schedule jobTemplate clusterIP clusterIPs type externalName verbs apiGroups subjects roleRef value globalDefault description preemptionPolicy data";

const VERSION: &str = "major minor emulationMajor emulationMinor minCompatibilityMajor minCompatibilityMinor gitVersion gitCommit gitTreeState buildDate goVersion compiler platform";

/// Structs that have names in another order than the rest: the keys above them (at the top, the kind), and the names; what
/// has no place among these follows by the alphabet, as all keys of a map do.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "labels annotations data stringData binaryData matchLabels nodeSelector limits requests capacity allocatable hard used allocatedResources overhead parameters extra volumeAttributes",
        "",
    ),
    ("selector", "matchLabels matchExpressions"),
    (
        "spec Pod.spec PersistentVolumeClaim.spec",
        "volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds parallelism completions activeDeadlineSeconds backoffLimit accessModes selector resources volumeName storageClassName volumeMode template ttlSecondsAfterFinished completionMode suspend dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers",
    ),
    (
        "containers initContainers ephemeralContainers",
        "name image command args workingDir ports envFrom env resources resizePolicy restartPolicy volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty targetContainerName",
    ),
    ("ports", "name hostPort containerPort protocol hostIP appProtocol port targetPort nodePort"),
    ("volumeMounts", "name readOnly recursiveReadOnly mountPath subPath"),
    ("mounted", "name mountPath readOnly"),
    (
        "livenessProbe readinessProbe startupProbe",
        "exec httpGet tcpSocket grpc initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold",
    ),
    ("httpGet", "path port host scheme"),
    (
        "securityContext",
        "capabilities privileged seLinuxOptions runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation procMount supplementalGroups supplementalGroupsPolicy fsGroup sysctls fsGroupChangePolicy seccompProfile",
    ),
    ("tolerations", "key operator value effect"),
    (
        "conditions",
        "type observedGeneration status lastProbeTime lastUpdateTime lastHeartbeatTime lastTransitionTime reason",
    ),
    ("secret configMap", "name secretName items"),
    ("hostPath", "path"),
    ("downwardAPI projected", "sources items"),
    ("resourceFieldRef", "containerName resource"),
    ("nodeAffinity podAffinity podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"),
    (
        "requiredDuringSchedulingIgnoredDuringExecution podAffinityTerm",
        "labelSelector namespaces topologyKey namespaceSelector",
    ),
    ("preferredDuringSchedulingIgnoredDuringExecution", "weight"),
    ("topologySpreadConstraints", "maxSkew topologyKey whenUnsatisfiable labelSelector minDomains"),
    (
        "Deployment.status",
        "observedGeneration replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas terminatingReplicas conditions",
    ),
    (
        "StatefulSet.spec",
        "replicas selector template volumeClaimTemplates serviceName podManagementPolicy updateStrategy revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy",
    ),
    (
        "StatefulSet.status",
        "observedGeneration replicas readyReplicas currentReplicas updatedReplicas currentRevision updateRevision collisionCount",
    ),
    ("DaemonSet.spec", "selector template updateStrategy"),
    (
        "DaemonSet.status",
        "currentNumberScheduled numberMisscheduled desiredNumberScheduled numberReady observedGeneration updatedNumberScheduled numberAvailable numberUnavailable",
    ),
    ("ReplicaSet.spec ReplicationController.spec", "replicas minReadySeconds"),
    (
        "ReplicaSet.status ReplicationController.status",
        "replicas fullyLabeledReplicas readyReplicas availableReplicas terminatingReplicas",
    ),
    (
        "Job.status",
        "conditions startTime completionTime active succeeded failed terminating completedIndexes failedIndexes uncountedTerminatedPods",
    ),
    (
        "Pod.status",
        "observedGeneration phase conditions message reason nominatedNodeName hostIP hostIPs podIP podIPs startTime initContainerStatuses containerStatuses qosClass ephemeralContainerStatuses resize resourceClaimStatuses extendedResourceClaimStatus allocatedResources resources",
    ),
    (
        "containerStatuses initContainerStatuses ephemeralContainerStatuses",
        "name state lastState ready restartCount image imageID containerID started allocatedResources resources",
    ),
    ("terminated waiting", "exitCode signal reason message startedAt finishedAt"),
    ("Node.status", "capacity allocatable phase conditions addresses daemonEndpoints nodeInfo images"),
    (
        "nodeInfo",
        "machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeletVersion kubeProxyVersion operatingSystem",
    ),
    ("addresses", "type"),
    ("PersistentVolume.spec", "capacity hostPath accessModes claimRef persistentVolumeReclaimPolicy"),
    ("APIResourceList", "kind apiVersion groupVersion resources"),
    ("APIGroup", "kind apiVersion name versions preferredVersion"),
    ("Status", "kind apiVersion metadata status message reason details code"),
    ("details", "name group kind uid causes retryAfterSeconds"),
    ("causes", "reason message field"),
    ("Secret", "kind apiVersion metadata immutable data stringData type"),
    ("ClusterRole", "kind apiVersion metadata rules aggregationRule"),
    (
        "Deployment.spec",
        "replicas selector template strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds",
    ),
    ("TokenRequest.spec", "audiences expirationSeconds boundObjectRef"),
    ("TokenRequest.status", "token expirationTimestamp"),
    ("rollingUpdate", "partition maxUnavailable maxSurge"),
    ("userInfo", "username uid groups extra"),
    ("paths", "path pathType backend"),
    ("clientVersion", VERSION),
    ("serverVersion", VERSION),
    ("items", "key path fieldRef resourceFieldRef mode"),
    ("taints", "key value effect timeAdded"),
    ("subjects", "kind apiGroup name namespace"),
    ("roleRef", "apiGroup kind name"),
    ("scaleTargetRef", "kind name apiVersion"),
    ("rules", "verbs apiGroups resources resourceNames nonResourceURLs"),
    (
        "resources",
        "name singularName namespaced group version kind verbs shortNames categories storageVersionHash limits requests claims",
    ),
    ("ownerReferences", "apiVersion kind name uid controller blockOwnerDeletion"),
    ("managedFields", "manager operation apiVersion time fieldsType fieldsV1 subresource"),
    ("groups", "name versions preferredVersion"),
    ("involvedObject targetRef claimRef active", "kind namespace name uid apiVersion resourceVersion fieldPath"),
    (
        "Event",
        "kind apiVersion metadata involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action related reportingComponent reportingInstance",
    ),
    (
        "Service.spec",
        "ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution",
    ),
    ("HorizontalPodAutoscaler.spec", "scaleTargetRef minReplicas maxReplicas metrics behavior"),
    (
        "HorizontalPodAutoscaler.status",
        "observedGeneration lastScaleTime currentReplicas desiredReplicas currentMetrics conditions",
    ),
    ("Ingress.spec", "ingressClassName defaultBackend tls rules"),
    (
        "CronJob.spec",
        "schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit",
    ),
    (
        "Job.spec",
        "parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex maxFailedIndexes selector manualSelector template ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy",
    ),
    ("PodDisruptionBudget.spec", "minAvailable selector maxUnavailable unhealthyPodEvictionPolicy"),
    (
        "PodDisruptionBudget.status",
        "observedGeneration disruptedPods disruptionsAllowed currentHealthy desiredHealthy expectedPods conditions",
    ),
];

fn place(above: &str, key: &str) -> usize {
    let at = |names: &str, name: &str| names.split(' ').position(|n| n == name);
    let row = ELSEWHERE.iter().find(|(rows, _)| at(rows, above).is_some());
    at(row.map_or(ORDER, |(_, names)| names), key).unwrap_or(usize::MAX)
}

/// With four blanks a level.
pub fn pretty(value: &Value) -> String {
    let mut out = String::new();
    write(value, Some((0, 4)), value.str("kind"), &mut out);
    out
}

/// With two blanks a level, as the API server writes for people.
pub fn indented(value: &Value) -> String {
    let mut out = String::new();
    write(value, Some((0, 2)), value.str("kind"), &mut out);
    out
}

/// Without blanks.
pub fn compact(value: &Value) -> String {
    let mut out = String::new();
    write(value, None, value.str("kind"), &mut out);
    out
}

/// The fields of a struct in the order of its Go type. `above` is the name of that: see [`name_of_field`].
pub fn fields<'a>(map: &'a Map, above: &str) -> Vec<(&'a Text, &'a Value)> {
    let mut fields: Vec<_> = map.iter().collect();
    fields.order_by_key(|(k, _)| (place(above, k), k.as_str()));
    fields
}

/// What the struct in a field is called: specs and states differ from kind to kind, others are known by their field.
pub fn name_of_field<'a>(parent: &Value, key: &'a str) -> std::borrow::Cow<'a, str> {
    match (key, parent.str("kind")) {
        ("volumeMounts", _) if parent.has("imageID") => "mounted".into(),
        (_, "") => key.into(),
        ("spec" | "status", kind) => format!("{kind}.{key}").into(),
        _ => key.into(),
    }
}

/// What the structs of a list are called.
pub fn name_of_item<'a>(above: &'a str, item: &'a Value) -> &'a str {
    match (above, item.str("kind")) {
        ("items", kind) if !kind.is_empty() => kind,
        _ => above,
    }
}

/// `level` is how deep the value stands, and how many blanks that is a level; none for a value in one line.
fn write(value: &Value, level: Option<(usize, usize)>, above: &str, out: &mut String) {
    // What a definition of custom resources made is a map all through.
    let group = value.str("apiVersion").split_once('/').map_or("", |(group, _)| group);
    if group.contains('.') && value.has("metadata") && kinds::KINDS.iter().all(|k| k.group != group) {
        let (depth, blanks) = level.unzip();
        return json::write(value, blanks, depth.unwrap_or_default(), out);
    }
    let newline = |level: Option<(usize, usize)>, out: &mut String| {
        if let Some((level, blanks)) = level {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', blanks * level));
        }
    };
    let inner = level.map(|(l, blanks)| (l + 1, blanks));
    match value {
        Value::Map(m) if !m.is_empty() => {
            out.push('{');
            for (i, (k, v)) in fields(m, above).into_iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                newline(inner, out);
                json::quote(k, out);
                out.push_str(if level.is_some() { ": " } else { ":" });
                write(v, inner, &name_of_field(value, k), out);
            }
            newline(level, out);
            out.push('}');
        }
        Value::List(l) if !l.is_empty() => {
            out.push('[');
            for (i, v) in l.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                newline(inner, out);
                write(v, inner, name_of_item(above, v), out);
            }
            newline(level, out);
            out.push(']');
        }
        other => out.push_str(&json::to_string(other)),
    }
}

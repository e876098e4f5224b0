use super::{LABEL, check, wrong};

/// A pod with this spec.
fn spec(text: &str) -> Vec<String> {
    wrong(&format!("{{apiVersion: v1, kind: Pod, metadata: {{name: web}}, spec: {text}}}"))
}

/// A pod whose one container has these fields more, and the fields of the spec after a `|`.
fn container(text: &str) -> Vec<String> {
    let (container, more) = text.split_once(" | ").unwrap_or((text, "{}"));
    let inner = |t: &str| t[1..t.len() - 1].to_string();
    let (container, more) = (inner(container), inner(more));
    let comma = if more.is_empty() { "" } else { "," };
    spec(&format!("{{{more}{comma} containers: [{{name: web, image: nginx, {container}}}]}}"))
}

#[test]
fn what_the_recordings_show() {
    let name = format!("spec.containers[0].name: Invalid value: \"Web_1\": {LABEL}");
    check(
        &[
            ("{containers: []}", &["spec.containers: Required value"]),
            ("{}", &["spec.containers: Required value"]),
            (
                "{containers: [{name: web, image: a}, {name: web, image: b}]}",
                &["spec.containers[1].name: Duplicate value: \"web\""],
            ),
            (
                "{containers: [{name: web}, {image: a}]}",
                &["spec.containers[0].image: Required value", "spec.containers[1].name: Required value"],
            ),
            (
                "{restartPolicy: Sometimes, containers: [{name: Web_1, image: a, imagePullPolicy: Maybe}]}",
                &[
                    &name,
                    "spec.containers[0].imagePullPolicy: Unsupported value: \"Maybe\": supported values: \"Always\", \
                     \"IfNotPresent\", \"Never\"",
                    "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"OnFailure\", \
                     \"Never\"",
                ],
            ),
        ],
        spec,
    );
    check(
        &[
            (
                "{ports: [{containerPort: 70000}, {containerPort: 0}, {name: a-very-long-port-name, containerPort: 80, \
                 protocol: HTTP}]}",
                &[
                    "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, \
                     inclusive",
                    "spec.containers[0].ports[1].containerPort: Required value",
                    "spec.containers[0].ports[2].name: Invalid value: \"a-very-long-port-name\": must be no more than 15 \
                     characters",
                    "spec.containers[0].ports[2].protocol: Unsupported value: \"HTTP\": supported values: \"SCTP\", \
                     \"TCP\", \"UDP\"",
                ],
            ),
            (
                "{volumeMounts: [{name: data, mountPath: /data}]}",
                &["spec.containers[0].volumeMounts[0].name: Not found: \"data\""],
            ),
            (
                "{resources: {requests: {cpu: 2, memory: 256Mi}, limits: {cpu: 1, memory: 128Mi}}}",
                &[
                    "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu \
                     limit of 1",
                    "spec.containers[0].resources.requests: Invalid value: \"256Mi\": must be less than or equal to \
                     memory limit of 128Mi",
                ],
            ),
            (
                "{resources: {requests: {cpu: -1, gpu: 1}}}",
                &[
                    "spec.containers[0].resources.requests[cpu]: Invalid value: \"-1\": must be greater than or equal \
                     to 0",
                    "spec.containers[0].resources.requests[gpu]: Invalid value: \"gpu\": must be a standard resource \
                     type or fully qualified",
                    "spec.containers[0].resources.requests[gpu]: Invalid value: \"gpu\": must be a standard resource \
                     for containers",
                ],
            ),
            (
                "{} | {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: \
                 [{matchExpressions: [{key: disk, operator: Like, values: [ssd]}]}]}}}}",
                &["spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]\
                   .matchExpressions[0].operator: Invalid value: \"Like\": not a valid selector operator"],
            ),
        ],
        container,
    );
}

#[test]
fn resources() {
    check(
        &[
            ("{resources: {limits: {nvidia.com/gpu: 1}}}", &[]),
            (
                "{resources: {requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 2}}}",
                &[
                    "spec.containers[0].resources.requests: Invalid value: \"1\": must be equal to nvidia.com/gpu limit \
                   of 2",
                ],
            ),
            (
                "{resources: {requests: {nvidia.com/gpu: 1}}}",
                &["spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable \
                   resources"],
            ),
            (
                "{resources: {limits: {nvidia.com/gpu: 500m}}}",
                &[
                    "spec.containers[0].resources.limits[nvidia.com/gpu]: Invalid value: \"500m\": must be an integer",
                    "spec.containers[0].resources.requests[nvidia.com/gpu]: Invalid value: \"500m\": must be an \
                     integer",
                ],
            ),
            (
                "{resources: {limits: {hugepages-2Mi: 3Mi}}}",
                &[
                    "spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive \
                     integer multiple of hugepages-2Mi",
                    "spec.containers[0].resources.requests[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive \
                     integer multiple of hugepages-2Mi",
                    "spec.containers[0].resources: Forbidden: HugePages require cpu or memory",
                ],
            ),
            (
                "{resources: {claims: [{name: a}, {name: a}]}} | {resourceClaims: [{name: b, resourceClaimName: x}]}",
                &[
                    "spec.containers[0].resources.claims[0]: Not found: \"a\": must be one of the names in \
                     pod.spec.resourceClaims: b",
                    "spec.containers[0].resources.claims[1]: Duplicate value: \"a\"",
                    "spec.containers[0].resources.claims[1]: Not found: \"a\": must be one of the names in \
                     pod.spec.resourceClaims: b",
                ],
            ),
        ],
        container,
    );
}

#[test]
fn environment() {
    let at = "spec.containers[0].env[0]";
    let several = |text: &str| format!("{at}{text}");
    check(
        &[
            ("{env: [{name: A, value: x}, {name: A, value: w}, {name: 'any thing', value: z}]}", &[]),
            ("{env: [{value: x}]}", &[&several(".name: Required value")]),
            (
                "{env: [{name: 'A=B'}]}",
                &[&several(
                    ".name: Invalid value: \"A=B\": a valid environment variable name must consist only of printable \
                     ASCII characters other than '='",
                )],
            ),
            (
                "{env: [{name: A, value: x, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}",
                &[&several(".valueFrom: Invalid value: \"\": may not be specified when `value` is not empty")],
            ),
            (
                "{env: [{name: A, valueFrom: {}}]}",
                &[&several(
                    ".valueFrom: Invalid value: \"\": must specify one of: `fieldRef`, `resourceFieldRef`, \
                     `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
                )],
            ),
            (
                "{env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.replicas}}}]}",
                &[&several(
                    ".valueFrom.fieldRef.fieldPath: Invalid value: \"spec.replicas\": error converting fieldPath: field \
                     label not supported: spec.replicas",
                )],
            ),
            (
                "{env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.labels}}}]}",
                &[&several(
                    ".valueFrom.fieldRef.fieldPath: Unsupported value: \"metadata.labels\": supported values: \
                     \"metadata.name\", \"metadata.namespace\", \"metadata.uid\", \"spec.nodeName\", \
                     \"spec.serviceAccountName\", \"status.hostIP\", \"status.hostIPs\", \"status.podIP\", \
                     \"status.podIPs\"",
                )],
            ),
            ("{env: [{name: A, valueFrom: {fieldRef: {fieldPath: \"metadata.labels['app']\"}}}]}", &[]),
            (
                "{env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.gpu}}}]}",
                &[&several(
                    ".valueFrom.resourceFieldRef.resource: Unsupported value: \"limits.gpu\": supported values: \
                     \"limits.cpu\", \"limits.ephemeral-storage\", \"limits.memory\", \"requests.cpu\", \
                     \"requests.ephemeral-storage\", \"requests.memory\"",
                )],
            ),
            (
                "{env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1Mi}}}]}",
                &[&several(
                    ".valueFrom.resourceFieldRef.divisor: Invalid value: \"limits.cpu\": only divisor's values 1m and 1 \
                     are supported with the cpu resource",
                )],
            ),
            (
                "{env: [{name: A, valueFrom: {secretKeyRef: {name: s}}}]}",
                &[&several(".valueFrom.secretKeyRef.key: Required value")],
            ),
            (
                "{envFrom: [{}]}",
                &[
                    "spec.containers[0].envFrom: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`",
                ],
            ),
            (
                "{envFrom: [{configMapRef: {name: a}, secretRef: {name: b}}]}",
                &["spec.containers[0].envFrom: Invalid value: \"\": may not have more than one field specified at a \
                   time"],
            ),
        ],
        container,
    );
}

#[test]
fn probes_and_hooks() {
    let c = |text: &str| format!("spec.containers[0].{text}");
    check(
        &[
            (
                "{livenessProbe: {httpGet: {port: 80}}, readinessProbe: {exec: {command: [a]}}, startupProbe: \
                 {tcpSocket: {port: http}}}",
                &[],
            ),
            (
                "{livenessProbe: {periodSeconds: 5}}",
                &[&c("livenessProbe: Required value: must specify a handler type")],
            ),
            (
                "{livenessProbe: {exec: {command: [a]}, tcpSocket: {port: 1}}}",
                &[&c("livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type")],
            ),
            (
                "{livenessProbe: {exec: {}, periodSeconds: -1, successThreshold: 2}}",
                &[
                    &c("livenessProbe.exec.command: Required value"),
                    &c("livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0"),
                    &c("livenessProbe.successThreshold: Invalid value: 2: must be 1"),
                ],
            ),
            (
                "{readinessProbe: {httpGet: {port: 0, scheme: FTP}, terminationGracePeriodSeconds: 3}}",
                &[
                    &c("readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive"),
                    &c(
                        "readinessProbe.httpGet.scheme: Unsupported value: \"FTP\": supported values: \"HTTP\", \"HTTPS\"",
                    ),
                    &c("readinessProbe.terminationGracePeriodSeconds: Invalid value: 3: must not be set for \
                        readinessProbes"),
                ],
            ),
            (
                "{livenessProbe: {tcpSocket: {port: Web}}}",
                &[&c(
                    "livenessProbe.tcpSocket.port: Invalid value: \"Web\": must contain only alpha-numeric characters \
                      (a-z, 0-9), and hyphens (-)",
                )],
            ),
            ("{lifecycle: {preStop: {}}}", &[&c("lifecycle.preStop: Required value: must specify a handler type")]),
            (
                "{lifecycle: {preStop: {sleep: {seconds: 31}}}}",
                &[&c("lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than \
                      terminationGracePeriodSeconds (30)")],
            ),
            (
                "{} | {initContainers: [{name: i, image: x, livenessProbe: {exec: {command: [a]}}}]}",
                &["spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without \
                   restartPolicy=Always"],
            ),
            (
                "{} | {initContainers: [{name: i, image: x, restartPolicy: Always, lifecycle: {preStop: {sleep: {seconds: 1}}}}]}",
                &[],
            ),
            (
                "{} | {initContainers: [{name: web, image: x}]}",
                &["spec.initContainers[0].name: Duplicate value: \"web\""],
            ),
        ],
        container,
    );
}

#[test]
fn volumes() {
    check(
        &[
            ("{} | {volumes: [{name: a}, {name: a, emptyDir: {}}]}", &["spec.volumes[1].name: Duplicate value: \"a\""]),
            (
                "{} | {volumes: [{emptyDir: {}, hostPath: {path: /x}}]}",
                &[
                    "spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type",
                    "spec.volumes[0].name: Required value",
                ],
            ),
            (
                "{} | {volumes: [{name: a, hostPath: {path: ../x, type: Thing}}]}",
                &[
                    "spec.volumes[0].hostPath.path: Invalid value: \"../x\": must not contain '..'",
                    "spec.volumes[0].hostPath.type: Unsupported value: \"Thing\": supported values: \"\", \
                     \"BlockDevice\", \"CharDevice\", \"Directory\", \"DirectoryOrCreate\", \"File\", \"FileOrCreate\", \
                     \"Socket\"",
                ],
            ),
            ("{} | {volumes: [{name: a, configMap: {}}]}", &["spec.volumes[0].configMap.name: Required value"]),
            ("{} | {volumes: [{name: a, secret: {}}]}", &["spec.volumes[0].secret.secretName: Required value"]),
            (
                "{} | {volumes: [{name: a, persistentVolumeClaim: {}}]}",
                &["spec.volumes[0].persistentVolumeClaim.claimName: Required value"],
            ),
            (
                "{} | {volumes: [{name: a, secret: {secretName: s, defaultMode: 1000, items: [{key: k, path: /x}]}}]}",
                &[
                    "spec.volumes[0].secret.defaultMode: Invalid value: 1000: must be a number between 0 and 0777 \
                     (octal), both inclusive",
                    "spec.volumes[0].secret.items[0].path: Invalid value: \"/x\": must be a relative path",
                ],
            ),
            (
                "{volumeMounts: [{name: a, mountPath: /x}, {name: a, mountPath: /x}]} | {volumes: [{name: a}]}",
                &["spec.containers[0].volumeMounts[1].mountPath: Invalid value: \"/x\": must be unique"],
            ),
            (
                "{volumeMounts: [{name: a, subPath: /y}]} | {volumes: [{name: a}]}",
                &[
                    "spec.containers[0].volumeMounts[0].mountPath: Required value",
                    "spec.containers[0].volumeMounts.subPath: Invalid value: \"/y\": must be a relative path",
                ],
            ),
            (
                "{volumeMounts: [{name: a, mountPath: /x, mountPropagation: Bidirectional}]} | {volumes: [{name: a}]}",
                &["spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is \
                   available only to privileged containers"],
            ),
            (
                "{volumeDevices: [{name: a, devicePath: /dev/x}]} | {volumes: [{name: a, emptyDir: {}}]}",
                &[
                    "spec.containers[0].volumeDevices[0].name: Invalid value: \"a\": can only use volume source type of \
                   PersistentVolumeClaim or Ephemeral for block mode",
                ],
            ),
        ],
        container,
    );
}

#[test]
fn security() {
    check(
        &[
            (
                "{securityContext: {runAsUser: 1000, capabilities: {add: [NET_ADMIN]}, seccompProfile: {type: RuntimeDefault}}}",
                &[],
            ),
            (
                "{securityContext: {privileged: true, allowPrivilegeEscalation: false}}",
                &["spec.containers[0].securityContext: Invalid value: {\"Capabilities\":null,\"Privileged\":true,\
                   \"SELinuxOptions\":null,\"WindowsOptions\":null,\"RunAsUser\":null,\"RunAsGroup\":null,\
                   \"RunAsNonRoot\":null,\"ReadOnlyRootFilesystem\":null,\"AllowPrivilegeEscalation\":false,\
                   \"ProcMount\":null,\"SeccompProfile\":null,\"AppArmorProfile\":null}: cannot set \
                   `allowPrivilegeEscalation` to false and `privileged` to true"],
            ),
            (
                "{securityContext: {runAsUser: -1}} | {securityContext: {runAsGroup: -2, sysctls: [{name: a/../b, value: x}, {name: kernel.msgmax, value: x}, {name: kernel.msgmax, value: x}]}}",
                &[
                    "spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, \
                     inclusive",
                    "spec.securityContext.runAsGroup: Invalid value: -2: must be between 0 and 2147483647, inclusive",
                    "spec.securityContext.sysctls[0].name: Invalid value: \"a/../b\": must have at most 253 characters \
                     and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$",
                    "spec.securityContext.sysctls[2].name: Duplicate value: \"kernel.msgmax\"",
                ],
            ),
            (
                "{securityContext: {seccompProfile: {type: Localhost}}}",
                &[
                    "spec.containers[0].securityContext.seccompProfile.localhostProfile: Required value: must be set when \
                   seccomp type is Localhost",
                ],
            ),
            (
                "{ports: [{containerPort: 80, hostPort: 81}]} | {hostNetwork: true}",
                &["spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when \
                   `hostNetwork` is true"],
            ),
            (
                "{} | {hostPID: true, shareProcessNamespace: true}",
                &[
                    "spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID \
                   cannot both be enabled",
                ],
            ),
            (
                "{ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 81, hostPort: 8080}]}",
                &["spec.containers[0].ports[1].hostPort: Duplicate value: \"TCP//8080\""],
            ),
        ],
        container,
    );
}

#[test]
fn scheduling() {
    check(
        &[
            (
                "{} | {tolerations: [{key: a, operator: Exists, value: x}, {operator: Equal, value: x}, {key: a, \
                 effect: NoExecute, tolerationSeconds: 3}, {key: b, operator: Equal, value: v, effect: NoSchedule, tolerationSeconds: 3}, {key: c, operator: Is}]}",
                &[
                    "spec.tolerations[0].operator: Invalid value: \"x\": value must be empty when `operator` is 'Exists'",
                    "spec.tolerations[1].operator: Invalid value: \"Equal\": operator must be Exists when `key` is \
                     empty, which means \"match all values and all keys\"",
                    "spec.tolerations[3].effect: Invalid value: \"NoSchedule\": effect must be 'NoExecute' when \
                     `tolerationSeconds` is set",
                    "spec.tolerations[4].operator: Unsupported value: \"Is\": supported values: \"Equal\", \"Exists\"",
                ],
            ),
            (
                "{} | {nodeSelector: {'a b': c}}",
                &[
                    "spec.nodeSelector: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', \
                   '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or \
                   '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
                ],
            ),
            (
                "{} | {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: \
                 []}, preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, preference: {matchExpressions: \
                 [{key: a, operator: In}, {key: a, operator: Exists, values: [x]}, {key: a, operator: Gt, values: [a, \
                 b]}]}}]}}}",
                &[
                    "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: \
                     Required value: must have at least one node selector term",
                    "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid \
                     value: 0: must be in the range 1-100",
                    "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference\
                     .matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
                    "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference\
                     .matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or \
                     'DoesNotExist'",
                    "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference\
                     .matchExpressions[2].values: Required value: must be specified single value when `operator` is \
                     'Lt' or 'Gt'",
                ],
            ),
            (
                "{} | {affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: \
                 {matchLabels: {a: b}}}]}}}",
                &[
                    "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: \
                     Required value: can not be empty",
                    "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: \
                     Invalid value: \"\": name part must be non-empty",
                    "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: \
                     Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' or '.', and must \
                     start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex \
                     used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
                ],
            ),
            (
                "{} | {topologySpreadConstraints: [{maxSkew: 0, topologyKey: '', whenUnsatisfiable: Maybe}, {maxSkew: \
                 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule}, {maxSkew: 2, topologyKey: a, \
                 whenUnsatisfiable: DoNotSchedule}]}",
                &[
                    "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
                    "spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty",
                    "spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: \"Maybe\": supported \
                     values: \"DoNotSchedule\", \"ScheduleAnyway\"",
                    "spec.topologySpreadConstraints[1].{topologyKey, whenUnsatisfiable}: Duplicate value: \"{a, \
                     DoNotSchedule}\"",
                ],
            ),
        ],
        container,
    );
}

#[test]
fn whole_pods() {
    check(
        &[
            (
                "{} | {hostname: Web, subdomain: a_b}",
                &[
                    &format!("spec.hostname: Invalid value: \"Web\": {LABEL}"),
                    &format!("spec.subdomain: Invalid value: \"a_b\": {LABEL}"),
                ],
            ),
            (
                "{} | {activeDeadlineSeconds: 0, terminationGracePeriodSeconds: -1}",
                &["spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"],
            ),
            (
                "{} | {dnsPolicy: Mine}",
                &["spec.dnsPolicy: Unsupported value: \"Mine\": supported values: \"ClusterFirstWithHostNet\", \
                   \"ClusterFirst\", \"Default\", \"None\""],
            ),
            (
                "{} | {dnsPolicy: None}",
                &["spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"],
            ),
            (
                "{} | {dnsPolicy: None, dnsConfig: {searches: [a]}}",
                &["spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when \
                   `dnsPolicy` is None"],
            ),
            (
                "{} | {dnsConfig: {nameservers: [1.1.1.1, 2.2.2.2, 3.3.3.3, 4.4.4.4]}}",
                &[
                    "spec.dnsConfig.nameservers: Invalid value: [\"1.1.1.1\",\"2.2.2.2\",\"3.3.3.3\",\"4.4.4.4\"]: must \
                   not have more than 3 nameservers",
                ],
            ),
            (
                "{} | {hostAliases: [{ip: a.b, hostnames: [x_y]}]}",
                &[
                    "spec.hostAliases[0].ip: Invalid value: \"a.b\": must be a valid IP address, (e.g. 10.9.8.7 or \
                     2001:db8::ffff)",
                    "spec.hostAliases[0].hostnames[0]: Invalid value: \"x_y\": a lowercase RFC 1123 subdomain must \
                     consist of lower case alphanumeric characters, '-' or '.', and must start and end with an \
                     alphanumeric character (e.g. 'example.com', regex used for validation is \
                     '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
                ],
            ),
            (
                "{} | {readinessGates: [{conditionType: 'a b'}], schedulingGates: [{name: g}, {name: g}]}",
                &[
                    "spec.readinessGates[0].conditionType: Invalid value: \"a b\": name part must consist of \
                     alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character \
                     (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is \
                     '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
                    "spec.schedulingGates[1]: Duplicate value: \"g\"",
                ],
            ),
            (
                "{} | {nodeName: one, schedulingGates: [{name: g}]}",
                &["spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"],
            ),
            (
                "{} | {ephemeralContainers: [{name: d, image: x}]}",
                &["spec.ephemeralContainers: Forbidden: cannot be set on create"],
            ),
            (
                "{} | {preemptionPolicy: Sometimes, priorityClassName: A_b}",
                &[
                    "spec.priorityClassName: Invalid value: \"A_b\": a lowercase RFC 1123 subdomain must consist of lower \
                   case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. \
                   'example.com', regex used for validation is \
                   '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
                    "spec.preemptionPolicy: Unsupported value: \"Sometimes\": supported values: \
                     \"PreemptLowerPriority\", \"Never\"",
                ],
            ),
        ],
        container,
    );
}

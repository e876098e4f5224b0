use super::{LABEL, check, wrong};
use crate::names;

const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or \
    '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

#[test]
fn names_and_labels() {
    let long = "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg";
    let value = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must \
                 start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used \
                 for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    let key = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an \
               alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is \
               '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    let of = |kind: &str, meta: &str| format!("{{apiVersion: v1, kind: {kind}, metadata: {meta}}}");
    check(
        &[
            (&of("ConfigMap", "{}"), &["metadata.name: Required value: name or generateName is required"]),
            (
                &of("ConfigMap", "{name: My_Config}"),
                &[&format!("metadata.name: Invalid value: \"My_Config\": {SUBDOMAIN}")],
            ),
            (&of("Namespace", "{name: my.ns}"), &["metadata.name: Invalid value: \"my.ns\": must not contain dots"]),
            (&of("Namespace", "{name: Demo}"), &[&format!("metadata.name: Invalid value: \"Demo\": {LABEL}")]),
            (
                &of("Namespace", &format!("{{name: {long}, labels: {{kubernetes.io/metadata.name: {long}}}}}")),
                &[
                    &format!("metadata.name: Invalid value: \"{long}\": must be no more than 63 characters"),
                    &format!("metadata.labels: Invalid value: \"{long}\": must be no more than 63 bytes"),
                ],
            ),
            (
                &of("ConfigMap", "{name: a, labels: {app: 'not ok!', bad key: x}}"),
                &[
                    &format!("metadata.labels: Invalid value: \"not ok!\": {value}"),
                    &format!("metadata.labels: Invalid value: \"bad key\": {key}"),
                ],
            ),
            (
                &of("ConfigMap", "{name: a, annotations: {bad key: x}}"),
                &[&format!("metadata.annotations: Invalid value: \"bad key\": {key}")],
            ),
            (
                &of("ConfigMap", &format!("{{name: a, annotations: {{a: {}}}}}", "x".repeat(262_144))),
                &["metadata.annotations: Too long: may not be more than 262144 bytes"],
            ),
            (&of("ConfigMap", &format!("{{name: a, annotations: {{a: {}}}}}", "x".repeat(262_143))), &[]),
            (
                &of(
                    "ConfigMap",
                    "{name: a, finalizers: [hold], ownerReferences: [{apiVersion: v1, kind: Pod, name: p}]}",
                ),
                &[
                    "metadata.ownerReferences.uid: Invalid value: \"\": must not be empty",
                    "metadata.finalizers[0]: Invalid value: \"hold\": name is neither a standard finalizer name nor is it \
                     fully qualified",
                ],
            ),
            (
                &of("ConfigMap", "{name: a, generateName: 'a_'}"),
                &[&format!("metadata.generateName: Invalid value: \"a_\": {SUBDOMAIN}")],
            ),
        ],
        wrong,
    );
    // Which message stands first where two are wrong is the order of a map in Go, so only the names have a fixed order.
    assert_eq!(names::dns1123_label("a-").len(), 1);
}

fn of(kind: &'static str, spec: &'static str) -> String {
    let (group, kind) = kind.rsplit_once('/').map_or(("v1".into(), kind), |(g, k)| (format!("{g}/v1"), k));
    format!("{{apiVersion: {group}, kind: {kind}, metadata: {{name: a}}, {spec}}}")
}

/// Like [`check`], with the kind and the fields after the metadata.
#[track_caller]
fn check_kind(kind: &'static str, table: &[(&'static str, &[&str])]) {
    let texts: Vec<String> = table.iter().map(|(spec, _)| of(kind, spec)).collect();
    let rows: Vec<(&str, &[&str])> = texts.iter().zip(table).map(|(t, (_, e))| (t.as_str(), *e)).collect();
    check(&rows, wrong);
}

#[test]
fn quotas_and_limit_ranges() {
    check_kind(
        "ResourceQuota",
        &[
            ("spec: {hard: {pods: 10, requests.cpu: 1, requests.nvidia.com/gpu: 1, count/jobs.batch: 3}}", &[]),
            (
                "spec: {hard: {nosuch: 1}}",
                &[
                    "spec.hard[nosuch]: Invalid value: \"nosuch\": must be a standard resource type or fully qualified",
                    "spec.hard[nosuch]: Invalid value: \"nosuch\": must be a standard resource for quota",
                ],
            ),
            (
                "spec: {hard: {pods: 1500m, cpu: -1}}",
                &[
                    "spec.hard[cpu]: Invalid value: \"-1\": must be greater than or equal to 0",
                    "spec.hard[pods]: Invalid value: \"1500m\": must be an integer",
                ],
            ),
            (
                "spec: {hard: {services: 1}, scopes: [BestEffort, NotBestEffort, Odd]}",
                &[
                    "spec.scopes: Invalid value: [\"BestEffort\",\"NotBestEffort\",\"Odd\"]: unsupported scope applied to \
                     resource",
                    "spec.scopes: Invalid value: [\"BestEffort\",\"NotBestEffort\",\"Odd\"]: unsupported scope applied to \
                     resource",
                    "spec.scopes: Invalid value: [\"BestEffort\",\"NotBestEffort\",\"Odd\"]: unsupported scope",
                    "spec.scopes: Invalid value: [\"BestEffort\",\"NotBestEffort\",\"Odd\"]: conflicting scopes",
                ],
            ),
        ],
    );
    check_kind(
        "LimitRange",
        &[
            (
                "spec: {limits: [{type: Container, default: {cpu: 2}, defaultRequest: {cpu: 2}, max: {cpu: 1}}]}",
                &[
                    "spec.limits[0].defaultRequest[cpu]: Invalid value: \"2\": default request value 2 is greater than \
                     max value 1",
                    "spec.limits[0].default[cpu]: Invalid value: \"1\": default value 2 is greater than max value 1",
                ],
            ),
            (
                "spec: {limits: [{type: Pod, default: {cpu: 1}, min: {cpu: 2}, max: {cpu: 1}}]}",
                &[
                    "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
                    "spec.limits[0].min[cpu]: Invalid value: \"2\": min value 2 is greater than max value 1",
                ],
            ),
            (
                "spec: {limits: [{type: PersistentVolumeClaim}, {type: Thing}, {type: Container}, {type: Container}]}",
                &[
                    "spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but \
                     neither was provided",
                    "spec.limits[1].type: Invalid value: \"Thing\": must be a standard limit type or fully qualified",
                    "spec.limits[3].type: Duplicate value: \"Container\"",
                ],
            ),
            (
                "spec: {limits: [{type: Container, maxLimitRequestRatio: {cpu: 500m}}]}",
                &["spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: \"500m\": ratio 500m is less than 1"],
            ),
        ],
    );
}

#[test]
fn services() {
    check_kind(
        "Service",
        &[
            (
                "spec: {type: Foo}",
                &[
                    "spec.ports: Required value",
                    "spec.type: Unsupported value: \"Foo\": supported values: \"ClusterIP\", \"ExternalName\", \
                     \"LoadBalancer\", \"NodePort\"",
                ],
            ),
            (
                "spec: {ports: [{port: 80}, {port: 81}]}",
                &["spec.ports[0].name: Required value", "spec.ports[1].name: Required value"],
            ),
            (
                "spec: {ports: [{name: a, port: 80}, {name: a, port: 81}]}",
                &["spec.ports[1].name: Duplicate value: \"a\""],
            ),
            (
                "spec: {ports: [{name: a, port: 80}, {name: b, port: 80}]}",
                &[
                    "spec.ports[1]: Duplicate value: {\"Name\":\"\",\"Protocol\":\"TCP\",\"AppProtocol\":null,\"Port\":80,\
                   \"TargetPort\":0,\"NodePort\":0}",
                ],
            ),
            (
                "spec: {ports: [{port: 0, targetPort: 70000, protocol: HTTP}]}",
                &[
                    "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
                    "spec.ports[0].protocol: Unsupported value: \"HTTP\": supported values: \"SCTP\", \"TCP\", \"UDP\"",
                    "spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
                ],
            ),
            (
                "spec: {ports: [{port: 80, nodePort: 30000}]}",
                &["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
            ),
            ("spec: {type: ExternalName}", &["spec.externalName: Required value"]),
            (
                "spec: {type: ExternalName, externalName: a.b, clusterIP: 10.96.0.5, clusterIPs: [10.96.0.5]}",
                &["spec.clusterIPs: Forbidden: may not be set for ExternalName services"],
            ),
            (
                "spec: {ports: [{port: 80}], selector: {'a b': c}, sessionAffinity: Sticky, externalIPs: [x]}",
                &[
                    "spec.selector: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or \
                     '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or \
                     '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
                    "spec.sessionAffinity: Unsupported value: \"Sticky\": supported values: \"ClientIP\", \"None\"",
                    "spec.externalIPs[0]: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or \
                     2001:db8::ffff)",
                ],
            ),
            (
                "spec: {ports: [{port: 80}], externalTrafficPolicy: Local, loadBalancerSourceRanges: [x]}",
                &[
                    "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
                    "spec.LoadBalancerSourceRanges[0]: Invalid value: \"x\": must be a valid CIDR value, (e.g. \
                     10.9.8.0/24 or 2001:db8::/64)",
                    "spec.externalTrafficPolicy: Invalid value: \"Local\": may only be set for externally-accessible \
                     services",
                ],
            ),
        ],
    );
}

const TEMPLATE: &str = "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b}]}}";

#[test]
fn workloads() {
    let of = |kind: &str, spec: &str| {
        format!("{{apiVersion: apps/v1, kind: {kind}, metadata: {{name: a}}, spec: {{{spec}, {TEMPLATE}}}}}")
    };
    let selected = "selector: {matchLabels: {a: b}}";
    check(
        &[
            (&of("Deployment", selected), &[]),
            (
                &of("Deployment", &format!("{selected}, replicas: -1, minReadySeconds: -1")),
                &[
                    "spec.replicas: Invalid value: -1: must be greater than or equal to 0",
                    "spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0",
                ],
            ),
            (
                &of("Deployment", &format!("{selected}, minReadySeconds: 600")),
                &["spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds"],
            ),
            (
                &of("Deployment", &format!("{selected}, strategy: {{type: Recreate, rollingUpdate: {{maxSurge: 1}}}}")),
                &["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
            ),
            (
                &of(
                    "Deployment",
                    &format!("{selected}, strategy: {{rollingUpdate: {{maxSurge: 0, maxUnavailable: 0}}}}"),
                ),
                &["spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"],
            ),
            (
                &of(
                    "Deployment",
                    &format!("{selected}, strategy: {{rollingUpdate: {{maxSurge: 5x, maxUnavailable: 101%}}}}"),
                ),
                &[
                    "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"5x\": a valid percent string must be a numeric \
                     string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
                    "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"101%\": must not be greater than 100%",
                ],
            ),
            (
                &of("Deployment", &format!("{selected}, strategy: {{type: Odd}}")),
                &["spec.strategy: Unsupported value: {\"Type\":\"Odd\",\"RollingUpdate\":null}: supported values: \
                   \"Recreate\", \"RollingUpdate\""],
            ),
            (
                &of("Deployment", "selector: {}"),
                &["spec.selector: Invalid value: {}: empty selector is invalid for deployment"],
            ),
            (
                &of("ReplicaSet", "selector: {matchExpressions: [{key: a, operator: In}]}"),
                &[
                    "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' \
                     or 'NotIn'",
                    "spec.selector: Invalid value: {\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\"}]}: invalid \
                     label selector",
                ],
            ),
            (
                &of("DaemonSet", &format!("{selected}, updateStrategy: {{type: Odd}}")),
                &[
                    "spec.updateStrategy: Unsupported value: {\"Type\":\"Odd\",\"RollingUpdate\":null}: supported values: \
                   \"RollingUpdate\", \"OnDelete\"",
                ],
            ),
            (
                &of("StatefulSet", &format!("{selected}, podManagementPolicy: Odd, updateStrategy: {{type: Odd}}")),
                &[
                    "spec.podManagementPolicy: Invalid value: \"Odd\": must be 'OrderedReady' or 'Parallel'",
                    "spec.updateStrategy: Invalid value: {\"Type\":\"Odd\",\"RollingUpdate\":null}: must be \
                     'RollingUpdate' or 'OnDelete'",
                ],
            ),
        ],
        wrong,
    );
    let never = "template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}";
    let of = |spec: &str| {
        format!("{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: a}}, spec: {{{selected}, {spec}}}}}")
    };
    check(
        &[
            (
                &of(&never.replace("{spec", "{metadata: {labels: {a: b}}, spec")),
                &["spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\""],
            ),
            (
                &of(&TEMPLATE.replace("{containers", "{activeDeadlineSeconds: 5, containers")),
                &["spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not \
                   Supported"],
            ),
        ],
        wrong,
    );
}

#[test]
fn jobs() {
    let of =
        |kind: &str, spec: &str| format!("{{apiVersion: batch/v1, kind: {kind}, metadata: {{name: a}}, spec: {spec}}}");
    let template = |policy: &str| {
        format!(
            "manualSelector: true, selector: {{matchLabels: {{a: b}}}}, template: {{metadata: {{labels: {{a: b}}}}, spec: {{{policy} \
             containers: [{{name: a, image: b}}]}}}}"
        )
    };
    let never = template("restartPolicy: Never,");
    let cron = |fields: &str| {
        let template = never.replace("manualSelector: true, selector: {matchLabels: {a: b}}, ", "");
        of("CronJob", &format!("{{{fields}, jobTemplate: {{spec: {{{template}}}}}}}"))
    };
    check(
        &[
            (&of("Job", &format!("{{{never}}}")), &[]),
            (
                &of("Job", &format!("{{successPolicy: {{rules: [{{succeededCount: 5}}]}}, {never}}}")),
                &[
                    "spec.successPolicy: Invalid value: {\"Rules\":[{\"SucceededIndexes\":null,\"SucceededCount\":5}]}: \
                   requires indexed completion mode",
                ],
            ),
            (
                &of("Job", &format!("{{{}}}", template(""))),
                &["spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\""],
            ),
            (
                &of("Job", &format!("{{parallelism: -1, completions: -2, backoffLimit: -3, {never}}}")),
                &[
                    "spec.parallelism: Invalid value: -1: must be greater than or equal to 0",
                    "spec.completions: Invalid value: -2: must be greater than or equal to 0",
                    "spec.backoffLimit: Invalid value: -3: must be greater than or equal to 0",
                ],
            ),
            (
                &of("Job", &format!("{{completionMode: Indexed, parallelism: 2, {never}}}")),
                &["spec.completions: Required value: when completion mode is Indexed"],
            ),
            (&cron("schedule: '*/5 * * * *'"), &[]),
            (
                &cron("schedule: '* * * *'"),
                &["spec.schedule: Invalid value: \"* * * *\": expected exactly 5 fields, found 4: [* * * *]"],
            ),
            (
                &cron("schedule: '60 * * * *', concurrencyPolicy: Odd, startingDeadlineSeconds: -1"),
                &[
                    "spec.schedule: Invalid value: \"60 * * * *\": end of range (60) above maximum (59): 60",
                    "spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0",
                    "spec.concurrencyPolicy: Unsupported value: \"Odd\": supported values: \"Allow\", \"Forbid\", \
                     \"Replace\"",
                ],
            ),
            (
                &cron("schedule: 'TZ=UTC * * * * *', timeZone: Local"),
                &[
                    "spec.schedule: Invalid value: \"TZ=UTC * * * * *\": cannot use TZ or CRON_TZ in schedule, use \
                     timeZone field instead",
                    "spec.timeZone: Invalid value: \"Local\": timeZone must be an explicit time zone as defined in \
                     https://www.iana.org/time-zones",
                ],
            ),
        ],
        wrong,
    );
    let long = "a".repeat(53);
    assert_eq!(
        wrong(&cron("schedule: '@daily'").replace("name: a}, spec", &format!("name: {long}}}, spec"))),
        [format!("metadata.name: Invalid value: \"{long}\": must be no more than 52 characters")]
    );
}

#[test]
fn config() {
    check_kind(
        "ConfigMap",
        &[
            (
                "data: {'a b': c}, binaryData: {x: eA==}",
                &[
                    "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' \
                   or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is \
                   '[-._a-zA-Z0-9]+')",
                ],
            ),
            (
                "data: {x: c}, binaryData: {x: eA==}",
                &["data[x]: Invalid value: \"x\": duplicate of key present in binaryData"],
            ),
        ],
    );
    check_kind(
        "Secret",
        &[
            ("type: kubernetes.io/tls", &["data[tls.crt]: Required value", "data[tls.key]: Required value"]),
            ("type: kubernetes.io/dockerconfigjson", &["data[.dockerconfigjson]: Required value"]),
            (
                "type: kubernetes.io/dockerconfigjson, data: {.dockerconfigjson: YQ==}",
                &[
                    "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": invalid character 'a' looking \
                   for beginning of value",
                ],
            ),
            ("type: kubernetes.io/basic-auth", &["data[username]: Required value", "data[password]: Required value"]),
            (
                "type: kubernetes.io/service-account-token",
                &["metadata.annotations[kubernetes.io/service-account.name]: Required value"],
            ),
        ],
    );
}

#[test]
fn rbac() {
    const GROUP: &str = "rbac.authorization.k8s.io";
    check_kind(
        "rbac.authorization.k8s.io/Role",
        &[
            ("rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]", &[]),
            (
                "rules: [{}, {nonResourceURLs: [/x], verbs: [get]}]",
                &[
                    "rules[0].verbs: Required value: verbs must contain at least one value",
                    "rules[0].apiGroups: Required value: resource rules must supply at least one api group",
                    "rules[0].resources: Required value: resource rules must supply at least one resource",
                    "rules[1].nonResourceURLs: Invalid value: [\"/x\"]: namespaced rules cannot apply to non-resource \
                     URLs",
                ],
            ),
        ],
    );
    check_kind(
        "rbac.authorization.k8s.io/ClusterRoleBinding",
        &[(
            "roleRef: {apiGroup: x, kind: Role}, subjects: [{kind: ServiceAccount, name: a}, {kind: Robot, name: b}]",
            &[
                &format!("roleRef.apiGroup: Unsupported value: \"x\": supported values: \"{GROUP}\""),
                "roleRef.kind: Unsupported value: \"Role\": supported values: \"ClusterRole\"",
                "roleRef.name: Required value",
                "subjects[0].namespace: Required value",
                "subjects[1].kind: Unsupported value: \"Robot\": supported values: \"ServiceAccount\", \"User\", \"Group\"",
            ],
        )],
    );
}

#[test]
fn networks() {
    check_kind(
        "networking.k8s.io/Ingress",
        &[
            (
                "spec: {rules: [{host: a.b, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: s, port: \
                 {number: 80}}}}]}}]}",
                &[],
            ),
            ("spec: {}", &["spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"]),
            (
                "spec: {rules: [{host: 'A', http: {paths: [{path: x, backend: {service: {name: s}}}]}}]}",
                &[
                    &format!("spec.rules[0].host: Invalid value: \"A\": {SUBDOMAIN}"),
                    "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified",
                ],
            ),
        ],
    );
    check_kind(
        "networking.k8s.io/NetworkPolicy",
        &[(
            "spec: {podSelector: {}, policyTypes: [Odd], ingress: [{from: [{}, {ipBlock: {cidr: x}, podSelector: {}}], \
             ports: [{port: 0}, {endPort: 5}]}]}",
            &[
                "spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
                "spec.ingress[0].ports[1].endPort: Invalid value: 5: may not be specified when `port` is not specified",
                "spec.ingress[0].from[0]: Required value: must specify a peer",
                "spec.ingress[0].from[1].ipBlock.cidr: Invalid value: \"x\": must be a valid CIDR value, (e.g. \
                 10.9.8.0/24 or 2001:db8::/64)",
                "spec.ingress[0].from[1]: Forbidden: may not specify both ipBlock and another peer",
                "spec.policyTypes[0]: Unsupported value: \"Odd\": supported values: \"Ingress\", \"Egress\"",
            ],
        )],
    );
}

#[test]
fn storage() {
    check_kind(
        "PersistentVolumeClaim",
        &[
            ("spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}", &[]),
            (
                "spec: {}",
                &[
                    "spec.accessModes: Required value: at least 1 access mode is required",
                    "spec.resources[storage]: Required value",
                ],
            ),
            (
                "spec: {accessModes: [Odd], resources: {requests: {storage: 0}}}",
                &[
                    "spec.accessModes: Unsupported value: \"Odd\": supported values: \"ReadOnlyMany\", \
                     \"ReadWriteMany\", \"ReadWriteOnce\", \"ReadWriteOncePod\"",
                    "spec.resources[storage]: Invalid value: \"0\": must be greater than zero",
                ],
            ),
        ],
    );
    check_kind(
        "PersistentVolume",
        &[
            ("spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /x}}", &[]),
            (
                "spec: {}",
                &[
                    "spec.accessModes: Required value",
                    "spec.capacity: Required value",
                    "spec.capacity: Unsupported value: null: supported values: \"storage\"",
                    "spec: Required value: must specify a volume type",
                ],
            ),
        ],
    );
    check_kind(
        "storage.k8s.io/StorageClass",
        &[
            ("provisioner: a.b/c", &[]),
            (
                "reclaimPolicy: Odd, volumeBindingMode: Odd",
                &[
                    "provisioner: Required value",
                    "reclaimPolicy: Unsupported value: \"Odd\": supported values: \"Delete\", \"Retain\"",
                    "volumeBindingMode: Unsupported value: \"Odd\": supported values: \"Immediate\", \
                     \"WaitForFirstConsumer\"",
                ],
            ),
        ],
    );
}

#[test]
fn rules_of_autoscalers_have_policies() {
    let of = |rules: &str| {
        wrong(&format!(
            "{{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {{name: h}}, spec: {{maxReplicas: 2, \
             scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: d}}, behavior: {rules}}}}}"
        ))
    };
    check(
        &[
            ("{scaleUp: {}}", &[]),
            (
                "{scaleUp: {policies: []}}",
                &["spec.behavior.scaleUp.policies: Required value: must specify at least one Policy"],
            ),
        ],
        of,
    );
}

#[test]
fn policies() {
    check_kind(
        "policy/PodDisruptionBudget",
        &[
            (
                "spec: {minAvailable: 1, maxUnavailable: 1}",
                &["spec: Invalid value: {\"MinAvailable\":1,\"Selector\":null,\"MaxUnavailable\":1,\
                   \"UnhealthyPodEvictionPolicy\":null}: minAvailable and maxUnavailable cannot be both set"],
            ),
            (
                "spec: {minAvailable: 101%}",
                &["spec.minAvailable: Invalid value: \"101%\": must not be greater than 100%"],
            ),
        ],
    );
    check_kind(
        "scheduling.k8s.io/PriorityClass",
        &[("value: 2000000000", &["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"])],
    );
    let hpa = |spec: &str| {
        format!("{{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {{name: a}}, spec: {spec}}}")
    };
    check(
        &[(
            &hpa("{minReplicas: 0, maxReplicas: 0, scaleTargetRef: {kind: Deployment}, metrics: [{type: Resource, \
                  resource: {name: cpu, target: {type: Utilization}}}]}"),
            &[
                "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1",
                "spec.maxReplicas: Invalid value: 0: must be greater than 0",
                "spec.scaleTargetRef.name: Required value",
                "spec.scaleTargetRef.apiVersion: Invalid value: \"\": apiVersion must specify API group",
                "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value \
                 or a target utilization",
            ],
        )],
        wrong,
    );
}

#[test]
fn time_zones_are_those_of_the_world() {
    let job = |zone: &str| {
        format!(
            "{{apiVersion: batch/v1, kind: CronJob, metadata: {{name: a}}, spec: {{schedule: '* * * * *', timeZone: {zone}, \
             jobTemplate: {{spec: {{template: {{spec: {{restartPolicy: Never, containers: [{{name: a, image: b}}]}}}}}}}}}}}}"
        )
    };
    check(
        &[
            (&job("Asia/Seoul"), &[]),
            (&job("America/Argentina/Buenos_Aires"), &[]),
            (&job("ROK"), &[]),
            (&job("Asia/Seul"), &["spec.timeZone: Invalid value: \"Asia/Seul\": unknown time zone Asia/Seul"]),
            (&job("Seoul"), &["spec.timeZone: Invalid value: \"Seoul\": unknown time zone Seoul"]),
        ],
        wrong,
    );
}

#[test]
fn data_has_its_bounds() {
    let of = |kind: &str, data: &str| {
        format!("{{apiVersion: v1, kind: {kind}, metadata: {{name: a}}, data: {{a: '{data}'}}}}")
    };
    check(
        &[
            (&of("ConfigMap", &"x".repeat(1 << 20)), &[]),
            (&of("ConfigMap", &"x".repeat((1 << 20) + 1)), &["[]: Too long: may not be more than 1048576 bytes"]),
            (&of("Secret", &"YWFh".repeat(400_000)), &["data: Too long: may not be more than 1048576 bytes"]),
        ],
        wrong,
    );
}

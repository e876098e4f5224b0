use super::{check, object, wrong_update};
use crate::validation::{qos, update, update_ephemeral_containers, update_finalize, update_resize, update_status};
use crate::value::Value;

/// A pod as it runs: with its token's volume, on a node.
const POD: &str = "
apiVersion: v1
kind: Pod
metadata: {name: web, uid: u}
spec:
  serviceAccountName: default
  nodeName: worker01
  enableServiceLinks: true
  preemptionPolicy: PreemptLowerPriority
  priority: 0
  tolerations:
  - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
  containers:
  - name: web
    image: nginx:1.14
    ports: [{containerPort: 80}]
    volumeMounts:
    - {name: kube-api-access-abcde, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}
  volumes:
  - name: kube-api-access-abcde
    projected:
      sources:
      - serviceAccountToken: {expirationSeconds: 3607, path: token}
      - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
      - downwardAPI: {items: [{path: namespace, fieldRef: {fieldPath: metadata.namespace}}]}
";

const FORBIDDEN: &str = "spec: Forbidden: pod updates may not change fields other than \
    `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only \
    additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was \
    previously negative)\n";

fn pod_update(from: &str, to: &str) -> Vec<String> {
    assert!(POD.contains(from), "{from}");
    wrong_update(POD, &POD.replace(from, to))
}

#[test]
fn what_may_change_in_a_pod() {
    for (from, to) in [
        ("nginx:1.14", "nginx:1.16"),
        ("nodeName:", "activeDeadlineSeconds: 5\n  nodeName:"),
        ("  tolerations:", "  tolerations:\n  - {key: more, operator: Exists}"),
        ("tolerationSeconds: 300", "tolerationSeconds: 5"),
        ("{name: web, uid: u}", "{name: web, uid: u, labels: {a: b}}"),
    ] {
        assert_eq!(pod_update(from, to), Vec::<String>::new(), "{to}");
    }
    // A change of the lines that the recordings show, with the numbers that they have there.
    for (from, to, hunk) in [
        (
            "containerPort: 80",
            "containerPort: 81",
            "@@ -100,7 +100,7 @@\n     {\n      \"Name\": \"\",\n      \"HostPort\": 0,\n-     \"ContainerPort\": 80,\n+     \
             \"ContainerPort\": 81,\n      \"Protocol\": \"TCP\",\n      \"HostIP\": \"\"\n     }\n",
        ),
        (
            "    ports:",
            "    command: [x]\n    ports:",
            "@@ -93,7 +93,9 @@\n   {\n    \"Name\": \"web\",\n    \"Image\": \"nginx:1.14\",\n-   \"Command\": null,\n+   \"Command\": [\n+    \
             \"x\"\n+   ],\n    \"Args\": null,\n    \"WorkingDir\": \"\",\n    \"Ports\": [\n",
        ),
        (
            "nodeName: worker01",
            "nodeName: worker03",
            "@@ -148,7 +148,7 @@\n  \"NodeSelector\": null,\n  \"ServiceAccountName\": \"default\",\n  \
             \"AutomountServiceAccountToken\": null,\n- \"NodeName\": \"worker01\",\n+ \"NodeName\": \"worker03\",\n  \
             \"SecurityContext\": {\n   \"HostNetwork\": false,\n   \"HostPID\": false,\n",
        ),
        (
            "nodeName:",
            "restartPolicy: Never\n  nodeName:",
            "@@ -141,7 +141,7 @@\n   }\n  ],\n  \"EphemeralContainers\": null,\n- \"RestartPolicy\": \"Always\",\n+ \
             \"RestartPolicy\": \"Never\",\n  \"TerminationGracePeriodSeconds\": 30,\n  \"ActiveDeadlineSeconds\": null,\n  \
             \"DNSPolicy\": \"ClusterFirst\",\n",
        ),
    ] {
        assert_eq!(pod_update(from, to), [format!("{FORBIDDEN}{hunk}")]);
    }
}

#[test]
fn what_may_not_change_in_a_pod() {
    let long = |text: &str| vec![text.to_string()];
    for (from, to, expected) in [
        (
            "  volumes:",
            "  - {name: more, image: x}\n  volumes:",
            long("spec.containers: Forbidden: pod updates may not add or remove containers"),
        ),
        (
            "key: node.kubernetes.io/not-ready",
            "key: other",
            long("spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"),
        ),
        (
            "  nodeName:",
            "  schedulingGates: [{name: g}]\n  nodeName:",
            long(
                "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'g'",
            ),
        ),
        ("name: web, uid: u", "name: web, uid: v", long("metadata.uid: Invalid value: \"v\": field is immutable")),
    ] {
        assert_eq!(pod_update(from, to), expected);
    }
    let with_deadline = POD.replace("nodeName:", "activeDeadlineSeconds: 5\n  nodeName:");
    assert_eq!(
        wrong_update(&with_deadline, &with_deadline.replace("Seconds: 5", "Seconds: 6")),
        ["spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value"]
    );
    assert_eq!(
        wrong_update(&with_deadline, POD),
        ["spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value"]
    );
}

#[test]
fn quality_of_service_is_fixed() {
    let guaranteed = POD.replace("    ports:", "    resources: {limits: {cpu: 1, memory: 1Gi}}\n    ports:");
    let (kind, mut old) = object(&guaranteed);
    assert_eq!((qos(old.get("spec")), qos(object(POD).1.get("spec"))), ("Guaranteed", "BestEffort"));
    let mut new = object(POD).1;
    for o in [&mut old, &mut new] {
        o.field_mut("metadata").set("resourceVersion", "1");
        o.field_mut("status").set("qosClass", "Guaranteed");
    }
    let errors: Vec<String> = update(kind, &new, &old).iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert_eq!(errors[0], "metadata: Invalid value: \"Guaranteed\": Pod QoS is immutable");
    assert!(errors[1].starts_with(FORBIDDEN), "{errors:?}");
}

#[test]
fn subresources() {
    let (kind, mut old) = object(POD);
    old.field_mut("metadata").set("resourceVersion", "1");
    old.field_mut("spec").set("restartPolicy", "Never");
    let ended = crate::obj!({"name": "web", "state": {"terminated": {"exitCode": 0}}});
    old.field_mut("status").set("containerStatuses", vec![ended]);
    let mut new = old.clone();
    let running = crate::obj!({"name": "web", "state": {"running": {}}});
    new.field_mut("status").set("containerStatuses", vec![running]);
    let lines = |l: crate::validation::ErrorList| l.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        lines(update_status(kind, &new, &old)),
        ["status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state"]
    );

    let mut new = old.clone();
    let debug = crate::obj!({
        "name": "d", "image": "x", "terminationMessagePolicy": "File", "imagePullPolicy": "Always", "ports": [{}],
    });
    new.field_mut("spec").set("ephemeralContainers", vec![debug]);
    assert_eq!(
        lines(update_ephemeral_containers(&new, &old))[2..],
        ["spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container"]
    );
    assert_eq!(
        lines(update_ephemeral_containers(&old, &new)),
        ["spec.ephemeralContainers: Forbidden: existing ephemeral containers \"d\" may not be removed\n"]
    );

    let (_, mut old) = object(&POD.replace("    ports:", "    resources: {requests: {cpu: 1}}\n    ports:"));
    old.field_mut("metadata").set("resourceVersion", "1");
    let with = |resources: Value| {
        let mut new = old.clone();
        new.field_mut("spec").field_mut("containers").list_mut()[0].set("resources", resources);
        lines(update_resize(&new, &old))
    };
    let none: [&str; 0] = [];
    assert_eq!(with(crate::obj!({"requests": {"cpu": "2"}, "limits": {"memory": "1Gi"}})), none);
    assert_eq!(
        with(crate::obj!({"limits": {"memory": "1Gi"}})),
        ["spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed"]
    );
    assert_eq!(
        with(crate::obj!({"requests": {"cpu": "1", "ephemeral-storage": "1Gi"}})),
        ["spec: Forbidden: only cpu and memory resources are mutable"]
    );
    assert_eq!(
        with(crate::obj!({"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": "1", "memory": "1Gi"}})),
        ["spec: Invalid value: \"\": Pod QOS Class may not change as a result of resizing"]
    );

    // What the pod as a whole asks for may change as well, where it asks for something.
    let whole = |old: &str, new: &str| {
        let pod = |resources: &str| {
            let (_, mut pod) =
                object(&POD.replace("  containers:", &format!("  resources: {resources}\n  containers:")));
            pod.field_mut("metadata").set("resourceVersion", "1");
            pod
        };
        lines(update_resize(&pod(new), &pod(old)))
    };
    assert_eq!(whole("{requests: {cpu: 1}}", "{requests: {cpu: 2}}"), none);
    assert_eq!(
        whole("{requests: {cpu: 1, memory: 1Gi}}", "{requests: {cpu: 1}}"),
        ["spec.resources.requests: Forbidden: pod-level resource requests cannot be removed"]
    );
    assert_eq!(
        whole("{requests: {cpu: 1}}", "{requests: {cpu: 1, hugepages-2Mi: 2Mi}, limits: {hugepages-2Mi: 2Mi}}"),
        ["spec: Forbidden: only cpu and memory resources are mutable at pod-level"]
    );

    let (_, mut ns) = object("{apiVersion: v1, kind: Namespace, metadata: {name: a, resourceVersion: '1'}}");
    ns.field_mut("spec").set("finalizers", Value::from(vec![Value::from("x")]));
    assert_eq!(
        lines(update_finalize(&ns, &ns)),
        [
            "spec.finalizers[0]: Invalid value: \"x\": name is neither a standard finalizer name nor is it fully qualified"
        ]
    );
}

fn deployment(app: &str, selector: &str) -> String {
    format!(
        "{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: d}}, spec: {{selector: {{matchLabels: {{app: \
         {selector}}}}}, template: {{metadata: {{labels: {{app: {app}}}}}, spec: {{containers: [{{name: a, image: \
         b}}]}}}}}}}}"
    )
}

#[test]
fn fixed_fields_of_other_kinds() {
    assert_eq!(
        wrong_update(&deployment("d", "d"), &deployment("d", "x")),
        [
            "spec.template.metadata.labels: Invalid value: {\"app\":\"d\"}: `selector` does not match template `labels`",
            "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"x\"}}: field is immutable",
        ]
    );
    let job = "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {selector: {matchLabels: {a: b}}, template: \
               {metadata: {labels: {a: b}}, spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}}}";
    let told = wrong_update(job, &job.replace("image: b", "image: c")).concat();
    assert!(told.ends_with("\"HostnameOverride\":null,\"SchedulingGroup\":null}}: field is immutable"), "{told}");
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (
            "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {clusterIP: 10.96.0.1, clusterIPs: [10.96.0.1], \
             ipFamilies: [IPv4], ipFamilyPolicy: SingleStack, ports: [{port: 80}]}}",
            "10.96.0.1",
            "10.96.0.99",
            &["spec.clusterIPs[0]: Invalid value: [\"10.96.0.99\"]: may not change once set"],
        ),
        (
            "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {completions: 1, selector: {matchLabels: {a: \
             b}}, template: {metadata: {labels: {a: b}}, spec: {restartPolicy: Never, containers: [{name: a, image: \
             b}]}}}}",
            "completions: 1",
            "completions: 3",
            &["spec.completions: Invalid value: 3: field is immutable"],
        ),
        (
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, immutable: true, data: {a: b}}",
            "a: b",
            "a: c",
            &["data: Forbidden: field is immutable when `immutable` is set"],
        ),
        (
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, immutable: true, data: {a: b}}",
            "immutable: true, ",
            "",
            &["immutable: Forbidden: field is immutable when `immutable` is set"],
        ),
        (
            "{apiVersion: v1, kind: Secret, metadata: {name: c}, type: Opaque}",
            "Opaque",
            "Other",
            &["type: Invalid value: \"Other\": field is immutable"],
        ),
        (
            "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s}, spec: {serviceName: s, selector: \
             {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b}]}}}}",
            "serviceName: s",
            "serviceName: t",
            &[
                "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', \
               'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' \
               are forbidden",
            ],
        ),
        (
            "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {accessModes: [ReadWriteOnce], \
             resources: {requests: {storage: 2Gi}}}, status: {phase: Bound, capacity: {storage: 2Gi}}}",
            "storage: 2Gi}}}",
            "storage: 1Gi}}}",
            &["spec.resources.requests.storage: Forbidden: field can not be less than status.capacity"],
        ),
        (
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: r}, roleRef: {apiGroup: \
             rbac.authorization.k8s.io, kind: Role, name: a}}",
            "kind: Role,",
            "kind: ClusterRole,",
            &[
                "roleRef: Invalid value: {\"APIGroup\":\"rbac.authorization.k8s.io\",\"Kind\":\"ClusterRole\",\"Name\":\"a\"}: \
               cannot change roleRef",
            ],
        ),
        (
            "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: p}, value: 5}",
            "value: 5",
            "value: 6",
            &["value: Forbidden: may not be changed in an update."],
        ),
        (
            "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: s}, provisioner: a.b/c}",
            "a.b/c",
            "d.e/f",
            &["provisioner: Forbidden: updates to provisioner are forbidden."],
        ),
        (
            "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: s}, spec: {controller: a.b/c}}",
            "a.b/c",
            "d.e/f",
            &["spec.controller: Invalid value: \"d.e/f\": field is immutable"],
        ),
    ];
    for (old, from, to, expected) in cases {
        let new = old.replace(from, to);
        assert_ne!(new, **old, "{from}");
        assert_eq!(wrong_update(old, &new), **expected, "{old}");
    }
}

#[test]
fn metadata_of_updates() {
    check(
        &[(
            "{name: a, finalizers: [a.b/c, x.y/z], deletionTimestamp: '2024-01-01T00:00:00Z'}",
            &[
                "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new \
               finalizers []string{\"x.y/z\"}",
            ],
        )],
        |text| {
            let of = |m: &str| format!("{{apiVersion: v1, kind: ConfigMap, metadata: {m}}}");
            wrong_update(&of("{name: a, finalizers: [a.b/c], deletionTimestamp: '2024-01-01T00:00:00Z'}"), &of(text))
        },
    );
}

#[test]
fn annotations_that_stay() {
    const ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/web";
    let noted = POD.replace("uid: u}", &format!("uid: u, annotations: {{{ARMOR}: unconfined}}}}"));
    let why = |what: &str| [format!("metadata.annotations[{ARMOR}]: Forbidden: may not {what} AppArmor annotations")];
    assert_eq!(wrong_update(POD, &noted), why("add"));
    assert_eq!(wrong_update(&noted, POD), why("remove or update"));
    assert_eq!(wrong_update(&noted, &noted.replace(": unconfined", ": runtime/default")), why("remove or update"));
    let claim = |class: &str| {
        format!(
            "{{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {{name: c, annotations: \
             {{volume.beta.kubernetes.io/storage-class: {class}}}}}, spec: {{accessModes: [ReadWriteOnce], resources: \
             {{requests: {{storage: 1Gi}}}}}}}}"
        )
    };
    assert_eq!(
        wrong_update(&claim("a"), &claim("b")),
        ["metadata.annotations.volume.beta.kubernetes.io/storage-class: Invalid value: \"b\": field is immutable"]
    );
    let moved = claim("a").replace("spec: {", "spec: {storageClassName: a, ");
    assert_eq!(wrong_update(&claim("a"), &moved), [""; 0]);
}

#[test]
fn status_of_a_claim() {
    const CLAIM: &str = "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c, resourceVersion: '1'}, spec: \
                         {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}, status: S}";
    let (kind, old) = object(&CLAIM.replace("S}", "{}}"));
    let status = |s: &str| super::lines(&update_status(kind, &object(&CLAIM.replace("status: S", s)).1, &old));
    assert_eq!(
        status(
            "status: {capacity: {storage: -1}, allocatedResourceStatuses: {cpu: X}, allocatedResources: {storage: 1}}"
        ),
        [
            "status.capacity[storage]: Invalid value: -1: must be a valid resource quantity",
            "status.allocatedResourceStatuses: Unsupported value: \"cpu\": supported values: \"storage\"",
            "status.allocatedResourceStatuses: Unsupported value: \"cpu\": supported values: \
             \"ControllerResizeInProgress\", \"ControllerResizeInfeasible\", \"NodeResizeInProgress\", \
             \"NodeResizeInfeasible\", \"NodeResizePending\"",
        ]
    );
}

/// What is wrong with a status as the next of another; both in a flow map after the object's own text.
fn wrong_status(object_text: &str, old: &str, new: &str) -> Vec<String> {
    let of = |status: &str| object(&object_text.replace("STATUS", status));
    let (kind, old) = of(old);
    super::lines(&update_status(kind, &of(new).1, &old))
}

#[test]
fn status_of_workloads() {
    let of = |kind: &str| {
        format!(
            "{{apiVersion: apps/v1, kind: {kind}, metadata: {{name: a, resourceVersion: '1'}}, spec: {{selector: \
             {{matchLabels: {{a: b}}}}, template: {{metadata: {{labels: {{a: b}}}}, spec: {{containers: [{{name: c, \
             image: i}}]}}}}}}, status: {{STATUS}}}}"
        )
    };
    check(
        &[
            ("Deployment/replicas: 3, readyReplicas: 2, updatedReplicas: 3, collisionCount: 2", &[]),
            (
                "Deployment/replicas: 1, readyReplicas: 2, availableReplicas: 3, terminatingReplicas: -1",
                &[
                    "status.terminatingReplicas: Invalid value: -1: must be greater than or equal to 0",
                    "status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas",
                    "status.availableReplicas: Invalid value: 3: cannot be greater than status.replicas",
                    "status.availableReplicas: Invalid value: 3: cannot be greater than readyReplicas",
                    "status.collisionCount: Invalid value: 0: cannot be decremented",
                ],
            ),
            (
                "ReplicaSet/replicas: -1, observedGeneration: -2",
                &[
                    "status.replicas: Invalid value: -1: must be greater than or equal to 0",
                    "status.observedGeneration: Invalid value: -2: must be greater than or equal to 0",
                    "status.fullyLabeledReplicas: Invalid value: 0: cannot be greater than status.replicas",
                    "status.readyReplicas: Invalid value: 0: cannot be greater than status.replicas",
                    "status.availableReplicas: Invalid value: 0: cannot be greater than status.replicas",
                ],
            ),
            (
                "StatefulSet/replicas: 2, currentReplicas: 3, availableReplicas: 1, collisionCount: 2",
                &[
                    "status.currentReplicas: Invalid value: 3: cannot be greater than status.replicas",
                    "status.availableReplicas: Invalid value: 1: cannot be greater than status.readyReplicas",
                ],
            ),
            (
                "DaemonSet/numberReady: -1, numberUnavailable: -1, collisionCount: 3",
                &[
                    "status.numberReady: Invalid value: -1: must be greater than or equal to 0",
                    "status.numberUnavailable: Invalid value: -1: must be greater than or equal to 0",
                ],
            ),
        ],
        |text| {
            let (kind, status) = text.split_once('/').unwrap();
            let old = if kind == "ReplicaSet" { "" } else { "collisionCount: 2" };
            wrong_status(&of(kind), old, status)
        },
    );
}

#[test]
fn status_of_jobs() {
    const JOB: &str = "{apiVersion: batch/v1, kind: Job, metadata: {name: j, resourceVersion: '1'}, spec: {EXTRA completions: \
                       3, parallelism: 1, template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}, \
                       status: {STATUS}}";
    let conditions = |kinds: &[&str]| {
        let list: Vec<String> = kinds.iter().map(|k| format!("{{type: {k}, status: 'True'}}")).collect();
        format!("conditions: [{}]", list.join(", "))
    };
    let plain = JOB.replace("EXTRA", "");
    const START: &str = "startTime: '2024-01-01T00:00:00Z'";
    const END: &str = "completionTime: '2024-01-01T00:00:01Z'";
    let complete = format!("{START}, {END}, {}", conditions(&["SuccessCriteriaMet", "Complete"]));
    assert_eq!(wrong_status(&plain, START, &complete), [""; 0]);
    assert_eq!(wrong_status(&plain, &complete, &complete), [""; 0]);
    assert_eq!(
        wrong_status(
            &plain,
            "failed: 2, succeeded: 1",
            &format!(
                "active: 1, ready: 2, failed: 1, terminating: 1, uncountedTerminatedPods: {{succeeded: ['', a], failed: [a]}}, \
                 completedIndexes: '0', failedIndexes: '1', {}",
                conditions(&["Complete", "Failed", "FailureTarget"])
            )
        ),
        [
            "status.uncountedTerminatedPods.succeeded[0]: Invalid value: \"\": must not be empty",
            "status.uncountedTerminatedPods.failed[0]: Duplicate value: \"a\"",
            "status.conditions: Invalid value: cannot set Complete=True and Failed=true conditions",
            "status.conditions: Invalid value: cannot set Complete=True and FailureTarget=true conditions",
            "status.completionTime: Required value: completionTime is required for Complete jobs",
            "status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true \
             condition",
            "status.active: Invalid value: 1: active>0 is invalid for finished job",
            "status.startTime: Required value: startTime is required for finished job",
            "status.uncountedTerminatedPods: Invalid value: {\"Succeeded\":[\"\",\"a\"],\"Failed\":[\"a\"]}: must be \
             empty for finished job",
            "status.completedIndexes: Invalid value: \"0\": cannot set non-empty completedIndexes when non-indexed \
             completion mode",
            "status.failedIndexes: Invalid value: \"1\": cannot set non-null failedIndexes when backoffLimitPerIndex is \
             null",
            "status.terminating: Invalid value: 1: terminating>0 is invalid for finished job",
            "status.ready: Invalid value: 2: cannot set more ready pods than active",
            "status.failed: Invalid value: 1: cannot decrease the failed counter",
            "status.succeeded: Invalid value: 0: cannot decrease the succeeded counter",
        ]
    );
    assert_eq!(
        wrong_status(&plain, &complete, END),
        [
            "status.completionTime: Invalid value: \"2024-01-01T00:00:01Z\": cannot set completionTime when there is no \
             Complete=True condition",
            "status.conditions: Invalid value: cannot disable the terminal Complete=True condition",
            "status.startTime: Required value: startTime cannot be removed for unsuspended job",
            "status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition",
        ]
    );
    let indexed = JOB.replace("EXTRA", "completionMode: Indexed, backoffLimitPerIndex: 1,");
    assert_eq!(
        wrong_status(&indexed, "", "completedIndexes: 0-1, failedIndexes: '1,x'"),
        [
            "status.failedIndexes: Invalid value: \"1,x\": error parsing failedIndexes: cannot convert string to integer \
             for index: \"x\"",
            "status.failedIndexes: Invalid value: \"1,x\": failedIndexes and completedIndexes overlap at index: 1",
        ]
    );
}

#[test]
fn status_of_others() {
    const HPA: &str = "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {maxReplicas: \
                       1, scaleTargetRef: {kind: Deployment, name: d}}, status: {STATUS}}";
    const PDB: &str = "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: p}, spec: {minAvailable: 1}, \
                       status: {STATUS}}";
    const INGRESS: &str = "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, status: {loadBalancer: \
                           {ingress: [STATUS]}}}";
    const POSITIVE: &str = "must be greater than or equal to 0";
    let version = |text: &str| text.replace("metadata: {", "metadata: {resourceVersion: '1', ");
    assert_eq!(
        wrong_status(&version(HPA), "", "currentReplicas: -1, desiredReplicas: -2"),
        [
            format!("status.currentReplicas: Invalid value: -1: {POSITIVE}"),
            format!("status.desiredReplicas: Invalid value: -2: {POSITIVE}")
        ]
    );
    assert_eq!(
        wrong_status(
            &version(PDB),
            "",
            "expectedPods: -1, conditions: [{type: A, status: Maybe, reason: a-b}, {type: A}]"
        ),
        [
            "status.conditions[0].status: Unsupported value: \"Maybe\": supported values: \"False\", \"True\", \"Unknown\"",
            "status.conditions[0].lastTransitionTime: Required value: must be set",
            "status.conditions[0].reason: Invalid value: \"a-b\": a condition reason must start with alphabetic character, \
             optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric \
             character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', \
             regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')",
            "status.conditions[1].type: Duplicate value: \"A\"",
            "status.conditions[1].status: Unsupported value: \"\": supported values: \"False\", \"True\", \"Unknown\"",
            "status.conditions[1].lastTransitionTime: Required value: must be set",
            "status.conditions[1].reason: Required value: must be set",
            "status.expectedPods: Invalid value: -1: must be greater than or equal to 0",
        ]
    );
    assert_eq!(
        wrong_status(&version(INGRESS), "", "{ip: a, hostname: 1.2.3.4}"),
        [
            "status.loadBalancer.ingress[0].ip: Invalid value: \"a\": must be a valid IP address, (e.g. 10.9.8.7 or \
             2001:db8::ffff)",
            "status.loadBalancer.ingress[0].hostname: Invalid value: \"1.2.3.4\": must be a DNS name, not an IP address",
        ]
    );
}

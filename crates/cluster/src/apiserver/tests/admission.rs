use api::request::{PatchType, Verb};
use api::{Value, obj};

use super::{Desk, message};

/// The warnings that come with a new object.
fn warnings(desk: &mut Desk, what: &str, object: Value) -> Vec<String> {
    let request = desk.request(Verb::Create, Desk::gvr(what), "").with_body(object);
    desk.call(request).warnings
}

/// Labels the namespace `default`, and answers the warnings, or the refusal.
fn label(desk: &mut Desk, labels: Value) -> Vec<String> {
    let mut request = desk.request(Verb::Patch(PatchType::Merge), Desk::gvr("Namespace"), "default");
    request.body = obj!({"metadata": {"labels": labels}});
    let response = desk.call(request);
    let warnings = response.warnings.clone();
    response.into_result().map_or_else(|refusal| vec![refusal.message.clone()], |_| warnings)
}

fn pod(name: &'static str, spec: Value) -> Value {
    let mut pod = obj!({"metadata": {"name": name}, "spec": spec});
    let spec = pod.field_mut("spec");
    if !spec.has("containers") {
        spec.set("containers", obj!([{"name": "a", "image": "b"}]));
    }
    pod
}

#[test]
fn baseline_comes_before_restricted_and_what_restricted_says_better() {
    let mut desk = Desk::new();
    label(&mut desk, obj!({"pod-security.kubernetes.io/enforce": "restricted"}));
    let spec = obj!({
        "hostNetwork": true,
        "volumes": [{"name": "v", "hostPath": {"path": "/"}}],
        "containers": [{"name": "a", "image": "b", "livenessProbe": {"tcpSocket": {"host": "h", "port": 1}}}],
    });
    let refusal = |level: &str, texts: &[&str]| {
        format!("pods \"p\" is forbidden: violates PodSecurity \"{level}\": {}", texts.join(", "))
    };
    let host = "host namespaces (hostNetwork=true)";
    let probe = "probe or lifecycle host (container \"a\" uses probe or lifecycle host \"h\")";
    assert_eq!(
        message(desk.create("Pod", pod("p", spec.clone()))),
        refusal(
            "restricted:latest",
            &[
                host,
                probe,
                "allowPrivilegeEscalation != false (container \"a\" must set securityContext.allowPrivilegeEscalation=false)",
                "unrestricted capabilities (container \"a\" must set securityContext.capabilities.drop=[\"ALL\"])",
                "restricted volume types (volume \"v\" uses restricted volume type \"hostPath\")",
                "runAsNonRoot != true (pod or container \"a\" must set securityContext.runAsNonRoot=true)",
                "seccompProfile (pod or container \"a\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \
                 \"Localhost\")",
            ]
        )
    );
    label(&mut desk, obj!({"pod-security.kubernetes.io/enforce": "baseline"}));
    let path = "hostPath volumes (volume \"v\")";
    let answer = message(desk.create("Pod", pod("p", spec.clone())));
    assert_eq!(answer, refusal("baseline:latest", &[host, path, probe]));
    label(&mut desk, obj!({"pod-security.kubernetes.io/enforce-version": "v1.33"}));
    assert_eq!(message(desk.create("Pod", pod("p", spec))), refusal("baseline:v1.33", &[host, path]));
}

#[test]
fn a_stricter_namespace_names_the_pods_it_would_not_let_in() {
    let mut desk = Desk::new();
    for name in ["p1", "p2", "p3"] {
        desk.create("Pod", pod(name, obj!({"hostPID": (name == "p3")}))).unwrap();
    }
    let rest = "allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile";
    assert_eq!(
        label(&mut desk, obj!({"pod-security.kubernetes.io/enforce": "restricted"})),
        [
            "existing pods in namespace \"default\" violate the new PodSecurity enforce level \"restricted:latest\""
                .to_string(),
            format!("p1 (and 1 other pod): {rest}"),
            format!("p3: host namespaces, {rest}"),
        ]
    );
    assert_eq!(label(&mut desk, obj!({"pod-security.kubernetes.io/enforce": "baseline"})), Vec::<String>::new());
    assert_eq!(
        label(
            &mut desk,
            obj!({"pod-security.kubernetes.io/warn": "strict", "pod-security.kubernetes.io/audit-version": "1"})
        ),
        [
            "Namespace \"default\" is invalid: [metadata.labels[pod-security.kubernetes.io/audit-version]: Invalid value: \"1\": \
          must be \"latest\" or \"v1.x\", metadata.labels[pod-security.kubernetes.io/warn]: Invalid value: \"strict\": must be \
          one of privileged, baseline, restricted]"
        ]
    );
}

#[test]
fn likely_mistakes_come_with_a_warning() {
    let mut desk = Desk::new();
    let spec = obj!({
        "nodeSelector": {"beta.kubernetes.io/os": "linux"},
        "containers": [
            {"name": "a", "image": "b", "env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}],
             "ports": [{"containerPort": 80}]},
            {"name": "b", "image": "b", "ports": [{"containerPort": 80, "hostPort": 80}]},
        ],
    });
    assert_eq!(
        warnings(&mut desk, "Pod", pod("my.pod", spec)),
        [
            "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is \
             recommended: [must not contain dots]",
            "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead",
            "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply",
            "spec.containers[1].ports[0]: overlapping port definition with spec.containers[0].ports[0]",
        ]
    );
    let set = obj!({
        "metadata": {"name": "s"},
        "spec": {
            "selector": {"matchLabels": {"a": "b"}},
            "template": {"metadata": {"labels": {"a": "b"}},
                         "spec": {"containers": [{"name": "a", "image": "b"}], "hostAliases": [{"ip": "1.2.3.4"}, {"ip": "1.2.3.4"}]}},
            "volumeClaimTemplates": [{"metadata": {"name": "d"}, "spec": {"accessModes": ["ReadWriteOnce"],
                                      "resources": {"requests": {"storage": 0.5}}}}],
        }
    });
    let told = [
        "spec.template.spec.hostAliases[1].ip: duplicate ip \"1.2.3.4\"",
        "spec.volumeClaimTemplates[0].resources.requests[storage]: fractional byte value \"500m\" is invalid, must be an \
         integer",
    ];
    assert_eq!(warnings(&mut desk, "apps/StatefulSet", set), told);
    let scale = obj!({"spec": {"replicas": 2}});
    let mut scaled = desk.request(Verb::Patch(PatchType::Merge), Desk::gvr("apps/StatefulSet"), "s").with_body(scale);
    scaled.subresource = "scale".into();
    assert_eq!(desk.call(scaled).warnings, told);
    let mut service =
        |spec: Value| warnings(&mut desk, "Service", obj!({"metadata": {"generateName": "s-"}, "spec": spec}));
    assert_eq!(
        service(obj!({"ports": [{"port": 80}], "externalIPs": ["1.2.3.4"]})),
        ["spec.externalIPs is deprecated and may no longer be implemented in some clusters"]
    );
    assert_eq!(
        service(obj!({"clusterIP": "None", "externalIPs": ["1.2.3.4"]})),
        ["spec.externalIPs is ignored for headless services"]
    );
}

#[test]
fn one_family_of_addresses_is_there() {
    let mut desk = Desk::new();
    let mut refused = |mut spec: Value| {
        spec.set("ports", obj!([{"port": 80}]));
        message(desk.create("Service", obj!({"metadata": {"name": "s"}, "spec": spec})))
    };
    assert_eq!(
        refused(obj!({"ipFamilyPolicy": "RequireDualStack", "ipFamilies": ["IPv4", "IPv6"]})),
        "Service \"s\" is invalid: [spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this cluster is not configured \
         for dual-stack services, spec.ipFamilies[1]: Invalid value: \"IPv6\": not configured on this cluster]"
    );
    // What is wrong with the addresses is said before anything else.
    assert_eq!(
        refused(obj!({"clusterIP": "10.96.0.256", "type": "Foo", "sessionAffinity": "Foo"})),
        "Service \"s\" is invalid: [spec.sessionAffinity: Unsupported value: \"Foo\": supported values: \"ClientIP\", \"None\", \
         spec.clusterIPs[0]: Invalid value: \"10.96.0.256\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), \
         spec.type: Unsupported value: \"Foo\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \
         \"NodePort\"]"
    );
    assert_eq!(
        refused(obj!({"clusterIP": "10.96.0.256", "sessionAffinity": "Foo"})),
        "Service \"s\" is invalid: spec.clusterIPs[0]: Invalid value: \"10.96.0.256\": must be a valid IP address, (e.g. \
         10.9.8.7 or 2001:db8::ffff)"
    );
}

#[test]
fn the_ranges_of_a_node_stay() {
    let mut desk = Desk::new();
    let node = obj!({"metadata": {"name": "n"}, "spec": {"podCIDR": "10.1.0.0/24"}});
    let made = desk.create("Node", node).unwrap();
    assert_eq!(made.get("spec").get("podCIDRs"), &obj!(["10.1.0.0/24"]));
    let mut request = desk.request(Verb::Patch(PatchType::Strategic), Desk::gvr("Node"), "n");
    request.body = obj!({"spec": {"podCIDR": "10.2.0.0/24"}});
    assert_eq!(
        message(desk.call(request).into_result()),
        "Node \"n\" is invalid: spec.podCIDRs: Forbidden: node updates may not change podCIDR except from \"\" to valid"
    );
}

#[test]
fn tokens_are_bound_to_what_is_there() {
    let mut desk = Desk::new();
    desk.wait(2);
    let mut token = |reference: Value| {
        let mut request = desk.request(Verb::Create, Desk::gvr("ServiceAccount"), "default");
        request.subresource = "token".into();
        request.body = obj!({"spec": {"boundObjectRef": reference}});
        message(desk.call(request).into_result())
    };
    assert_eq!(token(obj!({"apiVersion": "v1", "kind": "Pod", "name": "p"})), "pods \"p\" not found");
    assert_eq!(
        token(obj!({"apiVersion": "apps/v1", "kind": "Deployment", "name": "d"})),
        "cannot bind token to object of type apps/v1, Kind=Deployment"
    );
}

#[test]
fn a_body_has_its_bounds() {
    let mut desk = Desk::new();
    let map = obj!({"metadata": {"name": "a"}, "data": {"a": ("x".repeat(3 << 20))}});
    assert_eq!(message(desk.create("ConfigMap", map)), "Request entity too large: limit is 3145728");
}

#[test]
fn a_pod_on_no_node_has_no_log() {
    let mut desk = Desk::new();
    desk.create("Pod", pod("p", obj!({"nodeName": "nosuch"}))).unwrap();
    let mut request = desk.request(Verb::Get, Desk::gvr("Pod"), "p");
    request.subresource = "log".into();
    assert_eq!(message(desk.call(request).into_result()), "nodes \"nosuch\" not found");
}

#[test]
fn old_annotations_and_paths_of_tokens_are_told() {
    let mut desk = Desk::new();
    let mut template = pod(
        "p",
        obj!({"volumes": [{"name": "v", "projected": {"sources": [
            {"serviceAccountToken": {"path": "token"}},
            {"configMap": {"name": "c", "items": [{"key": "k", "path": "token"}]}},
        ]}}]}),
    );
    let notes = obj!({
        "container.apparmor.security.beta.kubernetes.io/a": "unconfined",
        "container.seccomp.security.alpha.kubernetes.io/a": "unconfined",
    });
    template.field_mut("metadata").set("annotations", notes);
    let apparmor = "metadata.annotations[container.apparmor.security.beta.kubernetes.io/a]: deprecated since v1.30; use \
                    the \"appArmorProfile\" field instead";
    let rest = [
        "volume \"v\" (Projected): overlapping paths: \"token\" (ConfigMap \"c\") with \"token\" (ServiceAccountToken)",
        "metadata.annotations[container.seccomp.security.alpha.kubernetes.io/a]: non-functional in v1.27+; use the \
         \"seccompProfile\" field instead",
    ];
    let first = [apparmor, rest[0], rest[1]];
    assert_eq!(warnings(&mut desk, "Pod", template.clone()), first);
    template.field_mut("metadata").remove("name");
    template.field_mut("metadata").set("labels", obj!({"a": "b"}));
    let deployment = obj!({
        "metadata": {"name": "d"}, "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": template},
    });
    let last = [rest[1], apparmor].map(|text| format!("spec.template.{text}"));
    let last = [rest[0].to_string(), last[0].clone(), last[1].clone()];
    assert_eq!(warnings(&mut desk, "apps/Deployment", deployment), last);
}

#[test]
fn a_new_node_is_not_ready_and_a_pod_takes_over_the_zone_of_its_node() {
    let mut desk = Desk::new();
    let labels = obj!({"topology.kubernetes.io/zone": "a", "topology.kubernetes.io/region": "r", "x": "y"});
    let node = desk.create("Node", obj!({"metadata": {"name": "n", "labels": labels}})).unwrap();
    let taint = &node.get("spec").list("taints")[0];
    assert_eq!((taint.str("key"), taint.str("effect")), ("node.kubernetes.io/not-ready", "NoSchedule"));
    let pod = desk.create("Pod", pod("p", obj!({"nodeName": "n"}))).unwrap();
    let labels = pod.get("metadata").get("labels");
    let keys = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region", "x"];
    assert_eq!(keys.map(|k| labels.str(k)), ["a", "r", ""]);
}

#[test]
fn a_class_of_runtimes_does_not_overrule_the_selector_of_a_pod() {
    let mut desk = Desk::new();
    let class = obj!({"metadata": {"name": "c"}, "handler": "h", "scheduling": {"nodeSelector": {"a": "b"}}});
    desk.create("node.k8s.io/RuntimeClass", class).unwrap();
    let spec = obj!({"runtimeClassName": "c", "nodeSelector": {"a": "c"}});
    assert_eq!(
        message(desk.create("Pod", pod("p", spec))),
        "pods \"p\" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[a] = b; pod.spec.nodeSelector[a] = c"
    );
}

#[test]
fn requests_for_certificates_need_a_right_to_their_signer() {
    // The subject of the request is /O=system:masters/CN=x.
    const MASTERS: &str = concat!(
        "MIHOMHYCAQAwKDEXMBUGA1UECgwOc3lzdGVtOm1hc3RlcnMxDTALBgNVBAMMBGphbmUw",
        "WTATBgcqhkjOPQIBBggqhkjOPQMBBw=="
    );
    let request = |organization: bool| {
        let mut der = api::base64::decode(if organization { MASTERS } else { "MAIwAA==" }).unwrap();
        // Behind what names the groups comes what nobody reads: as much of it as the head says.
        der.resize(if organization { 3 + 0xce } else { 4 }, 0);
        let body = api::base64::encode(&der);
        let pem = format!("-----BEGIN CERTIFICATE REQUEST-----\n{body}\n-----END CERTIFICATE REQUEST-----\n");
        obj!({
            "metadata": {"name": "r"},
            "spec": {
                "request": (api::base64::encode(pem.as_bytes())),
                "signerName": "kubernetes.io/kube-apiserver-client",
                "usages": ["client auth"],
            },
        })
    };
    const KIND: &str = "certificates.k8s.io/CertificateSigningRequest";
    let mut desk = Desk::new();
    assert_eq!(
        message(desk.create(KIND, request(true))),
        "certificatesigningrequests.certificates.k8s.io \"r\" is forbidden: use of kubernetes.io/kube-apiserver-client \
         signer with system:masters group is not allowed"
    );
    let stored = desk.create(KIND, request(false)).unwrap();
    let role = obj!({
        "metadata": {"name": "approver"},
        "rules": [{
            "apiGroups": ["certificates.k8s.io"],
            "resources": ["certificatesigningrequests/approval"],
            "verbs": ["update"],
        }],
    });
    desk.create("rbac.authorization.k8s.io/ClusterRole", role).unwrap();
    let binding = obj!({
        "metadata": {"name": "approver"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "approver"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "jane"}],
    });
    desk.create("rbac.authorization.k8s.io/ClusterRoleBinding", binding).unwrap();
    desk.user = api::request::User::new("jane", Vec::new());
    let mut approved = stored;
    approved.field_mut("status").set("conditions", obj!([{"type": "Approved", "status": "True"}]));
    let call = desk.request(Verb::Update, Desk::gvr(KIND), "r").on("approval").with_body(approved);
    assert_eq!(
        message(desk.call(call).into_result()),
        "certificatesigningrequests.certificates.k8s.io \"r\" is forbidden: user not permitted to approve requests with \
         signerName \"kubernetes.io/kube-apiserver-client\""
    );
}

#[test]
fn policies_and_webhooks_that_would_have_been_asked_are_told_of() {
    let mut d = Desk::new();
    let rules = |resources: &'static str| obj!([{"operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": [resources]}]);
    let policy = obj!({
        "metadata": {"name": "p"},
        "spec": {"matchConstraints": {"resourceRules": (rules("configmaps"))}, "validations": [{"expression": "false"}]},
    });
    let hooks = obj!({
        "metadata": {"name": "h"},
        "webhooks": [{
            "name": "a.b.c", "sideEffects": "None", "admissionReviewVersions": ["v1"],
            "clientConfig": {"url": "https://a/b"}, "rules": (rules("secrets")),
        }],
    });
    let binding = obj!({"metadata": {"name": "b"}, "spec": {"policyName": "p", "validationActions": ["Deny"]}});
    let create = |d: &mut Desk, what: &str, object: Value| {
        let request = d.request(Verb::Create, Desk::gvr(what), "").with_body(object);
        let response = d.call(request);
        assert_eq!(response.code, 201, "{response:?}");
        response.warnings
    };
    create(&mut d, "admissionregistration.k8s.io/ValidatingAdmissionPolicy", policy);
    let map = |name: &'static str| obj!({"metadata": {"name": name}});
    assert!(create(&mut d, "ConfigMap", map("a")).is_empty(), "a policy that is not bound asks nothing");
    create(&mut d, "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding", binding);
    create(&mut d, "admissionregistration.k8s.io/ValidatingWebhookConfiguration", hooks);
    let told =
        |what: &str, kind: &str| format!("this simulated cluster does not ask {what}, which is about this {kind}");
    let of_policy = told("ValidatingAdmissionPolicy \"p\"", "ConfigMap");
    assert_eq!(create(&mut d, "ConfigMap", map("b")), [of_policy]);
    let of_hook = told("ValidatingWebhookConfiguration \"h\"", "Secret");
    assert_eq!(create(&mut d, "Secret", map("c")), [of_hook]);
    assert!(create(&mut d, "ServiceAccount", map("d")).is_empty());
}

#[test]
fn a_webhook_of_a_service_that_is_not_there_refuses_what_it_was_to_look_at() {
    let mut d = Desk::new();
    let hooks = |policy: &'static str| {
        obj!({
            "metadata": {"name": policy.to_lowercase()},
            "webhooks": [{
                "name": "a.b.c", "sideEffects": "None", "admissionReviewVersions": ["v1"], "failurePolicy": policy,
                "clientConfig": {"service": {"namespace": "default", "name": "gone", "path": "/check"}},
                "objectSelector": {"matchLabels": {"checked": policy}}, "timeoutSeconds": 3,
                "rules": [{"operations": ["*"], "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*"]}],
            }],
        })
    };
    let kind = "admissionregistration.k8s.io/ValidatingWebhookConfiguration";
    d.create(kind, hooks("Fail")).unwrap();
    d.create(kind, hooks("Ignore")).unwrap();
    let map =
        |name: &'static str, checked: &'static str| obj!({"metadata": {"name": name, "labels": {"checked": checked}}});
    let why = "Internal error occurred: failed calling webhook \"a.b.c\": failed to call webhook: \
               Post \"https://gone.default.svc:443/check?timeout=3s\": service \"gone\" not found";
    assert_eq!(message(d.create("ConfigMap", map("a", "Fail"))), why);
    for (name, checked) in [("b", "Ignore"), ("c", "")] {
        let request = d.request(Verb::Create, Desk::gvr("ConfigMap"), "").with_body(map(name, checked));
        assert!(d.call(request).warnings.is_empty());
    }
    // Who only checks is asked about what is valid, who may change it before that is known.
    assert!(message(d.create("ConfigMap", map("_", "Fail"))).contains("is invalid: metadata.name"));
    d.create("admissionregistration.k8s.io/MutatingWebhookConfiguration", hooks("Fail")).unwrap();
    assert_eq!(message(d.create("ConfigMap", map("_", "Fail"))), why);
}

#[test]
fn overhead_is_that_of_a_class() {
    let mut d = Desk::new();
    let class =
        |name: &'static str, overhead: Value| obj!({"metadata": {"name": name}, "handler": "h", "overhead": overhead});
    let create = "node.k8s.io/RuntimeClass";
    d.create(create, class("heavy", obj!({"podFixed": {"cpu": "100m"}}))).unwrap();
    d.create(create, class("light", Value::Null)).unwrap();
    let none = "Pod Overhead set without corresponding RuntimeClass defined Overhead";
    let other = "Pod's Overhead doesn't match RuntimeClass's defined Overhead";
    for (spec, why) in [
        (obj!({"overhead": {"cpu": "1"}}), none),
        (obj!({"runtimeClassName": "light", "overhead": {"cpu": "1"}}), none),
        (obj!({"runtimeClassName": "heavy", "overhead": {"cpu": "1"}}), other),
    ] {
        let refusal = format!("pods \"p\" is forbidden: pod rejected: {why}");
        assert_eq!(message(d.create("Pod", pod("p", spec))), refusal);
    }
    d.create("Pod", pod("p", obj!({"runtimeClassName": "heavy", "overhead": {"cpu": "0.1"}}))).unwrap();
}

#[test]
fn some_accounts_let_their_pods_see_only_the_secrets_that_they_name() {
    let mut d = Desk::new();
    d.wait(1);
    let account = obj!({
        "metadata": {"name": "strict", "annotations": {"kubernetes.io/enforce-mountable-secrets": "true"}},
        "secrets": [{"name": "own"}],
    });
    d.create("ServiceAccount", account).unwrap();
    let volume = |secret: &'static str| obj!({"volumes": [{"name": "v", "secret": {"secretName": secret}}]});
    let key = obj!({"name": "A", "valueFrom": {"secretKeyRef": {"name": "b", "key": "k"}}});
    let container = |list: &'static str, value: Value| {
        let mut container = obj!({"name": "c", "image": "i"});
        container.set(list, value);
        container
    };
    let of = |what: &str| {
        format!(
            "{what} secret.secretName=\"b\" is not allowed because service account strict does not reference that secret"
        )
    };
    for (spec, why) in [
        (volume("b"), of("volume with")),
        (obj!({"initContainers": [(container("env", obj!([key])))]}), of("init container c with envVar A referencing")),
        (
            obj!({"containers": [(container("envFrom", obj!([{"secretRef": {"name": "b"}}])))]}),
            of("container c with envFrom referencing"),
        ),
        (
            obj!({"imagePullSecrets": [{"name": "b"}]}),
            "imagePullSecrets[0].name=\"b\" is not allowed because service account strict does not reference that \
             imagePullSecret"
                .to_string(),
        ),
    ] {
        let mut spec = spec;
        spec.set("serviceAccountName", "strict");
        assert_eq!(message(d.create("Pod", pod("p", spec))), format!("pods \"p\" is forbidden: {why}"));
    }
    let mut fine = volume("own");
    fine.set("serviceAccountName", "strict");
    d.create("Pod", pod("p", fine)).unwrap();
}

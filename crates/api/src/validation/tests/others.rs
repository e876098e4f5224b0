use super::{LABEL, check, wrong, wrong_update};

/// An object by its kind and name; what follows are its other fields.
fn of(kind: &str, rest: &str) -> String {
    let (group, kind) = kind.rsplit_once('/').unwrap_or(("v1", kind));
    let comma = if rest.is_empty() { "" } else { "," };
    format!("{{apiVersion: {group}, kind: {kind}, metadata: {{name: a}}{comma} {rest}}}")
}

#[test]
fn addresses_and_ranges() {
    let ip = |name: &str, spec: &str| {
        format!("{{apiVersion: networking.k8s.io/v1, kind: IPAddress, metadata: {{name: '{name}'}}, spec: {spec}}}")
    };
    let range = |list: &str| of("networking.k8s.io/v1/ServiceCIDR", &format!("spec: {{cidrs: {list}}}"));
    check(
        &[
            (&ip("10.0.0.1", "{parentRef: {resource: services, name: a, namespace: b}}"), &[]),
            (
                &ip("10.0.0.01", "{}"),
                &[
                    "metadata.name: Invalid value: \"10.0.0.01\": must not have leading 0s",
                    "spec.parentRef: Required value",
                ],
            ),
            (
                &ip("2001:DB8::1", "{parentRef: {resource: a/b}}"),
                &[
                    "metadata.name: Invalid value: \"2001:DB8::1\": must be in canonical form (\"2001:db8::1\")",
                    "spec.parentRef.resource: Invalid value: \"a/b\": may not contain '/'",
                    "spec.parentRef.name: Required value",
                ],
            ),
            (&range("[10.0.0.0/24, 'fd00::/64']"), &[]),
            (&range("[]"), &["spec.cidrs: Required value: at least one CIDR required"]),
            (
                &range("[10.0.0.1/24]"),
                &["spec.cidrs[0]: Invalid value: \"10.0.0.1/24\": must not have bits set beyond the prefix length"],
            ),
            (
                &range("[10.0.0.0/24, 10.1.0.0/24]"),
                &[
                    "spec.cidrs: Invalid value: [\"10.0.0.0/24\",\"10.1.0.0/24\"]: may specify no more than one IP for each \
                   IP family, i.e 192.168.0.0/24 and 2001:db8::/64",
                ],
            ),
            (
                &range("[a, b, c]"),
                &["spec.cidrs: Invalid value: {\"CIDRs\":[\"a\",\"b\",\"c\"]}: may only hold up to 2 values"],
            ),
        ],
        wrong,
    );
    assert_eq!(
        wrong_update(&range("[10.0.0.0/24]"), &range("[10.1.0.0/24]")),
        ["spec.cidrs[0]: Invalid value: \"10.1.0.0/24\": field is immutable"]
    );
}

#[test]
fn storage_drivers() {
    let driver = |spec: &str| of("storage.k8s.io/v1/CSIDriver", &format!("spec: {spec}"));
    let node = |drivers: &str| of("storage.k8s.io/v1/CSINode", &format!("spec: {{drivers: {drivers}}}"));
    let attachment = |spec: &str| of("storage.k8s.io/v1/VolumeAttachment", &format!("spec: {spec}"));
    const ONE: &str = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
    check(
        &[
            (&driver("{}"), &[]),
            (
                &driver(
                    "{fsGroupPolicy: Maybe, volumeLifecycleModes: [Never], nodeAllocatableUpdatePeriodSeconds: 1, \
                     tokenRequests: [{audience: a, expirationSeconds: 1}, {audience: a}]}",
                ),
                &[
                    "spec.fsGroupPolicy: Unsupported value: \"Maybe\": supported values: \"File\", \"None\", \
                     \"ReadWriteOnceWithFSType\"",
                    "spec.tokenRequests[0].expirationSeconds: Invalid value: 1: may not specify a duration less than 10 \
                     minutes",
                    "spec.tokenRequests[1].audience: Duplicate value: \"a\"",
                    "spec.volumeLifecycleModes: Unsupported value: \"Never\": supported values: \"Persistent\", \
                     \"Ephemeral\"",
                    "spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 1: must be greater than or equal to 10 \
                     seconds",
                ],
            ),
            (
                &node("[{name: d, nodeID: ''}, {name: d, nodeID: n1, topologyKeys: [k, k], allocatable: {count: -1}}]"),
                &[
                    "spec.drivers[0].nodeID: Required value",
                    "spec.drivers[1].allocatable.count: Invalid value: -1: must be greater than or equal to 0",
                    "spec.drivers[1].name: Duplicate value: \"d\"",
                    "spec.drivers[1]: Duplicate value: \"k\"",
                ],
            ),
            (&attachment("{attacher: d, nodeName: n1, source: {persistentVolumeName: p}}"), &[]),
            (&attachment("{attacher: d, nodeName: n1, source: {}}"), &[&format!("spec.source: Required value: {ONE}")]),
            (
                &attachment("{attacher: '', nodeName: n1, source: {inlineVolumeSpec: {capacity: {storage: 1Gi}}}}"),
                &[
                    "spec.attacher: Required value",
                    "spec.source.inlineVolumeSpec.capacity: Forbidden: may not be specified in the context of inline \
                     volumes",
                    "spec.source.inlineVolumeSpec.csi: Required value: has to be specified in the context of inline \
                     volumes",
                    "spec.source.inlineVolumeSpec.accessModes: Required value",
                    "spec.source.inlineVolumeSpec: Required value: must specify a volume type",
                    "spec.attacher: Required value",
                ],
            ),
            (
                &of("storage.k8s.io/v1/VolumeAttributesClass", "driverName: ''"),
                &["driverName: Required value", "parameters: Required value: must contain at least one key/value pair"],
            ),
            (
                &of("storage.k8s.io/v1/StorageClass", "provisioner: d, allowedTopologies: [{}, {}]"),
                &[
                    "allowedTopologies[0].matchLabelExpressions: Duplicate value: \"\"",
                    "allowedTopologies[0].matchLabelExpressions: Duplicate value: \"\"",
                    "allowedTopologies[1].matchLabelExpressions: Duplicate value: \"\"",
                    "allowedTopologies[1].matchLabelExpressions: Duplicate value: \"\"",
                    "allowedTopologies[1].matchLabelExpressions: Duplicate value: \"\"",
                ],
            ),
        ],
        wrong,
    );
    let class =
        |tier: &str| of("storage.k8s.io/v1/VolumeAttributesClass", &format!("driverName: d, parameters: {tier}"));
    assert_eq!(
        wrong_update(&class("{tier: gold}"), &class("{tier: iron}")),
        ["parameters: Forbidden: updates to parameters are forbidden."]
    );
    assert_eq!(
        wrong_update(&driver("{attachRequired: true}"), &driver("{attachRequired: false}")),
        ["spec.attachedRequired: Invalid value: false: field is immutable"]
    );
}

#[test]
fn priority_and_fairness() {
    const GROUP: &str = "flowcontrol.apiserver.k8s.io/v1";
    let schema = |spec: &str| of(&format!("{GROUP}/FlowSchema"), &format!("spec: {spec}"));
    let level = |spec: &str| of(&format!("{GROUP}/PriorityLevelConfiguration"), &format!("spec: {spec}"));
    check(
        &[
            (
                &schema("{matchingPrecedence: 1, distinguisherMethod: {type: ByIP}, priorityLevelConfiguration: {}}"),
                &[
                    "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have \
                     matchingPrecedence 1",
                    "spec.distinguisherMethod.type: Unsupported value: {\"Type\":\"ByIP\"}: supported values: \
                     \"ByNamespace\", \"ByUser\"",
                    "spec.priorityLevelConfiguration.name: Required value: must reference a priority level",
                ],
            ),
            (
                &schema(
                    "{matchingPrecedence: 20000, priorityLevelConfiguration: {name: l}, rules: [{}, {subjects: [{kind: \
                     User}, {kind: Robot}, {kind: ServiceAccount, serviceAccount: {name: '*'}, user: {name: u}}], \
                     resourceRules: [{verbs: [fly], apiGroups: ['*', apps], resources: [pods], namespaces: [A]}], \
                     nonResourceRules: [{verbs: ['*'], nonResourceURLs: [healthz, '/a*']}]}]}",
                ),
                &[
                    "spec.matchingPrecedence: Invalid value: 20000: must not be greater than 10000",
                    "spec.rules[0].subjects: Required value: subjects must contain at least one value",
                    "spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be \
                     non-empty",
                    "spec.rules[1].subjects[0].user: Required value: user is required when subject kind is 'User'",
                    "spec.rules[1].subjects[1].kind: Unsupported value: \"Robot\": supported values: \"Group\", \
                     \"ServiceAccount\", \"User\"",
                    "spec.rules[1].subjects[2].serviceAccount.namespace: Required value: must specify namespace for \
                     service account",
                    "spec.rules[1].subjects[2].user: Forbidden: user is forbidden when subject kind is not 'User'",
                    "spec.rules[1].resourceRules[0].verbs: Unsupported value: [\"fly\"]: supported values: \"create\", \
                     \"delete\", \"deletecollection\", \"get\", \"list\", \"patch\", \"proxy\", \"update\", \"watch\"",
                    "spec.rules[1].resourceRules[0].apiGroups: Invalid value: [\"*\",\"apps\"]: if '*' is present, must \
                     not specify other api groups",
                    &format!(
                        "spec.rules[1].resourceRules[0].namespaces[0]: Invalid value: \"A\": each member of this list \
                         must be '*' or a DNS-1123 label; {LABEL}"
                    ),
                    "spec.rules[1].nonResourceRules[0].nonResourceURLs[0]: Invalid value: \"healthz\": must start with \
                     slash",
                    "spec.rules[1].nonResourceRules[0].nonResourceURLs[1]: Invalid value: \"/a*\": wildcard can only do \
                     suffix matching",
                ],
            ),
            (
                &level("{type: Exempt, limited: {limitResponse: {type: Reject}}}"),
                &[
                    "spec.type: Invalid value: \"Exempt\": type must be 'Exempt' if and only if `name` is 'exempt'",
                    "spec.limited: Forbidden: must be nil if the type is not Limited",
                ],
            ),
            (&level("{type: Limited}"), &["spec.limited: Required value: must not be empty when type is Limited"]),
            (
                &level(
                    "{type: Limited, limited: {lendablePercent: 101, limitResponse: {type: Queue, queuing: {queues: 64, \
                     handSize: 11}}}}",
                ),
                &[
                    "spec.limited.limitResponse.queuing.handSize: Invalid value: 11: required entropy bits of deckSize 64 \
                     and handSize 11 should not be greater than 60",
                    "spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive",
                ],
            ),
            (
                &level("{type: Limited, limited: {limitResponse: {type: Queue, queuing: {queues: 64, handSize: 10}}}}"),
                &[],
            ),
        ],
        wrong,
    );
}

#[test]
fn devices() {
    let claim = |devices: &str| of("resource.k8s.io/v1/ResourceClaim", &format!("spec: {{devices: {devices}}}"));
    const REFERENCE: &str = "must be the name of a request in the claim or the name of a request and a subrequest \
                             separated by '/'";
    check(
        &[
            (&claim("{requests: [{name: gpu, exactly: {deviceClassName: c}}]}"), &[]),
            (
                &claim(
                    "{requests: [{name: GPU}, {name: b, exactly: {count: -1}}, {name: b, firstAvailable: [{name: x}]}]}",
                ),
                &[
                    &format!("spec.devices.requests[0].name: Invalid value: \"GPU\": {LABEL}"),
                    "spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required",
                    "spec.devices.requests[1].exactly.deviceClassName: Required value",
                    "spec.devices.requests[1].exactly.count: Invalid value: -1: must be greater than zero",
                    "spec.devices.requests[2].firstAvailable[0].deviceClassName: Required value",
                    "spec.devices.requests[2]: Duplicate value: \"b\"",
                ],
            ),
            (
                &claim(
                    "{requests: [{name: a, exactly: {deviceClassName: c, allocationMode: All, selectors: [{}]}}], \
                     constraints: [{requests: [a, z], matchAttribute: model}], config: [{requests: [a/b]}]}",
                ),
                &[
                    "spec.devices.requests[0].exactly.selectors[0].cel: Required value",
                    &format!("spec.devices.constraints[0].requests[1]: Invalid value: \"z\": {REFERENCE}"),
                    "spec.devices.constraints[0].matchAttribute: Invalid value: \"model\": must include a domain",
                    &format!("spec.devices.config[0].requests[0]: Invalid value: \"a/b\": {REFERENCE}"),
                    "spec.devices.config[0].opaque: Required value",
                ],
            ),
            (
                &of("resource.k8s.io/v1/DeviceClass", "spec: {extendedResourceName: gpu}"),
                &["spec.extendedResourceName: Invalid value: \"gpu\": must be a valid extended resource name"],
            ),
            (
                &of(
                    "resource.k8s.io/v1/ResourceSlice",
                    "spec: {driver: d, nodeName: n1, allNodes: true, pool: {name: p}}",
                ),
                &[
                    "spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero",
                    "spec: Invalid value: \"{`nodeName`, `allNodes`}\": exactly one of `nodeName`, `nodeSelector`, \
                     `allNodes`, `perDeviceNodeSelection` is required, but multiple fields are set",
                ],
            ),
            (
                &of(
                    "resource.k8s.io/v1/ResourceSlice",
                    "spec: {driver: d, nodeName: n1, pool: {name: p, resourceSliceCount: 1}, devices: [{name: a, \
                     attributes: {m: {}}, taints: [{key: k, value: v, effect: Never}, {key: k}]}]}",
                ),
                &[
                    "spec.devices[0].attributes[m]: Required value: exactly one value must be specified",
                    "spec.devices[0].taints[0].effect: Unsupported value: \"Never\": supported values: \"NoExecute\", \
                     \"NoSchedule\", \"None\"",
                    "spec.devices[0].taints[1].effect: Required value",
                ],
            ),
            (
                &of("resource.k8s.io/v1/DeviceClass", "spec: {config: [{opaque: {driver: d, parameters: x}}]}"),
                &[
                    "spec.config[0].opaque.parameters: Invalid value: \"<value omitted>\": parameters must be a valid JSON \
                   object",
                ],
            ),
        ],
        wrong,
    );
    assert_eq!(
        wrong_update(&claim("{}"), &claim("{requests: [{name: g, exactly: {deviceClassName: c}}]}")),
        ["spec: Invalid value: {\"Devices\":{\"Requests\":[{\"Name\":\"g\",\"Exactly\":{\"DeviceClassName\":\"c\",\
          \"Selectors\":null,\"AllocationMode\":\"ExactCount\",\"Count\":1,\"AdminAccess\":null,\"Tolerations\":null,\
          \"Capacity\":null},\"FirstAvailable\":null}],\"Constraints\":null,\"Config\":null}}: field is immutable"]
    );
}

#[test]
fn volumes_of_pods() {
    let volume = |text: &str| {
        wrong(&format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: [{{name: a, image: b}}], volumes: \
             [{{name: v, {text}}}]}}}}"
        ))
    };
    check(
        &[
            (
                "nfs: {}",
                &[
                    "spec.volumes[0].nfs.server: Required value",
                    "spec.volumes[0].nfs.path: Required value",
                    "spec.volumes[0].nfs.path: Invalid value: \"\": must be an absolute path",
                ],
            ),
            (
                "iscsi: {targetPortal: 'h:1', iqn: iqn.2001, lun: 300, initiatorName: x}",
                &[
                    "spec.volumes[0].iscsi.iqn: Invalid value: \"iqn.2001\": must be valid format",
                    "spec.volumes[0].iscsi.lun: Invalid value: 300: must be between 0 and 255, inclusive",
                    "spec.volumes[0].iscsi.initiatorname: Invalid value: \"x\": must be valid format starting with iqn, \
                     eui, or naa",
                ],
            ),
            ("iscsi: {targetPortal: 'h:1', iqn: 'iqn.2001-04.com.example:storage.1', lun: 0}", &[]),
            (
                "flocker: {}",
                &["spec.volumes[0].flocker: Required value: one of datasetName and datasetUUID is required"],
            ),
            (
                "quobyte: {registry: host, volume: v}",
                &[
                    "spec.volumes[0].quobyte.registry: Invalid value: \"host\": must be a host:port pair or multiple pairs \
                   separated by commas",
                ],
            ),
            (
                "flexVolume: {driver: d, options: {a.kubernetes.io/b: c}}",
                &["spec.volumes[0].flexVolume.options[a.kubernetes.io/b]: Invalid value: \"a.kubernetes.io/b\": \
                   kubernetes.io and k8s.io namespaces are reserved"],
            ),
            ("storageos: {}", &["spec.volumes[0].storageos.volumeName: Required value"]),
            (
                "projected: {sources: [{secret: {name: s}, configMap: {name: c}}]}",
                &[
                    "spec.volumes[0].projected.sources[0]: Forbidden: may not specify more than 1 volume type per source",
                ],
            ),
            (
                "csi: {driver: d, nodePublishSecretRef: {name: ''}}",
                &["spec.volumes[0].csi.nodePublishSecretRef.name: Required value"],
            ),
        ],
        volume,
    );
}

#[test]
fn containers_of_pods() {
    let container = |text: &str| {
        let (container, spec) = text.split_once(" | ").unwrap_or((text, "hostname: h"));
        wrong(&format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{{spec}, containers: [{{name: a, image: b, \
             {container}}}]}}}}"
        ))
    };
    const IN_FIELD: &str = "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: ";
    check(
        &[
            (
                "env: [{name: A, valueFrom: {fieldRef: {fieldPath: \"spec.nodeName['a']\"}}}]",
                &[&format!(
                    "{IN_FIELD}Invalid value: \"spec.nodeName['a']\": error converting fieldPath: field label does not \
                     support subscript: spec.nodeName['a']"
                )],
            ),
            (
                "env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.hostIPx}}}]",
                &[&format!(
                    "{IN_FIELD}Invalid value: \"status.hostIPx\": error converting fieldPath: field label not supported: \
                     status.hostIPx"
                )],
            ),
            ("env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.host}}}]", &[]),
            (
                "env: [{name: A, valueFrom: {fileKeyRef: {volumeName: v, path: /a, key: K}}}] | volumes: [{name: v, \
                 secret: {secretName: s}}]",
                &[
                    "spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Invalid value: \"v\": referenced volume \
                   must be of type emptyDir",
                ],
            ),
            (
                "resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}] | restartPolicy: Never",
                &[
                    "spec.containers[0].resizePolicy: Invalid value: \"RestartContainer\": must be 'NotRequired' when pod \
                   `restartPolicy` is 'Never'",
                ],
            ),
            (
                "restartPolicyRules: [{action: Stop, exitCodes: {operator: Is}}]",
                &[
                    "spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are \
                     used",
                    "spec.containers[0].restartPolicyRules[0].action: Unsupported value: \"Stop\": supported values: \
                     \"Restart\", \"RestartAllContainers\"",
                    "spec.containers[0].restartPolicyRules[0].exitCodes.operator: Unsupported value: \"Is\": supported \
                     values: \"In\", \"NotIn\"",
                ],
            ),
            (
                "ports: [] | hostnameOverride: h, hostNetwork: true, setHostnameAsFQDN: true",
                &[
                    "spec.hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true",
                    "spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true",
                ],
            ),
            (
                "ports: [] | tolerations: [{key: a, operator: Lt, value: '5'}]",
                &["spec.tolerations[0].operator: Unsupported value: \"Lt\": supported values: \"Equal\", \"Exists\", \
                   \"Lt\", \"Gt\""],
            ),
            (
                "resources: {limits: {cpu: 2}, requests: {cpu: 2}} | resources: {limits: {cpu: 1}, requests: {cpu: 1}}",
                &[
                    "spec.resources.requests[cpu]: Invalid value: \"1\": must be greater than or equal to aggregate \
                     container requests of 2",
                    "spec.resources.containers[0][cpu].limits: Invalid value: \"2\": must be less than or equal to pod \
                     limits of 1",
                ],
            ),
        ],
        container,
    );
}

#[test]
fn requests_for_certificates() {
    let request = |conditions: &str| {
        of("certificates.k8s.io/v1/CertificateSigningRequest", &format!("status: {{conditions: {conditions}}}"))
    };
    let denied = request("[{type: Approved, status: 'True'}, {type: Denied, status: 'False'}, {status: Maybe}]");
    assert_eq!(
        wrong_update(&request("[{type: Failed, status: 'True'}]"), &denied),
        [
            "status.conditions[1].status: Unsupported value: \"False\": supported values: \"True\"",
            "status.conditions[1].type: Invalid value: \"Denied\": Approved and Denied conditions are mutually exclusive",
            "status.conditions[2].type: Required value",
            "status.conditions[2].status: Unsupported value: \"Maybe\": supported values: \"False\", \"True\", \"Unknown\"",
            "status.conditions: Forbidden: updates may not remove a condition of type \"Failed\"",
        ]
    );
    let pem = |body: &str| crate::base64::encode(body.as_bytes());
    for text in ["x", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"] {
        let spec = format!("spec: {{request: {}, usages: [any], signerName: example.com/a}}", pem(text));
        assert_eq!(
            wrong(&of("certificates.k8s.io/v1/CertificateSigningRequest", &spec)),
            [format!("spec.request: Invalid value: \"{}\": PEM block type must be CERTIFICATE REQUEST", pem(text))]
        );
    }
}

#[test]
fn what_is_in_a_request_is_der() {
    let of_body = |body: &[u8]| {
        let pem = format!(
            "-----BEGIN CERTIFICATE REQUEST-----\n{}\n-----END CERTIFICATE REQUEST-----\n",
            crate::base64::encode(body)
        );
        let spec = format!(
            "spec: {{request: {}, usages: [any], signerName: example.com/a}}",
            crate::base64::encode(pem.as_bytes())
        );
        let errors = wrong(&of("certificates.k8s.io/v1/CertificateSigningRequest", &spec));
        errors.iter().map(|e| e.rsplit_once("\": ").map_or(e.clone(), |(_, why)| why.to_string())).collect::<Vec<_>>()
    };
    const TAIL: &str = "{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}";
    assert_eq!(of_body(&[0x30, 2, 0x30, 0]), Vec::<String>::new());
    assert_eq!(of_body(&[0x30, 9, 0x30, 0]), ["asn1: syntax error: data truncated"]);
    assert_eq!(of_body(&[0x30, 0x82, 1]), ["asn1: syntax error: truncated tag or length"]);
    assert_eq!(
        of_body(b"abc"),
        [format!(
            "asn1: structure error: tags don't match (16 vs {{class:1 tag:1 length:98 isCompound:true}}) {TAIL} certificateRequest @2"
        )]
    );
}

#[test]
fn targets_of_autoscalers_name_their_group() {
    let scaler = |kind: &str, version: &str, max: u8| {
        let target = format!("{{kind: {kind}, name: a, apiVersion: '{version}'}}");
        of(
            "autoscaling/v1/HorizontalPodAutoscaler",
            &format!("spec: {{maxReplicas: {max}, minReplicas: 1, scaleTargetRef: {target}}}"),
        )
    };
    let path = "spec.scaleTargetRef.apiVersion: Invalid value:";
    check(
        &[
            (&scaler("Deployment", "apps/v1", 1), &[]),
            (&scaler("ReplicationController", "v1", 1), &[]),
            (&scaler("Deployment", "v1", 1), &[&format!("{path} \"v1\": apiVersion must specify API group")]),
            (&scaler("Deployment", "a/b/c", 1), &[&format!("{path} \"a/b/c\": unexpected GroupVersion string: a/b/c")]),
        ],
        wrong,
    );
    assert!(wrong_update(&scaler("Deployment", "v1", 1), &scaler("Deployment", "v1", 2)).is_empty());
}

#[test]
fn events_of_the_newer_group_are_whole() {
    let event = |rest: &str| {
        let head = "apiVersion: v1, kind: Event, metadata: {name: a, namespace: default}";
        format!("{{{head}, involvedObject: {{kind: Pod, namespace: default, name: p}}, {rest}}}")
    };
    let of_group = |text: &str| {
        let kind = crate::kinds::by_kind("events.k8s.io", "Event").unwrap();
        let object = crate::yaml::parse(text).unwrap();
        crate::validation::create(kind, &object).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let time = "2026-01-01T00:00:00.000000Z";
    let whole =
        format!("eventTime: '{time}', reportingComponent: c, reportingInstance: i, action: a, reason: r, type: Normal");
    assert!(of_group(&event(&whole)).is_empty());
    assert_eq!(
        of_group(&event("type: Odd, count: 2, source: {component: c}")),
        [
            "eventTime: Required value",
            "type: Invalid value: \"\": has invalid value: Odd",
            "count: Invalid value: \"\": needs to be unset",
            "source: Invalid value: \"\": needs to be unset",
        ]
    );
    assert_eq!(
        of_group(&event(&format!("eventTime: '{time}', type: Normal"))),
        [
            "reportingController: Required value",
            "reportingController: Invalid value: \"\": name part must be non-empty",
            "reportingController: Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' or '.', \
             and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex \
             used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
            "reportingInstance: Required value",
            "action: Required value",
            "reason: Required value",
        ]
    );
}

#[test]
fn profiles_of_old_and_of_new() {
    let pod = |rest: &str| wrong(&format!("{{apiVersion: v1, kind: Pod, {rest}}}"));
    check(
        &[
            (
                "metadata: {name: a, annotations: {controller.kubernetes.io/pod-deletion-cost: x, \
                 container.seccomp.security.alpha.kubernetes.io/c: y/z, seccomp.security.alpha.kubernetes.io/pod: a/b, \
                 container.apparmor.security.beta.kubernetes.io/d: unconfined}}, spec: {containers: [{name: c, image: i}]}",
                &[
                    "metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: \"x\": must be a \
                     32bit integer",
                    "metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: \"a/b\": must be a \
                     valid seccomp profile",
                    "metadata.annotations.container.seccomp.security.alpha.kubernetes.io/c: Invalid value: \"y/z\": must \
                     be a valid seccomp profile",
                    "metadata.annotations[container.apparmor.security.beta.kubernetes.io/d]: Invalid value: \"d\": \
                     container not found",
                ],
            ),
            (
                "metadata: {name: a, annotations: {container.seccomp.security.alpha.kubernetes.io/c: docker/default, \
                 container.apparmor.security.beta.kubernetes.io/c: localhost/x}}, spec: {securityContext: \
                 {appArmorProfile: {type: Localhost, localhostProfile: z}}, containers: [{name: c, image: i, \
                 securityContext: {seccompProfile: {type: Unconfined}}}]}",
                &[
                    "spec.containers[0].securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and \
                     field must match",
                    "spec.containers[0].securityContext.appArmorProfile.localhostProfile: Forbidden: apparmor profile in \
                     annotation and field must match",
                ],
            ),
            (
                "metadata: {name: a}, spec: {runtimeClassName: '', overhead: {hugepages-2Mi: 3Mi}, securityContext: \
                 {windowsOptions: {hostProcess: true}}, containers: [{name: c, image: i, securityContext: \
                 {windowsOptions: {hostProcess: false}}}, {name: d, image: i}]}",
                &[
                    "spec.containers[0].securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess \
                     value must be identical if both are specified, was true",
                    "spec: Invalid value: \"\": If pod contains any hostProcess containers then all containers must be \
                     HostProcess containers",
                    "spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess \
                     containers",
                    "spec.runtimeClassName: Invalid value: \"\": a lowercase RFC 1123 subdomain must consist of lower case \
                     alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. \
                     'example.com', regex used for validation is \
                     '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
                    "spec.overhead.limits[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive integer multiple of \
                     hugepages-2Mi",
                    "spec.overhead: Forbidden: HugePages require cpu or memory",
                ],
            ),
        ],
        pod,
    );
}

#[test]
fn an_image_may_be_named_later_in_templates() {
    let volume = "volumes: [{name: v, image: {pullPolicy: X}}], containers: [{name: c, image: i}]";
    let policy = "volumes[0].image.pullPolicy: Unsupported value: \"X\": supported values: \"Always\", \"IfNotPresent\", \
                  \"Never\"";
    assert_eq!(
        wrong(&of("Pod", &format!("spec: {{{volume}}}"))),
        ["spec.volumes[0].image.reference: Required value".to_string(), format!("spec.{policy}")]
    );
    assert_eq!(
        wrong(&of("PodTemplate", &format!("template: {{spec: {{{volume}}}}}"))),
        [format!("template.spec.{policy}")]
    );
}

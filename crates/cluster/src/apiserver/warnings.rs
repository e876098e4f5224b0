//! Warnings that go with an answer: what is deprecated, and what is likely a mistake.

mod addresses;
mod paths;
mod pods;

use api::quantity::Quantity;
use api::{Value, base64, meta, names, structural};

use super::Resource;

/// Whole kinds that are on their way out.
const DEPRECATED: &[(&str, &str, &str)] = &[
    ("", "endpoints", "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"),
    ("", "componentstatuses", "v1 ComponentStatus is deprecated in v1.19+"),
];

/// What every call on a resource is told.
pub(super) fn of_resource(resource: &Resource) -> Option<&str> {
    if let Some(custom) = &resource.custom {
        return Some(&*custom.deprecation).filter(|text| !text.is_empty());
    }
    DEPRECATED.iter().find(|(g, p, _)| resource.is(g, p)).map(|(_, _, text)| *text)
}

/// Where the pod template of a kind is, and whether the names of its pods come from its own name.
fn template_of(resource: &Resource) -> Option<(&'static [&'static str], bool)> {
    let gvr = &resource.gvr;
    Some(match (gvr.group.as_str(), gvr.resource.as_str()) {
        ("", "podtemplates") => (&["template"], false),
        ("apps", "statefulsets" | "daemonsets") => (&["spec", "template"], false),
        ("", "replicationcontrollers") | ("apps", "deployments" | "replicasets") | ("batch", "jobs") => {
            (&["spec", "template"], true)
        }
        ("batch", "cronjobs") => (&["spec", "jobTemplate", "spec", "template"], true),
        _ => return None,
    })
}

/// What the author of a new object is told, or of one that takes the place of `old`.
pub(super) fn of_object(resource: &Resource, object: &Value, old: &Value) -> Vec<String> {
    let mut all = Vec::new();
    of_finalizers(object, old, &mut all);
    let is_new = old.is_null();
    let generation = |o: &Value| o.get("metadata").int("generation");
    if resource.is("", "pods") {
        // People do not often change pods themselves, so nothing is said of that.
        if is_new {
            of_name(object, "the Pod's hostname", &mut all);
            pods::of_template(object, "", &mut all);
        }
    } else if let Some((path, names_pods)) = template_of(resource)
        && (is_new || generation(object) != generation(old))
    {
        if is_new && names_pods {
            of_name(object, "Pod names and hostnames", &mut all);
        }
        of_job(object, path, &mut all);
        let at = path.iter().map(|p| format!("{p}.")).collect::<String>();
        pods::of_template(object.at(path), &at, &mut all);
    }
    match (resource.gvr.group.as_str(), resource.gvr.resource.as_str()) {
        ("", "services") => of_service(object, &mut all),
        ("", "secrets") => of_secret(object, &mut all),
        ("", "resourcequotas") if is_new => of_quota(object.get("spec").get("hard"), &mut all),
        ("apps", "statefulsets") => of_stateful_set(object, &mut all),
        ("", "persistentvolumes") => of_volume(object, &mut all),
        ("", "persistentvolumeclaims") => {
            old_class(object, &mut all);
            whole_bytes(object.get("spec"), "spec", "storage", &mut all);
        }
        ("", "serviceaccounts") => of_account(object, old, &mut all),
        ("", "nodes") => of_node(object, &mut all),
        ("", "endpoints") if !is_managed(object, "endpoints.kubernetes.io", &["endpoint-controller"]) => {
            for (i, subset) in object.list("subsets").iter().enumerate() {
                for field in ["addresses", "notReadyAddresses"] {
                    let at = format!("subsets[{i}].{field}");
                    addresses::each(addresses::address, subset.list(field), &at, ".ip", &mut all);
                }
            }
        }
        ("discovery.k8s.io", "endpointslices") => of_slice(object, is_new, &mut all),
        ("node.k8s.io", "runtimeclasses") => {
            for key in object.get("scheduling").map("nodeSelector").keys() {
                all.extend(pods::deprecated(key).map(|why| format!("scheduling.nodeSelector: {why}")));
            }
        }
        ("storage.k8s.io", "storageclasses") => {
            for (i, term) in object.list("allowedTopologies").iter().enumerate() {
                for (j, e) in term.list("matchLabelExpressions").iter().enumerate() {
                    let at = format!("allowedTopologies[{i}].matchLabelExpressions[{j}].key");
                    all.extend(pods::deprecated(e.str("key")).map(|why| format!("{at}: {why}")));
                }
            }
        }
        ("apiextensions.k8s.io", "customresourcedefinitions") => {
            let known = formats_of(old);
            let new = formats_of(object).into_iter().filter(|f| !known.contains(f));
            all.extend(new.map(|format| format!("unrecognized format {format:?}")));
        }
        ("networking.k8s.io", "networkpolicies") => of_policy(object, &mut all),
        ("networking.k8s.io", "ingresses")
            if is_new && meta::annotations(object).contains_key("kubernetes.io/ingress.class") =>
        {
            let text =
                "annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead";
            all.push(text.into());
        }
        _ => {}
    }
    all
}

fn of_finalizers(object: &Value, old: &Value, all: &mut Vec<String>) {
    for finalizer in meta::finalizers(object).iter().filter(|f| !meta::finalizers(old).contains(f)) {
        let finalizer = finalizer.as_str().unwrap_or("");
        let plain = !finalizer.contains('/') && !matches!(finalizer, "orphan" | "foregroundDeletion" | "kubernetes");
        if plain && names::qualified_name(finalizer).is_empty() {
            all.push(format!(
                "metadata.finalizers: {finalizer:?}: prefer a domain-qualified finalizer name including a path (/) to \
                 avoid accidental conflicts with other finalizer writers"
            ));
        }
    }
}

fn of_stateful_set(object: &Value, all: &mut Vec<String>) {
    for (i, claim) in object.get("spec").list("volumeClaimTemplates").iter().enumerate() {
        whole_bytes(claim.get("spec"), &format!("spec.volumeClaimTemplates[{i}]"), "storage", all);
    }
    if object.get("spec").int("revisionHistoryLimit").is_some_and(|n| n < 0) {
        let text = "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 \
                    is recommended";
        all.push(text.into());
    }
}

fn of_account(object: &Value, old: &Value, all: &mut Vec<String>) {
    const KEY: &str = "kubernetes.io/enforce-mountable-secrets";
    if meta::annotations(object).contains_key(KEY) && !meta::annotations(old).contains_key(KEY) {
        all.push(format!(
            "metadata.annotations[{KEY}]: deprecated in v1.32+; prefer separate namespaces to isolate access to \
             mounted secrets"
        ));
    }
}

fn of_node(object: &Value, all: &mut Vec<String>) {
    const GONE: [(&str, &str); 2] = [
        ("configSource", "the feature is removed"),
        ("externalID", "this field is deprecated, and is unused by Kubernetes"),
    ];
    let set =
        |field: &&(&str, &str)| object.get("spec").has(field.0) && object.get("spec").get(field.0) != &Value::from("");
    all.extend(GONE.iter().filter(set).map(|(field, why)| format!("spec.{field}: {why}")));
    let ranges = object.get("spec").list("podCIDRs");
    addresses::each(addresses::range, ranges, "spec.podCIDRs", "", all);
}

fn of_slice(object: &Value, is_new: bool, all: &mut Vec<String>) {
    const MANAGERS: &[&str] = &["endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"];
    if is_new && object.str("addressType") == "FQDN" {
        all.push("spec.addressType: FQDN endpoints are deprecated".into());
    }
    if !is_managed(object, "endpointslice.kubernetes.io", MANAGERS) {
        for (i, endpoint) in object.list("endpoints").iter().enumerate() {
            let at = format!("endpoints[{i}].addresses");
            addresses::each(addresses::address, endpoint.list("addresses"), &at, "", all);
        }
    }
}

/// What who writes a state is told of its addresses.
pub(super) fn of_state(resource: &Resource, object: &Value) -> Vec<String> {
    let mut all = Vec::new();
    let mut each = |path: &[&'static str], end: &str| {
        let (field, owner) = path.split_last().unwrap_or((&"", &[]));
        addresses::each(addresses::address, object.at(owner).list(field), &path.join("."), end, &mut all);
    };
    match (resource.gvr.group.as_str(), resource.gvr.resource.as_str()) {
        ("", "pods") => {
            each(&["status", "podIPs"], ".ip");
            each(&["status", "hostIPs"], ".ip");
        }
        ("", "services") | ("networking.k8s.io", "ingresses") => each(&["status", "loadBalancer", "ingress"], ""),
        _ => {}
    }
    all
}

/// Whether a controller writes an object, as its label says: its addresses are not looked at.
fn is_managed(object: &Value, domain: &str, by: &[&str]) -> bool {
    meta::labels(object).get(&format!("{domain}/managed-by")).and_then(Value::as_str).is_some_and(|m| by.contains(&m))
}

/// Jobs with too many indexes to keep count of; `template` is the way to the template below their spec.
fn of_job(object: &Value, template: &[&'static str], all: &mut Vec<String>) {
    let (_, path) = template.split_last().unwrap_or((&"", &[]));
    let spec = object.at(path);
    let above = |field: &str, limit: i64| spec.int(field).is_some_and(|n| n > limit);
    if spec.str("completionMode") == "Indexed" && above("completions", 100_000) && above("parallelism", 10_000) {
        all.push(format!(
            "{}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, \
             Kubernetes might not be able to track completedIndexes when a big number of indexes fail",
            path.join(".")
        ));
    }
}

/// Formats in the schemas of a definition that mean nothing.
fn formats_of(definition: &Value) -> Vec<String> {
    let mut all = Vec::new();
    for schema in definition.get("spec").list("versions").iter().map(|v| v.at(&["schema", "openAPIV3Schema"])) {
        let found = structural::unknown_formats(schema);
        all.extend(found.into_iter().filter(|f| !all.contains(f)).collect::<Vec<_>>());
    }
    all
}

fn of_name(object: &Value, is_used_in: &str, all: &mut Vec<String>) {
    let wrong = names::dns1123_label(meta::name(object));
    if !wrong.is_empty() {
        all.push(format!(
            "metadata.name: this is used in {is_used_in}, which can result in surprising behavior; a DNS label is \
             recommended: [{}]",
            wrong.join(" ")
        ));
    }
}

/// Amounts of bytes in requests and limits that are no whole numbers.
fn whole_bytes(owner: &Value, at: &str, resource: &str, all: &mut Vec<String>) {
    for kind in ["requests", "limits"] {
        fraction(owner.at(&["resources", kind]), &format!("{at}.resources.{kind}"), resource, all);
    }
}

fn fraction(amounts: &Value, at: &str, resource: &str, all: &mut Vec<String>) {
    let amount = Quantity::of_valid(amounts.get(resource));
    if amount.milli_value() % 1000 != 0 {
        all.push(format!("{at}[{resource}]: fractional byte value \"{amount}\" is invalid, must be an integer"));
    }
}

/// Requests that may be more than the limits of the same resource.
fn of_quota(hard: &Value, all: &mut Vec<String>) {
    for resource in ["cpu", "memory", "storage", "ephemeral-storage"] {
        let (mut request, limit) = (format!("requests.{resource}"), format!("limits.{resource}"));
        if !hard.has(&request) && matches!(resource, "cpu" | "memory") {
            request = resource.into();
        }
        let amount = |name: &str| Quantity::of_valid(hard.get(name));
        if hard.has(&request) && hard.has(&limit) && amount(&request) > amount(&limit) {
            let (asked, most) = (amount(&request), amount(&limit));
            all.push(format!("ResourceQuota {request} ({asked}) should be less than {limit} ({most})"));
        }
    }
}

fn of_service(service: &Value, all: &mut Vec<String>) {
    const HINTS: &str = "service.kubernetes.io/topology-aware-hints";
    let spec = service.get("spec");
    let kind = spec.str("type");
    let headless = kind == "ClusterIP" && spec.str("clusterIP") == "None";
    let mut say = |text: &str| all.push(text.to_string());
    if meta::annotations(service).contains_key(HINTS) {
        say(&format!("annotation {HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead"));
    }
    let external = !spec.list("externalIPs").is_empty();
    if !headless && !spec.str("clusterIP").is_empty() {
        addresses::each(addresses::address, spec.list("clusterIPs"), "spec.clusterIPs", "", all);
    }
    let mut say = |text: &str| all.push(text.to_string());
    if headless {
        if !spec.str("loadBalancerIP").is_empty() {
            say("spec.loadBalancerIP is ignored for headless services");
        }
        if external {
            say("spec.externalIPs is ignored for headless services");
        }
        if spec.str("sessionAffinity") != "None" {
            say("spec.SessionAffinity is ignored for headless services");
        }
    }
    addresses::each(addresses::address, spec.list("externalIPs"), "spec.externalIPs", "", all);
    if external && !headless && kind != "ExternalName" {
        all.push("spec.externalIPs is deprecated and may no longer be implemented in some clusters".into());
    }
    addresses::address("spec.loadBalancerIP", spec.str("loadBalancerIP"), all);
    let ranges = spec.list("loadBalancerSourceRanges");
    addresses::each(addresses::range, ranges, "spec.loadBalancerSourceRanges", "", all);
    let mut say = |text: &str| all.push(text.to_string());
    if external && kind == "ExternalName" {
        say("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if kind != "ExternalName" && !spec.str("externalName").is_empty() {
        say("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
    if spec.str("trafficDistribution") == "PreferClose" {
        say("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
    }
}

/// A certificate and its key are looked at as far as their wrapping goes.
fn of_secret(secret: &Value, all: &mut Vec<String>) {
    if secret.str("type") != "kubernetes.io/tls" {
        return;
    }
    let blocks = |key: &str| -> Vec<String> {
        let bytes = base64::decode(secret.get("data").str(key)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let begun = text.split("-----BEGIN ").skip(1).filter_map(|rest| rest.split_once("-----"));
        begun.filter(|(kind, rest)| rest.contains(&format!("-----END {kind}"))).map(|(kind, _)| kind.into()).collect()
    };
    let is_key = |kind: &String| kind == "PRIVATE KEY" || kind.ends_with(" PRIVATE KEY");
    let (certificate, key) = (blocks("tls.crt"), blocks("tls.key"));
    let why = if certificate.is_empty() {
        "failed to find any PEM data in certificate input".into()
    } else if !certificate.iter().any(|kind| kind == "CERTIFICATE") {
        if certificate.len() == 1 && is_key(&certificate[0]) {
            "failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have \
             been switched"
                .into()
        } else {
            format!(
                "failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the \
                 following types: [{}]",
                certificate.join(" ")
            )
        }
    } else if key.is_empty() {
        "failed to find any PEM data in key input".into()
    } else if !key.iter().any(is_key) {
        if key.len() == 1 && key[0] == "CERTIFICATE" {
            "found a certificate rather than a key in the PEM for the private key".into()
        } else {
            format!(
                "failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of \
                 the following types: [{}]",
                key.join(" ")
            )
        }
    } else {
        return;
    };
    all.push(format!("tls: {why}"));
}

fn old_class(object: &Value, all: &mut Vec<String>) {
    const CLASS: &str = "volume.beta.kubernetes.io/storage-class";
    if meta::annotations(object).contains_key(CLASS) {
        all.push(format!(
            "metadata.annotations[{CLASS}]: deprecated since v1.8; use \"storageClassName\" attribute instead"
        ));
    }
}

fn of_volume(volume: &Value, all: &mut Vec<String>) {
    old_class(volume, all);
    let spec = volume.get("spec");
    if spec.str("persistentVolumeReclaimPolicy") == "Recycle" {
        all.push(
            "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended \
             approach is to use dynamic provisioning."
                .into(),
        );
    }
    let terms = spec.at(&["nodeAffinity", "required"]).list("nodeSelectorTerms");
    pods::node_terms(terms.iter(), "spec.nodeAffinity.required.nodeSelectorTerms", "", all);
    for (field, text) in pods::OLD_VOLUMES.iter().filter(|(field, _)| *field != "gitRepo" && spec.has(field)) {
        all.push(format!("spec.{field}: {text}"));
    }
}

/// Blocks of addresses that do not begin where they say.
fn of_policy(policy: &Value, all: &mut Vec<String>) {
    for (rules, peers) in [("ingress", "from"), ("egress", "to")] {
        for (i, rule) in policy.get("spec").list(rules).iter().enumerate() {
            for (j, peer) in rule.list(peers).iter().enumerate() {
                let block = peer.get("ipBlock");
                let at = format!("spec.{rules}[{i}].{peers}[{j}].ipBlock");
                if block.is_null() {
                    continue;
                }
                addresses::range(&format!("{at}.cidr"), block.str("cidr"), all);
                addresses::each(addresses::range, block.list("except"), &format!("{at}.except"), "", all);
            }
        }
    }
}

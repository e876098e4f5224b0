//! `kubectl expose`.

use sorted::SortedMap;

use api::{Value, Verb, meta, obj};

use super::common::{self, DryRun, Teller};
use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, string, text};
use crate::cli::{Command, Parsed, go, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::resources::builder::{Info, Query};

const FLAGS: &[Flag] = &[
    flag::RECORD,
    text(
        "cluster-ip",
        "ClusterIP to be assigned to the service. Leave empty to auto-allocate, or set to 'None' to create a headless service.",
    ),
    flag::DRY_RUN,
    text(
        "external-ip",
        "Additional external IP address (not managed by Kubernetes) to accept for the service. If this IP is routed to a node, the service can be accessed by this IP in addition to its generated service IP.",
    ),
    flag::field_manager("kubectl-expose"),
    flag::filename("Filename, directory, or URL to files identifying the resource to expose a service"),
    flag::KUSTOMIZE,
    text("labels", "Labels to apply to the service created by this call.").short('l'),
    text(
        "load-balancer-ip",
        "IP to assign to the LoadBalancer. If empty, an ephemeral IP will be created and used (cloud-provider specific).",
    ),
    text("name", "The name for the newly created object."),
    string("override-type", "merge", "The method used to override the generated object: json, merge, or strategic."),
    text(
        "overrides",
        "An inline JSON override for the generated object. If this is non-empty, it is used to override the generated object. Requires that the object supply a valid apiVersion field.",
    ),
    text("port", "The port that the service should serve on. Copied from the resource being exposed, if unspecified"),
    text("protocol", "The network protocol for the service to be created. Default is 'TCP'."),
    flag::RECURSIVE,
    flag::SAVE_CONFIG,
    text(
        "selector",
        "A label selector to use for this service. Only equality-based selector requirements are supported. If empty (the default) infer the selector from the resource being exposed.",
    ),
    text(
        "session-affinity",
        "If non-empty, set the session affinity for the service to this; legal values: 'None', 'ClientIP'",
    ),
    text(
        "target-port",
        "Name or number for the port on the container that the service should direct traffic to. Optional.",
    ),
    text("type", "Type for this service: ClusterIP, NodePort, LoadBalancer, or ExternalName. Default is 'ClusterIP'."),
];

pub(crate) const EXPOSE: Command = Command {
    name: "expose",
    short: "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service",
    help: include_str!("../help/expose.txt"),
    usage: "expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]",
    arguments: Arguments::Of(&["pod", "service", "replicationcontroller", "deployment", "replicaset"]),
    flags: &[FLAGS, flag::PRINT],
    run: run!(expose),
    server_first: |_| true,
    ..Command::NEW
};

async fn expose(client: Client, p: Parsed) -> Result<()> {
    let dry_run = DryRun::of(&client, &p).await?;
    let teller = Teller::new(&client, &p, dry_run).await?;
    let mut query = Query::typed(&client, &p, &p.args).await?;
    // The selector is the new service's.
    query.selector = None;
    // An object of a file is taken as it stands there.
    let found = query.find(&client).await?;
    let mut errors = Vec::new();
    let (infos, mut unread) = found.apart();
    for (at, info) in infos.into_iter().enumerate() {
        errors.extend(unread.before(at));
        match one(&client, &p, &info, dry_run).await {
            Ok(service) => teller.tell_typed(&client, &service, "exposed"),
            Err(e) => errors.push(e),
        }
    }
    errors.extend(unread.left());
    common::finish(errors)
}

async fn one(client: &Client, p: &Parsed, info: &Info, dry_run: DryRun) -> Result<Value> {
    let service = common::recorded(p, service(p, info)?);
    if dry_run == DryRun::Client {
        return common::placed(client, service).await;
    }
    let service = if p.bool("save-config") { common::with_typed_config(&service) } else { service };
    let services = client.resource("services").await?;
    let mut request = services.request(Verb::Create, &info.namespace, "")?.with_body(service);
    request.options = common::write_options(p, dry_run);
    client.object(request).await
}

fn service(p: &Parsed, info: &Info) -> Result<Value> {
    let kinds = ["ReplicationController", "Service", "Pod", "Deployment", "ReplicaSet"];
    if !kinds.contains(&&*info.resource.kind) {
        return Err(plain(format!(
            "cannot expose a {}",
            super::rollout::group_kind(&info.resource.group, &info.resource.kind)
        )));
    }
    let selector = if p.str("selector").is_empty() {
        selector_of(info)
            .map_err(|why| plain(format!("couldn't retrieve selectors via --selector flag or introspection: {why}")))?
    } else {
        labels(p.str("selector"))?
    };
    let headless = p.str("cluster-ip") == "None";
    let ports = ports(p, info)?;
    if ports.is_empty() && !headless {
        return Err(plain("couldn't find port via --port flag or introspection"));
    }
    let mut spec = obj!({"selector": selector});
    if !ports.is_empty() {
        spec.set("ports", ports);
    }
    for (flag, field) in [
        ("type", "type"),
        ("cluster-ip", "clusterIP"),
        ("load-balancer-ip", "loadBalancerIP"),
        ("session-affinity", "sessionAffinity"),
    ] {
        let applies = flag != "load-balancer-ip" || p.str("type") == "LoadBalancer";
        if applies && !p.str(flag).is_empty() {
            spec.set(field, p.str(flag).to_string());
        }
    }
    if !p.str("external-ip").is_empty() {
        spec.set("externalIPs", vec![Value::from(p.str("external-ip").to_string())]);
    }
    let affinity = p.str("session-affinity");
    if !["", "None", "ClientIP"].contains(&affinity) {
        return Err(plain(format!("unknown session affinity: {affinity}")));
    }
    let name = if p.str("name").is_empty() { info.name.chars().take(63).collect() } else { p.str("name").to_string() };
    let mut metadata = obj!({"name": name});
    let own =
        if p.str("labels").is_empty() { meta::labels(&info.object).clone().into() } else { labels(p.str("labels"))? };
    if own.as_map().is_some_and(|m| !m.is_empty()) {
        metadata.set("labels", own);
    }
    let object = obj!({
        "apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec, "status": {"loadBalancer": {}}
    });
    common::overridden(p, object, "Service")
}

/// `a=b,c=d`.
fn labels(text: &str) -> Result<Value> {
    let mut labels = Value::object();
    for pair in text.split(',') {
        let (key, value) = pair
            .split_once('=')
            .filter(|(key, _)| !key.is_empty())
            .ok_or_else(|| plain(format!("unexpected label spec: {pair}")))?;
        labels.set(key.to_string(), value.trim_start_matches('=').to_string());
    }
    Ok(labels)
}

/// The labels by which the pods behind an object are found.
fn selector_of(info: &Info) -> Result<Value, String> {
    let spec = info.object.get("spec");
    match &*info.resource.kind {
        "ReplicationController" => Ok(spec.get("selector").clone()),
        "Pod" if meta::labels(&info.object).is_empty() => Err("the pod has no labels and cannot be exposed".into()),
        "Pod" => Ok(info.object.get("metadata").get("labels").clone()),
        "Service" if spec.map("selector").is_empty() => Err("the service has no pod selector set".into()),
        "Service" => Ok(spec.get("selector").clone()),
        _ => {
            let selector = spec.get("selector");
            if !selector.list("matchExpressions").is_empty() {
                return Err(format!(
                    "couldn't convert expressions - {:?} to map-based selector format",
                    api::patch::go_text(selector.get("matchExpressions"))
                ));
            }
            Ok(selector.get("matchLabels").clone())
        }
    }
}

/// The ports of the new service: those of the flags, else those of the object.
fn ports(p: &Parsed, info: &Info) -> Result<Vec<Value>> {
    let (numbers, protocols) = ports_of(info);
    let text = if p.str("port").is_empty() { numbers.join(",") } else { p.str("port").to_string() };
    let list: Vec<&str> = text.split(',').filter(|t| !t.is_empty()).collect();
    let mut ports = Vec::new();
    for (i, number) in list.iter().enumerate() {
        let port =
            go::parse_int(number).map_err(|_| plain(format!("strconv.Atoi: parsing {number:?}: invalid syntax")))?;
        let protocol = match (p.str("protocol"), protocols.get(*number)) {
            ("", Some(protocol)) => protocol.clone(),
            ("", None) => "TCP".to_string(),
            (given, _) => given.to_string(),
        };
        let target = match p.str("target-port") {
            "" => Value::from(port),
            text => go::parse_int(text).map_or_else(|_| Value::from(text.to_string()), Value::from),
        };
        let mut entry = obj!({"port": port, "protocol": protocol, "targetPort": target});
        if list.len() > 1 {
            entry.set("name", format!("port-{}", i + 1));
        }
        ports.push(entry);
    }
    Ok(ports)
}

/// The port numbers of an object, with the protocol of each.
fn ports_of(info: &Info) -> (Vec<String>, SortedMap<String, String>) {
    let spec = info.object.get("spec");
    let entries: Vec<&Value> = match &*info.resource.kind {
        "Service" => spec.list("ports").iter().collect(),
        "Pod" => spec.list("containers").iter().flat_map(|c| c.list("ports")).collect(),
        _ => spec.at(&["template", "spec"]).list("containers").iter().flat_map(|c| c.list("ports")).collect(),
    };
    let (mut numbers, mut protocols) = (Vec::new(), SortedMap::new());
    for entry in entries {
        let number = entry.int("containerPort").or_else(|| entry.int("port")).unwrap_or(0).to_string();
        let protocol = if entry.str("protocol").is_empty() { "TCP" } else { entry.str("protocol") };
        protocols.insert(number.clone(), protocol.to_string());
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    (numbers, protocols)
}

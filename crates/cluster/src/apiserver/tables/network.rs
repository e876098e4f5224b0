//! Services, endpoints, ingresses, network policies and addresses.

use api::Value;
use sorted::InOrder;

use super::cells::{self, NONE, UNSET, text_at};
use super::{AGE, Col, NAME, col, wide};

pub(super) const SERVICES: &[Col] = &[
    NAME,
    col("Type", |s, _| s.get("spec").text("type").into()),
    col("Cluster-IP", |s, _| text_at(s, &["spec", "clusterIP"], NONE)),
    col("External-IP", |s, _| external_ip(s).into()),
    col("Port(s)", |s, _| ports(s).into()),
    AGE,
    wide("Selector", |s, _| cells::labels(s.get("spec").map("selector")).into()),
];

fn texts(list: &[Value]) -> impl Iterator<Item = &str> {
    list.iter().filter_map(Value::as_str)
}

/// Addresses or names of a load balancer, sorted, each once.
fn balancer(object: &Value) -> Vec<&str> {
    let ingress = object.at(&["status", "loadBalancer"]).list("ingress");
    let names = ingress.iter().map(|i| if i.str("ip").is_empty() { i.str("hostname") } else { i.str("ip") });
    let mut all: Vec<&str> = names.filter(|n| !n.is_empty()).collect();
    all.order();
    all.dedup();
    all
}

fn external_ip(service: &Value) -> String {
    let spec = service.get("spec");
    let external = spec.list("externalIPs");
    match spec.str("type") {
        "ClusterIP" | "NodePort" if external.is_empty() => NONE.into(),
        "ClusterIP" | "NodePort" => cells::join(texts(external), ","),
        "LoadBalancer" => {
            let all = cells::join(balancer(service).into_iter().chain(texts(external)), ",");
            if all.is_empty() { "<pending>".into() } else { all }
        }
        "ExternalName" => spec.str("externalName").to_string(),
        _ => "<unknown>".into(),
    }
}

fn ports(service: &Value) -> String {
    let one = |p: &Value| {
        let (port, protocol) = (p.int("port").unwrap_or(0), p.str("protocol"));
        match p.int("nodePort").filter(|n| *n > 0) {
            Some(node) => format!("{port}:{node}/{protocol}"),
            None => format!("{port}/{protocol}"),
        }
    };
    let all: Vec<String> = service.get("spec").list("ports").iter().map(one).collect();
    if all.is_empty() { NONE.into() } else { all.join(",") }
}

pub(super) const ENDPOINTS: &[Col] = &[NAME, col("Endpoints", |e, _| endpoints(e).into()), AGE];

/// So many endpoints are shown.
const MAX_ENDPOINTS: usize = 3;

fn endpoints(object: &Value) -> String {
    let subsets = object.list("subsets");
    if subsets.is_empty() {
        return NONE.into();
    }
    let mut all = Vec::new();
    for subset in subsets {
        let addresses = || subset.list("addresses").iter().map(|a| a.str("ip"));
        if subset.list("ports").is_empty() {
            all.extend(addresses().map(str::to_string));
        }
        for port in subset.list("ports") {
            let port = port.int("port").unwrap_or(0);
            all.extend(addresses().map(|ip| match ip.contains(':') {
                true => format!("[{ip}]:{port}"),
                false => format!("{ip}:{port}"),
            }));
        }
    }
    cells::some_of(&all, MAX_ENDPOINTS)
}

pub(super) const ENDPOINT_SLICES: &[Col] = &[
    NAME,
    col("AddressType", |e, _| e.text("addressType").into()),
    col("Ports", |e, _| {
        let number = |p: &Value| match (p.int("port"), p.str("name")) {
            (Some(n), _) => n.to_string(),
            (None, "") => "*".to_string(),
            (None, name) => name.to_string(),
        };
        or_unset(cells::some_of(&e.list("ports").iter().map(number).collect::<Vec<_>>(), MAX_ENDPOINTS))
    }),
    col("Endpoints", |e, _| {
        let all = e.list("endpoints").iter().flat_map(|e| texts(e.list("addresses"))).map(str::to_string);
        or_unset(cells::some_of(&all.collect::<Vec<_>>(), MAX_ENDPOINTS))
    }),
    AGE,
];

fn or_unset(text: String) -> Value {
    cells::or(&text, UNSET)
}

pub(super) const INGRESSES: &[Col] = &[
    NAME,
    col("Class", |i, _| text_at(i, &["spec", "ingressClassName"], NONE)),
    col("Hosts", |i, _| hosts(i).into()),
    col("Address", |i, _| cells::join(balancer(i), ",").into()),
    col("Ports", |i, _| if i.get("spec").list("tls").is_empty() { "80".into() } else { "80, 443".into() }),
    AGE,
];

/// So many hosts are shown.
const MAX_HOSTS: usize = 3;

fn hosts(ingress: &Value) -> String {
    let rules = ingress.get("spec").list("rules");
    let mut all = Vec::new();
    for rule in rules {
        // Whatever comes after the last that is shown counts, a rule without a host too.
        if all.len() == MAX_HOSTS {
            return format!("{} + {} more...", all.join(","), rules.len() - MAX_HOSTS);
        }
        all.extend(Some(rule.str("host")).filter(|h| !h.is_empty()));
    }
    if all.is_empty() { "*".into() } else { all.join(",") }
}

pub(super) const INGRESS_CLASSES: &[Col] = &[
    NAME,
    col("Controller", |c, _| c.get("spec").text("controller").into()),
    col("Parameters", |c, _| match c.at(&["spec", "parameters"]) {
        Value::Null => NONE.into(),
        p if p.str("apiGroup").is_empty() => format!("{}/{}", p.str("kind"), p.str("name")).into(),
        p => format!("{}.{}/{}", p.str("kind"), p.str("apiGroup"), p.str("name")).into(),
    }),
    AGE,
];

pub(super) const NETWORK_POLICIES: &[Col] =
    &[NAME, col("Pod-Selector", |p, _| cells::selector(p.at(&["spec", "podSelector"])).into()), AGE];

pub(super) const ADDRESSES: &[Col] = &[
    NAME,
    col("ParentRef", |a, _| {
        let parent = a.at(&["spec", "parentRef"]);
        let what = [parent.str("resource"), parent.str("group")];
        let what = cells::join(what.into_iter().filter(|p| !p.is_empty()), ".").to_lowercase();
        let parts = [&*what, parent.str("namespace"), parent.str("name")];
        cells::join(parts.into_iter().filter(|p| !p.is_empty()), "/").into()
    }),
];

pub(super) const SERVICE_CIDRS: &[Col] =
    &[NAME, col("CIDRs", |c, _| cells::join(texts(c.get("spec").list("cidrs")), ",").into()), AGE];

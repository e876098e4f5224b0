//! Names, as CoreDNS with the `kubernetes` plugin answers them.

use api::{Text, Value, meta};

use super::outside;
use super::services::{Endpoint, all_endpoints};
use crate::apiserver::ApiServer;
use crate::kinds::{NODE, SERVICE};

/// The domain of the cluster.
const DOMAIN: &str = "cluster.local";

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Answer {
    /// The full name that was found.
    pub name: String,
    pub answers: Vec<String>,
    /// External names on the way, each with the name that it stands for.
    pub aliases: Vec<(String, String)>,
}

/// Finds the addresses of a name, trying the search domains first as a resolver with `ndots:5` does.
pub(super) fn addresses(api: &ApiServer, name: &str, search: &[String]) -> Option<Answer> {
    let bare = name.trim_end_matches('.');
    let absolute = name.ends_with('.');
    let dots = bare.matches('.').count();
    let searched = search.iter().map(|domain| format!("{bare}.{domain}"));
    let mut candidates: Vec<String> = if absolute { Vec::new() } else { searched.collect() };
    if absolute || dots >= 5 {
        candidates.insert(0, bare.to_string());
    } else {
        candidates.push(bare.to_string());
    }
    candidates.into_iter().find_map(|full| exact(api, &full, 0))
}

/// The addresses of a full name.
fn exact(api: &ApiServer, full: &str, depth: u32) -> Option<Answer> {
    let lower = full.to_ascii_lowercase();
    let labels: Vec<&str> = lower.strip_suffix(DOMAIN)?.strip_suffix('.')?.split('.').collect();
    match labels[..] {
        [service, namespace, "svc"] => of_service(api, &lower, service, namespace, depth),
        [host, service, namespace, "svc"] => {
            let service = api.read(SERVICE, namespace, service)?;
            let hit: Vec<String> =
                unique(published(api, &service)).filter(|e| host_name(e) == host).map(|e| e.ip.to_string()).collect();
            found(lower.clone(), hit)
        }
        [pod, _namespace, "pod"] => {
            let ip = pod.replace('-', ".");
            let valid = ip.split('.').count() == 4 && ip.split('.').all(|p| p.parse::<u8>().is_ok());
            valid.then(|| Answer { name: lower.clone(), answers: vec![ip], aliases: Vec::new() })
        }
        _ => None,
    }
}

fn found(name: String, answers: Vec<String>) -> Option<Answer> {
    (!answers.is_empty()).then_some(Answer { name, answers, aliases: Vec::new() })
}

fn of_service(api: &ApiServer, full: &str, service: &str, namespace: &str, depth: u32) -> Option<Answer> {
    let service = api.read(SERVICE, namespace, service)?;
    let spec = service.get("spec");
    if spec.str("type") == "ExternalName" {
        let target = spec.str("externalName").trim_end_matches('.').to_string();
        // A chain of external names ends somewhere.
        let inside = if depth < 8 { exact(api, &target, depth + 1) } else { None };
        let mut answer = inside.unwrap_or_else(|| {
            let answers = outside::address(&target).map(str::to_string).into_iter().collect();
            Answer { name: target.clone(), answers, aliases: Vec::new() }
        });
        answer.aliases.insert(0, (full.to_string(), target));
        return Some(answer);
    }
    match spec.str("clusterIP") {
        "None" => found(full.into(), unique(published(api, &service)).map(|e| e.ip.to_string()).collect()),
        "" => None,
        ip => found(full.into(), vec![ip.into()]),
    }
}

/// The endpoints that DNS shows: the ready ones, or all where the service says so.
fn published(api: &ApiServer, service: &Value) -> Vec<Endpoint> {
    let all_ready = service.get("spec").bool("publishNotReadyAddresses");
    let port = service.get("spec").list("ports").first().map(|p| p.str("name")).unwrap_or("");
    all_endpoints(api, service, port).into_iter().filter(|e| all_ready || e.ready).collect()
}

fn unique(endpoints: Vec<Endpoint>) -> impl Iterator<Item = Endpoint> {
    let mut seen = sorted::SortedSet::new();
    endpoints.into_iter().filter(move |e| seen.insert(e.ip.clone()))
}

/// The first label of an endpoint's own name: its hostname, or its address with dashes.
fn host_name(e: &Endpoint) -> String {
    if e.hostname.is_empty() { e.ip.replace('.', "-") } else { e.hostname.to_string() }
}

/// SRV: `_http._tcp.web.default.svc.cluster.local`, or a service alone for all its ports, as `priority weight port target`.
pub(super) fn services(api: &ApiServer, name: &str, search: &[String]) -> Option<Answer> {
    let bare = name.trim_end_matches('.');
    let full = std::iter::once(bare.to_string()).chain(search.iter().map(|d| format!("{bare}.{d}")));
    full.filter_map(|full| {
        let labels: Vec<&str> = full.strip_suffix(DOMAIN)?.strip_suffix('.')?.split('.').collect();
        let (asked, service, namespace) = match labels[..] {
            [port, protocol, service, namespace, "svc"] => {
                (Some((port.strip_prefix('_')?, protocol.strip_prefix('_')?)), service, namespace)
            }
            [service, namespace, "svc"] => (None, service, namespace),
            _ => return None,
        };
        let object = api.read(SERVICE, namespace, service)?;
        let base = format!("{service}.{namespace}.svc.{DOMAIN}");
        let fits = |p: &&Value| {
            asked.is_none_or(|(port, protocol)| {
                p.str("name") == port && p.str("protocol").eq_ignore_ascii_case(protocol)
            })
        };
        let mut answers = Vec::new();
        for port in object.get("spec").list("ports").iter().filter(fits) {
            if object.get("spec").str("clusterIP") == "None" {
                let all: Vec<_> =
                    all_endpoints(api, &object, port.str("name")).into_iter().filter(|e| e.ready).collect();
                let weight = 100 / all.len().max(1);
                answers.extend(all.iter().map(|e| format!("0 {weight} {} {}.{base}", e.port, host_name(e))));
            } else {
                answers.push(format!("0 100 {} {base}", port.int("port").unwrap_or(0)));
            }
        }
        if answers.is_empty() { None } else { found(full.clone(), answers) }
    })
    .next()
}

/// The name of an address.
pub(super) fn reverse(api: &ApiServer, ip: &str) -> Option<Answer> {
    for service in api.read_all(SERVICE, "") {
        let base = format!("{}.{}.svc.{DOMAIN}", meta::name(service), meta::namespace(service));
        if service.get("spec").str("clusterIP") == ip {
            return found(ip.into(), vec![base]);
        }
        if let Some(e) = published(api, service).into_iter().find(|e| e.ip == *ip) {
            return found(ip.into(), vec![format!("{}.{base}", host_name(&e))]);
        }
    }
    None
}

/// The address of a node by its name, as the hosts files of the nodes have it.
pub(super) fn host(api: &ApiServer, name: &str) -> Option<Text> {
    api.read(NODE, "", name).map(|n| super::peer::internal_ip(&n))
}

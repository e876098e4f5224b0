//! Paths that lead to no resource: what the server is and serves.

use api::request::{Request, Response};
use api::{Body, Gvr, Map, Status, Text, Value, obj};
use sorted::InOrder;

use super::{ApiServer, Resource, health, metrics, strategy, unknown_resource};

/// Groups in the order in which the server lists them; custom ones follow.
const GROUPS: [&str; 20] = [
    "apiregistration.k8s.io",
    "apps",
    "events.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "networking.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "scheduling.k8s.io",
    "coordination.k8s.io",
    "node.k8s.io",
    "discovery.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "resource.k8s.io",
];

/// What `/version` says, field by field in its order.
const VERSION: [(&str, &str); 13] = [
    ("major", "1"),
    ("minor", "36"),
    ("emulationMajor", "1"),
    ("emulationMinor", "36"),
    ("minCompatibilityMajor", "1"),
    ("minCompatibilityMinor", "35"),
    ("gitVersion", "v1.36.2"),
    ("gitCommit", "98b35193b2ac7a23a673325f5e9b830ecd5ba406"),
    ("gitTreeState", "clean"),
    ("buildDate", "2026-06-11T00:00:00Z"),
    ("goVersion", "go1.26.6"),
    ("compiler", "gc"),
    ("platform", "linux/amd64"),
];

/// Subresources that are calls of their own: resource, name, kind, group and version where they differ, verbs.
type CallRow = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static [&'static str]);
const CALLS: &[CallRow] = &[
    ("pods", "attach", "PodAttachOptions", "", "", &["create", "get"]),
    ("pods", "binding", "Binding", "", "", &["create"]),
    ("pods", "eviction", "Eviction", "policy", "v1", &["create"]),
    ("pods", "exec", "PodExecOptions", "", "", &["create", "get"]),
    ("pods", "log", "Pod", "", "", &["get"]),
    ("nodes", "proxy", "NodeProxyOptions", "", "", PROXIED),
    ("pods", "portforward", "PodPortForwardOptions", "", "", &["create", "get"]),
    ("pods", "proxy", "PodProxyOptions", "", "", PROXIED),
    ("services", "proxy", "ServiceProxyOptions", "", "", PROXIED),
    ("serviceaccounts", "token", "TokenRequest", "authentication.k8s.io", "v1", &["create"]),
];

const PROXIED: &[&str] = &["create", "delete", "get", "patch", "update"];

fn text(text: impl Into<String>) -> Response {
    Response { code: 200, body: Body::Text(text.into()), warnings: Vec::new() }
}

impl ApiServer {
    /// Answers a raw path.
    pub(super) fn raw(&mut self, request: &Request) -> Result<Response, Status> {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
        match parts.as_slice() {
            [] => Ok(Response::ok(self.paths())),
            ["version"] => Ok(text(version())),
            [endpoint @ ("healthz" | "livez" | "readyz"), check @ ..] => {
                health::answer(endpoint, &check.join("/"), query).map(text)
            }
            ["api"] => Ok(Response::ok(obj!({"kind": "APIVersions", "versions": ["v1"]}))),
            ["api", "v1"] => self.resource_list("", "v1"),
            ["apis"] => {
                let mut groups: Vec<Value> = self.groups().iter().map(|g| self.group(g)).collect();
                groups.extend(self.knows_metrics().then(|| self.metrics_group()));
                Ok(Response::ok(obj!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups})))
            }
            ["apis", group] if self.groups().contains(group) => {
                let mut doc = self.group(group);
                doc.set("kind", "APIGroup");
                doc.set("apiVersion", "v1");
                Ok(Response::ok(doc))
            }
            ["apis", metrics::GROUP] if self.knows_metrics() => {
                let mut doc = self.metrics_group();
                doc.set("kind", "APIGroup");
                doc.set("apiVersion", "v1");
                Ok(Response::ok(doc))
            }
            ["apis", metrics::GROUP, metrics::VERSION] if self.knows_metrics() => self.metrics_resources(),
            ["apis", group, version] => self.resource_list(group, version),
            ["metrics"] => {
                let why = "this simulated cluster serves no metrics of its API server";
                Err(Status::new(501, "NotImplemented", why))
            }
            ["openapi", ..] => Err(Status::new(
                501,
                "NotImplemented",
                "this simulated cluster serves no OpenAPI documents; kubectl explain has the schema built in",
            )),
            _ => Err(unknown_resource()),
        }
    }

    fn groups(&self) -> Vec<&str> {
        let mut all = GROUPS.to_vec();
        for r in self.resources.iter().filter(|r| r.custom.is_some()) {
            if !all.contains(&r.gvr.group.as_str()) {
                all.push(&r.gvr.group);
            }
        }
        all
    }

    fn group(&self, group: &str) -> Value {
        let mut versions: Vec<&Resource> = Vec::new();
        for r in self.resources.iter().filter(|r| r.gvr.group == *group) {
            if !versions.iter().any(|v| v.gvr.version == r.gvr.version) {
                versions.push(r);
            }
        }
        let one = |r: &&Resource| obj!({"groupVersion": (r.api_version()), "version": (r.gvr.version.clone())});
        let preferred = versions.iter().find(|r| r.preferred).map(one).unwrap_or_default();
        obj!({
            "name": (Text::new(group)),
            "versions": (versions.iter().map(one).collect::<Vec<_>>()),
            "preferredVersion": preferred,
        })
    }

    fn resource_list(&self, group: &str, version: &str) -> Result<Response, Status> {
        let all = self.resources.iter().filter(|r| r.gvr.group == *group && r.gvr.version == *version);
        let mut resources: Vec<Value> = all.flat_map(described).collect();
        if resources.is_empty() {
            return Err(unknown_resource());
        }
        resources.order_by_cached_key(|r| r.str("name").to_string());
        let group_version = Gvr::new(Text::new(group), Text::new(version), "").api_version();
        let mut list = obj!({"kind": "APIResourceList", "groupVersion": group_version, "resources": resources});
        // The oldest list was there before lists had versions.
        if !group.is_empty() {
            list.set("apiVersion", "v1");
        }
        Ok(Response::ok(list))
    }

    fn paths(&self) -> Value {
        let mut all =
            vec!["/.well-known/openid-configuration".to_string(), "/api".into(), "/api/v1".into(), "/apis".into()];
        all.push("/apis/".into());
        for group in self.groups() {
            all.push(format!("/apis/{group}"));
            for v in self.group(group).list("versions") {
                all.push(format!("/apis/{}", v.str("groupVersion")));
            }
        }
        if self.knows_metrics() {
            let group = format!("/apis/{}", metrics::GROUP);
            all.extend([format!("{group}/{}", metrics::VERSION), group]);
        }
        all.extend(["/healthz", "/livez", "/readyz", "/version"].map(String::from));
        all.order();
        obj!({"paths": (all.into_iter().map(Value::from).collect::<Vec<_>>())})
    }
}

fn version() -> String {
    let lines: Vec<String> = VERSION.iter().map(|(k, v)| format!("  {k:?}: {v:?}")).collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

/// Whether a resource has a subresource, in whatever verb.
pub(super) fn has_subresource(r: &Resource, sub: &str) -> bool {
    strategy::of(r).serves(sub) || CALLS.iter().any(|c| r.is("", c.0) && c.1 == sub)
}

/// A resource and its subresources, as discovery tells of them.
fn described(r: &Resource) -> Vec<Value> {
    let verbs = |list: &[&'static str]| list.iter().map(|v| Value::from(*v)).collect::<Vec<_>>();
    let mut map = Map::new();
    map.insert("name", &r.gvr.resource);
    map.insert("singularName", &r.singular);
    map.insert("namespaced", r.namespaced);
    map.insert("kind", &r.kind);
    map.insert("verbs", verbs(r.verbs));
    for (key, list) in [("shortNames", &r.short_names), ("categories", &r.categories)] {
        if !list.is_empty() {
            map.insert(key, list.iter().map(Value::from).collect::<Vec<_>>());
        }
    }
    // What is kept has the hash of the kind and version in which it is kept.
    if r.verbs.contains(&"create") && r.verbs.contains(&"list") {
        let (group, version) = if r.gvr.resource == "events" { ("", "v1") } else { (&*r.gvr.group, &*r.gvr.version) };
        let version = if group == "autoscaling" { "v2" } else { version };
        let digest = api::sha256(format!("{group}/{version}/{}", r.kind).as_bytes());
        map.insert("storageVersionHash", api::base64::encode(&digest[..8]));
    }
    let mut all = vec![Value::from(map)];
    for (_, sub, kind, group, version, list) in CALLS.iter().filter(|c| r.is("", c.0)) {
        let mut map = Map::new();
        map.insert("name", format!("{}/{sub}", r.gvr.resource));
        map.insert("singularName", "");
        map.insert("namespaced", r.namespaced);
        if !version.is_empty() {
            map.insert("group", *group);
            map.insert("version", *version);
        }
        map.insert("kind", *kind);
        map.insert("verbs", verbs(list));
        all.push(map.into());
    }
    for sub in strategy::of(r).subresources {
        let mut map = Map::new();
        map.insert("name", format!("{}/{sub}", r.gvr.resource));
        map.insert("singularName", "");
        map.insert("namespaced", r.namespaced);
        if *sub == "scale" {
            map.insert("group", "autoscaling");
            map.insert("version", "v1");
        }
        map.insert("kind", if *sub == "scale" { Text::from("Scale") } else { r.kind.clone() });
        let finalize = *sub == "finalize";
        map.insert("verbs", verbs(if finalize { &["update"] } else { &["get", "patch", "update"] }));
        all.push(map.into());
    }
    all
}

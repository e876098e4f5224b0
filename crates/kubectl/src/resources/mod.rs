//! Which resources there are, and which one a word means: `po`, `pods`, `deploy.v1.apps`, `crontabs.stable.example.com`.

pub(crate) mod builder;
pub(crate) mod files;
mod schema;

use std::rc::Rc;

use api::kinds::KINDS;
use api::{Gvr, Request, Text, Value};

use crate::client::Client;
use crate::error::{Error, Result, plain};

/// A resource as discovery tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Resource {
    pub group: Text,
    pub version: Text,
    pub kind: Text,
    pub plural: Text,
    pub singular: Text,
    pub short_names: Vec<Text>,
    pub categories: Vec<Text>,
    pub namespaced: bool,
    pub verbs: Vec<Text>,
    /// Whether the kind is built in: only then there are strategic merge patches.
    pub built_in: bool,
    /// Whether its objects have a scale.
    pub scales: bool,
}

/// The kinds with a scale of their own.
const SCALABLE: [&str; 4] = ["Deployment", "ReplicaSet", "StatefulSet", "ReplicationController"];

impl Resource {
    /// A kind of which nothing but its name is known.
    pub(crate) fn unheard_of(api_version: &str, kind: &str) -> Resource {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let singular = kind.to_lowercase();
        Resource {
            group: Text::new(group),
            version: Text::new(version),
            kind: Text::new(kind),
            plural: Text::from(format!("{singular}s")),
            singular: Text::from(singular),
            namespaced: true,
            ..Resource::default()
        }
    }
    pub(crate) fn gvr(&self) -> Gvr {
        Gvr::new(&self.group, &self.version, &self.plural)
    }
    pub(crate) fn api_version(&self) -> Text {
        self.gvr().api_version()
    }
    /// `deployment.apps`, as printed before `/name`.
    pub(crate) fn singular_group(&self) -> String {
        let singular = self.kind.to_lowercase();
        if self.group.is_empty() { singular } else { format!("{singular}.{}", self.group) }
    }
    /// `Deployment.apps`, as Go prints a GroupKind.
    pub(crate) fn go_group_kind(&self) -> String {
        if self.group.is_empty() { self.kind.to_string() } else { format!("{}.{}", self.kind, self.group) }
    }
    /// `deployments.apps`.
    pub(crate) fn plural_group(&self) -> Text {
        self.gvr().group_resource()
    }
    /// `apps/v1, Resource=deployments`, as Go prints a GroupVersionResource.
    pub(crate) fn go_gvr(&self) -> String {
        format!("{}/{}, Resource={}", self.group, self.version, self.plural)
    }
    /// `apps/v1, Kind=Deployment`.
    pub(crate) fn go_gvk(&self) -> String {
        format!("{}/{}, Kind={}", self.group, self.version, self.kind)
    }
    pub(crate) fn can(&self, verb: &str) -> bool {
        self.verbs.iter().any(|v| v == verb)
    }
}

/// All that a server serves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Discovery {
    pub resources: Rc<Vec<Rc<Resource>>>,
    /// The same in versions that are not preferred, as far as they are not built in.
    others: Rc<Vec<Rc<Resource>>>,
    /// Versions of groups that the server knows, but did not tell the resources of.
    pub unknown: Rc<Vec<Text>>,
}

/// Where kubectl remembers what it discovered.
const CACHE: &str = "/.kube/cache/discovery";

/// The file for the server of the command.
async fn cache_file(client: &Client) -> Result<String> {
    let home = client.io.env("HOME").await.unwrap_or_else(|| "/root".into());
    let server = client.settings().await?.server.clone();
    let host = server.split("://").last().unwrap_or("").trim_end_matches('/').replace(':', "_");
    Ok(format!("{home}{CACHE}/{host}/custom.json"))
}

/// How often a command tries its discovery before it gives up: what looks for an object four times, and once more for
/// each type that stands without a name.
fn tries(client: &Client) -> usize {
    let p = client.flags();
    let types = || p.args.first().filter(|a| !a.contains('/')).map_or(0, |a| a.split(',').count());
    match p.path.split(' ').nth(1).unwrap_or("") {
        "cluster-info" if p.path.ends_with("dump") => 0,
        "cluster-info" => 5,
        "events" | "top" => 0,
        "api-resources" | "run" => 1,
        "auth" | "explain" | "taint" => 2,
        "create" if p.path.ends_with("role") => 2,
        "get" | "describe" | "delete" | "edit" | "scale" | "set" | "label" | "annotate" | "patch" | "rollout"
        | "wait" | "expose" | "autoscale" | "apply" => 4 + types(),
        _ => 4,
    }
}

/// Each try of a discovery that fails is logged.
pub(crate) async fn complain(client: &Client, (server, why): &(String, String), times: usize) {
    let text = format!(
        "\"Unhandled Error\" err=\"couldn't get current server API group list: Get \\\"{server}/api?timeout=32s\\\": {why}\""
    );
    for _ in 0..times {
        crate::commands::klog(client, 'E', "memcache.go:265", &text).await;
    }
}

impl Discovery {
    /// What every server serves.
    pub(crate) fn built_in() -> Discovery {
        Discovery::with_custom(&[])
    }
    /// What was discovered last, as far as it is remembered; else what is served now.
    pub(crate) async fn cached(client: &Client) -> Result<Discovery> {
        let path = cache_file(client).await?;
        let remembered = client.io.ask(move |h| h.read_file(&path)).await.ok();
        let parsed = remembered.and_then(|b| String::from_utf8(b).ok()).and_then(|t| api::json::parse(&t).ok());
        match parsed {
            Some(list) => Ok(Discovery::with_custom(list.as_list().unwrap_or(&[]))),
            None => Discovery::fresh(client).await,
        }
    }
    /// What is served now; remembers it.
    pub(crate) async fn fresh(client: &Client) -> Result<Discovery> {
        let server = client.settings().await?.server.clone();
        if let Err(error) = client.reach(&server).await {
            if let Some(lost) = client.lost().await {
                complain(client, &lost, tries(client)).await;
            }
            return Err(error);
        }
        let (custom, unknown) = custom_resources(client).await?;
        let path = cache_file(client).await?;
        let text = api::json::to_string(&Value::from(custom.clone()));
        // A cache that cannot be written is no cache: the next command asks again.
        client.io.ask(move |h| h.write_file(&path, text.as_bytes())).await.ok();
        Ok(Discovery { unknown: Rc::new(unknown), ..Discovery::with_custom(&custom) })
    }
    fn with_custom(custom: &[Value]) -> Discovery {
        let texts = |list: &[&'static str]| list.iter().map(|s| Text::Static(s)).collect::<Vec<Text>>();
        let built_in = KINDS.iter().map(|k| Resource {
            group: k.group.into(),
            version: k.version.into(),
            kind: k.kind.into(),
            plural: k.plural.into(),
            singular: k.singular.into(),
            short_names: texts(k.short_names),
            categories: texts(k.categories),
            namespaced: k.namespaced,
            verbs: texts(k.verbs),
            built_in: true,
            scales: SCALABLE.contains(&k.kind),
        });
        let custom = |other: bool| custom.iter().filter(move |row| row.bool(OTHER) == other).map(from_value);
        let resources = built_in.chain(custom(false)).map(Rc::new).collect();
        let others = custom(true).map(Rc::new).collect();
        Discovery { resources: Rc::new(resources), others: Rc::new(others), ..Discovery::default() }
    }
    /// The resource that a word means: `po`, `Pod`, `deployments.apps`, `deploy.v1.apps`.
    pub(crate) fn find(&self, word: &str) -> Option<Rc<Resource>> {
        let (name, rest) = word.split_once('.').unwrap_or((word, ""));
        // With two dots the first part may be a version: `pods.v1.`, `deploy.v1.apps`.
        let versioned = rest.split_once('.').and_then(|(version, group)| self.matching(name, group, Some(version)));
        versioned.or_else(|| self.matching(name, rest, None))
    }
    fn matching(&self, name: &str, group: &str, version: Option<&str>) -> Option<Rc<Resource>> {
        let lower = name.to_lowercase();
        let named = |r: &Resource| {
            *r.plural == *lower || *r.singular == *lower || r.kind == name || r.short_names.iter().any(|s| s == name)
        };
        // A short name stands for a resource of its group, whatever version is said.
        let shortened = |r: &Resource| *r.plural != *lower && *r.singular != *lower && r.kind != name;
        let in_group = |r: &Resource| match version {
            Some(v) => r.group == group && (r.version == v || shortened(r) || api_versions_of(group).contains(&v)),
            None => group.is_empty() || r.group == group,
        };
        let hit = self.resources.iter().find(|r| named(r) && in_group(r));
        let other = version
            .filter(|v| hit.is_some_and(|r| r.version != *v && !shortened(r)) && api_versions_of(group).contains(v));
        if let (Some(r), Some(v)) = (hit, other) {
            return Some(Rc::new(Resource { version: Text::new(v), ..(**r).clone() }));
        }
        let in_version =
            |r: &&Rc<Resource>| named(r) && !shortened(r) && r.group == group && Some(&*r.version) == version;
        // A group may be shortened: `deployments.app` is `deployments.apps`.
        hit.or_else(|| self.others.iter().find(in_version))
            .or_else(|| self.resources.iter().find(|r| version.is_none() && named(r) && r.group.starts_with(group)))
            .cloned()
    }
    /// A resource of another group that a short name could mean as well, but comes later.
    pub(crate) fn second(&self, word: &str) -> Option<Rc<Resource>> {
        let (name, group) = word.split_once('.').unwrap_or((word, ""));
        let short = |r: &&Rc<Resource>| {
            r.short_names.iter().any(|s| s == name) && (group.is_empty() || r.group.starts_with(group))
        };
        let mut hits = self.resources.iter().filter(short);
        let first = hits.next()?;
        hits.find(|r| (&r.group, &r.plural) != (&first.group, &first.plural)).cloned()
    }
    /// The resource of an object's apiVersion and kind. kubectl knows kinds in lower case, too, though the server does not.
    pub(crate) fn of_kind(&self, api_version: &str, kind: &str) -> Option<Rc<Resource>> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let found =
            self.resources.iter().find(|r| r.group == group && (r.kind == kind || r.kind.to_lowercase() == kind))?;
        // An object without an apiVersion is of the group without a name, in the version that is preferred.
        if found.version == version || version.is_empty() {
            return Some(found.clone());
        }
        let other = self.others.iter().find(|r| r.group == group && r.kind == found.kind && r.version == version);
        if other.is_some() {
            return other.cloned();
        }
        let served = api_versions_of(group).contains(&version);
        served.then(|| Rc::new(Resource { version: Text::new(version), ..(**found).clone() }))
    }
    /// Whether there is a version of a group.
    pub(crate) fn serves(&self, api_version: &str) -> bool {
        self.resources.iter().chain(self.others.iter()).any(|r| r.api_version() == api_version)
    }
    /// The resources of a category (`all`).
    pub(crate) fn category(&self, name: &str) -> Vec<Rc<Resource>> {
        self.resources.iter().filter(|r| r.categories.iter().any(|c| c == name)).cloned().collect()
    }
}

/// Versions that are served beside the preferred one.
fn api_versions_of(group: &str) -> &'static [&'static str] {
    match group {
        "autoscaling" => &["v1", "v2"],
        _ => &[],
    }
}

impl Client {
    /// The resource that a word means, or the error that there is none.
    pub(crate) async fn resource(&self, word: &str) -> Result<Rc<Resource>> {
        let known = self.discovery().await?;
        if let Some(r) = known.find(word) {
            if let Some(other) = known.second(word) {
                self.note(&format!(
                    "short name {word:?} could also match lower priority resource {}",
                    other.plural_group()
                ));
            }
            return Ok(r);
        }
        // A new kind may have been defined since.
        if let Some(r) = self.rediscover().await?.find(word) {
            return Ok(r);
        }
        let name = word.split('.').next().unwrap_or(word);
        Err(plain(format!("the server doesn't have a resource type {name:?}")))
    }
    /// The resource of an apiVersion and kind.
    pub(crate) async fn resource_of(&self, api_version: &str, kind: &str) -> Result<Option<Rc<Resource>>> {
        if let Some(r) = self.discovery().await?.of_kind(api_version, kind) {
            return Ok(Some(r));
        }
        let discovery = self.rediscover().await?;
        let found = discovery.of_kind(api_version, kind);
        // Whatever stands in a version, its lists are known; no server has such a resource.
        let list = || Rc::new(Resource { namespaced: false, ..Resource::unheard_of(api_version, kind) });
        Ok(found.or_else(|| (kind == "List" && discovery.serves(api_version)).then(list)))
    }
}

/// What marks a row of a version that is not preferred.
const OTHER: &str = "other";
/// The key of those whose objects have a scale.
const SCALES: &str = "scales";

/// The resources of groups that are not built in, in all their versions, as plain rows that can be remembered in a file.
/// With them come the versions of groups that nobody answers for.
async fn custom_resources(client: &Client) -> Result<(Vec<Value>, Vec<Text>)> {
    let groups = client.object(Request::raw("/apis")).await?;
    let (mut rows, mut unknown) = (Vec::new(), Vec::new());
    for group in groups.list("groups").iter().filter(|g| KINDS.iter().all(|k| k.group != g.str("name"))) {
        let preferred = group.get("preferredVersion").str("version");
        for version in group.list("versions") {
            let path = format!("/apis/{}", version.str("groupVersion"));
            let list = match client.object(Request::raw(path)).await {
                Err(Error::Status(s)) if s.code == 503 => {
                    unknown.push(version.text("groupVersion"));
                    continue;
                }
                answer => answer?,
            };
            let all = list.list("resources");
            for resource in all.iter().filter(|r| !r.str("name").contains('/')) {
                let mut row = resource.clone();
                if all.iter().any(|r| r.str("name").strip_suffix("/scale") == Some(resource.str("name"))) {
                    row.set(SCALES, true);
                }
                row.set("group", group.text("name"));
                row.set("version", version.text("version"));
                if version.str("version") != preferred {
                    row.set(OTHER, true);
                }
                rows.push(row);
            }
        }
    }
    Ok((rows, unknown))
}

fn from_value(row: &Value) -> Resource {
    let texts = |key: &str| row.list(key).iter().filter_map(Value::as_text).cloned().collect::<Vec<Text>>();
    Resource {
        group: row.text("group"),
        version: row.text("version"),
        kind: row.text("kind"),
        plural: row.text("name"),
        singular: row.text("singularName"),
        short_names: texts("shortNames"),
        categories: texts("categories"),
        namespaced: row.bool("namespaced"),
        verbs: texts("verbs"),
        built_in: false,
        scales: row.bool(SCALES),
    }
}

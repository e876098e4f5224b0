//! `apply --prune`: what was applied before, matches, and is no longer in the files, goes.

use std::rc::Rc;

use sorted::SortedSet;

use api::request::Options;
use api::{Value, meta};

use super::Apply;
use crate::cli::Parsed;
use crate::client::Client;
use crate::commands::common::{DryRun, LAST_APPLIED};
use crate::commands::delete::DeleteOptions;
use crate::error::{Result, plain};
use crate::resources::Resource;
use crate::resources::builder::Info;

/// What is looked at where no allowlist is given: namespaced kinds, then the others.
const NAMESPACED: &[(&str, &str)] = &[
    ("v1", "ConfigMap"),
    ("v1", "Endpoints"),
    ("v1", "PersistentVolumeClaim"),
    ("v1", "Pod"),
    ("v1", "ReplicationController"),
    ("v1", "Secret"),
    ("v1", "Service"),
    ("batch/v1", "Job"),
    ("batch/v1", "CronJob"),
    ("networking.k8s.io/v1", "Ingress"),
    ("apps/v1", "DaemonSet"),
    ("apps/v1", "Deployment"),
    ("apps/v1", "ReplicaSet"),
    ("apps/v1", "StatefulSet"),
];
const CLUSTER_SCOPED: &[(&str, &str)] = &[("v1", "Namespace"), ("v1", "PersistentVolume")];

/// What this apply has seen.
#[derive(Default)]
pub(in crate::commands) struct Visited {
    uids: SortedSet<String>,
    namespaces: SortedSet<String>,
}

impl Visited {
    pub(super) fn has(&self, object: &Value) -> bool {
        self.uids.contains(meta::uid(object))
    }
    pub(in crate::commands) fn add(&mut self, info: &Info, object: &Value) {
        self.uids.insert(meta::uid(object).to_string());
        if info.resource.namespaced {
            self.namespaces.insert(info.namespace.clone());
        }
    }
}

/// `core/v1/ConfigMap`, as the flag has it.
fn allowlist(p: &Parsed) -> Result<Vec<(String, String)>> {
    let parse = |text: String| {
        let parts: Vec<&str> = text.split('/').collect();
        match parts[..] {
            ["core" | "", version, kind] => Ok((version.to_string(), kind.to_string())),
            [group, version, kind] => Ok((format!("{group}/{version}"), kind.to_string())),
            _ => Err(plain(format!("invalid GroupVersionKind format: {text}, please follow <group/version/kind>"))),
        }
    };
    p.list("prune-allowlist").into_iter().map(parse).collect()
}

/// Refuses an allowlist that is none, before anything is applied.
pub(in crate::commands) async fn check(client: &Client, p: &Parsed) -> Result<()> {
    for (api_version, kind) in allowlist(p)? {
        if client.resource_of(&api_version, &kind).await?.is_none() {
            return Err(plain(format!("no matches for kind {kind:?} in version {api_version:?}")));
        }
    }
    Ok(())
}

/// Where to look for what is stale: kinds in the namespaces that were visited, then those of the cluster.
pub(in crate::commands) async fn places(
    client: &Client,
    p: &Parsed,
    visited: &Visited,
) -> Result<Vec<(Rc<Resource>, String)>> {
    let mut kinds = allowlist(p)?;
    if kinds.is_empty() {
        let owned = |(v, k): &(&str, &str)| (v.to_string(), k.to_string());
        kinds = NAMESPACED.iter().chain(CLUSTER_SCOPED).map(owned).collect();
        let text = "Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.";
        crate::commands::klog(client, 'W', "prune.go:71", text).await;
    }
    let (mut namespaced, mut others) = (Vec::new(), Vec::new());
    for (api_version, kind) in kinds {
        let Some(resource) = client.resource_of(&api_version, &kind).await? else { continue };
        if resource.namespaced {
            namespaced.push(resource);
        } else {
            others.push((resource, String::new()));
        }
    }
    let mut places = Vec::new();
    for namespace in &visited.namespaces {
        places.extend(namespaced.iter().map(|resource| (resource.clone(), namespace.clone())));
    }
    places.append(&mut others);
    Ok(places)
}

/// What was applied once there and is not in the files any more.
pub(in crate::commands) async fn stale(
    client: &Client,
    p: &Parsed,
    visited: &Visited,
    (resource, namespace): &(Rc<Resource>, String),
) -> Result<Vec<Value>> {
    let options = Options { label_selector: p.str("selector").to_string().into(), ..Options::default() };
    let mut found = client.list(resource, namespace, &options).await?;
    found.retain(|object| meta::annotations(object).contains_key(LAST_APPLIED) && !visited.has(object));
    Ok(found)
}

pub(super) async fn prune(apply: &Apply, visited: &Visited) -> Result<()> {
    for place in places(&apply.client, &apply.p, visited).await? {
        let stale = stale(&apply.client, &apply.p, visited, &place).await?;
        delete(apply, stale.into_iter().map(|object| (place.0.clone(), object)).collect()).await?;
    }
    Ok(())
}

pub(super) async fn delete(apply: &Apply, stale: Vec<(Rc<Resource>, Value)>) -> Result<()> {
    let deleting = DeleteOptions::of(&apply.client, &apply.p).await?;
    for (resource, object) in stale {
        if apply.dry_run != DryRun::Client {
            let grace = Some(deleting.grace_period).filter(|g| *g >= 0);
            let dry_run = apply.dry_run == DryRun::Server;
            let (namespace, name) = (meta::namespace(&object), meta::name(&object));
            let done = apply.client.delete(&resource, namespace, name, grace, Some(deleting.propagation), dry_run);
            match done.await {
                Err(e) if !e.is("NotFound") => return Err(e),
                _ => {}
            }
        }
        apply.teller.tell(&apply.client, &object, "pruned");
    }
    Ok(())
}

//! `apply --applyset`: one object, the parent, tells what belongs together; what bears its label and is no longer in the
//! files goes. Only with `KUBECTL_APPLYSET=true` in the environment.

use std::rc::Rc;

use api::request::{Options, PatchType};
use api::{Value, Verb, base64, digest, meta, obj};
use sorted::{SortedMap, SortedSet};

use super::{Apply, prune};
use crate::cli::Parsed;
use crate::client::Client;
use crate::commands::common::{self, DryRun};
use crate::error::{Result, plain};
use crate::resources::Resource;
use crate::resources::builder::Info;

const TOOLING: &str = "applyset.kubernetes.io/tooling";
const NAMESPACES: &str = "applyset.kubernetes.io/additional-namespaces";
const GROUP_RESOURCES: &str = "applyset.kubernetes.io/contains-group-resources";
const GROUP_KINDS: &str = "applyset.kubernetes.io/contains-group-kinds";
const ID: &str = "applyset.kubernetes.io/id";
const PART_OF: &str = "applyset.kubernetes.io/part-of";
const PARENT_TYPE: &str = "applyset.kubernetes.io/is-parent-type";
const MANAGER: &str = "kubectl-applyset";

/// Kinds and namespaces of members.
#[derive(Clone, Default)]
struct Members {
    /// By `Deployment.apps`.
    kinds: SortedMap<String, Rc<Resource>>,
    namespaces: SortedSet<String>,
}

pub(super) struct ApplySet {
    parent: Rc<Resource>,
    namespace: String,
    name: String,
    /// What the parent says before this apply.
    current: Members,
    /// What this apply brings.
    updated: Members,
}

fn group_kind(resource: &Resource) -> String {
    format!("{}.{}", resource.kind, resource.group).trim_end_matches('.').to_string()
}

impl ApplySet {
    /// The set that the flag names: `[RESOURCE][.GROUP]/NAME`, or the name of a secret.
    pub(super) async fn of(client: &Client, p: &Parsed) -> Result<Option<ApplySet>> {
        let given = if p.has("applyset") { p.str("applyset") } else { "" };
        if given.is_empty() {
            return Ok(None);
        }
        let wrong = |why: &str| plain(format!("invalid parent reference {given:?}: {why}"));
        let (word, name) = given.split_once('/').unwrap_or(("secrets", given));
        if name.is_empty() {
            return Err(wrong("name cannot be blank"));
        }
        let parent = client.resource(word).await.map_err(|_| {
            let (resource, group) = word.split_once('.').unwrap_or((word, ""));
            wrong(&format!("no matches for {group}/, Resource={resource}"))
        })?;
        let settings = client.settings().await?;
        let namespaced = parent.namespaced && settings.namespace_given;
        let namespace = if namespaced { settings.namespace.clone() } else { String::new() };
        let (current, updated) = Default::default();
        Ok(Some(ApplySet { namespace, name: name.to_string(), parent, current, updated }))
    }

    /// Secrets and config maps can be parents by themselves.
    fn built_in(&self) -> bool {
        self.parent.group.is_empty() && ["secrets", "configmaps"].contains(&&*self.parent.plural)
    }

    /// Refuses a parent that cannot be one.
    pub(super) async fn check(&self, client: &Client) -> Result<()> {
        let mut wrong = Vec::new();
        if self.parent.namespaced && self.namespace.is_empty() {
            wrong.push("namespace is required to use namespace-scoped ApplySet".to_string());
        }
        if !self.built_in() {
            let definitions = client.resource("customresourcedefinitions.apiextensions.k8s.io").await?;
            let options = Options { label_selector: PARENT_TYPE.into(), ..Options::default() };
            let own = self.parent.plural_group();
            if !client.list(&definitions, "", &options).await?.iter().any(|d| meta::name(d) == &*own) {
                wrong.push(format!("resource {:?} is not permitted as an ApplySet parent", self.parent.go_gvr()));
            }
        }
        common::finish(wrong.into_iter().map(plain).collect())
    }

    fn id(&self) -> String {
        let text = [&*self.name, &self.namespace, &self.parent.kind, &self.parent.group].join(".");
        format!("applyset-{}-v1", base64::encode_url(&digest::sha256(text.as_bytes())))
    }

    /// `secrets./demo`.
    fn title(&self) -> String {
        format!("{}.{}/{}", self.parent.plural, self.parent.group, self.name)
    }

    /// Makes objects members.
    pub(super) fn label(&self, infos: &mut [Info]) -> Result<()> {
        for info in infos {
            let labels = info.object.at_mut(&["metadata", "labels"]);
            if labels.has(PART_OF) {
                return Err(plain(format!("ApplySet label {PART_OF:?} already set in input data")));
            }
            labels.set(PART_OF, self.id());
        }
        Ok(())
    }

    /// Reads the parent, and makes it tell of what comes now too, so that nothing is lost if this apply breaks off.
    pub(super) async fn begin(&mut self, apply: &Apply, infos: &[Info]) -> Result<()> {
        self.fetch(&apply.client).await?;
        for info in infos {
            self.updated.kinds.insert(group_kind(&info.resource), info.resource.clone());
            if info.resource.namespaced && !info.namespace.is_empty() {
                self.updated.namespaces.insert(info.namespace.clone());
            }
        }
        let mut all = self.current.clone();
        self.updated.kinds.iter().for_each(|(name, kind)| drop(all.kinds.insert(name.clone(), kind.clone())));
        for namespace in &self.updated.namespaces {
            all.namespaces.insert(namespace.clone());
        }
        self.update(apply, &all).await
    }

    async fn fetch(&mut self, client: &Client) -> Result<()> {
        let title = self.title();
        let parent = match client.get(&self.parent, &self.namespace, &self.name).await {
            Err(e) if !e.is("NotFound") => {
                return Err(plain(format!("failed to fetch ApplySet parent object {title:?}: {}", e.message())));
            }
            Err(_) if self.built_in() => return Ok(()),
            Err(_) => return Err(plain("custom resource ApplySet parents cannot be created automatically")),
            Ok(parent) => parent,
        };
        let wrong = |why: String| Err(plain(format!("ApplySet parent object {title:?} {why}")));
        let annotations = parent.get("metadata").get("annotations");
        if !annotations.has(TOOLING) {
            return wrong(format!("already exists and is missing required annotation {TOOLING:?}"));
        }
        let tool = annotations.str(TOOLING);
        let tool = tool.rsplit_once('/').map_or(tool, |(name, _)| name);
        if tool != "kubectl" {
            return wrong(format!("already exists and is managed by tooling {tool:?} instead of \"kubectl\""));
        }
        let labels = parent.get("metadata").get("labels");
        if !labels.has(ID) {
            return wrong(format!("exists and does not have required label {ID}"));
        }
        let (got, want) = (labels.str(ID), self.id());
        if got != want {
            return wrong(format!("exists and has incorrect value for label {ID:?} (got: {got}, want: {want})"));
        }
        let kinds = members(client, annotations).await;
        self.current.kinds = kinds.map_err(|why| plain(format!("parsing ApplySet annotation on {title:?}: {why}")))?;
        let namespaces = words(annotations.str(NAMESPACES)).map(str::to_string);
        self.current.namespaces = namespaces.chain(Some(self.namespace.clone())).filter(|n| !n.is_empty()).collect();
        Ok(())
    }

    /// Makes the parent say who is in the set.
    async fn update(&self, apply: &Apply, members: &Members) -> Result<()> {
        if apply.dry_run == DryRun::Client {
            return Ok(());
        }
        let others = members.namespaces.iter().filter(|n| **n != self.namespace);
        let others: Vec<&str> = others.map(String::as_str).collect();
        let kinds: Vec<&str> = members.kinds.keys().map(String::as_str).collect();
        let mut object = obj!({
            "kind": (self.parent.kind.clone()), "apiVersion": (self.parent.api_version()),
            "metadata": {"name": (self.name.clone()), "labels": {}, "annotations": {}}
        });
        if !self.namespace.is_empty() {
            object.set_at(&["metadata", "namespace"], self.namespace.clone());
        }
        object.at_mut(&["metadata", "labels"]).set(ID, self.id());
        let tool = format!("kubectl/{}", crate::commands::version::GIT_VERSION);
        for (name, value) in [(GROUP_KINDS, kinds.join(",")), (NAMESPACES, others.join(",")), (TOOLING, tool)] {
            object.at_mut(&["metadata", "annotations"]).set(name, value);
        }
        let mut force = false;
        loop {
            let verb = Verb::Patch(PatchType::Apply);
            let mut request = self.parent.request(verb, &self.namespace, &self.name)?.with_body(object.clone());
            request.options = common::write_options(&apply.p, apply.dry_run);
            request.options.field_manager = MANAGER.into();
            request.options.field_validation = common::field_validation(&apply.p)?;
            request.options.force = force;
            match apply.client.object(request).await {
                Ok(_) => return Ok(()),
                Err(e) if e.is("Conflict") && !force => {
                    let text = format!(
                        "WARNING: failed to update ApplySet: {}\nApplySet field manager {MANAGER} should own these fields. Retrying with conflicts forced.",
                        e.message()
                    );
                    crate::commands::klog(&apply.client, 'W', "applyset.go:447", &text).await;
                    force = true;
                }
                Err(e) => return Err(plain(format!("failed to update ApplySet: {}", e.message()))),
            }
        }
    }

    /// What was in the set and is not in the files any more goes; then the parent tells of the rest only.
    pub(super) async fn prune(&self, apply: &Apply, visited: &prune::Visited) -> Result<()> {
        let options = Options { label_selector: format!("{PART_OF}={}", self.id()).into(), ..Options::default() };
        let mut stale = Vec::new();
        let everywhere = [String::new()].into();
        for (_, resource) in self.current.kinds.iter() {
            for namespace in if resource.namespaced { &self.current.namespaces } else { &everywhere } {
                let found = apply.client.list(resource, namespace, &options).await?;
                let left = found.into_iter().filter(|object| !visited.has(object));
                stale.extend(left.map(|object| (resource.clone(), object)));
            }
        }
        prune::delete(apply, stale).await?;
        let updated = self.update(apply, &self.updated).await;
        updated.map_err(|e| plain(format!("apply and prune succeeded, but ApplySet update failed: {}", e.message())))
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').filter(|word| !word.is_empty())
}

/// The kinds that a parent tells of, the old way or the new one.
async fn members(client: &Client, annotations: &Value) -> Result<SortedMap<String, Rc<Resource>>, String> {
    let mut kinds = SortedMap::default();
    let old = annotations.str(GROUP_RESOURCES);
    let listed = match annotations.get(GROUP_KINDS).as_str() {
        Some(kinds) => kinds,
        None if !old.is_empty() => old,
        None => {
            return Err(format!(
                "kubectl requires the {GROUP_KINDS:?} annotation to be set on all ApplySet parent objects"
            ));
        }
    };
    let known = client.discovery().await.map_err(|e| e.message())?;
    for word in words(listed) {
        let (name, group) = word.split_once('.').unwrap_or((word, ""));
        let found = if annotations.has(GROUP_KINDS) {
            known.resources.iter().find(|r| r.kind == name && r.group == group).cloned().ok_or_else(|| {
                let kind = if group.is_empty() { name.to_string() } else { word.to_string() };
                format!(
                    "could not find mapping for kind in {GROUP_KINDS:?} annotation: no matches for kind {:?} in group {group:?}",
                    kind.split('.').next().unwrap_or_default()
                )
            })
        } else {
            known.find(word).ok_or_else(|| {
                format!(
                    "invalid group resource in {GROUP_RESOURCES:?} annotation: no matches for {group}/, Resource={name}"
                )
            })
        }?;
        kinds.insert(group_kind(&found), found);
    }
    Ok(kinds)
}

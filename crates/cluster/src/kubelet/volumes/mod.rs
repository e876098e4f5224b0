//! The volumes of a pod: when they can be mounted, and what is in them.

mod content;
mod persistent;
mod token;

use std::time::Duration;

use api::time::Time;
use api::{Text, Value, meta};
use shell::Tree;
use shell::files::VolumeId;

use super::node::LocalImage;
use super::site::Site;
use super::worker::Worker;
use super::{events, pull};
use crate::component::Ctx;
use crate::events::WARNING;

pub(super) use content::copy_of;

/// The first retry of a mount that failed comes after this; each further one after twice as long.
const FIRST_RETRY: Duration = Duration::from_millis(500);
const LAST_RETRY: Duration = Duration::from_secs(122);
/// A sync waits so long for its volumes.
pub(super) const PATIENCE: Duration = Duration::from_secs(123);

/// Where the files of a volume live.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Home {
    /// In the pod.
    Pod,
    /// On the node, under this path.
    Node(String),
}

/// A volume that is mounted.
#[derive(Clone, Debug)]
pub(super) struct Mounted {
    pub name: Text,
    pub id: VolumeId,
    pub home: Home,
    /// Whether containers may not write, whatever they ask for.
    pub read_only: bool,
    /// `tmpfs`, `ext4`.
    pub kind: &'static str,
    /// What its content was made from.
    pub made_from: Value,
}

impl Mounted {
    /// Where it begins in its tree.
    pub fn base(&self) -> &str {
        match &self.home {
            Home::Node(path) => path.trim_matches('/'),
            Home::Pod => "",
        }
    }
}

/// A volume whose mount failed.
#[derive(Clone, Debug)]
pub(super) struct Failed {
    name: Text,
    /// It is there still as it was: only what it is made from cannot be read any more.
    stale: bool,
    retry_at: Time,
    delay: Duration,
    /// Why it is not even known what to mount: the claim is not there, or not bound.
    pub unprocessed: Option<String>,
    /// Nobody has attached it.
    detached: bool,
}

/// Why a volume is not there.
enum Trouble {
    /// It is not even known what to mount.
    Claim(String),
    /// Mounting it failed: what the event says.
    Mount(String),
    /// It waits for somebody to attach it to the node.
    Detached,
}

/// What a volume is filled with.
enum Source {
    Own {
        tree: Tree,
        kind: &'static str,
    },
    Objects(content::Contents),
    /// What is in an image, once that has come.
    Image,
    Elsewhere(Home),
}

impl Worker {
    /// Mounts what can be mounted. Answers when the next try is due, or none where everything is there.
    pub fn mount(&mut self, site: &mut Site<'_>, ctx: &mut Ctx<'_>) -> Option<Time> {
        let volumes = self.pod.get("spec").get("volumes").clone();
        let mut next: Option<Time> = None;
        for volume in volumes.as_list().unwrap_or(&[]) {
            let name = volume.text("name");
            let mounted = self.mounted.iter().any(|m| m.name == name);
            if mounted && !content::follows_objects(volume) {
                continue;
            }
            // No sync waits for what is mounted.
            let mut later = |at: Time| next = next.into_iter().chain((!mounted).then_some(at)).min();
            let failed = self.failed_mounts.iter().find(|f| f.name == name).cloned();
            if let Some(f) = failed.as_ref().filter(|f| f.retry_at > ctx.now) {
                later(f.retry_at);
                continue;
            }
            match self.source(volume, site, ctx) {
                Ok(source) => {
                    self.failed_mounts.retain(|f| f.name != name);
                    let read_only = volume.get("persistentVolumeClaim").bool("readOnly");
                    self.take((name, read_only), source, site, ctx);
                }
                Err(trouble) => {
                    let detached = matches!(trouble, Trouble::Detached);
                    let (delay, unprocessed) = match trouble {
                        Trouble::Claim(why) => (Duration::ZERO, Some(why)),
                        Trouble::Mount(message) => {
                            events::pod(ctx, &self.pod, (WARNING, "FailedMount"), message);
                            (failed.map_or(FIRST_RETRY, |f| (f.delay * 2).min(LAST_RETRY)), None)
                        }
                        Trouble::Detached => (LAST_RETRY, None),
                    };
                    self.failed_mounts.retain(|f| f.name != name);
                    let retry_at = ctx.now + delay;
                    later(retry_at);
                    self.failed_mounts.push(Failed { name, stale: mounted, retry_at, delay, unprocessed, detached });
                }
            }
        }
        next
    }

    /// When the kubelet tries again to renew a volume that is mounted.
    pub fn renewal(&self) -> Option<Time> {
        self.failed_mounts.iter().filter(|f| f.stale).map(|f| f.retry_at).min()
    }

    /// Whether a volume of the pod is made from this config map or secret.
    pub fn mounts(&self, field: &str, name: &str) -> bool {
        let key = if field == "secret" { "secretName" } else { "name" };
        self.pod.get("spec").list("volumes").iter().any(|volume| {
            let projected = volume.get("projected").list("sources").iter();
            volume.get(field).str(key) == name || projected.map(|s| s.get(field)).any(|s| s.str("name") == name)
        })
    }

    /// The sync has waited for too long, or in vain.
    pub fn mount_timed_out(&mut self, ctx: &mut Ctx<'_>) {
        let names = |of: fn(&Failed) -> bool| {
            let all: Vec<&str> = self.failed_mounts.iter().filter(|f| !f.stale && of(f)).map(|f| &*f.name).collect();
            all.join(" ")
        };
        let whys: Vec<&str> = self.failed_mounts.iter().filter_map(|f| f.unprocessed.as_deref()).collect();
        let message = format!(
            "Unable to attach or mount volumes: unmounted volumes=[{}], unattached volumes=[{}], failed to process \
             volumes=[{}]: {}",
            names(|_| true),
            names(|f| f.detached),
            names(|f| f.unprocessed.is_some()),
            if whys.is_empty() { "context deadline exceeded".into() } else { whys.join("; ") }
        );
        events::pod(ctx, &self.pod, (WARNING, "FailedMount"), message);
    }

    fn take(&mut self, (name, read_only): (Text, bool), source: Source, site: &mut Site<'_>, ctx: &Ctx<'_>) {
        let old = self.mounted.iter().position(|m| m.name == name);
        match source {
            Source::Objects(contents) => {
                if old.is_some_and(|i| self.mounted[i].made_from == contents.made_from) {
                    return;
                }
                let (made_from, kind) = (contents.made_from.clone(), contents.kind);
                let mut tree = content::written(contents, self, ctx);
                if let Some(group) = fs_group(&self.pod) {
                    tree.give_to_group(group, false);
                }
                match old {
                    Some(i) => {
                        self.machine.volumes.insert(self.mounted[i].id, tree);
                        self.mounted[i].made_from = made_from;
                    }
                    None => {
                        let id = self.machine.add_volume(tree);
                        let home = Home::Pod;
                        self.mounted.push(Mounted { name, id, home, read_only: true, kind, made_from });
                    }
                }
            }
            _ if old.is_some() => {}
            Source::Own { mut tree, kind } => {
                if let Some(group) = fs_group(&self.pod) {
                    tree.give_to_group(group, true);
                }
                let id = self.machine.add_volume(tree);
                let (home, made_from) = (Home::Pod, Value::Null);
                self.mounted.push(Mounted { name, id, home, read_only: false, kind, made_from });
            }
            Source::Image => {
                let id = self.machine.add_volume(Tree::new(ctx.now.0));
                let (home, made_from) = (Home::Pod, Value::Null);
                self.mounted.push(Mounted { name, id, home, read_only: true, kind: "overlay", made_from });
            }
            Source::Elsewhere(home) => {
                let same = self.mounted.iter().find(|m| same_tree(&m.home, &home));
                let id = match same {
                    Some(m) => m.id,
                    None => self.machine.add_volume(tree_of(&home, site)),
                };
                self.mounted.push(Mounted { name, id, home, read_only, kind: "ext4", made_from: Value::Null });
            }
        }
    }

    /// A volume that is an image has come, or it is known why not.
    pub fn take_image(&mut self, name: Text, got: Result<LocalImage, pull::Why>, site: &mut Site<'_>) {
        match got {
            Ok(image) => {
                self.image_troubles.remove(&name);
                if let Some(m) = self.mounted.iter().find(|m| m.name == name) {
                    self.machine.volumes.insert(m.id, site.shared.trees.get(&image.id, &image.image));
                }
            }
            Err(why) => {
                self.image_troubles.insert(name, why);
            }
        }
    }

    /// Takes the files that are shared with others in before programs run, and gives them back afterwards.
    pub fn borrow_trees(&mut self, site: &mut Site<'_>) {
        for m in self.mounted.iter().filter(|m| m.home != Home::Pod) {
            self.machine.volumes.insert(m.id, tree_of(&m.home, site));
        }
    }
    pub fn return_trees(&mut self, site: &mut Site<'_>) {
        for m in self.mounted.iter().filter(|m| m.home != Home::Pod) {
            let Some(tree) = self.machine.volumes.get(m.id).cloned() else { continue };
            match &m.home {
                Home::Pod => {}
                Home::Node(_) => site.node.files = Some(tree),
            }
        }
    }

    fn source(&mut self, volume: &Value, site: &mut Site<'_>, ctx: &mut Ctx<'_>) -> Result<Source, Trouble> {
        if let Some(claim) = claim_of(&self.pod, volume) {
            return persistent::claimed(&self.pod, (volume.str("name"), &claim), site, ctx);
        }
        let name = volume.text("name");
        let set_up = |why: String| persistent::set_up(&name, &why);
        if volume.has("hostPath") {
            let path = content::host_path(volume.get("hostPath"), ctx.now, site).map_err(set_up)?;
            return Ok(Source::Elsewhere(Home::Node(path)));
        }
        if volume.has("emptyDir") {
            return Ok(content::empty_dir(&self.pod, volume.get("emptyDir"), ctx.now));
        }
        if volume.has("image") {
            return Ok(Source::Image);
        }
        if !content::follows_objects(volume) {
            return Err(persistent::remote(&self.pod, &name, volume, false));
        }
        content::from_objects(self, volume, site.node, ctx).map(Source::Objects).map_err(set_up)
    }
}

/// The group that the pod's volumes are given to.
fn fs_group(pod: &Value) -> Option<u32> {
    u32::try_from(pod.get("spec").get("securityContext").int("fsGroup")?).ok()
}

/// The claim behind a volume.
fn claim_of(pod: &Value, volume: &Value) -> Option<String> {
    let own = volume.has("ephemeral").then(|| format!("{}-{}", meta::name(pod), volume.str("name")));
    volume.get("persistentVolumeClaim").get("claimName").as_str().map(str::to_string).or(own)
}

fn same_tree(a: &Home, b: &Home) -> bool {
    matches!((a, b), (Home::Node(_), Home::Node(_))) || a == b
}

fn tree_of(home: &Home, site: &mut Site<'_>) -> Tree {
    match home {
        Home::Pod => Tree::new(0),
        Home::Node(path) => {
            let mut tree = site.node.files().clone();
            if tree.node(path).is_none() {
                // The runtime makes the directory of a host path that is not there.
                let _fits = tree.make_directories(path, 0);
            }
            tree
        }
    }
}

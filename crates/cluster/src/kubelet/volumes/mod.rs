//! The volumes of a pod: when they can be mounted, and what is in them.

mod content;
mod token;

use std::time::Duration;

use api::time::Time;
use api::{Text, Value, meta};
use shell::Tree;
use shell::files::VolumeId;

use super::events;
use super::site::Site;
use super::worker::Worker;
use crate::component::Ctx;
use crate::events::WARNING;
use crate::kinds::{PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM};

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
    /// On a persistent volume, under this path of the disk.
    Disk(Text),
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
    made_from: Value,
}

/// A volume whose mount failed.
#[derive(Clone, Debug)]
pub(super) struct Failed {
    name: Text,
    retry_at: Time,
    delay: Duration,
    /// Why it is not even known what to mount: the claim is not there, or not bound.
    pub unprocessed: Option<String>,
}

/// What a volume is filled with.
enum Source {
    Own { tree: Tree, kind: &'static str },
    Objects(content::Contents),
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
            let failed = self.failed_mounts.iter().find(|f| f.name == name).cloned();
            if let Some(f) = failed.as_ref().filter(|f| f.retry_at > ctx.now) {
                next = next.into_iter().chain([f.retry_at]).min();
                continue;
            }
            match self.source(volume, site, ctx) {
                Ok(source) => {
                    self.failed_mounts.retain(|f| f.name != name);
                    self.take(name, source, site, ctx);
                }
                // What is mounted stays as it is, as long as its source cannot be read.
                Err(_) if mounted => {}
                Err(why) if claim_of(&self.pod, volume).is_some() => {
                    let claim = claim_of(&self.pod, volume).unwrap_or_default();
                    let why = format!("error processing PVC {}/{claim}: {why}", meta::namespace(&self.pod));
                    self.failed_mounts.retain(|f| f.name != name);
                    let unprocessed = Some(why);
                    self.failed_mounts.push(Failed { name, retry_at: ctx.now, delay: FIRST_RETRY, unprocessed });
                    next = Some(ctx.now);
                }
                Err(why) => {
                    let message = format!("MountVolume.SetUp failed for volume {name:?} : {why}");
                    events::pod(ctx, &self.pod, (WARNING, "FailedMount"), message);
                    let delay = failed.map_or(FIRST_RETRY, |f| (f.delay * 2).min(LAST_RETRY));
                    self.failed_mounts.retain(|f| f.name != name);
                    self.failed_mounts.push(Failed { name, retry_at: ctx.now + delay, delay, unprocessed: None });
                    next = next.into_iter().chain([ctx.now + delay]).min();
                }
            }
        }
        next
    }

    /// The sync has waited for too long, or in vain.
    pub fn mount_timed_out(&mut self, ctx: &mut Ctx<'_>) {
        let names = |of: fn(&Failed) -> bool| {
            let all: Vec<&str> = self.failed_mounts.iter().filter(|f| of(f)).map(|f| &*f.name).collect();
            all.join(" ")
        };
        let whys: Vec<&str> = self.failed_mounts.iter().filter_map(|f| f.unprocessed.as_deref()).collect();
        let message = format!(
            "Unable to attach or mount volumes: unmounted volumes=[{}], unattached volumes=[], failed to process \
             volumes=[{}]: {}",
            names(|_| true),
            names(|f| f.unprocessed.is_some()),
            if whys.is_empty() { "context deadline exceeded".into() } else { whys.join("; ") }
        );
        events::pod(ctx, &self.pod, (WARNING, "FailedMount"), message);
    }

    fn take(&mut self, name: Text, source: Source, site: &mut Site<'_>, ctx: &Ctx<'_>) {
        let old = self.mounted.iter().position(|m| m.name == name);
        match source {
            Source::Objects(contents) => {
                if old.is_some_and(|i| self.mounted[i].made_from == contents.made_from) {
                    return;
                }
                let (made_from, kind) = (contents.made_from.clone(), contents.kind);
                let tree = content::written(contents, self, ctx);
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
            Source::Own { tree, kind } => {
                let id = self.machine.add_volume(tree);
                let (home, made_from) = (Home::Pod, Value::Null);
                self.mounted.push(Mounted { name, id, home, read_only: false, kind, made_from });
            }
            Source::Elsewhere(home) => {
                let same = self.mounted.iter().find(|m| same_tree(&m.home, &home));
                let id = match same {
                    Some(m) => m.id,
                    None => self.machine.add_volume(tree_of(&home, site)),
                };
                self.mounted.push(Mounted { name, id, home, read_only: false, kind: "ext4", made_from: Value::Null });
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
                Home::Disk(name) => {
                    site.shared.disks.insert(name.clone(), tree);
                }
            }
        }
    }

    fn source(&mut self, volume: &Value, site: &mut Site<'_>, ctx: &mut Ctx<'_>) -> Result<Source, String> {
        if let Some(claim) = claim_of(&self.pod, volume) {
            return self.claimed(&claim, ctx).map(Source::Elsewhere);
        }
        if volume.has("hostPath") {
            return content::host_path(volume.get("hostPath"), site).map(|p| Source::Elsewhere(Home::Node(p)));
        }
        if volume.has("emptyDir") {
            return Ok(content::empty_dir(volume.get("emptyDir"), ctx.now));
        }
        content::from_objects(self, volume, site.node, ctx).map(Source::Objects)
    }

    /// The disk behind a claim.
    fn claimed(&self, claim: &str, ctx: &Ctx<'_>) -> Result<Home, String> {
        let namespace = meta::namespace(&self.pod);
        let object = ctx.get(PERSISTENT_VOLUME_CLAIM, namespace, claim);
        let object = object.ok_or_else(|| {
            format!("failed to fetch PVC from API server: persistentvolumeclaims {claim:?} not found")
        })?;
        let volume = object.get("spec").text("volumeName");
        if volume.is_empty() || object.get("status").str("phase") != "Bound" {
            return Err("PVC is not bound".into());
        }
        let pv = ctx.get(PERSISTENT_VOLUME, "", &volume);
        let pv = pv.ok_or_else(|| format!("persistentvolumes {volume:?} not found"))?;
        match pv.get("spec").get("hostPath").get("path").as_str() {
            Some(path) => Ok(Home::Node(path.trim_end_matches('/').to_string())),
            None => Ok(Home::Disk(volume)),
        }
    }
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
        Home::Disk(name) => site.shared.disks.get(name).cloned().unwrap_or_else(|| Tree::with_capacity(0, 1 << 30)),
    }
}

//! Which volume is seen where.

use sorted::{InOrder, SortedMap};
use std::borrow::Cow;

use super::Tree;
use super::path;

/// A volume of the host, by the number that the host gave it.
pub type VolumeId = u64;

/// All volumes of a host.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Volumes {
    trees: SortedMap<VolumeId, Tree>,
}

impl Volumes {
    pub fn new() -> Volumes {
        Volumes::default()
    }

    pub fn insert(&mut self, id: VolumeId, tree: Tree) {
        self.trees.insert(id, tree);
    }

    pub fn remove(&mut self, id: VolumeId) -> Option<Tree> {
        self.trees.remove(&id)
    }

    pub fn get(&self, id: VolumeId) -> Option<&Tree> {
        self.trees.get(&id)
    }

    pub fn get_mut(&mut self, id: VolumeId) -> Option<&mut Tree> {
        self.trees.get_mut(&id)
    }
}

/// One volume (or a directory or file in it) laid over a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Absolute and normal: `/etc/config`.
    pub path: String,
    pub volume: VolumeId,
    /// What of the volume is seen; empty for all of it (`subPath`).
    pub sub_path: String,
    pub read_only: bool,
    /// What `mount` and `df` show: `tmpfs`, `ext4`.
    pub kind: String,
}

impl Mount {
    /// What it shows as its device.
    pub fn device(&self) -> &str {
        match (&*self.kind, &*self.path) {
            (_, "/dev/shm") => "shm",
            ("overlay" | "tmpfs", _) => &self.kind,
            _ => "/dev/vda1",
        }
    }
}

/// What a runtime mounts of the kernel, as `/proc/mounts` shows it.
const OF_THE_KERNEL: &str = "\
proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
tmpfs /dev tmpfs rw,nosuid,size=65536k,mode=755 0 0
devpts /dev/pts devpts rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666 0 0
mqueue /dev/mqueue mqueue rw,nosuid,nodev,noexec,relatime 0 0
sysfs /sys sysfs ro,nosuid,nodev,noexec,relatime 0 0
cgroup /sys/fs/cgroup cgroup2 ro,nosuid,nodev,noexec,relatime 0 0
";

/// The mounts of a container; the first is its root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mounts {
    table: Vec<Mount>,
}

impl Mounts {
    /// Only a root.
    pub fn root(volume: VolumeId) -> Mounts {
        let root =
            Mount { path: "/".into(), volume, sub_path: String::new(), read_only: false, kind: "overlay".into() };
        Mounts { table: vec![root] }
    }

    /// Lays one more volume over what is there.
    pub fn add(&mut self, mut mount: Mount) {
        mount.path = path::normal("/", &mount.path);
        self.table.push(mount);
    }

    pub fn add_volume(&mut self, path: &str, volume: VolumeId, read_only: bool) {
        self.add(Mount { path: path.into(), volume, sub_path: String::new(), read_only, kind: "ext4".into() });
    }

    /// All of them in the lines of `/proc/mounts`.
    pub fn lines(&self) -> String {
        let mut text = String::new();
        for (at, mount) in self.table.iter().enumerate() {
            let mode = if mount.read_only { "ro" } else { "rw" };
            text += &format!(
                "{} {} {} {mode},relatime 0 0\n",
                mount.device(),
                mount.path.replace(' ', "\\040"),
                mount.kind
            );
            if at == 0 {
                text += OF_THE_KERNEL;
            }
        }
        text
    }

    /// Puts them in the order in which a runtime mounts them: what lies above comes first.
    pub fn sort(&mut self) {
        self.table.order_by_cached_key(|mount| path::parts(&mount.path).count());
    }

    pub fn iter(&self) -> impl Iterator<Item = &Mount> {
        self.table.iter()
    }

    /// The root can be made read-only (`readOnlyRootFilesystem`).
    pub fn set_root_read_only(&mut self) {
        if let Some(root) = self.table.first_mut() {
            root.read_only = true;
        }
    }

    /// The mount that holds a normal path, and the path inside its volume.
    pub(super) fn find<'a>(&'a self, place: &'a str) -> Option<(&'a Mount, Cow<'a, str>)> {
        let mount = self
            .table
            .iter()
            .enumerate()
            .filter(|(_, mount)| path::is_under(place, &mount.path))
            .max_by_key(|(at, mount)| (mount.path.len(), *at))?
            .1;
        let rest = place[mount.path.len().min(place.len())..].trim_matches('/');
        let inner = match (mount.sub_path.trim_matches('/'), rest) {
            ("", rest) => Cow::Borrowed(rest),
            (sub, "") => Cow::Borrowed(sub),
            (sub, rest) => Cow::Owned([sub, "/", rest].concat()),
        };
        Some((mount, inner))
    }

    /// Names of the mounts directly under a normal path, and of the directories that lead to deeper ones.
    pub(super) fn names_under(&self, place: &str) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for mount in &self.table {
            if mount.path != place && path::is_under(&mount.path, place) {
                let name = path::parts(&mount.path[place.len()..]).next().unwrap_or("");
                if !name.is_empty() && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    pub(super) fn is_mount_point(&self, place: &str) -> bool {
        self.table.iter().any(|mount| mount.path == place)
    }
}

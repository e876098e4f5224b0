//! Images and registries: what can be pulled, how long that takes, and what an image is once it is there.
//!
//! One image a file, one row in [`table`]. An image is data: versions, environment, files; its own programs are state
//! machines, most of them a [`server`]. What no file describes cannot be pulled, in the words of a registry that does not
//! have it.

mod alpine;
mod applications;
mod base;
mod books;
mod busybox;
mod courses;
mod databases;
mod debian;
mod demos;
mod distributions;
mod entrypoint;
mod hello_world;
mod httpd;
mod kubia;
mod languages;
mod lectures;
mod memcached;
mod metrics;
mod mysql;
mod nginx;
mod php;
mod postgres;
mod redis;
mod reference;
mod registry;
mod samples;
mod server;
mod services;
mod showcase;
mod simple;
mod sql;
mod stress;
mod system;
mod table;
mod testing;
mod toolbox;
mod training;
pub(super) mod web;
mod zookeeper;

use sorted::SortedMap;

use api::Text;
use shell::files::Owner;
use shell::system::Flavour;
use shell::{Program, Signal, Tree};

pub(super) use base::Base;
pub(super) use reference::Reference;
pub(super) use registry::{Refusal, check_time, pull_time, resolve};
pub(super) use system::pause_program;
pub(super) use table::find;

/// Makes the program of an executable: its command line and the image's version.
pub(super) type Make = fn(argv: &[String], version: &'static str) -> Box<dyn Program>;

/// What an image is.
pub(super) struct Image {
    /// With their registries: `docker.io/library/nginx`.
    pub names: &'static [&'static str],
    /// All versions, newest first. A tag may leave out the last numbers.
    pub versions: &'static [&'static str],
    /// Tags that stand for a version; one that stands for nothing is not there, although `latest` mostly is.
    pub aliases: &'static [(&'static str, &'static str)],
    /// What may stand behind a version; the first row has nothing behind it.
    pub variants: &'static [Variant],
    pub entrypoint: &'static [&'static str],
    pub cmd: &'static [&'static str],
    /// `{version}` stands for the version.
    pub env: &'static [(&'static str, &'static str)],
    pub workdir: &'static str,
    /// Name or number; empty for root.
    pub user: &'static str,
    pub stop: Signal,
    /// Directories of others than root, with the number of their owner and of their group.
    pub owned: &'static [(&'static str, u32)],
    /// What the image adds to the users of its base: a line of a password file, and the name of
    /// the user's group.
    pub accounts: &'static [(&'static str, &'static str)],
    /// Path and content.
    pub files: &'static [(&'static str, &'static str)],
    /// Executables that every system may have and this image's base has not, for a version.
    pub tools: fn(version: &str) -> &'static [&'static str],
    /// Path of an executable, and what makes its program.
    pub programs: &'static [(&'static str, Make)],
    /// Whether its own program may open ports below 1024 whoever runs it, as its file says.
    pub binds: bool,
    /// Thousandths of a processor that its own programs take although nobody asks anything of them.
    pub idle: u64,
}

/// One flavour of an image.
#[derive(Clone, Copy)]
pub(super) struct Variant {
    /// `alpine` in `1.27-alpine`.
    pub name: &'static str,
    pub base: Base,
    /// Size of the compressed layers, in 100 kB.
    pub size: u32,
}

/// An image with nothing in it, to be filled in with `..BARE`.
pub(super) const BARE: Image = Image {
    names: &[],
    versions: &["1"],
    aliases: &[],
    variants: &[],
    entrypoint: &[],
    cmd: &[],
    env: &[],
    workdir: "/",
    user: "",
    stop: Signal::Term,
    owned: &[],
    accounts: &[],
    files: &[],
    tools: |_| &[],
    programs: &[],
    binds: false,
    idle: 0,
};

/// An image of one version and flavour.
#[derive(Clone, Copy)]
pub(super) struct Resolved {
    pub image: &'static Image,
    pub version: &'static str,
    pub variant: &'static Variant,
}

impl std::fmt::Debug for Resolved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}-{}", self.image.names[0], self.version, self.variant.name)
    }
}

impl Resolved {
    pub fn flavour(&self) -> Flavour {
        self.variant.base.flavour()
    }

    /// Whether it is busybox itself.
    pub fn is_busybox(&self) -> bool {
        self.variant.base == Base::Busybox
    }

    /// The program of one of the image's own executables.
    pub fn program(&self, argv: &[String]) -> Option<Box<dyn Program>> {
        let name = argv.first()?.rsplit('/').next()?;
        let (_, make) = self.image.programs.iter().find(|(path, _)| path.rsplit('/').next() == Some(name))?;
        Some(make(argv, self.version))
    }

    /// Whether an executable of this name is one of the image's own.
    pub fn runs(&self, name: &str) -> bool {
        self.image.programs.iter().any(|(path, _)| path.rsplit('/').next() == Some(name))
    }

    /// The lines of the image's password file.
    fn users(&self) -> impl Iterator<Item = &'static str> {
        self.variant.base.accounts().passwd.lines().chain(self.image.accounts.iter().map(|(line, _)| *line))
    }

    /// What the image's password file says of a user, by name or number: `nginx:x:101:101:...`.
    pub fn known_user(&self, who: &str) -> Option<Vec<&'static str>> {
        let is_meant = |line: &&str| {
            let mut fields = line.split(':');
            fields.next() == Some(who) || fields.nth(1) == Some(who)
        };
        let line = self.users().filter(|_| !who.is_empty()).find(is_meant)?;
        Some(line.split(':').collect()).filter(|fields: &Vec<&str>| fields.len() > 5)
    }

    /// The groups that the image's file gives a user beside the one of its name.
    pub fn groups_of(&self, name: &str) -> impl Iterator<Item = i64> {
        // Most groups have no members.
        let lines = self.variant.base.accounts().group.lines().filter(|line| !line.ends_with(':'));
        lines.filter_map(move |line| {
            let (group, members) = (line.split(':').next()?, line.rsplit(':').next()?);
            let has = group != name && members.split(',').any(|member| member == name);
            if has { line.split(':').nth(2)?.parse().ok() } else { None }
        })
    }

    /// The environment that the image sets.
    pub fn env(&self) -> Vec<(String, String)> {
        let own = self.image.env.iter().map(|(k, v)| (k.to_string(), v.replace("{version}", self.version)));
        let path = ("PATH".to_string(), shell::kernel::DEFAULT_PATH.to_string());
        let has_path = self.image.env.iter().any(|(k, _)| *k == "PATH");
        (!has_path).then_some(path).into_iter().chain(own).collect()
    }

    /// The root file system.
    fn tree(&self) -> Tree {
        let mut tree = self.variant.base.tree();
        if !self.image.accounts.is_empty() {
            let users: String = self.users().map(|line| format!("{line}\n")).collect();
            let _fits = tree.put("etc/passwd", users, base::BUILT);
            let group = |(line, name): &(&str, &str)| format!("{name}:x:{}:\n", line.split(':').nth(3).unwrap_or("0"));
            let own: String = self.image.accounts.iter().map(group).collect();
            let _fits = tree.put("etc/group", format!("{}{own}", self.variant.base.accounts().group), base::BUILT);
        }
        for (path, content) in self.image.files {
            // The trees of images are small: everything fits.
            let _fits = tree.put(path, content.as_bytes(), base::BUILT);
            if content.starts_with("#!") {
                let _fits = tree.touch(path, Some(0o755), None);
            }
        }
        if self.image.names[0] == "docker.io/library/alpine" {
            let _fits = base::alpine_release(&mut tree, self.version);
        }
        let own = self.image.programs.iter().map(|(path, _)| *path);
        for path in own.chain((self.image.tools)(self.version).iter().copied()) {
            tree.add_program(path);
        }
        if !self.image.workdir.is_empty() {
            let _fits = tree.make_directories(self.image.workdir.trim_matches('/'), base::BUILT);
        }
        for (path, owner) in self.image.owned {
            let _fits = tree.make_directories(path, base::BUILT);
            let _there = tree.give(path, Owner { uid: *owner, gid: *owner });
        }
        tree
    }
}

/// Root file systems that were made already. A clone of one copies pointers.
#[derive(Clone, Default)]
pub(super) struct Trees {
    made: SortedMap<Text, Tree>,
}

impl Trees {
    /// The root file system of an image, by its id.
    pub fn get(&mut self, id: &Text, image: &Resolved) -> Tree {
        self.made.entry(id.clone()).or_insert_with(|| image.tree()).clone()
    }
}

/// The image of every sandbox, which each node has from the start.
pub(super) fn pause() -> Option<super::node::LocalImage> {
    let reference = Reference::parse("registry.k8s.io/pause:3.10").ok()?;
    resolve(&reference, &[], false).ok()
}

#[cfg(test)]
mod tests {
    use super::table::{OTHERS, SYSTEM};
    use super::*;

    #[test]
    fn every_row_has_all_its_parts() {
        for image in SYSTEM.iter().chain(OTHERS) {
            let name = image.names[0];
            assert!(name.split('/').count() >= 2, "{name} names its registry");
            assert!(!image.versions.is_empty() && !image.variants.is_empty(), "{name} can be pulled");
            assert_eq!(image.variants[0].name, "", "{name} has a plain flavour");
            for (alias, version) in image.aliases.iter().filter(|(_, version)| !version.is_empty()) {
                assert!(image.versions.contains(version), "{name}:{alias} stands for a version");
            }
            for variant in image.variants {
                let resolved = Resolved { image, version: image.versions[0], variant };
                let tree = resolved.tree();
                let own = image.programs.iter().map(|(path, _)| path);
                for path in own.chain(image.owned.iter().map(|(path, _)| path)) {
                    assert!(tree.node(path).is_some(), "{name} has {path}");
                }
            }
        }
    }
}

//! What is known about a file.

use std::rc::Rc;

use super::super::path::parts;
use super::super::{Body, Device, Mount, Node, Owner};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File,
    Directory,
    Link,
    Device,
}

/// What is known about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    pub kind: Kind,
    pub mode: u16,
    pub size: u64,
    /// How much room it takes, in units of 1,024 bytes.
    pub blocks: u64,
    /// How many names it has: a directory is also `.` and the `..` of each directory in it.
    pub links: usize,
    pub modified: i64,
    /// Where a link points to.
    pub target: Option<Rc<str>>,
    pub device: Option<Device>,
    /// The program whose executable this is.
    pub program: Option<Rc<str>>,
    pub owner: Owner,
}

/// What a file lies on.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Medium {
    Disk,
    /// A tmpfs: directories take no room, and have a length for each name in them.
    Memory,
    /// What the kernel tells of itself: nothing has a length, and directories are only read.
    Kernel,
}

impl Medium {
    /// What lies at a path (absolute, without links) in a mount.
    pub(super) fn of(mount: &Mount, path: &str) -> Medium {
        match (&*mount.kind, parts(path).next()) {
            ("tmpfs", _) | ("overlay", Some("dev")) => Medium::Memory,
            ("overlay", Some("proc" | "sys")) => Medium::Kernel,
            _ => Medium::Disk,
        }
    }
}

impl Stat {
    pub(super) fn of(node: &Node, medium: Medium) -> Stat {
        let (kind, size) = match &node.body {
            Body::File(data) => (Kind::File, data.len() as u64),
            Body::Blank(size) => (Kind::File, *size),
            Body::Directory(children) => match medium {
                Medium::Disk => (Kind::Directory, 4096),
                Medium::Memory => (Kind::Directory, 40 + 20 * children.len() as u64),
                Medium::Kernel => (Kind::Directory, 0),
            },
            // A link of the kernel (`net:[4026531840]`) leads to no path and has no length.
            Body::Link(target) => (Kind::Link, if target.contains(":[") { 0 } else { target.len() as u64 }),
            Body::Device(_) => (Kind::Device, 0),
            Body::Program(name) => (Kind::File, 100_000 + 40 * name.len() as u64),
        };
        let links = match &node.body {
            Body::Directory(children) => {
                2 + children.iter().filter(|(_, child)| matches!(child.body, Body::Directory(_))).count()
            }
            _ => 1,
        };
        let blocks = match kind {
            Kind::Directory if medium == Medium::Disk => 4,
            Kind::File if medium != Medium::Kernel => size.div_ceil(4096) * 4,
            _ => 0,
        };
        let told = kind == Kind::Directory && medium == Medium::Kernel;
        Stat {
            kind,
            mode: if told { node.mode & !0o222 } else { node.mode },
            size,
            blocks,
            links,
            modified: node.modified,
            target: if let Body::Link(target) = &node.body { Some(target.clone()) } else { None },
            device: if let Body::Device(device) = &node.body { Some(*device) } else { None },
            program: if let Body::Program(name) = &node.body { Some(name.clone()) } else { None },
            owner: node.owner,
        }
    }

    pub fn is_directory(&self) -> bool {
        self.kind == Kind::Directory
    }

    pub fn is_executable(&self) -> bool {
        self.kind == Kind::File && self.mode & 0o111 != 0
    }
}

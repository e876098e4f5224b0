//! An in-memory file system.
//!
//! A [`Tree`] is one volume: directories, files, links. [`Volumes`] are all the volumes that a host owns; a root file system, an
//! emptyDir and a configMap are one each. [`Mounts`] say which volume a container sees at which path, so that two
//! containers can share a volume. [`Files`] is the view that a process works with: it walks paths, follows links and crosses
//! mounts. Cloning any of them copies pointers, not contents.

mod errno;
mod mounts;
pub mod path;
mod tree;
mod view;

pub use errno::Errno;
pub use mounts::{Mount, Mounts, VolumeId, Volumes};
pub use tree::{Body, Device, MAX_FILE, Node, Owner, Tree};
pub use view::{Files, Kind, Stat};

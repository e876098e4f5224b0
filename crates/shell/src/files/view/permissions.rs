//! What a user may do with a file.

use super::super::{Errno, Node, Owner, path};
use super::Files;
use super::walk::Place;
use crate::system::{CHOWN, DAC_OVERRIDE, FOWNER, User};

/// What somebody wants of a file, as bits of its mode.
pub(super) const READ: u16 = 4;
pub(super) const WRITE: u16 = 2;
pub(super) const SEARCH: u16 = 1;
/// What is made in a directory with this bit belongs to the directory's group.
pub(super) const SET_GROUP: u16 = 0o2000;
/// Only whoever owns a file may take it out of a directory with this bit.
pub(super) const STICKY: u16 = 0o1000;

impl<'a> Files<'a> {
    /// Gives a file to somebody else, which only root may. A link itself is given, not what it points to.
    pub fn set_owner(&mut self, path: &str, owner: Owner) -> Result<(), Errno> {
        let (place, stat) = self.writable(path, false)?;
        let same = stat.owner == owner;
        if !(self.can(CHOWN) || same && self.owns(&place)) {
            return Err(Errno::NotPermitted);
        }
        self.tree_mut(&place)?.give(&place.inner, owner)
    }

    /// Whether the user may do something with a file: `4` read, `2` write, `1` execute or search.
    pub fn may(&self, path: &str, what: u16) -> bool {
        let Ok(place) = self.walk(path, true) else { return false };
        let Ok(stat) = self.stat_place(&place) else { return false };
        let runs = what & SEARCH == 0 || stat.is_directory() || stat.mode & 0o111 != 0;
        runs && self.need(&place, what).is_ok() && !(what & WRITE != 0 && place.read_only)
    }

    /// An error unless the user may do this with what is at a place.
    pub(super) fn need(&self, place: &Place<'_>, what: u16) -> Result<(), Errno> {
        match (self.bound(), self.node(place)) {
            (Some(user), Some(node)) if !allows(user, node, what) => Err(Errno::Denied),
            _ => Ok(()),
        }
    }

    /// The same of the directory above.
    pub(super) fn need_parent(&self, place: &Place<'_>, what: u16) -> Result<(), Errno> {
        let Some(user) = self.bound() else { return Ok(()) };
        let above = self.place(path::dir_name(&place.path))?;
        self.need(&above, what | SEARCH)?;
        let sticky = self.node(&above).is_some_and(|dir| dir.mode & STICKY != 0 && dir.owner.uid != user.uid);
        match self.node(place) {
            Some(node) if sticky && node.owner.uid != user.uid => Err(Errno::NotPermitted),
            _ => Ok(()),
        }
    }

    pub(super) fn owns(&self, place: &Place<'_>) -> bool {
        let own = |user: &User| self.node(place).is_some_and(|node| node.owner.uid == user.uid);
        self.can(FOWNER) || self.user.is_none_or(own)
    }

    pub(super) fn can(&self, capability: u32) -> bool {
        self.user.is_none_or(|user| user.can(capability))
    }

    /// The user, where it is bound by the permissions of files.
    pub(super) fn bound(&self) -> Option<&'a User> {
        self.user.filter(|user| !user.can(DAC_OVERRIDE))
    }
}

/// Whether the bits of a file that are meant for a user hold what is wanted.
pub(super) fn allows(user: &User, node: &Node, what: u16) -> bool {
    let bits = if node.owner.uid == user.uid {
        node.mode >> 6
    } else if node.owner.gid == user.gid || user.groups.contains(&node.owner.gid) {
        node.mode >> 3
    } else {
        node.mode
    };
    bits & what == what
}

//! The file system as one process sees it: paths are walked over links and mounts.

mod permissions;
mod stat;
mod walk;

use std::rc::Rc;

use sorted::InOrder;

use super::path::{self, parts};
use super::{Body, Errno, Mounts, Node, Owner, VolumeId, Volumes};
use crate::system::User;
use permissions::{READ, SET_GROUP, WRITE};
use stat::Medium;
pub use stat::{Kind, Stat};
use walk::Place;

/// A view for a moment: the mounts of a container, the volumes of the host, and the time for new files.
/// All paths are absolute.
pub struct Files<'a> {
    mounts: &'a Mounts,
    volumes: &'a mut Volumes,
    now: i64,
    /// Whose view it is; nobody's is one that may do everything.
    user: Option<&'a User>,
}

impl<'a> Files<'a> {
    pub fn new(mounts: &'a Mounts, volumes: &'a mut Volumes, now: i64) -> Files<'a> {
        Files { mounts, volumes, now, user: None }
    }

    /// The same view as a user has it.
    pub fn of(self, user: &'a User) -> Files<'a> {
        Files { user: Some(user), ..self }
    }

    /// Follows links.
    pub fn stat(&self, path: &str) -> Result<Stat, Errno> {
        let place = self.walk(path, true)?;
        self.stat_place(&place)
    }

    /// Does not follow a link at the end.
    pub fn lstat(&self, path: &str) -> Result<Stat, Errno> {
        let place = self.walk(path, path.ends_with('/'))?;
        self.stat_place(&place)
    }

    pub fn exists(&self, path: &str) -> bool {
        self.stat(path).is_ok()
    }

    pub fn is_directory(&self, path: &str) -> bool {
        self.stat(path).is_ok_and(|stat| stat.is_directory())
    }

    /// The path without links, `.` and `..`.
    pub fn canonical(&self, path: &str) -> Result<String, Errno> {
        let place = self.walk(path, true)?;
        self.stat_place(&place)?;
        Ok(place.path.into_owned())
    }

    /// Where a path leads over the links on its way, whether or not something is there.
    pub fn leads_to(&self, path: &str) -> String {
        match self.walk_far(path, true) {
            Ok((place, rest)) => rest.iter().rev().fold(place.path.into_owned(), |here, part| path::join(&here, part)),
            Err(_) => path.to_string(),
        }
    }

    pub fn read(&self, path: &str) -> Result<Rc<Vec<u8>>, Errno> {
        let place = self.walk(path, true)?;
        self.need(&place, READ)?;
        match self.node(&place).map(|node| &node.body) {
            Some(Body::File(data)) => Ok(data.clone()),
            // Whoever reads it piece by piece gets all of it.
            Some(Body::Blank(size)) => Ok(Rc::new(vec![0; (*size).min(super::MAX_FILE as u64) as usize])),
            Some(Body::Program(name)) => Ok(Rc::new(format!("\x7fELF\x02\x01\x01 {name}\n").into_bytes())),
            Some(Body::Device(_)) => Ok(Rc::new(Vec::new())),
            Some(Body::Directory(_)) => Err(Errno::IsDirectory),
            Some(Body::Link(_)) => Err(Errno::Loop),
            None if self.is_directory(&place.path) => Err(Errno::IsDirectory),
            None => Err(Errno::NoEntry),
        }
    }

    /// A piece of a file, from an offset on.
    pub fn read_at(&self, path: &str, offset: usize, max: usize) -> Result<Vec<u8>, Errno> {
        let place = self.walk(path, true)?;
        if let Some(Body::Blank(size)) = self.node(&place).map(|node| &node.body) {
            return Ok(vec![0; (*size as usize).saturating_sub(offset).min(max)]);
        }
        let data = self.read(&place.path)?;
        let start = offset.min(data.len());
        Ok(data[start..data.len().min(start.saturating_add(max))].to_vec())
    }

    /// Reads a file as text; bytes that are no UTF-8 are replaced.
    pub fn read_text(&self, path: &str) -> Result<String, Errno> {
        let data = self.read(path)?;
        // Most files are text, which is told quickly.
        Ok(std::str::from_utf8(&data).map_or_else(|_| String::from_utf8_lossy(&data).into_owned(), str::to_string))
    }

    /// Creates a file or replaces its content.
    pub fn write(&mut self, path: &str, data: impl Into<Vec<u8>>) -> Result<(), Errno> {
        let place = self.walk(path, true)?;
        let mut node = Node::file(data.into(), self.now);
        match self.node(&place) {
            Some(Node { body: Body::Directory(_), .. }) => Err(Errno::IsDirectory),
            Some(Node { body: Body::Device(_), .. }) => Ok(()),
            Some(old) => {
                (node.mode, node.owner) = (old.mode, old.owner);
                self.write_over(&place, node)
            }
            None => self.add(&place, path, node),
        }
    }

    /// Appends to a file, which is created if need be.
    pub fn append(&mut self, path: &str, data: &[u8]) -> Result<(), Errno> {
        if !self.exists(path) {
            return self.write(path, data);
        }
        self.write_at(path, None, data).map(|_| ())
    }

    /// Writes into an existing file at an offset (`None`: the end); returns the offset behind the data.
    pub fn write_at(&mut self, path: &str, offset: Option<usize>, data: &[u8]) -> Result<usize, Errno> {
        let (place, _) = self.writable(path, true)?;
        self.need(&place, WRITE)?;
        let now = self.now;
        self.tree_mut(&place)?.write_at(&place.inner, offset, data, now)
    }

    /// The entries of a directory, by name, without `.` and `..`.
    pub fn list(&self, path: &str) -> Result<Vec<(String, Stat)>, Errno> {
        let place = self.walk(path, true)?;
        self.need(&place, READ)?;
        let mut entries: Vec<(String, Stat)> = Vec::new();
        match self.node(&place).map(|node| &node.body) {
            Some(Body::Directory(children)) => {
                let root = (place.path == "/").then(|| self.mounts.iter().next()).flatten();
                entries.extend(children.iter().map(|(name, node)| {
                    let medium = root.map_or(place.medium, |root| Medium::of(root, name));
                    (name.to_string(), Stat::of(node, medium))
                }));
            }
            Some(_) => return Err(Errno::NotDirectory),
            None if self.mounts.names_under(&place.path).is_empty() => return Err(Errno::NoEntry),
            None => {}
        }
        for name in self.mounts.names_under(&place.path) {
            let below = path::join(&place.path, name);
            let stat = self.walk(&below, false).and_then(|place| self.stat_place(&place));
            if let Ok(stat) = stat {
                entries.retain(|entry| entry.0 != name);
                entries.push((name.to_string(), stat));
            }
        }
        entries.order_by(|a, b| a.0.cmp(&b.0));
        Ok(entries)
    }

    pub fn make_directory(&mut self, path: &str) -> Result<(), Errno> {
        self.make_directory_with(path, 0o755)
    }

    /// A directory with these permission bits.
    pub fn make_directory_with(&mut self, path: &str, mode: u16) -> Result<(), Errno> {
        let place = self.walk(path, false)?;
        if self.stat_place(&place).is_ok() {
            return Err(Errno::Exists);
        }
        let node = Node { mode, ..Node::directory(self.now) };
        self.add(&place, path.trim_end_matches('/'), node)
    }

    /// Makes directories beside one that was just made, and as that one is; what is there already stays. Answers whether
    /// that could be done at once, which it cannot among mounts.
    pub fn repeat(&mut self, path: &str, names: &[&str]) -> bool {
        let Ok(place) = self.walk(path, false) else { return false };
        let among_mounts = !self.mounts.names_under(path::dir_name(&place.path)).is_empty();
        !among_mounts && self.tree_mut(&place).is_ok_and(|tree| tree.repeat(&place.inner, names).is_ok())
    }

    /// Creates a directory and those above it; one that exists is no error.
    pub fn make_directories(&mut self, path: &str) -> Result<(), Errno> {
        let mut done = String::from("/");
        for part in parts(path) {
            let next = path::join(&done, part);
            let found = self.walk(&next, true);
            let found = found.and_then(|place| Ok((self.stat_place(&place)?, place.path.into_owned())));
            // What is below a link is looked for where the link leads to.
            done = match found {
                Ok((stat, path)) if stat.is_directory() => path,
                Ok(_) => return Err(Errno::NotDirectory),
                Err(Errno::NoEntry) => {
                    self.make_directory(&next)?;
                    next
                }
                Err(error) => return Err(error),
            };
        }
        Ok(())
    }

    /// Removes what is no directory.
    pub fn remove_file(&mut self, path: &str) -> Result<(), Errno> {
        let place = self.removable(path)?;
        if self.stat_place(&place)?.is_directory() {
            return Err(Errno::IsDirectory);
        }
        self.take(&place).map(|_| ())
    }

    /// Removes an empty directory.
    pub fn remove_directory(&mut self, path: &str) -> Result<(), Errno> {
        let place = self.removable(path)?;
        if !self.stat_place(&place)?.is_directory() {
            return Err(Errno::NotDirectory);
        }
        if !self.list(&place.path)?.is_empty() {
            return Err(Errno::NotEmpty);
        }
        self.take(&place).map(|_| ())
    }

    /// Removes a file, or a directory with all that is in it, among which nothing may be mounted.
    pub fn remove_all(&mut self, path: &str) -> Result<(), Errno> {
        let place = self.removable(path)?;
        self.stat_place(&place)?;
        if !self.mounts.names_under(&place.path).is_empty() {
            return Err(Errno::Busy);
        }
        self.take(&place).map(|_| ())
    }

    /// Moves a file or directory; a file in the way is replaced.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), Errno> {
        let source = self.removable(from)?;
        let target = self.walk(to, false)?;
        if source.path == target.path {
            return Ok(());
        }
        let moved = self.stat_place(&source)?;
        if moved.is_directory() && path::is_under(&target.path, &source.path) {
            return Err(Errno::Invalid);
        }
        self.check_parent(&target, to)?;
        if self.mounts.find(&target.path).is_some_and(|(mount, _)| mount.read_only) {
            return Err(Errno::ReadOnly);
        }
        match self.stat_place(&target) {
            Ok(old) if old.is_directory() && !moved.is_directory() => return Err(Errno::IsDirectory),
            Ok(old) if !old.is_directory() && moved.is_directory() => return Err(Errno::NotDirectory),
            Ok(old) if old.is_directory() && !self.list(&target.path)?.is_empty() => return Err(Errno::NotEmpty),
            _ => {}
        }
        self.need_parent(&target, WRITE)?;
        let node = self.take(&source)?;
        let result = self.put(&target, (*node).clone());
        if result.is_err() {
            self.put(&source, (*node).clone())?;
        }
        result
    }

    /// Puts the executable of a program at a path.
    pub fn install(&mut self, path: &str, program: &str) -> Result<(), Errno> {
        let place = self.walk(path, true)?;
        self.add(&place, path, Node::new(Body::Program(program.into()), 0o755, self.now))
    }

    pub fn link(&mut self, target: &str, path: &str) -> Result<(), Errno> {
        let place = self.walk(path, false)?;
        if self.stat_place(&place).is_ok() {
            return Err(Errno::Exists);
        }
        let node = Node::new(Body::Link(target.into()), 0o777, self.now);
        self.add(&place, path, node)
    }

    /// Copies one file with its permission bits; programs stay programs.
    pub fn copy(&mut self, from: &str, to: &str) -> Result<(), Errno> {
        let source = self.walk(from, true)?;
        self.need(&source, READ)?;
        let mut node = self.node(&source).cloned().ok_or(Errno::NoEntry)?;
        node.modified = self.now;
        let target = self.walk(to, true)?;
        if self.is_directory(&target.path) {
            return Err(Errno::IsDirectory);
        }
        self.set(&target, to, node)
    }

    pub fn set_mode(&mut self, path: &str, mode: u16) -> Result<(), Errno> {
        let (place, _) = self.writable(path, true)?;
        if !self.owns(&place) {
            return Err(Errno::NotPermitted);
        }
        self.tree_mut(&place)?.touch(&place.inner, Some(mode), None)
    }

    /// Whether a file can be replaced by another one of its name: not where something is mounted.
    pub fn replaceable(&self, path: &str) -> Result<(), Errno> {
        self.removable(path).map(|_| ())
    }

    /// Sets the time of the last change.
    pub fn set_modified(&mut self, path: &str, modified: i64) -> Result<(), Errno> {
        let (place, _) = self.writable(path, true)?;
        if !self.owns(&place) {
            self.need(&place, WRITE)?;
        }
        self.tree_mut(&place)?.touch(&place.inner, None, Some(modified))
    }

    pub fn mounts(&self) -> &Mounts {
        self.mounts
    }

    /// Bytes used and capacity of the volume of a mount.
    pub fn usage(&self, volume: VolumeId) -> (u64, u64) {
        self.volumes.get(volume).map_or((0, 0), |tree| (tree.used(), tree.capacity()))
    }

    fn node(&self, place: &Place<'_>) -> Option<&Node> {
        self.volumes.get(place.volume)?.node(&place.inner)
    }

    fn stat_place(&self, place: &Place<'_>) -> Result<Stat, Errno> {
        match self.node(place) {
            // An overlay does not count what it merges.
            Some(node) if place.path == "/" => Ok(Stat { links: 1, ..Stat::of(node, place.medium) }),
            Some(node) => Ok(Stat::of(node, place.medium)),
            None if !self.mounts.names_under(&place.path).is_empty() => Ok(Stat::of(&Node::directory(0), place.medium)),
            None => Err(Errno::NoEntry),
        }
    }

    /// The directory above, which must exist; and a path that ends in `/` must not name a new file.
    fn check_parent(&self, place: &Place<'_>, path: &str) -> Result<Stat, Errno> {
        if path.ends_with('/') {
            return Err(Errno::IsDirectory);
        }
        // A place has been walked to: no link stands on its way.
        match self.place(path::dir_name(&place.path)).and_then(|above| self.stat_place(&above)) {
            Ok(stat) if stat.is_directory() => Ok(stat),
            Ok(_) => Err(Errno::NotDirectory),
            Err(error) => Err(error),
        }
    }

    fn writable<'p>(&self, path: &'p str, follow: bool) -> Result<(Place<'p>, Stat), Errno>
    where
        'a: 'p,
    {
        let place = self.walk(path, follow)?;
        let stat = self.stat_place(&place)?;
        if place.read_only { Err(Errno::ReadOnly) } else { Ok((place, stat)) }
    }

    fn removable<'p>(&self, path: &'p str) -> Result<Place<'p>, Errno>
    where
        'a: 'p,
    {
        let (place, _) = self.writable(path, false)?;
        let busy = place.path == "/" || self.mounts.is_mount_point(&place.path);
        if busy { Err(Errno::Busy) } else { Ok(place) }
    }

    fn tree_mut(&mut self, place: &Place<'_>) -> Result<&mut super::Tree, Errno> {
        self.volumes.get_mut(place.volume).ok_or(Errno::NoEntry)
    }

    /// Puts a node at a place, which is its maker's, or writes over what is there, which stays whose it is.
    fn set(&mut self, place: &Place<'_>, path: &str, mut node: Node) -> Result<(), Errno> {
        match self.node(place) {
            Some(old) => {
                node.owner = old.owner;
                self.check_parent(place, path)?;
                self.write_over(place, node)
            }
            None => self.add(place, path, node),
        }
    }

    fn write_over(&mut self, place: &Place<'_>, node: Node) -> Result<(), Errno> {
        if !place.read_only {
            self.need(place, WRITE)?;
        }
        self.put(place, node)
    }

    /// Puts a new node at a place where nothing is: its maker's, unless the directory above says otherwise.
    fn add(&mut self, place: &Place<'_>, path: &str, mut node: Node) -> Result<(), Errno> {
        let above = self.check_parent(place, path)?;
        if place.read_only {
            return Err(Errno::ReadOnly);
        }
        self.need_parent(place, WRITE)?;
        node.owner = self.user.map_or(Owner::default(), |user| Owner { uid: user.uid, gid: user.gid });
        if above.mode & SET_GROUP != 0 {
            node.owner.gid = above.owner.gid;
            if matches!(node.body, Body::Directory(_)) {
                node.mode |= SET_GROUP;
            }
        }
        self.put(place, node)
    }

    fn put(&mut self, place: &Place<'_>, node: Node) -> Result<(), Errno> {
        if place.read_only {
            return Err(Errno::ReadOnly);
        }
        self.tree_mut(place)?.set(&place.inner, node)
    }

    fn take(&mut self, place: &Place<'_>) -> Result<Rc<Node>, Errno> {
        self.need_parent(place, WRITE)?;
        let now = self.now;
        self.tree_mut(place)?.take(&place.inner, now)
    }
}

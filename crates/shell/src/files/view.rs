//! The file system as one process sees it: paths are walked over links and mounts.

use sorted::InOrder;
use std::borrow::Cow;
use std::rc::Rc;

use super::path::{self, parts};
use super::{Body, Device, Errno, Mount, Mounts, Node, Owner, VolumeId, Volumes};
use crate::system::{CHOWN, DAC_OVERRIDE, FOWNER, User};

/// A view for a moment: the mounts of a container, the volumes of the host, and the time for new files.
/// All paths are absolute.
pub struct Files<'a> {
    mounts: &'a Mounts,
    volumes: &'a mut Volumes,
    now: i64,
    /// Whose view it is; nobody's is one that may do everything.
    user: Option<&'a User>,
}

/// What somebody wants of a file, as bits of its mode.
const READ: u16 = 4;
const WRITE: u16 = 2;
const SEARCH: u16 = 1;
/// What is made in a directory with this bit belongs to the directory's group.
const SET_GROUP: u16 = 0o2000;
/// Only whoever owns a file may take it out of a directory with this bit.
const STICKY: u16 = 0o1000;

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
enum Medium {
    Disk,
    /// A tmpfs: directories take no room, and have a length for each name in them.
    Memory,
    /// What the kernel tells of itself: nothing has a length, and directories are only read.
    Kernel,
}

impl Medium {
    /// What lies at a path (absolute, without links) in a mount.
    fn of(mount: &Mount, path: &str) -> Medium {
        match (&*mount.kind, parts(path).next()) {
            ("tmpfs", _) | ("overlay", Some("dev")) => Medium::Memory,
            ("overlay", Some("proc" | "sys")) => Medium::Kernel,
            _ => Medium::Disk,
        }
    }
}

impl Stat {
    fn of(node: &Node, medium: Medium) -> Stat {
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

/// Where a path leads: the volume and the path inside it.
struct Place<'p> {
    /// Absolute, without links: most often as it was asked for.
    path: Cow<'p, str>,
    volume: VolumeId,
    inner: Cow<'p, str>,
    read_only: bool,
    medium: Medium,
}

impl<'p> Place<'p> {
    fn of(path: &'p str, (mount, inner): (&Mount, Cow<'p, str>)) -> Place<'p> {
        let (volume, read_only) = (mount.volume, mount.read_only);
        Place { path: Cow::Borrowed(path), volume, inner, read_only, medium: Medium::of(mount, path) }
    }

    fn kept(self) -> Place<'static> {
        Place { path: Cow::Owned(self.path.into_owned()), inner: Cow::Owned(self.inner.into_owned()), ..self }
    }
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

    // Walking.

    /// Walks a path. The last part need not exist; with `follow`, a link at the end is followed.
    fn walk<'p>(&self, path: &'p str, follow: bool) -> Result<Place<'p>, Errno>
    where
        'a: 'p,
    {
        let (place, rest) = self.walk_far(path, follow)?;
        if rest.is_empty() { Ok(place) } else { Err(Errno::NoEntry) }
    }

    /// Walks a path to where it ends, or to the first part in whose place nothing is. Answers what is left, last part first.
    fn walk_far<'p>(&self, path: &'p str, follow: bool) -> Result<(Place<'p>, Vec<String>), Errno>
    where
        'a: 'p,
    {
        if let Some(place) = self.straight(path, follow) {
            return Ok((place, Vec::new()));
        }
        let mut todo: Vec<String> = parts(path).rev().map(str::to_string).collect();
        let mut here: Place<'_> = self.place("/")?;
        let mut node = self.node(&here);
        let mut links = 0;
        while let Some(part) = todo.pop() {
            if part == ".." {
                here = self.place(path::dir_name(&here.path))?.kept();
                node = self.node(&here);
                continue;
            }
            if part.len() > 255 {
                return Err(Errno::NameTooLong);
            }
            match node.map(|node| &node.body) {
                Some(Body::Directory(_)) => {}
                Some(_) => return Err(Errno::NotDirectory),
                None if !self.mounts.names_under(&here.path).is_empty() => {}
                None => {
                    todo.push(part);
                    return Ok((here, todo));
                }
            }
            if let (Some(user), Some(node)) = (self.bound(), node)
                && !allows(user, node, SEARCH)
            {
                return Err(Errno::Denied);
            }
            let next = self.place(&path::join(&here.path, &part))?.kept();
            let found = self.node(&next);
            let target = match found.map(|node| &node.body) {
                Some(Body::Link(target)) if follow || !todo.is_empty() => target.clone(),
                _ => {
                    (here, node) = (next, found);
                    continue;
                }
            };
            links += 1;
            if links > 40 {
                return Err(Errno::Loop);
            }
            if target.starts_with('/') {
                here = self.place("/")?;
                node = self.node(&here);
            }
            todo.extend(parts(&target).rev().map(str::to_string));
        }
        Ok((here, todo))
    }

    /// Where a path leads that leads to where it says: without links, `..` or anything else on its way that is not a name.
    fn straight<'p>(&self, path: &'p str, follow: bool) -> Option<Place<'p>>
    where
        'a: 'p,
    {
        let node_of = |path: &str| {
            let (mount, inner) = self.mounts.find(path)?;
            self.volumes.get(mount.volume)?.node(&inner)
        };
        let mut names = path.strip_prefix('/')?;
        let (mount, inner) = self.mounts.find(path)?;
        let mut node = node_of("/");
        while !names.is_empty() {
            let end = names.bytes().position(|byte| byte == b'/').unwrap_or(names.len());
            let (name, rest) = (&names[..end], names.get(end + 1..).unwrap_or(""));
            let here = &path[..path.len() - names.len() + end];
            let (folder, Body::Directory(children)) = node.map(|node| (node, &node.body))? else { return None };
            let closed = self.user.is_some_and(|user| !allows(user, folder, SEARCH));
            if closed || matches!(name, "" | "." | "..") || name.len() > 255 || names.ends_with('/') {
                return None;
            }
            // Only above the mount that the path ends in can there be others.
            let mounted = here.len() <= mount.path.len() && self.mounts.is_mount_point(here);
            node = if mounted { node_of(here) } else { children.get(name).map(|node| &**node) };
            if matches!(node.map(|node| &node.body), Some(Body::Link(_))) && (follow || !rest.is_empty()) {
                return None;
            }
            names = rest;
        }
        Some(Place::of(path, (mount, inner)))
    }

    fn place<'p>(&self, path: &'p str) -> Result<Place<'p>, Errno>
    where
        'a: 'p,
    {
        Ok(Place::of(path, self.mounts.find(path).ok_or(Errno::NoEntry)?))
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

    /// Whether a file can be replaced by another one of its name: not where something is mounted.
    pub fn replaceable(&self, path: &str) -> Result<(), Errno> {
        self.removable(path).map(|_| ())
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

    /// An error unless the user may do this with what is at a place.
    fn need(&self, place: &Place<'_>, what: u16) -> Result<(), Errno> {
        match (self.bound(), self.node(place)) {
            (Some(user), Some(node)) if !allows(user, node, what) => Err(Errno::Denied),
            _ => Ok(()),
        }
    }

    /// The same of the directory above.
    fn need_parent(&self, place: &Place<'_>, what: u16) -> Result<(), Errno> {
        let Some(user) = self.bound() else { return Ok(()) };
        let above = self.place(path::dir_name(&place.path))?;
        self.need(&above, what | SEARCH)?;
        let sticky = self.node(&above).is_some_and(|dir| dir.mode & STICKY != 0 && dir.owner.uid != user.uid);
        match self.node(place) {
            Some(node) if sticky && node.owner.uid != user.uid => Err(Errno::NotPermitted),
            _ => Ok(()),
        }
    }

    fn owns(&self, place: &Place<'_>) -> bool {
        let own = |user: &User| self.node(place).is_some_and(|node| node.owner.uid == user.uid);
        self.can(FOWNER) || self.user.is_none_or(own)
    }

    fn can(&self, capability: u32) -> bool {
        self.user.is_none_or(|user| user.can(capability))
    }

    /// The user, where it is bound by the permissions of files.
    fn bound(&self) -> Option<&'a User> {
        self.user.filter(|user| !user.can(DAC_OVERRIDE))
    }

    fn take(&mut self, place: &Place<'_>) -> Result<Rc<Node>, Errno> {
        self.need_parent(place, WRITE)?;
        let now = self.now;
        self.tree_mut(place)?.take(&place.inner, now)
    }
}

/// Whether the bits of a file that are meant for a user hold what is wanted.
fn allows(user: &User, node: &Node, what: u16) -> bool {
    let bits = if node.owner.uid == user.uid {
        node.mode >> 6
    } else if node.owner.gid == user.gid || user.groups.contains(&node.owner.gid) {
        node.mode >> 3
    } else {
        node.mode
    };
    bits & what == what
}

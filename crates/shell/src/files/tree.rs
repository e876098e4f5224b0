//! One volume: a tree of nodes with shared structure. A change copies the directories on its way and nothing else.

use sorted::TextMap;
use std::rc::Rc;

use super::Errno;

/// The largest file, in bytes.
pub const MAX_FILE: usize = 16 << 20;
/// The size of a volume unless its host sets another: that of a node's disk.
const DEFAULT_CAPACITY: u64 = 252 << 30;
/// How much of what is in a volume is really kept. Files of nothing but zeros take none of it.
const MAX_KEPT: u64 = 64 << 20;
/// How many nodes a volume may hold.
const MAX_NODES: u64 = 20_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub body: Body,
    /// Permission bits, `0o644`.
    pub mode: u16,
    /// Last change of the content, microseconds since the epoch.
    pub modified: i64,
    pub owner: Owner,
}

/// Whose a file is, by number; root's unless it is said otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    pub uid: u32,
    pub gid: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    File(Rc<Vec<u8>>),
    /// A file of so many zero bytes, as `dd if=/dev/zero` makes them to fill a disk.
    Blank(u64),
    Directory(TextMap<Rc<str>, Rc<Node>>),
    Link(Rc<str>),
    Device(Device),
    /// An executable of the simulation: the name of the program in the host's or in the shell's table.
    Program(Rc<str>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    Null,
    Zero,
    Full,
    Random,
    /// The same for whoever reads it.
    Urandom,
    /// Stands for the terminal of the process that opens it.
    Tty,
}

impl Device {
    /// By which the kernel knows it: major and minor.
    pub fn numbers(self) -> (u32, u32) {
        match self {
            Device::Null => (1, 3),
            Device::Zero => (1, 5),
            Device::Full => (1, 7),
            Device::Random => (1, 8),
            Device::Urandom => (1, 9),
            Device::Tty => (5, 0),
        }
    }
}

impl Node {
    /// A node of root's.
    pub fn new(body: Body, mode: u16, modified: i64) -> Node {
        Node { body, mode, modified, owner: Owner::default() }
    }

    pub fn directory(modified: i64) -> Node {
        Node::new(Body::Directory(TextMap::new()), 0o755, modified)
    }

    pub fn file(data: Vec<u8>, modified: i64) -> Node {
        Node::new(Body::File(Rc::new(data)), 0o644, modified)
    }

    fn size(&self) -> u64 {
        match &self.body {
            Body::File(data) => data.len() as u64,
            Body::Blank(size) => *size,
            Body::Link(target) => target.len() as u64,
            Body::Directory(_) | Body::Device(_) | Body::Program(_) => 0,
        }
    }

    /// Bytes that are really kept.
    fn kept(&self) -> u64 {
        if matches!(self.body, Body::Blank(_)) { 0 } else { self.size() }
    }
}

/// A volume. Paths inside are relative to its root: `a/b`, the root is the empty path.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    root: Rc<Node>,
    used: u64,
    kept: u64,
    nodes: u64,
    capacity: u64,
}

impl Tree {
    pub fn new(modified: i64) -> Tree {
        Tree { root: Rc::new(Node::directory(modified)), used: 0, kept: 0, nodes: 1, capacity: DEFAULT_CAPACITY }
    }

    /// A volume of this many bytes (an emptyDir with a size limit).
    pub fn with_capacity(modified: i64, capacity: u64) -> Tree {
        Tree { capacity, ..Tree::new(modified) }
    }

    pub fn used(&self) -> u64 {
        self.used
    }

    /// Bytes that are really kept: zeros in files of nothing else are not.
    pub fn kept(&self) -> u64 {
        self.kept
    }

    pub fn capacity(&self) -> u64 {
        self.capacity
    }

    /// The node at a path, without following links.
    pub fn node(&self, path: &str) -> Option<&Node> {
        let mut node = &*self.root;
        for part in super::path::parts(path) {
            let Body::Directory(children) = &node.body else { return None };
            node = children.get(part)?;
        }
        Some(node)
    }

    /// Writes a file and creates the directories above it. For hosts that fill a volume.
    pub fn put(&mut self, path: &str, data: impl Into<Vec<u8>>, modified: i64) -> Result<(), Errno> {
        self.put_node(path, Node::file(data.into(), modified))
    }

    /// Puts a node at a path and creates the directories above it.
    pub fn put_node(&mut self, path: &str, node: Node) -> Result<(), Errno> {
        self.make_directories(super::path::dir_name(path), node.modified)?;
        self.set(path, node)
    }

    /// Puts nodes into one directory, which is created with those above it.
    pub fn put_all<'n>(
        &mut self,
        directory: &'n str,
        nodes: impl IntoIterator<Item = (&'n str, Node)>,
        modified: i64,
    ) -> Result<(), Errno> {
        self.make_directories(directory, modified)?;
        self.set_all(directory, nodes)
    }

    /// Creates a link and the directories above it.
    pub fn link(&mut self, path: &str, target: &str, modified: i64) -> Result<(), Errno> {
        self.put_node(path, Node::new(Body::Link(target.into()), 0o777, modified))
    }

    /// Puts the executable of a program at a path, `usr/bin/kubectl`.
    pub fn add_program(&mut self, path: &str) {
        let name = super::path::base_name(path);
        let node = Node::new(Body::Program(name.into()), 0o755, 0);
        if self.make_directories(super::path::dir_name(path), 0).is_ok() {
            let _full = self.set(path, node);
        }
    }

    /// The files below `dev` that are devices.
    pub fn add_devices(&mut self, modified: i64) {
        let devices = [
            ("null", Device::Null),
            ("zero", Device::Zero),
            ("full", Device::Full),
            ("random", Device::Random),
            ("urandom", Device::Urandom),
            ("tty", Device::Tty),
        ];
        for (name, device) in devices {
            let _fits = self.set(&format!("dev/{name}"), Node::new(Body::Device(device), 0o666, modified));
        }
    }

    pub fn make_directories(&mut self, path: &str, modified: i64) -> Result<(), Errno> {
        let mut node = &*self.root;
        let mut rest = super::path::parts(path);
        let mut above = 0;
        let missing = loop {
            let Body::Directory(children) = &node.body else { return Err(Errno::NotDirectory) };
            let Some(part) = rest.next() else { return Ok(()) };
            match children.get(part) {
                Some(child) => node = child,
                None => break part,
            }
            above += 1;
        };
        // What is missing is one branch.
        let mut branch = Node::directory(modified);
        while let Some(part) = rest.next_back() {
            let mut children = TextMap::new();
            children.insert(part.into(), Rc::new(branch));
            branch = Node { body: Body::Directory(children), ..Node::directory(modified) };
        }
        self.insert(super::path::parts(path).take(above), [(missing, branch)])
    }

    /// Puts a node at a path; what was there is replaced. The directory above must exist.
    pub fn set(&mut self, path: &str, node: Node) -> Result<(), Errno> {
        if node.kept() > MAX_FILE as u64 {
            return Err(Errno::TooLarge);
        }
        let (parent, name) = split(path)?;
        self.set_all(parent, [(name, node)])
    }

    /// The same for several nodes of one directory.
    fn set_all<'n>(
        &mut self,
        directory: &'n str,
        nodes: impl IntoIterator<Item = (&'n str, Node)>,
    ) -> Result<(), Errno> {
        self.insert(super::path::parts(directory), nodes)
    }

    fn insert<'n>(
        &mut self,
        directory: impl Iterator<Item = &'n str>,
        nodes: impl IntoIterator<Item = (&'n str, Node)>,
    ) -> Result<(), Errno> {
        let mut sums = [self.used, self.kept, self.nodes];
        let capacity = self.capacity;
        let parent = self.walk_mut(directory)?;
        let done = nodes.into_iter().try_for_each(|(name, node)| add(parent, name, node, &mut sums, capacity));
        [self.used, self.kept, self.nodes] = sums;
        done
    }

    /// Puts directories beside another one that are as it is; what is there already stays.
    pub fn repeat(&mut self, path: &str, names: &[&str]) -> Result<(), Errno> {
        let node = self.node(path).ok_or(Errno::NoEntry)?.clone();
        let (parent, _) = split(path)?;
        let Some(Body::Directory(children)) = self.node(parent).map(|node| &node.body) else {
            return Err(Errno::NotDirectory);
        };
        let fresh: Vec<&str> = names.iter().copied().filter(|name| !children.contains_key(name)).collect();
        self.set_all(parent, fresh.into_iter().map(|name| (name, node.clone())))
    }

    /// Takes a node away and returns it.
    pub fn take(&mut self, path: &str, modified: i64) -> Result<Rc<Node>, Errno> {
        let (parent, name) = split(path)?;
        let parent = self.node_mut(parent)?;
        let Body::Directory(children) = &mut parent.body else { return Err(Errno::NotDirectory) };
        let node = children.remove(name).ok_or(Errno::NoEntry)?;
        parent.modified = modified;
        let [used, kept, nodes] = measure(&node);
        self.used -= used;
        self.kept -= kept;
        self.nodes -= nodes;
        Ok(node)
    }

    /// Writes into a file at an offset (`None`: at its end); returns the offset behind the data.
    pub fn write_at(&mut self, path: &str, offset: Option<usize>, data: &[u8], modified: i64) -> Result<usize, Errno> {
        let (used, kept, capacity) = (self.used, self.kept, self.capacity);
        let node = self.node_mut(path)?;
        let (size, held) = (node.size(), node.kept());
        if !matches!(&node.body, Body::File(_) | Body::Blank(_)) {
            return Err(Errno::IsDirectory);
        }
        let start = offset.map_or(size, |o| o as u64);
        let end = start + data.len() as u64;
        let grown = end.saturating_sub(size);
        if used + grown > capacity {
            return Err(Errno::NoSpace);
        }
        // Zeros at the end of nothing, or of zeros, are only counted.
        if held == 0 && start == size && data.iter().all(|byte| *byte == 0) {
            node.body = if end == 0 { Body::File(Rc::default()) } else { Body::Blank(end) };
            node.modified = modified;
            self.used += grown;
            return Ok(end as usize);
        }
        if end.max(size) > MAX_FILE as u64 {
            return Err(Errno::TooLarge);
        }
        if kept - held + end.max(size) > MAX_KEPT {
            return Err(Errno::NoSpace);
        }
        if let Body::Blank(size) = node.body {
            node.body = Body::File(Rc::new(vec![0; size as usize]));
        }
        let Body::File(content) = &mut node.body else { return Err(Errno::Invalid) };
        let content = Rc::make_mut(content);
        let (start, end) = (start as usize, end as usize);
        if end > content.len() {
            content.resize(end, 0);
        }
        content[start..end].copy_from_slice(data);
        node.modified = modified;
        self.used += grown;
        self.kept += end.max(size as usize) as u64 - held;
        Ok(end)
    }

    /// Changes permission bits or time.
    pub fn touch(&mut self, path: &str, mode: Option<u16>, modified: Option<i64>) -> Result<(), Errno> {
        let node = self.node_mut(path)?;
        node.mode = mode.unwrap_or(node.mode);
        node.modified = modified.unwrap_or(node.modified);
        Ok(())
    }

    /// Gives a node to somebody else.
    pub fn give(&mut self, path: &str, owner: Owner) -> Result<(), Errno> {
        self.node_mut(path)?.owner = owner;
        Ok(())
    }

    /// Gives all that is in the volume to a group that may read it and, unless nobody may, write it (`fsGroup`). What is
    /// made in its directories later is the group's, too.
    pub fn give_to_group(&mut self, gid: u32, writable: bool) {
        shared(Rc::make_mut(&mut self.root), gid, if writable { 0o660 } else { 0o440 });
    }

    fn node_mut(&mut self, path: &str) -> Result<&mut Node, Errno> {
        self.walk_mut(super::path::parts(path))
    }

    fn walk_mut<'p>(&mut self, parts: impl Iterator<Item = &'p str>) -> Result<&mut Node, Errno> {
        let mut node = Rc::make_mut(&mut self.root);
        for part in parts {
            let Body::Directory(children) = &mut node.body else { return Err(Errno::NotDirectory) };
            node = Rc::make_mut(children.get_mut(part).ok_or(Errno::NoEntry)?);
        }
        Ok(node)
    }
}

/// Puts a node into a directory, where the sums of its volume allow it.
fn add(parent: &mut Node, name: &str, node: Node, sums: &mut [u64; 3], capacity: u64) -> Result<(), Errno> {
    let Body::Directory(children) = &mut parent.body else { return Err(Errno::NotDirectory) };
    let old = children.get(name).map_or([0; 3], |old| measure(old));
    let new = measure(&node);
    let next = [0, 1, 2].map(|i| sums[i] - old[i] + new[i]);
    if next[0] > capacity.max(sums[0]) || next[1] > MAX_KEPT.max(sums[1]) || next[2] > MAX_NODES {
        return Err(Errno::NoSpace);
    }
    let modified = node.modified;
    if children.insert(name.into(), Rc::new(node)).is_none() {
        parent.modified = modified;
    }
    *sums = next;
    Ok(())
}

fn shared(node: &mut Node, gid: u32, mode: u16) {
    node.owner.gid = gid;
    match &mut node.body {
        Body::Directory(children) => {
            node.mode |= mode | 0o2110;
            children.values_mut().for_each(|child| shared(Rc::make_mut(child), gid, mode));
        }
        Body::Link(_) => {}
        _ => node.mode |= mode,
    }
}

/// Bytes, bytes that are really kept, and nodes of a subtree.
fn measure(node: &Node) -> [u64; 3] {
    let mut total = [0; 3];
    // Most have nothing below them, for which no list is made.
    let (mut next, mut open) = (Some(node), Vec::new());
    while let Some(node) = next {
        total[0] += node.size();
        total[1] += node.kept();
        total[2] += 1;
        if let Body::Directory(children) = &node.body {
            open.extend(children.values().map(|child| &**child));
        }
        next = open.pop();
    }
    total
}

fn split(path: &str) -> Result<(&str, &str), Errno> {
    let path = path.trim_matches('/');
    match path.bytes().rposition(|byte| byte == b'/') {
        _ if path.is_empty() => Err(Errno::Busy),
        Some(slash) => Ok((&path[..slash], &path[slash + 1..])),
        None => Ok(("", path)),
    }
}

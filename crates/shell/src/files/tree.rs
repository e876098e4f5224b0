//! One volume: a tree of nodes with shared structure. A change copies the directories on its way and nothing else.

use sorted::SortedMap;
use std::rc::Rc;

use super::Errno;

/// The largest file, in bytes.
pub const MAX_FILE: usize = 16 << 20;
/// The size of a volume unless its host sets another.
const DEFAULT_CAPACITY: u64 = 64 << 20;
/// How many nodes a volume may hold.
const MAX_NODES: u64 = 20_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub body: Body,
    /// Permission bits, `0o644`.
    pub mode: u16,
    /// Last change of the content, microseconds since the epoch.
    pub modified: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    File(Rc<Vec<u8>>),
    Directory(SortedMap<Rc<str>, Rc<Node>>),
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
    /// Stands for the terminal of the process that opens it.
    Tty,
}

impl Node {
    pub fn directory(modified: i64) -> Node {
        Node { body: Body::Directory(SortedMap::new()), mode: 0o755, modified }
    }

    pub fn file(data: Vec<u8>, modified: i64) -> Node {
        Node { body: Body::File(Rc::new(data)), mode: 0o644, modified }
    }

    fn size(&self) -> u64 {
        match &self.body {
            Body::File(data) => data.len() as u64,
            Body::Link(target) => target.len() as u64,
            Body::Directory(_) | Body::Device(_) | Body::Program(_) => 0,
        }
    }
}

/// A volume. Paths inside are relative to its root: `a/b`, the root is the empty path.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    root: Rc<Node>,
    used: u64,
    nodes: u64,
    capacity: u64,
}

impl Tree {
    pub fn new(modified: i64) -> Tree {
        Tree { root: Rc::new(Node::directory(modified)), used: 0, nodes: 1, capacity: DEFAULT_CAPACITY }
    }

    /// A volume of this many bytes (an emptyDir with a size limit).
    pub fn with_capacity(modified: i64, capacity: u64) -> Tree {
        Tree { capacity, ..Tree::new(modified) }
    }

    pub fn used(&self) -> u64 {
        self.used
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
        self.make_directories(super::path::dir_name(path), modified)?;
        self.set(path, Node::file(data.into(), modified))
    }

    /// Creates a link and the directories above it.
    pub fn link(&mut self, path: &str, target: &str, modified: i64) -> Result<(), Errno> {
        self.make_directories(super::path::dir_name(path), modified)?;
        self.set(path, Node { body: Body::Link(target.into()), mode: 0o777, modified })
    }

    /// Puts the executable of a program at a path, `usr/bin/kubectl`.
    pub fn add_program(&mut self, path: &str) {
        let name = super::path::base_name(path);
        let node = Node { body: Body::Program(name.into()), mode: 0o755, modified: 0 };
        if self.make_directories(super::path::dir_name(path), 0).is_ok() {
            let _full = self.set(path, node);
        }
    }

    pub fn make_directories(&mut self, path: &str, modified: i64) -> Result<(), Errno> {
        let mut done = String::new();
        for part in super::path::parts(path) {
            if !done.is_empty() {
                done.push('/');
            }
            done.push_str(part);
            match self.node(&done).map(|node| &node.body) {
                Some(Body::Directory(_)) => {}
                Some(_) => return Err(Errno::NotDirectory),
                None => self.set(&done, Node::directory(modified))?,
            }
        }
        Ok(())
    }

    /// Puts a node at a path; what was there is replaced. The directory above must exist.
    pub fn set(&mut self, path: &str, node: Node) -> Result<(), Errno> {
        if node.size() > MAX_FILE as u64 {
            return Err(Errno::TooLarge);
        }
        let (old_bytes, old_nodes) = self.node(path).map_or((0, 0), measure);
        let (new_bytes, new_nodes) = measure(&node);
        let used = self.used - old_bytes + new_bytes;
        let nodes = self.nodes - old_nodes + new_nodes;
        if used > self.capacity.max(self.used) || nodes > MAX_NODES {
            return Err(Errno::NoSpace);
        }
        let (parent, name) = split(path)?;
        let modified = node.modified;
        let parent = self.node_mut(parent)?;
        let Body::Directory(children) = &mut parent.body else { return Err(Errno::NotDirectory) };
        if children.insert(name.into(), Rc::new(node)).is_none() {
            parent.modified = modified;
        }
        self.used = used;
        self.nodes = nodes;
        Ok(())
    }

    /// Takes a node away and returns it.
    pub fn take(&mut self, path: &str, modified: i64) -> Result<Rc<Node>, Errno> {
        let (parent, name) = split(path)?;
        let parent = self.node_mut(parent)?;
        let Body::Directory(children) = &mut parent.body else { return Err(Errno::NotDirectory) };
        let node = children.remove(name).ok_or(Errno::NoEntry)?;
        parent.modified = modified;
        let (bytes, nodes) = measure(&node);
        self.used -= bytes;
        self.nodes -= nodes;
        Ok(node)
    }

    /// Writes into a file at an offset (`None`: at its end); returns the offset behind the data.
    pub fn write_at(&mut self, path: &str, offset: Option<usize>, data: &[u8], modified: i64) -> Result<usize, Errno> {
        let (used, capacity) = (self.used, self.capacity);
        let node = self.node_mut(path)?;
        let Body::File(content) = &mut node.body else { return Err(Errno::IsDirectory) };
        let start = offset.unwrap_or(content.len());
        let end = start + data.len();
        let grown = end.saturating_sub(content.len());
        if end > MAX_FILE {
            return Err(Errno::TooLarge);
        }
        if used + grown as u64 > capacity {
            return Err(Errno::NoSpace);
        }
        let content = Rc::make_mut(content);
        if end > content.len() {
            content.resize(end, 0);
        }
        content[start..end].copy_from_slice(data);
        node.modified = modified;
        self.used += grown as u64;
        Ok(end)
    }

    /// Changes permission bits or time.
    pub fn touch(&mut self, path: &str, mode: Option<u16>, modified: Option<i64>) -> Result<(), Errno> {
        let node = self.node_mut(path)?;
        node.mode = mode.unwrap_or(node.mode);
        node.modified = modified.unwrap_or(node.modified);
        Ok(())
    }

    fn node_mut(&mut self, path: &str) -> Result<&mut Node, Errno> {
        let mut node = Rc::make_mut(&mut self.root);
        for part in super::path::parts(path) {
            let Body::Directory(children) = &mut node.body else { return Err(Errno::NotDirectory) };
            node = Rc::make_mut(children.get_mut(part).ok_or(Errno::NoEntry)?);
        }
        Ok(node)
    }
}

/// Bytes and nodes of a subtree.
fn measure(node: &Node) -> (u64, u64) {
    let mut total = (0, 0);
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        total.0 += node.size();
        total.1 += 1;
        if let Body::Directory(children) = &node.body {
            open.extend(children.values().map(|child| &**child));
        }
    }
    total
}

fn split(path: &str) -> Result<(&str, &str), Errno> {
    let path = path.trim_matches('/');
    match path.rsplit_once('/') {
        _ if path.is_empty() => Err(Errno::Busy),
        Some((parent, name)) => Ok((parent, name)),
        None => Ok(("", path)),
    }
}

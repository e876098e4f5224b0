//! What is in volumes that are made from objects: config maps, secrets, fields of the pod, tokens.

use api::quantity::Quantity;
use api::time::Time;
use api::{Map, Value, meta, obj};
use shell::Tree;
use shell::files::{Body, Node as FileNode};

use super::Source;
use super::token::Token;
use crate::component::Ctx;
use crate::kinds::{CONFIG_MAP, SECRET};
use crate::kubelet::config;
use crate::kubelet::container::Role;
use crate::kubelet::node::Node;
use crate::kubelet::site::Site;
use crate::kubelet::worker::Worker;

/// Files of a volume: path, content, mode.
type Files = Vec<(String, Content, u16)>;

/// What is in a file.
pub(super) enum Content {
    Bytes(Vec<u8>),
    /// A token, which is written out only where it is mounted.
    Token(Token),
}

/// The content of a volume, before it is laid out in a tree.
pub(super) struct Contents {
    files: Files,
    pub kind: &'static str,
    /// The objects' parts that it comes from: where they are as before, so is the volume.
    pub made_from: Value,
}

/// Whether the content follows other objects while the pod runs.
pub(super) fn follows_objects(volume: &Value) -> bool {
    ["configMap", "secret", "projected", "downwardAPI"].iter().any(|f| volume.has(f))
}

/// What a file system in memory can grow to, unless its pod may use less: what pods may use of a node's memory.
const MEMORY: u64 = 8092 << 20;

pub(super) fn empty_dir(pod: &Value, spec: &Value, now: Time) -> Source {
    // Memory ends at its limit. On a disk nothing stops a writer; whoever goes too far is evicted.
    let memory = spec.str("medium") == "Memory";
    let mut tree = if memory { in_memory(pod, spec.get("sizeLimit"), now) } else { Tree::new(now.0) };
    let kind = if memory { "tmpfs" } else { "ext4" };
    // The root of an empty tree can be touched.
    let _mode = tree.touch("", Some(root_mode(kind)), None);
    Source::Own { tree, kind }
}

/// A file system in memory: as large as its limit, or as the memory that the pod may use.
fn in_memory(pod: &Value, limit: &Value, now: Time) -> Tree {
    let own = if limit.is_null() { 0 } else { bytes_of(limit) };
    let sizes = [MEMORY, of_the_pod(pod).unwrap_or(0), own];
    Tree::with_capacity(now.0, sizes.into_iter().filter(|n| *n > 0).min().unwrap_or(MEMORY))
}

fn bytes_of(quantity: &Value) -> u64 {
    Quantity::of_valid(quantity).value().max(0) as u64
}

/// What a pod may use of memory: nothing is said of that while one of its containers may use any amount.
fn of_the_pod(pod: &Value) -> Option<u64> {
    let limit = |spec: &Value| spec.get("resources").map("limits").get("memory").map(bytes_of).filter(|n| *n > 0);
    if let Some(whole) = limit(pod.get("spec")) {
        return Some(whole);
    }
    let (mut together, mut first) = (0, 0);
    for (role, container) in crate::kubelet::containers(pod) {
        let limit = limit(container)?;
        match role {
            Role::Init => first = limit.max(first),
            _ => together += limit,
        }
    }
    Some(together.max(first))
}

/// The permissions of a volume's root: a file system in memory begins with the sticky bit.
fn root_mode(kind: &str) -> u16 {
    if kind == "tmpfs" { 0o1777 } else { 0o777 }
}

/// Checks a host path against its type, and makes it where the type says so. Answers the path.
pub(super) fn host_path(spec: &Value, now: Time, site: &mut Site<'_>) -> Result<String, String> {
    let path = spec.str("path").trim_end_matches('/').to_string();
    let kind = spec.str("type");
    let files = site.node.files();
    let found = files.node(&path).map(|n| matches!(n.body, Body::Directory(_)));
    match (kind, found) {
        ("" | "DirectoryOrCreate", None) => {
            let _fits = files.make_directories(&path, now.0);
        }
        ("FileOrCreate", None) => {
            // The directory above it must be there.
            let empty = FileNode::file(Vec::new(), now.0);
            files.set(&path, empty).map_err(|_| format!("open {path}: no such file or directory"))?;
        }
        ("Directory" | "DirectoryOrCreate", Some(false)) | ("Directory", None) => {
            return Err(format!("hostPath type check failed: {path} is not a directory"));
        }
        ("File" | "FileOrCreate", Some(true)) | ("File", None) => {
            return Err(format!("hostPath type check failed: {path} is not a file"));
        }
        ("Socket", _) => return Err(format!("hostPath type check failed: {path} is not a socket file")),
        ("CharDevice", _) => return Err(format!("hostPath type check failed: {path} is not a character device")),
        ("BlockDevice", _) => return Err(format!("hostPath type check failed: {path} is not a block device")),
        _ => {}
    }
    Ok(path)
}

/// A volume whose content comes from objects.
pub(super) fn from_objects(
    worker: &Worker,
    volume: &Value,
    node: &Node,
    ctx: &mut Ctx<'_>,
) -> Result<Contents, String> {
    let mut files = Files::new();
    let mut made_from = Value::object();
    // Config maps lie on the disk, all else is kept in memory.
    for (field, kind) in [("configMap", "ext4"), ("secret", "tmpfs"), ("downwardAPI", "tmpfs")] {
        let spec = volume.get(field);
        if spec.is_null() {
            continue;
        }
        one(worker, field, spec, node, &mut files, &mut made_from, ctx)?;
        return Ok(Contents { files, kind, made_from });
    }
    let projected = volume.get("projected");
    let mut errors = Vec::new();
    let mode = projected.get("defaultMode");
    for source in projected.list("sources") {
        for field in ["configMap", "secret", "downwardAPI", "serviceAccountToken"] {
            if source.has(field) {
                let mut spec = source.get(field).clone();
                spec.set("defaultMode", mode);
                let done = one(worker, field, &spec, node, &mut files, &mut made_from, ctx);
                errors.extend(done.err());
            }
        }
    }
    match errors.len() {
        0 => Ok(Contents { files, kind: "tmpfs", made_from }),
        1 => Err(errors.remove(0)),
        _ => Err(format!("[{}]", errors.join(", "))),
    }
}

fn one(
    worker: &Worker,
    field: &str,
    spec: &Value,
    node: &Node,
    files: &mut Files,
    made_from: &mut Value,
    ctx: &mut Ctx<'_>,
) -> Result<(), String> {
    match field {
        "downwardAPI" => downward(worker, spec, node, files, made_from),
        "serviceAccountToken" => {
            let path = spec.str("path").to_string();
            // A token is mounted once; its rotation is not simulated.
            made_from.set("token", true);
            files.push((path, Content::Token(Token::draw(spec, ctx)), mode(spec, &Value::Null)));
            Ok(())
        }
        _ => keys(worker, field, spec, files, made_from, ctx),
    }
}

/// The keys of a config map or secret as files.
fn keys(
    worker: &Worker,
    field: &str,
    spec: &Value,
    files: &mut Files,
    made_from: &mut Value,
    ctx: &Ctx<'_>,
) -> Result<(), String> {
    let secret = field == "secret";
    let name = if spec.has("secretName") { spec.str("secretName") } else { spec.str("name") };
    let (kind, word) = if secret { (SECRET, "secret") } else { (CONFIG_MAP, "configmap") };
    let Some(object) = ctx.get(kind, meta::namespace(&worker.pod), name) else {
        return if spec.bool("optional") { Ok(()) } else { Err(format!("{word} {name:?} not found")) };
    };
    let text = api::Text::from(format!("{word}/{name}"));
    made_from.set(text, obj!([(object.get("data")), (object.get("binaryData"))]));
    let data = |key: &str| bytes(&object, key, secret);
    let items = spec.list("items");
    if items.is_empty() {
        let all = object.map("data").keys().chain(object.map("binaryData").keys());
        for key in all {
            files.push((key.to_string(), Content::Bytes(data(key).unwrap_or_default()), mode(spec, &Value::Null)));
        }
        return Ok(());
    }
    for item in items {
        let key = item.str("key");
        match data(key) {
            Some(bytes) => files.push((item.str("path").to_string(), Content::Bytes(bytes), mode(spec, item))),
            None if spec.bool("optional") => {}
            None if secret => return Err(format!("references non-existent secret key: {key}")),
            None => return Err(format!("configmap references non-existent config key: {key}")),
        }
    }
    Ok(())
}

fn bytes(object: &Value, key: &str, secret: bool) -> Option<Vec<u8>> {
    let decode = |v: &Value| api::base64::decode(v.as_str().unwrap_or("")).unwrap_or_default();
    let plain: &Map = object.map("data");
    match plain.get(key) {
        Some(v) if secret => Some(decode(v)),
        Some(v) => Some(v.as_str().unwrap_or("").as_bytes().to_vec()),
        None => object.map("binaryData").get(key).map(decode),
    }
}

fn downward(
    worker: &Worker,
    spec: &Value,
    node: &Node,
    files: &mut Files,
    made_from: &mut Value,
) -> Result<(), String> {
    for item in spec.list("items") {
        let reference = item.get("resourceFieldRef");
        let text = if reference.is_null() {
            let path = item.get("fieldRef").str("fieldPath");
            config::field(&worker.pod, node, &worker.real, path)
        } else {
            config::resource(config::container(&worker.pod, reference.str("containerName"))?, reference)
        };
        let text = text.unwrap_or_default();
        made_from.set(api::Text::new(item.str("path")), text.clone());
        files.push((item.str("path").to_string(), Content::Bytes(text.into_bytes()), mode(spec, item)));
    }
    Ok(())
}

fn mode(spec: &Value, item: &Value) -> u16 {
    item.int("mode").or(spec.int("defaultMode")).unwrap_or(0o644) as u16 & 0o777
}

/// Lays files out as the kubelet does: a directory with the time as its name, `..data` as a link to it, and a link to
/// each file, so that an update changes them all at once.
pub(super) fn written(contents: Contents, worker: &Worker, ctx: &Ctx<'_>) -> Tree {
    let now = ctx.now;
    let c = now.civil();
    let nanos = now.0.rem_euclid(1_000_000) * 1000;
    let dir =
        format!("..{}_{:02}_{:02}_{:02}_{:02}_{:02}.{nanos:09}", c.year, c.month, c.day, c.hour, c.minute, c.second);
    let in_memory = contents.kind == "tmpfs";
    let mut tree = if in_memory { self::in_memory(&worker.pod, &Value::Null, now) } else { Tree::new(now.0) };
    let _mode = tree.touch("", Some(root_mode(contents.kind)), None);
    // Volumes of objects hold at most some megabytes: everything fits.
    for (path, content, mode) in contents.files {
        let inner = [&*dir, "/", &path].concat();
        let data = match content {
            Content::Bytes(bytes) => bytes,
            Content::Token(token) => token.written(worker, ctx).into_bytes(),
        };
        let _fits = tree.put_node(&inner, FileNode { mode, ..FileNode::file(data, now.0) });
        let top = path.split('/').next().unwrap_or(&path);
        if tree.node(top).is_none() {
            let link = Body::Link(["..data/", top].concat().into());
            let _fits = tree.set(top, FileNode::new(link, 0o777, now.0));
        }
    }
    let _fits = tree.make_directories(&dir, now.0);
    let _fits = tree.link("..data", &dir, now.0);
    tree
}

/// A volume with only what lies under a path of another one, links followed: what `subPath` of a config map shows.
pub(in crate::kubelet) fn copy_of(tree: &Tree, path: &str) -> Option<(Tree, String)> {
    let mut path = path.trim_matches('/').to_string();
    for _ in 0..8 {
        let (first, rest) = path.split_once('/').unwrap_or((&path, ""));
        let FileNode { body: Body::Link(target), .. } = tree.node(first)? else { break };
        path = if rest.is_empty() { target.to_string() } else { format!("{target}/{rest}") };
    }
    let node = tree.node(&path)?.clone();
    let mut copy = Tree::new(node.modified);
    if let Body::Directory(children) = &node.body {
        for (name, child) in children.iter() {
            copy.set(name, (**child).clone()).ok()?;
        }
        return Some((copy, String::new()));
    }
    copy.set("file", node).ok()?;
    Some((copy, "file".into()))
}

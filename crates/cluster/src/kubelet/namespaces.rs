//! The Linux namespaces of a container, as `/proc/self/ns` shows them: which a pod's containers share, and which not.

use sorted::TextMap;
use std::rc::Rc;

use api::{Value, meta};
use shell::Tree;
use shell::files::{Body, Node};

use super::clock::fnv;

/// The namespaces that a node begins with: name and number, as the kernel has them.
const INITIAL: &[(&str, u64)] = &[
    ("cgroup", 4_026_531_835),
    ("ipc", 4_026_531_839),
    ("mnt", 4_026_531_841),
    ("net", 4_026_531_840),
    ("pid", 4_026_531_836),
    ("time", 4_026_531_834),
    ("user", 4_026_531_837),
    ("uts", 4_026_531_838),
];
/// The numbers of later ones begin here, in blocks: one block a sandbox or container.
const LATER: u64 = 4_026_532_160;
const BLOCKS: u64 = 1 << 18;
const BLOCK: u64 = 16;

/// Whose a namespace is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Node,
    Pod,
    Container,
}

/// A pod without any wish shares network, host name and IPC; files and processes are each container's own.
fn whose(kind: &str, spec: &Value) -> Whose {
    let host = |field: &str, other: Whose| if spec.bool(field) { Whose::Node } else { other };
    match kind {
        // The host name goes with the network.
        "net" | "uts" => host("hostNetwork", Whose::Pod),
        "ipc" => host("hostIPC", Whose::Pod),
        "pid" if spec.bool("shareProcessNamespace") => Whose::Pod,
        "pid" => host("hostPID", Whose::Container),
        "user" if spec.get("hostUsers").as_bool() == Some(false) => Whose::Pod,
        "mnt" | "cgroup" => Whose::Container,
        _ => Whose::Node,
    }
}

/// Lays the links of `/proc/self/ns` into a container's root.
pub(super) fn prepare(tree: &mut Tree, pod: &Value, container_id: &str, now: i64) {
    let spec = pod.get("spec");
    let block = |key: &str| LATER + BLOCK * (fnv(key) % BLOCKS);
    let (of_pod, of_container) = (block(meta::uid(pod)), block(container_id));
    let mut links = TextMap::new();
    for (at, (kind, initial)) in (0u64..).zip(INITIAL) {
        let number = match whose(kind, spec) {
            Whose::Node => *initial,
            Whose::Pod => of_pod + at,
            // Behind those of a pod, so that the two never meet in one block.
            Whose::Container => of_container + BLOCK / 2 + at,
        };
        let body = Body::Link([kind, ":[", &number.to_string(), "]"].concat().into());
        links.insert((*kind).into(), Rc::new(Node::new(body, 0o777, now)));
    }
    // These links are few: they fit.
    let directory = Node { body: Body::Directory(links), ..Node::directory(now) };
    let _fits = tree.put_node("proc/self/ns", directory);
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;

    fn seen(spec: Value, container: &str, kind: &str) -> String {
        let pod = obj!({"metadata": {"name": "a", "uid": "u-1"}, "spec": (spec)});
        let mut tree = Tree::new(0);
        prepare(&mut tree, &pod, container, 0);
        let node = tree.node(&format!("proc/self/ns/{kind}")).expect("a link");
        match &node.body {
            shell::files::Body::Link(target) => target.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn network_host_name_and_ipc_are_shared_and_files_and_processes_are_not() {
        let shares = |spec: fn() -> Value, kind| seen(spec(), "one", kind) == seen(spec(), "two", kind);
        let plain = || obj!({});
        assert!(["net", "uts", "ipc", "user"].into_iter().all(|kind| shares(plain, kind)));
        assert!(!["mnt", "pid", "cgroup"].into_iter().any(|kind| shares(plain, kind)));
        let processes = || obj!({"shareProcessNamespace": true});
        assert!(shares(processes, "pid") && !shares(processes, "mnt"));
    }

    #[test]
    fn the_node_s_namespaces_are_seen_where_a_pod_asks_for_them() {
        assert_eq!(seen(obj!({"hostNetwork": true}), "one", "net"), "net:[4026531840]");
        assert_eq!(seen(obj!({}), "one", "user"), "user:[4026531837]");
        assert_ne!(seen(obj!({"hostUsers": false}), "one", "user"), "user:[4026531837]");
    }
}

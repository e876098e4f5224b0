//! The root of a container: the image's files, what the kubelet lays over them, and the mounts of its volumes.

use api::time::Time;
use api::{Text, Value, meta};
use shell::files::{Body, Errno, Files, Mount, Node as FileNode, path};
use shell::kernel::Environment;
use shell::system::{NET_BIND_SERVICE, User};
use shell::{Mounts, Tree};
use sorted::{InOrder, SortedSet};

use super::capabilities;
use super::config::expand;
use super::images::Resolved;
use super::machine::Machine;
use super::node::Node;
use super::volumes::{Home, Mounted, copy_of};
use crate::net::Resolver;

/// The cluster's name server, as kubelets are told it.
const CLUSTER_DNS: &str = "10.96.0.10";

/// The host name of a pod.
pub(super) fn hostname(pod: &Value, node: &Node) -> Text {
    let spec = pod.get("spec");
    if spec.bool("hostNetwork") {
        return node.name.clone();
    }
    if !spec.str("hostnameOverride").is_empty() {
        return spec.text("hostnameOverride");
    }
    let own = spec.str("hostname");
    let name = if own.is_empty() { meta::name(pod) } else { own };
    let cut = &name[..name.len().min(63)];
    Text::new(cut.trim_end_matches(['-', '.']))
}

/// The name that programs of the pod are told: with its domain, where the pod wants that. The error is the kubelet's.
pub(super) fn kernel_name(pod: &Value, node: &Node) -> Result<Text, String> {
    let (spec, name) = (pod.get("spec"), hostname(pod, node));
    let subdomain = spec.str("subdomain");
    if !spec.bool("setHostnameAsFQDN") || spec.bool("hostNetwork") || subdomain.is_empty() {
        return Ok(name);
    }
    let full = format!("{name}.{subdomain}.{}.svc.cluster.local", meta::namespace(pod));
    match full.len() {
        0..=MOST => Ok(full.into()),
        long => Err(format!(
            "failed to construct FQDN from pod hostname and cluster domain, FQDN {full} is too long ({MOST} characters \
             is the max, {long} characters requested)"
        )),
    }
}

/// So many characters the kernel keeps of a name.
const MOST: usize = 64;

/// The files of the kubelet and the runtime, each of which is mounted over the image's: path and text.
fn own_files(pod: &Value, spec: &Value, node: &Node, ip: &str) -> [(String, String); 4] {
    let hostname = hostname(pod, node);
    let message = spec.str("terminationMessagePath");
    let message = if message.is_empty() { "/dev/termination-log" } else { message };
    [
        ("/etc/hosts".into(), hosts(pod, &hostname, node, ip)),
        (path::normal("/", message), String::new()),
        ("/etc/hostname".into(), format!("{hostname}\n")),
        ("/etc/resolv.conf".into(), resolv_conf(pod)),
    ]
}

fn hosts(pod: &Value, hostname: &str, node: &Node, ip: &str) -> String {
    let spec = pod.get("spec");
    let mut text = if spec.bool("hostNetwork") {
        format!("# Kubernetes-managed hosts file (host network).\n127.0.0.1\tlocalhost\n127.0.1.1\t{}\n", node.name)
    } else {
        let mut text = "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost \
                        ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n"
            .to_string();
        let subdomain = spec.str("subdomain");
        if subdomain.is_empty() || spec.has("hostnameOverride") {
            text.extend([ip, "\t", hostname, "\n"]);
        } else {
            let namespace = meta::namespace(pod);
            text.push_str(&format!("{ip}\t{hostname}.{subdomain}.{namespace}.svc.cluster.local\t{hostname}\n"));
        }
        text
    };
    let aliases = spec.list("hostAliases");
    if !aliases.is_empty() {
        text.push_str("\n# Entries added by HostAliases.\n");
        for alias in aliases {
            let names: Vec<&str> = alias.list("hostnames").iter().filter_map(Value::as_str).collect();
            text.push_str(&format!("{}\t{}\n", alias.str("ip"), names.join("\t")));
        }
    }
    text
}

/// What the pod's DNS policy makes of the resolver.
fn resolv_conf(pod: &Value) -> String {
    let [mut servers, mut search, options] = dns(pod);
    servers.truncate(SERVERS);
    search.truncate(SEARCHES);
    let mut text = String::new();
    if !search.is_empty() {
        text.extend(["search ", &search.join(" "), "\n"]);
    }
    for server in servers {
        text.extend(["nameserver ", &server, "\n"]);
    }
    if !options.is_empty() {
        text.extend(["options ", &options.join(" "), "\n"]);
    }
    text
}

/// As many name servers and domains a resolver takes.
const SERVERS: usize = 3;
const SEARCHES: usize = 32;

/// What of the pod's DNS settings is more than a resolver takes.
pub(super) fn beyond_dns(pod: &Value) -> Vec<String> {
    // Without settings of its own a pod stays below what there may be.
    if !pod.get("spec").has("dnsConfig") {
        return Vec::new();
    }
    let [servers, search, _] = dns(pod);
    let line = |[what, which, name]: [&str; 3], list: &[String], most: usize| {
        let told =
            || format!("{what} limits were exceeded, some {which} have been omitted, the applied {name} line is:");
        (list.len() > most).then(|| format!("{} {}", told(), list[..most].join(" ")))
    };
    let servers = line(["Nameserver", "nameservers", "nameserver"], &servers, SERVERS);
    servers.into_iter().chain(line(["Search Line", "search paths", "search"], &search, SEARCHES)).collect()
}

/// Name servers, domains and options, each once.
fn dns(pod: &Value) -> [Vec<String>; 3] {
    let spec = pod.get("spec");
    let namespace = meta::namespace(pod);
    let host = Resolver::host();
    let (mut servers, mut search, mut options) = match (spec.str("dnsPolicy"), spec.bool("hostNetwork")) {
        ("None", _) => (Vec::new(), Vec::new(), Vec::new()),
        ("Default", _) | ("ClusterFirst" | "", true) => (host.servers, host.search, Vec::new()),
        _ => {
            let domains =
                [format!("{namespace}.svc.cluster.local"), "svc.cluster.local".into(), "cluster.local".into()];
            (vec![CLUSTER_DNS.to_string()], domains.to_vec(), vec!["ndots:5".to_string()])
        }
    };
    let own = spec.get("dnsConfig");
    let texts = |field: &str| own.list(field).iter().filter_map(Value::as_str).map(str::to_string).collect::<Vec<_>>();
    servers.extend(texts("nameservers"));
    search.extend(texts("searches"));
    for option in own.list("options") {
        let name = option.str("name");
        options.retain(|o| o.split(':').next() != Some(name));
        let value = option.str("value");
        options.push(if value.is_empty() { name.to_string() } else { format!("{name}:{value}") });
    }
    let once = |list: Vec<String>| {
        let mut seen: Vec<String> = Vec::new();
        for entry in list {
            if !seen.contains(&entry) {
                seen.push(entry);
            }
        }
        seen
    };
    [once(servers), once(search), options]
}

/// Whose mounts they are.
pub(super) struct Whose<'a> {
    pub pod: &'a Value,
    /// The container, and what the runtime calls it.
    pub spec: &'a Value,
    pub id: &'a str,
    pub node: &'a Node,
    pub ip: &'a str,
}

/// The mounts of a container over its root. The error is what the runtime says of one that cannot be.
pub(super) fn mounts(
    machine: &mut Machine,
    root: Tree,
    whose: &Whose<'_>,
    mounted: &[Mounted],
    env: &Environment,
    now: Time,
) -> Result<Mounts, String> {
    let &Whose { pod, spec, .. } = whose;
    let mut mounts = Mounts::root(machine.add_volume(root));
    let mut list: Vec<(usize, &Value)> = spec.list("volumeMounts").iter().enumerate().collect();
    // What lies above comes first.
    list.order_by_key(|(_, m)| path::parts(m.str("mountPath")).count());
    let mut files = Tree::new(now.0);
    let mut own = Vec::from(own_files(pod, spec, whose.node, whose.ip));
    for (path, _) in &mut own {
        *path = Files::new(&mounts, &mut machine.volumes, now.0).leads_to(path);
    }
    for (at, m) in list {
        let Some(volume) = mounted.iter().find(|v| *v.name == *m.str("name")) else { continue };
        let value = |name: &str| env.get(name).map(str::to_string);
        let wanted = match m.str("subPathExpr") {
            "" => m.str("subPath").to_string(),
            text => expand(text, &value),
        };
        let (id, sub_path) = place(machine, volume, wanted.trim_matches('/'), now);
        let read_only = m.bool("readOnly") || volume.read_only;
        let target = path::normal("/", m.str("mountPath"));
        let target = Files::new(&mounts, &mut machine.volumes, now.0).leads_to(&target);
        own.retain(|(path, _)| *path != target);
        let is_directory = match machine.volumes.get(id).and_then(|tree| tree.node(&sub_path)).map(|node| &node.body) {
            Some(Body::Directory(_)) => Some(true),
            None | Some(Body::Link(_) | Body::Device(_)) => None,
            _ => Some(false),
        };
        // What the kernel has on the node lies there as it does here.
        let foreign = !matches!(volume.home, Home::Node(_));
        let why =
            is_directory.and_then(|directory| obstacle(machine, &mounts, &target, (directory, foreign), whose, now));
        match why {
            None => {}
            Some(Obstacle::Later(why)) => return Err(why.into()),
            Some(obstacle) => {
                let source = if wanted.is_empty() {
                    source(pod, volume)
                } else {
                    let (uid, name) = (meta::uid(pod), spec.str("name"));
                    format!("/var/lib/kubelet/pods/{uid}/volume-subpaths/{}/{name}/{at}", volume.name)
                };
                let why = match obstacle {
                    Obstacle::Here(why) => why,
                    _ => format!(
                        "mount {source}:{target} (via /proc/self/fd/6), flags: 0x500{}: not a directory",
                        u8::from(read_only)
                    ),
                };
                let target = m.str("mountPath");
                return Err(format!(
                    "error during container init: error mounting {source:?} to rootfs at {target:?}: {why}"
                ));
            }
        }
        mounts.add(Mount { path: target, volume: id, sub_path, read_only, kind: volume.kind.into() });
    }
    for (at, (_, text)) in own.iter().enumerate() {
        // Whoever the container runs as may leave a message.
        let mode = if text.is_empty() { 0o666 } else { 0o644 };
        // These files are small: they fit.
        let _fits = files.set(&at.to_string(), FileNode { mode, ..FileNode::file(text.as_bytes().to_vec(), now.0) });
    }
    let volume = machine.add_volume(files);
    for (at, (path, _)) in own.into_iter().enumerate() {
        mounts.add(Mount { path, volume, sub_path: at.to_string(), read_only: false, kind: "ext4".into() });
    }
    // The memory that processes share belongs to the pod's IPC namespace.
    let (path, volume) = ("/dev/shm".to_string(), machine.shared_memory());
    if !mounts.iter().any(|mount| mount.path == path) {
        mounts.add(Mount { path, volume, sub_path: String::new(), read_only: false, kind: "tmpfs".into() });
    }
    mounts.sort();
    Ok(mounts)
}

/// Why something cannot be mounted.
enum Obstacle {
    /// A directory over a file, or a file over a directory.
    Kind,
    /// The place cannot be made.
    Here(String),
    /// It can, and what comes after it cannot.
    Later(&'static str),
}

/// Of the kernel's files these may be others (lxcfs).
const OF_PROC: &[&str] =
    &["cpuinfo", "diskstats", "meminfo", "stat", "swaps", "uptime", "loadavg", "slabinfo", "net/dev"];

/// Looks at the place of a mount, and makes what lies above it.
fn obstacle(
    machine: &mut Machine,
    mounts: &Mounts,
    target: &str,
    (directory, foreign): (bool, bool),
    whose: &Whose<'_>,
    now: Time,
) -> Option<Obstacle> {
    let root = format!("/run/containerd/io.containerd.runtime.v2.task/k8s.io/{}/rootfs", whose.id);
    let here = |why: String| Some(Obstacle::Here(why));
    match target {
        "/" if directory && foreign => {
            return Some(Obstacle::Later("error closing exec fds: open /proc/self/fd: no such file or directory"));
        }
        "/dev" if directory && foreign => {
            return Some(Obstacle::Later("unable to setup user: stat /dev/null: no such file or directory"));
        }
        "/proc" if foreign => {
            return here(format!("\"{root}{target}\" cannot be mounted because it is not of type proc"));
        }
        _ => {}
    }
    if target.strip_prefix("/proc/").is_some_and(|name| !OF_PROC.contains(&name)) {
        return here(format!("\"{root}{target}\" cannot be mounted because it is inside /proc"));
    }
    let mut files = Files::new(mounts, &mut machine.volumes, now.0);
    match files.stat(target) {
        Ok(stat) => return (stat.is_directory() != directory).then_some(Obstacle::Kind),
        Err(Errno::NotDirectory) => return here(format!("open o_path procfd: open {root}{target}: not a directory")),
        Err(_) => {}
    }
    let closed = target.starts_with("/sys/") && !whose.spec.get("securityContext").bool("privileged");
    let above = if directory { target } else { path::dir_name(target) };
    let made = if closed { Err(Errno::ReadOnly) } else { files.make_directories(above) };
    let made = made.and_then(|()| if directory { Ok(()) } else { files.write(target, "") });
    if made != Err(Errno::ReadOnly) {
        return None;
    }
    let missing = first(target, |path| !files.exists(path)).unwrap_or(target);
    let verb = if missing == target && !directory { "open" } else { "mkdir" };
    here(format!("{verb} {root}{missing}: read-only file system"))
}

/// Of a path and the directories that lead to it the first one for which something holds.
fn first(path: &str, holds: impl Fn(&str) -> bool) -> Option<&str> {
    let ends = path.match_indices('/').map(|(at, _)| at).skip(1).chain([path.len()]);
    ends.map(|end| &path[..end]).find(|path| holds(path))
}

/// Makes the working directory where it is not there, as the runtime does. The error is the runtime's.
pub(super) fn working_directory(machine: &mut Machine, mounts: &Mounts, path: &str, now: Time) -> Result<(), String> {
    let mut files = Files::new(mounts, &mut machine.volumes, now.0);
    let why = match files.make_directories(path) {
        Err(Errno::NotDirectory | Errno::Exists) => "not a directory",
        Err(Errno::ReadOnly) => "read-only file system",
        _ if files.stat(path).is_ok_and(|stat| !stat.is_directory()) => "not a directory",
        _ => return Ok(()),
    };
    let at = first(path, |path| files.stat(path).map_or(true, |stat| !stat.is_directory())).unwrap_or(path);
    Err(format!("error during container init: mkdir {at}: {why}"))
}

/// Where the files of a volume lie on the node.
fn source(pod: &Value, volume: &Mounted) -> String {
    if let Home::Node(path) = &volume.home {
        return path.clone();
    }
    let spec = pod.get("spec").list("volumes").iter().find(|v| *v.str("name") == *volume.name);
    let kinds =
        [("configMap", "configmap"), ("secret", "secret"), ("projected", "projected"), ("downwardAPI", "downward-api")];
    let kind = kinds.into_iter().find(|(field, _)| spec.is_some_and(|v| v.has(field))).map_or("empty-dir", |(_, k)| k);
    format!("/var/lib/kubelet/pods/{}/volumes/kubernetes.io~{kind}/{}", meta::uid(pod), volume.name)
}

/// Which volume, and what of it, a mount shows.
fn place(machine: &mut Machine, volume: &Mounted, wanted: &str, now: Time) -> (u64, String) {
    let base = volume.base().to_string();
    if wanted.is_empty() {
        return (volume.id, base);
    }
    if volume.read_only
        && volume.home == Home::Pod
        && let Some((copy, inner)) = machine.volumes.get(volume.id).and_then(|tree| copy_of(tree, wanted))
    {
        return (machine.add_volume(copy), inner);
    }
    let full = if base.is_empty() { wanted.to_string() } else { format!("{base}/{wanted}") };
    if let Some(tree) = machine.volumes.get_mut(volume.id)
        && tree.node(&full).is_none()
    {
        // A directory that is not there yet is made, and may be used as the volume may; a full volume shows as an empty one.
        let mode = tree.node(&base).map(|root| root.mode);
        let _fits = tree.make_directories(&full, now.0);
        let _there = tree.touch(&full, mode, None);
    }
    (volume.id, full)
}

/// Lays what `/proc/1` says of a container's first process into its root.
pub(super) fn process(tree: &mut Tree, argv: &[String], user: &User, of: (&Value, &Value), now: i64) {
    let line: String = argv.iter().map(|word| format!("{word}\0")).collect();
    let name = argv.first().map_or("", |word| word.rsplit('/').next().unwrap_or(word));
    let files = [
        ("ns", FileNode::new(Body::Link("/proc/self/ns".into()), 0o777, now)),
        ("cmdline", FileNode::file(line.into_bytes(), now)),
        ("status", FileNode::file(process_status(name, user, of).into_bytes(), now)),
    ];
    // These files are small: they fit.
    let _fits = tree.put_all("proc/1", files, now);
}

/// What `/proc/1/status` says.
fn process_status(name: &str, user: &User, (pod, spec): (&Value, &Value)) -> String {
    let name: String = name.chars().take(15).collect();
    // The kernel keeps them in order; the runtime adds the first one.
    let groups: SortedSet<u32> = user.groups.iter().copied().chain([user.gid]).collect();
    let groups: Vec<String> = groups.iter().map(u32::to_string).collect();
    let &User { uid, gid, capabilities, .. } = user;
    let bounding = capabilities::bounding(spec);
    let own = spec.get("securityContext");
    let keeps = u8::from(own.get("allowPrivilegeEscalation").as_bool() == Some(false));
    let of_pod = pod.get("spec").get("securityContext").get("seccompProfile");
    let profile = if own.has("seccompProfile") { own.get("seccompProfile") } else { of_pod };
    let filters = u8::from(!own.bool("privileged") && !matches!(profile.str("type"), "" | "Unconfined"));
    format!(
        "Name:\t{name}\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t1\nNgid:\t0\nPid:\t1\nPPid:\t0\nTracerPid:\t0\n\
         Uid:\t{uid}\t{uid}\t{uid}\t{uid}\nGid:\t{gid}\t{gid}\t{gid}\t{gid}\nFDSize:\t64\nGroups:\t{} \n\
         NStgid:\t1\nNSpid:\t1\nNSpgid:\t1\nNSsid:\t1\n\
         CapInh:\t{:016x}\nCapPrm:\t{capabilities:016x}\nCapEff:\t{capabilities:016x}\nCapBnd:\t{bounding:016x}\n\
         CapAmb:\t{:016x}\nNoNewPrivs:\t{keeps}\nSeccomp:\t{}\nSeccomp_filters:\t{filters}\n",
        groups.join(" "),
        0,
        0,
        filters * 2,
    )
}

/// Whether a container may open ports below 1024, whoever its processes are: the kernel is told to let all do that, or the
/// image's program has the capability from its file, unless the container may not have it.
pub(super) fn opens_low_ports(pod: &Value, spec: &Value, image: &Resolved) -> bool {
    let sysctls = pod.get("spec").get("securityContext").list("sysctls");
    let start = sysctls.iter().find(|s| s.str("name") == "net.ipv4.ip_unprivileged_port_start");
    let of_file = image.image.binds && capabilities::bounding(spec) >> NET_BIND_SERVICE & 1 == 1;
    of_file || start.is_some_and(|s| s.str("value") == "0")
}

/// The user of a container with the home that the runtime tells it of, or why it may not run as that.
pub(super) fn user(pod: &Value, spec: &Value, image: &Resolved) -> Result<(User, &'static str), String> {
    let security = |field: &str| {
        let own = spec.get("securityContext").get(field);
        if own.is_null() { pod.get("spec").get("securityContext").get(field).clone() } else { own.clone() }
    };
    let image_user = image.image.user.split(':').next().unwrap_or("");
    let number = security("runAsUser").as_i64().or_else(|| image_user.parse().ok());
    let non_root = security("runAsNonRoot").as_bool().unwrap_or(false);
    let of = || {
        let m = pod.get("metadata");
        let (name, namespace, uid) = (m.str("name"), m.str("namespace"), m.str("uid"));
        format!("(pod: \"{name}_{namespace}({uid})\", container: {})", spec.str("name"))
    };
    if non_root {
        match number {
            Some(0) if security("runAsUser").as_i64() == Some(0) => {
                return Err(format!("container's runAsUser breaks non-root policy {}", of()));
            }
            Some(0) => return Err(format!("container has runAsNonRoot and image will run as root {}", of())),
            Some(_) => {}
            None if image_user.is_empty() => {
                return Err(format!("container has runAsNonRoot and image will run as root {}", of()));
            }
            None => {
                return Err(format!(
                    "container has runAsNonRoot and image has non-numeric user ({image_user}), cannot verify user is non-root {}",
                    of()
                ));
            }
        }
    }
    let number_in = |fields: &[&str], at: usize| fields.get(at).and_then(|n| n.parse::<i64>().ok());
    let named = || image.known_user(image_user).and_then(|f| number_in(&f, 2));
    let uid = number.or_else(named).unwrap_or(0) as u32;
    let known = image.known_user(&uid.to_string());
    // A group of its own an image names for its own user; of any other, the password file says it.
    let image_group = image.image.user.split_once(':').and_then(|(_, group)| group.parse().ok());
    let own_group = image_group.filter(|_| security("runAsUser").is_null());
    let group = || own_group.or_else(|| number_in(known.as_deref()?, 3)).unwrap_or(0);
    let gid = security("runAsGroup").as_i64().unwrap_or_else(group) as u32;
    let name = match uid {
        0 => "root".to_string(),
        _ => known.as_ref().map_or_else(String::new, |f| f[0].to_string()),
    };
    let pod_wide = pod.get("spec").get("securityContext");
    let merges = pod_wide.str("supplementalGroupsPolicy") != "Strict";
    let of_image = (merges && !name.is_empty()).then(|| image.groups_of(&name)).into_iter().flatten();
    let more = pod_wide.list("supplementalGroups").iter().filter_map(Value::as_i64).chain(pod_wide.int("fsGroup"));
    let more = of_image.chain(more);
    let groups = more.filter_map(|g| u32::try_from(g).ok()).collect();
    // Whoever is not root has none of them.
    let capabilities = if uid == 0 { capabilities::bounding(spec) } else { 0 };
    let home = known.map_or(if uid == 0 { "/root" } else { "/" }, |f| f[5]);
    Ok((User { name, uid, gid, groups, capabilities }, home))
}

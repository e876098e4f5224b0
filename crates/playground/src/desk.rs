//! The desk in front of the cluster: the home directory with its files, shared by all terminals and the editor.

use sorted::{InOrder, SortedMap};

use api::descriptions::Descriptions;
use api::time::Time;
use cluster::Cluster;
use kubectl::{Connection, Forward};
use protocol::FileView;
use shell::files::{Files, Mounts, Volumes};
use shell::system::Flavour;

use crate::scenario::Plan;

/// Where a terminal begins.
pub const HOME: &str = "/root";
const ROOT: u64 = 0;
/// Files the editor shows are at most this long.
const SHOWN: usize = 1 << 20;
/// This many folders deep.
const DEEPEST: usize = 8;
/// And at most this many.
const MOST_SHOWN: usize = 200;

/// Files, ports and open editors.
#[derive(Clone)]
pub struct Desk {
    volumes: Volumes,
    mounts: Mounts,
    version: u64,
    /// Open local ports.
    pub ports: SortedMap<u16, Forward>,
    editors: SortedMap<u64, Editor>,
    next_editor: u64,
    wanted: Vec<(String, String)>,
    connections: Vec<Connection>,
    /// Texts of API fields, where the host has them.
    pub descriptions: Descriptions,
    /// The master's name: the terminal's host.
    pub hostname: String,
    /// Its address.
    pub address: String,
    /// Where the API server is reached.
    pub server: String,
}

#[derive(Clone, Debug)]
struct Editor {
    path: String,
    closed: bool,
}

impl Desk {
    /// A desk with an empty home and a kubeconfig.
    pub fn new(cluster: &mut Cluster, plan: &Plan) -> Desk {
        let Time(now) = cluster.now();
        let mut tree = shell::programs::root_tree(Flavour::Gnu, now);
        let master = plan.nodes.first().map_or(("master", "192.168.10.10"), |n| (n.name.as_str(), n.address.as_str()));
        let hosts = plan.nodes.iter().map(|n| format!("{} {}\n", n.address, n.name)).collect::<String>();
        for (path, text) in [
            ("/etc/hostname", format!("{}\n", master.0)),
            ("/etc/hosts", format!("127.0.0.1 localhost\n{hosts}")),
            ("/etc/os-release", OS_RELEASE.to_string()),
            ("/root/.kube/config", kubectl::initial_kubeconfig(&format!("https://{}:6443", plan.server))),
        ] {
            let parent = path.rsplit_once('/').map_or("/", |p| p.0);
            let _ = tree.make_directories(parent, now);
            let _ = tree.put(path, text.into_bytes(), now);
        }
        for (program, _) in HOST_PROGRAMS {
            tree.add_program(&format!("/usr/local/bin/{program}"));
        }
        let mut volumes = Volumes::new();
        volumes.insert(ROOT, tree);
        Desk {
            volumes,
            mounts: Mounts::root(ROOT),
            version: 1,
            ports: SortedMap::new(),
            editors: SortedMap::new(),
            next_editor: 0,
            wanted: Vec::new(),
            connections: Vec::new(),
            descriptions: Descriptions::default(),
            hostname: master.0.to_string(),
            address: master.1.to_string(),
            server: plan.server.clone(),
        }
    }

    /// The file system at this moment. Counts as a change for the editor, which looks again.
    pub fn view(&mut self, now: i64) -> Files<'_> {
        self.version += 1;
        Files::new(&self.mounts, &mut self.volumes, now)
    }

    /// The file system, only to look into.
    pub fn look<T>(&mut self, at: impl FnOnce(&Files<'_>) -> T) -> T {
        at(&Files::new(&self.mounts, &mut self.volumes, 0))
    }

    /// The kubeconfig that the terminal began with: of the administrator, who sees everything.
    pub fn kubeconfig(&self) -> String {
        kubectl::initial_kubeconfig(&format!("https://{}:6443", self.server))
    }

    /// Grows when files may have changed.
    pub fn files_version(&self) -> u64 {
        self.version
    }

    /// The absolute path of a name as the editor shows it.
    fn absolute(path: &str) -> String {
        if path.starts_with('/') { path.to_string() } else { format!("{HOME}/{path}") }
    }

    /// Writes a file from the editor.
    pub fn write_file(&mut self, path: &str, data: &[u8]) {
        let path = Self::absolute(path);
        let mut files = self.view(0);
        if let Some((parent, _)) = path.rsplit_once('/') {
            let _ = files.make_directories(parent);
        }
        let _ = files.write(&path, data);
    }

    /// Removes a file from the editor.
    pub fn remove_file(&mut self, path: &str) {
        let path = Self::absolute(path);
        let _ = self.view(0).remove_file(&path);
    }

    /// The text files below the home directory, for the editor's tabs.
    pub fn list(&mut self) -> Vec<FileView> {
        let mut found = self.look(|files| {
            let mut found = Vec::new();
            let mut todo = vec![HOME.to_string()];
            while let Some(dir) = todo.pop() {
                for (name, stat) in files.list(&dir).unwrap_or_default() {
                    if name.starts_with('.') {
                        continue;
                    }
                    let path = format!("{dir}/{name}");
                    if stat.is_directory() {
                        // A link that leads up again would lead on without end.
                        if path.matches('/').count() < DEEPEST {
                            todo.push(path);
                        }
                    } else if let Ok(data) = files.read(&path)
                        && data.len() <= SHOWN
                        && let Ok(text) = std::str::from_utf8(&data)
                        && !text.contains('\0')
                    {
                        found.push(FileView { path, text: text.to_string() });
                    }
                }
            }
            found
        });
        found.order_by(|a, b| a.path.cmp(&b.path));
        found.truncate(MOST_SHOWN);
        found
    }

    /// Opens the page's editor on a file.
    pub fn edit(&mut self, path: &str) -> u64 {
        self.next_editor += 1;
        let text = self.view(0).read_text(path).unwrap_or_default();
        self.editors.insert(self.next_editor, Editor { path: path.to_string(), closed: false });
        self.wanted.push((path.to_string(), text));
        self.next_editor
    }

    /// Whether an editor has been closed; forgets it then.
    pub fn edit_closed(&mut self, editor: u64) -> bool {
        let closed = self.editors.get(&editor).is_none_or(|e| e.closed);
        if closed {
            self.editors.remove(&editor);
        }
        closed
    }

    /// The page has closed the editor of a file, and saved it if there is a text.
    pub fn close_editor(&mut self, path: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.write_file(path, text.as_bytes());
        }
        for editor in self.editors.values_mut().filter(|e| e.path == path) {
            editor.closed = true;
        }
    }

    /// Asks again for all editors that are open: who looked before has been sent to another moment.
    pub fn reopen_editors(&mut self) {
        let open: Vec<String> = self.editors.values().filter(|e| !e.closed).map(|e| e.path.clone()).collect();
        self.wanted.clear();
        for path in open {
            let text = self.view(0).read_text(&path).unwrap_or_default();
            self.wanted.push((path, text));
        }
    }

    /// A connection came to an open local port.
    pub fn note_connection(&mut self, connection: Connection) {
        self.connections.push(connection);
    }

    /// Connections that came to open ports since the last call.
    pub fn take_connections(&mut self) -> Vec<Connection> {
        std::mem::take(&mut self.connections)
    }

    /// Files that commands want edited since the last call: path and text.
    pub fn take_edits(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.wanted)
    }
}

/// Programs that the terminal itself provides, and what they do.
pub const HOST_PROGRAMS: &[(&str, &str)] = &[
    ("kubectl", "controls the Kubernetes cluster manager"),
    ("openssl", "makes and shows keys, requests and certificates"),
    ("node-stop", "freezes a machine"),
    ("node-start", "lets it go on"),
    ("component-stop", "stops a part of the control plane"),
    ("component-start", "starts it again"),
];

const OS_RELEASE: &str = "\
PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"
NAME=\"Debian GNU/Linux\"
VERSION_ID=\"12\"
VERSION=\"12 (bookworm)\"
ID=debian
";

//! The desk in front of the cluster: the files, shared by all terminals and the editor.

use std::collections::BTreeMap;
use std::rc::Rc;

use cluster::Cluster;
use kubectl::Forward;
use protocol::FileView;

use crate::scenario::Scenario;

/// Where a terminal begins.
pub const HOME: &str = "/root";

/// Files, ports and open editors.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// Files by absolute path.
    pub files: BTreeMap<String, Rc<Vec<u8>>>,
    version: u64,
    /// Open local ports.
    pub ports: BTreeMap<u16, Forward>,
    editors: BTreeMap<u64, (String, bool)>,
    next_editor: u64,
    wanted: Vec<(String, String)>,
    /// Texts of API fields, where the host has them.
    pub descriptions: Option<Rc<[u8]>>,
}

impl Desk {
    /// A desk with an empty home and a kubeconfig.
    pub fn new(_cluster: &mut Cluster, scenario: &Scenario) -> Desk {
        let mut desk = Desk::default();
        let address = scenario.nodes.first().map_or("127.0.0.1", |n| n.1);
        let config = kubectl::initial_kubeconfig(&format!("https://{address}:6443"));
        desk.write_file("/root/.kube/config", config.as_bytes());
        desk
    }
    /// Grows with each change of a file.
    pub fn files_version(&self) -> u64 {
        self.version
    }
    /// The absolute path of a name.
    pub fn absolute(path: &str) -> String {
        let path = path.strip_prefix("./").unwrap_or(path);
        if path.starts_with('/') { path.to_string() } else { format!("{HOME}/{path}") }
    }
    /// Writes a file.
    pub fn write_file(&mut self, path: &str, data: &[u8]) {
        self.version += 1;
        self.files.insert(Self::absolute(path), Rc::new(data.to_vec()));
    }
    /// Removes a file.
    pub fn remove_file(&mut self, path: &str) {
        self.version += 1;
        self.files.remove(&Self::absolute(path));
    }
    /// The text files below the home directory, for the editor's tabs.
    pub fn list(&self) -> Vec<FileView> {
        let shown = self.files.iter().filter(|(p, _)| p.starts_with(HOME) && !p.contains("/."));
        shown
            .filter_map(|(p, d)| Some(FileView { path: p.clone(), text: String::from_utf8(d.to_vec()).ok()? }))
            .collect()
    }
    /// Opens the page's editor on a file.
    pub fn edit(&mut self, path: &str) -> u64 {
        self.next_editor += 1;
        let path = Self::absolute(path);
        let text = self.files.get(&path).map(|d| String::from_utf8_lossy(d).to_string()).unwrap_or_default();
        self.editors.insert(self.next_editor, (path.clone(), false));
        self.wanted.push((path, text));
        self.next_editor
    }
    /// Whether an editor has been closed; forgets it then.
    pub fn edit_closed(&mut self, editor: u64) -> bool {
        let closed = self.editors.get(&editor).is_none_or(|e| e.1);
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
        for editor in self.editors.values_mut().filter(|e| e.0 == path) {
            editor.1 = true;
        }
    }
    /// Files that commands want edited since the last call: path and text.
    pub fn take_edits(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.wanted)
    }
}

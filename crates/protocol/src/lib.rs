//! The messages between the page and the session: inputs, the view and its changes, facts. Plain serde data.
//! Enums have serde's own form (`{"line": {...}}`): a `type` field inside would cost each module 15 to 30 KB, as serde then
//! reads every message twice.
//!
//! What it is not: it knows no cluster, no browser and no rule. Times are milliseconds of virtual time since 1970.
//!
//! ```
//! let line = protocol::Input::Line { terminal: 0, text: "kubectl get pods".into() };
//! assert!(line.is_journalled());
//! ```

pub mod facts;
pub mod view;

pub use facts::{FactView, Verdict};
pub use view::*;

use serde::{Deserialize, Serialize};

/// Milliseconds of virtual time since 1970.
pub type Millis = i64;

/// What the page tells the session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Input {
    /// Begins a session: a scenario by name, or a shared journal (see `Output::Journal`).
    Start { scenario: String, seed: u64, journal: Option<String> },
    /// A whole line was typed in a terminal (Enter).
    Line { terminal: u32, text: String },
    /// Keys for the program that runs in a terminal (interactive `exec -it`, `read`).
    Keys { terminal: u32, text: String },
    /// Ctrl-C.
    Interrupt { terminal: u32 },
    /// Ctrl-D.
    EndOfInput { terminal: u32 },
    /// Tab: what could stand at the cursor.
    Complete { terminal: u32, line: String, cursor: usize, ticket: u32 },
    /// A file was written in the editor.
    WriteFile { path: String, text: String },
    /// A file was removed in the editor.
    RemoveFile { path: String },
    /// The editor was closed that a command (`kubectl edit`, `vi`) had opened; with the text if it was saved.
    EditorClosed { path: String, text: Option<String> },
    /// Check a text as the API server would, without applying it.
    Diagnose { path: String, text: String, ticket: u32 },
    /// Documentation and completion for a place in a YAML text.
    Assist { text: String, line: usize, column: usize, ticket: u32 },
    /// What applying a text would change in the cluster, as `kubectl diff` tells it.
    Diff { text: String, ticket: u32 },
    /// The object whose details are to be sent and kept up to date; none to stop.
    Select { key: Option<ObjectKey> },
    /// Which objects match a label selector.
    Match { selector: String, ticket: u32 },
    /// Real time that has gone by since the last tick, in milliseconds; virtual time moves by this times the speed.
    Tick { elapsed: f64 },
    /// Speed of virtual time; 0 is paused.
    Speed { factor: f64 },
    /// Goes to the next happening.
    StepNext,
    /// Looks at an earlier moment (the newest one where it lies past the end).
    Scrub { to: Millis },
    /// Takes the last command back.
    Undo,
    /// Does it again.
    Redo,
    /// Goes on from the moment looked at; what came after is kept as a branch.
    Branch,
    /// Changes to a branch (its place in `Clock::branches`); what was shown is kept as one.
    Switch { branch: usize },
    /// Breaks or mends something.
    Chaos { what: Chaos },
    /// Opens a lesson (none: the free playground) at a step, with the step's goals as the lesson's file has them.
    Lesson { id: Option<String>, step: usize, goals: String },
    /// Asks for the journal, to share or to save.
    Export,
    /// Asks for what it takes to go on in a real cluster.
    MoveOn,
    /// Asks for the debug drawer's contents.
    Debug,
}

impl Input {
    /// Whether the input changes what the session does, so that a replay must have it.
    pub fn is_journalled(&self) -> bool {
        matches!(
            self,
            Input::Line { .. }
                | Input::Keys { .. }
                | Input::Interrupt { .. }
                | Input::EndOfInput { .. }
                | Input::WriteFile { .. }
                | Input::RemoveFile { .. }
                | Input::EditorClosed { .. }
                | Input::Chaos { .. }
        )
    }
}

/// What a learner can break and mend by direct touch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Chaos {
    /// Takes a node's power away.
    StopNode { node: String },
    /// Starts a node again, or lets one go on that was frozen.
    StartNode { node: String },
    /// Cuts a node off the network, or joins it again.
    CutNetwork { node: String, cut: bool },
    /// Kills the process of a container.
    KillContainer { namespace: String, pod: String, container: String },
    /// Lets a container use more and more memory.
    FillMemory { namespace: String, pod: String, container: String },
    /// Lets every pull of an image fail, or succeed again.
    FailImage { image: String, fail: bool },
    /// Stops a node's kubelet alone (its containers go on), or starts it.
    Kubelet { node: String, stop: bool },
    /// Stops a control-plane component (`kube-scheduler`, `kube-controller-manager`, `kube-apiserver`, `etcd`), or starts it.
    Component { name: String, stop: bool },
}

/// What the session tells the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Output {
    /// The session runs.
    Ready { version: String, scenario: String, seed: u64, now: Millis },
    /// Text for a terminal.
    Terminal { terminal: u32, chunks: Vec<Chunk> },
    /// A terminal's state: prompt, whether a program runs in it.
    Prompt { terminal: u32, prompt: String, busy: bool, raw: bool },
    /// What changed in the picture.
    View { diff: ViewDiff },
    /// What happened since the last message; with `reset` what was told before no longer holds.
    Facts { reset: bool, facts: Vec<FactView> },
    /// Where time stands.
    Clock { clock: Clock },
    /// Answer to `Complete`.
    Completions { ticket: u32, from: usize, items: Vec<Completion> },
    /// Answer to `Diagnose`.
    Diagnostics { ticket: u32, items: Vec<Diagnostic> },
    /// Answer to `Assist`; `within` is the type whose fields stand there, for the descriptions file.
    Assistance { ticket: u32, hover: Option<FieldDoc>, within: String, items: Vec<Completion> },
    /// Answer to `Diff`: a unified diff, empty where nothing would change; or why there is none.
    Diff { ticket: u32, text: String, error: String },
    /// Answer to `Match`: uids, or why the selector is wrong.
    Matches { ticket: u32, uids: Vec<String>, error: Option<String> },
    /// Details of the selected object.
    Details { details: Box<Details> },
    /// The files of the session, whole.
    Files { files: Vec<FileView> },
    /// A command wants a file edited; `EditorClosed` answers. Without a path: nothing is being edited any more.
    Edit { path: String, text: String },
    /// A terminal was cleared (`clear`, Ctrl-L).
    Clear { terminal: u32 },
    /// The state of the lesson's goals.
    Goals { step: usize, goals: Vec<GoalView>, solved: bool },
    /// The journal, compressed by the page before it is shared.
    Journal { text: String, state_hash: String },
    /// The session's objects as manifests, and a configuration for `kind` with the same nodes.
    Moving { manifests: String, kind: String },
    /// Contents of the debug drawer.
    Debug { debug: Box<DebugView> },
    /// Something could not be done (a broken share link, an unknown lesson): a key of the page's text table.
    Problem { key: String, detail: String },
}

/// A piece of terminal output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chunk {
    /// Which stream.
    pub kind: ChunkKind,
    /// Text, maybe of several lines.
    pub text: String,
}

/// Where a piece of output comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChunkKind {
    /// The line that was typed, with its prompt.
    Echo,
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// A suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// What would stand there.
    pub text: String,
    /// `command`, `flag`, `kind`, `name`, `namespace`, `container`, `label`, `file`, `field`, `value`.
    pub kind: String,
    /// A few words on it.
    pub detail: String,
}

/// A finding in a YAML text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// End of the marked text on the same line; 0 is the end of the line.
    pub end_column: usize,
    /// `error` or `warning`.
    pub severity: String,
    /// In the API server's words.
    pub message: String,
}

/// Documentation of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldDoc {
    /// `spec.containers[].image`.
    pub path: String,
    /// `string`, `[]Container`.
    pub type_name: String,
    /// Whether it must be there.
    pub required: bool,
    /// Schema and field to look up in the descriptions file (`io.k8s.api.core.v1.Container`, `image`).
    pub lookup: (String, String),
    /// Words that may stand there, where only those may.
    pub values: Vec<String>,
}

/// A file of the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileView {
    /// Absolute path.
    pub path: String,
    /// Contents; binary files are left out.
    pub text: String,
}

/// The state of one goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GoalView {
    /// What is to be reached, as the lesson says it.
    pub text: String,
    /// Whether it is.
    pub done: bool,
    /// What is missing, with the object named; empty when done.
    pub missing: String,
}

/// Where time stands, and what lies on the timeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clock {
    /// When the session began.
    pub start: Millis,
    /// The moment shown.
    pub now: Millis,
    /// The newest moment.
    pub end: Millis,
    /// Speed; 0 is paused.
    pub speed: f64,
    /// Next happening, if any is due.
    pub next: Option<Millis>,
    /// Whether the past is being looked at.
    pub past: bool,
    /// Whether there is a command to take back.
    pub can_undo: bool,
    /// Whether there is one to do again.
    pub can_redo: bool,
    /// Marks since the last `Clock` with marks; `None` where they did not change.
    pub marks: Option<Vec<Mark>>,
    /// Other ways that the session has gone; `None` where they did not change.
    pub branches: Option<Vec<BranchView>>,
}

/// Another way that the session has gone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BranchView {
    /// Where it parts from what is shown.
    pub fork: Millis,
    /// How far it goes.
    pub end: Millis,
    /// Its last command.
    pub text: String,
}

/// A mark on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    /// When.
    pub at: Millis,
    /// `command`, `failure`, `event`, `chaos`.
    pub kind: String,
    /// The command, or the event's reason and object.
    pub text: String,
    /// The fact to explain it by, if any.
    pub fact: Option<u64>,
}

/// Contents of the debug drawer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DebugView {
    /// Seed of the session.
    pub seed: u64,
    /// Hash of the cluster's state.
    pub state_hash: String,
    /// Number of stored objects by kind.
    pub objects: Vec<(String, usize)>,
    /// What is due: time, component, key.
    pub deadlines: Vec<(Millis, String, String)>,
    /// The journal in words.
    pub journal: Vec<String>,
}

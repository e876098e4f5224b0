//! The one outside world of a kubectl: the server it talks to, the files and the terminal of its session.
//!
//! A host answers at once and never blocks. Where something takes time (a watch, an exec, an editor) kubectl asks again each
//! time it is polled.

use api::Status;
use api::descriptions::Descriptions;
use api::request::{Request, Response, StreamId, User, WatchEvent};
use api::time::Time;

/// Where output goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Out {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// What standard input holds at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Bytes that have come.
    Data(Vec<u8>),
    /// Nothing yet: poll again when there is.
    Waiting,
    /// The end of the file.
    End,
}

/// Why a file could not be read, written or listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileError {
    /// No such file or directory.
    NotFound,
    /// Is a directory.
    IsADirectory,
    /// Not a directory.
    NotADirectory,
    /// Permission denied.
    Denied,
    /// No space left on device.
    Full,
}

impl FileError {
    /// In the words of Go's `syscall.Errno`.
    pub fn text(self) -> &'static str {
        match self {
            FileError::NotFound => "no such file or directory",
            FileError::IsADirectory => "is a directory",
            FileError::NotADirectory => "not a directory",
            FileError::Denied => "permission denied",
            FileError::Full => "no space left on device",
        }
    }
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
}

/// What has come out of an open log, exec, attach or port-forward since it was last read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StreamOutput {
    /// In the order written; the bool says whether it is standard error.
    pub chunks: Vec<(bool, Vec<u8>)>,
    /// Set once, at the end: exit code, and what went wrong (empty where nothing did).
    pub ended: Option<(i32, String)>,
}

pub use crate::commands::{Proxy, Route};

/// Where a local port leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// Namespace of the pod.
    pub namespace: String,
    /// Name of the pod.
    pub pod: String,
    /// Port in the pod.
    pub port: u16,
    /// The API server instead, by these rules.
    pub proxy: Option<Proxy>,
}

impl Forward {
    /// The API server itself, as `kubectl proxy` has it.
    pub fn api(proxy: Proxy) -> Forward {
        Forward { namespace: String::new(), pod: String::new(), port: 0, proxy: Some(proxy) }
    }
}

/// A connection that came to a forwarded port: how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The local port.
    pub local_port: u16,
    /// Why the pod's port did not answer; empty where it did.
    pub error: String,
}

/// What an address of the internet leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    Text(String),
    /// The host is known, but not this page of it.
    NotSimulated,
    NoHost,
}

/// The world outside.
pub trait Host {
    // The server.

    /// Whether an API server answers at this address (`https://192.168.10.10:6443`).
    fn reach(&mut self, server: &str) -> bool;
    /// Whether the API server gets to what it has stored.
    fn store_answers(&mut self) -> bool {
        true
    }
    /// What a server answers in the end that does not get to it.
    fn unanswered(&mut self, request: &Request) -> Status;
    /// Answers a call at this moment.
    fn request(&mut self, request: Request) -> Response;
    /// Who the server takes the bearer of a token for; nobody where the token does not count.
    fn bearer(&mut self, token: &str) -> Option<User>;
    /// New events of an open watch since the last call.
    fn watch_events(&mut self, watch: StreamId) -> Vec<WatchEvent>;
    /// Closes a watch.
    fn close_watch(&mut self, watch: StreamId);
    /// New output of an open stream since the last call.
    fn read_stream(&mut self, stream: StreamId) -> StreamOutput;
    /// Input for an open stream.
    fn write_stream(&mut self, stream: StreamId, data: &[u8]);
    /// There will be no more input.
    fn end_stream_input(&mut self, stream: StreamId);
    /// The client goes away.
    fn close_stream(&mut self, stream: StreamId);

    /// What is at an address of the internet.
    fn fetch(&mut self, _url: &str) -> Fetched {
        Fetched::NoHost
    }

    /// Upstream's prose about types and fields, for `explain`; empty where the texts are not there.
    fn descriptions(&mut self) -> Descriptions;

    // Time, chance, environment.

    /// Now, in virtual time.
    fn now(&mut self) -> Time;
    /// A number of the seeded generator, for the names of temporary files and debug containers.
    fn random(&mut self) -> u64;
    /// An environment variable.
    fn env(&mut self, name: &str) -> Option<String>;

    // Files of the session. Relative paths are relative to the working directory.

    /// The bytes of a file.
    fn read_file(&mut self, path: &str) -> Result<Vec<u8>, FileError>;
    /// Makes or replaces a file; makes missing parent directories.
    fn write_file(&mut self, path: &str, data: &[u8]) -> Result<(), FileError>;
    /// Takes a file away, or a directory with all that is in it.
    fn remove_file(&mut self, path: &str) -> Result<(), FileError>;
    /// The names in a directory, sorted.
    fn list_directory(&mut self, path: &str) -> Result<Vec<String>, FileError>;
    /// What is at a path, if anything.
    fn file_kind(&mut self, path: &str) -> Option<FileKind>;

    // The terminal.

    /// Takes what has come on standard input.
    fn read_stdin(&mut self) -> Input;
    /// Whether standard output is a terminal.
    fn stdout_is_terminal(&mut self) -> bool;
    /// Whether standard input is a terminal.
    fn stdin_is_terminal(&mut self) -> bool;
    /// From now on Ctrl-C and the like arrive as input bytes (or no longer).
    fn set_raw(&mut self, raw: bool);
    /// Writes.
    fn write(&mut self, out: Out, data: &[u8]);
    /// Runs an editor command (the words of `$EDITOR`, as a shell would run them) on a file. The error is for people.
    fn start_editor(&mut self, command: &str, path: &str) -> Result<u64, String>;
    /// Runs a program with its arguments, whose output is kubectl's; none where there is no such program. It ends as an
    /// editor does.
    fn start_program(&mut self, _words: &[String]) -> Option<u64> {
        None
    }
    /// The exit code of the editor, once it is closed.
    fn editor_exit(&mut self, editor: u64) -> Option<i32>;

    // Local ports.

    /// Opens a local port (0: any) that leads into a pod. Answers the port; the error is for people.
    fn open_port(&mut self, address: &str, local_port: u16, target: Forward) -> Result<u16, String>;
    /// Connections that came to the opened ports since the last call.
    fn connections(&mut self) -> Vec<Connection>;
    /// Closes a local port.
    fn close_port(&mut self, local_port: u16);
}
